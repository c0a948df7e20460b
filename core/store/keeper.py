"""What is done for a ledger while nobody waits for it: the seal, and the backup of the day."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from core.errors import StoreError
from core.locale.words import Words
from core.store import seal, sqlites
from core.store.places import Place

#: Seconds of quiet after a write before the ledger is sealed.
QUIET = 1.0


class Keeper:
    """Works beside the owner, in a thread that is there only while there is something to do.

    Attributes:
        problem: why the last work was refused; none where it was done.
    """

    def __init__(self, place: Place, *, quiet: float = QUIET) -> None:
        self.problem: Words | None = None
        self._place = place
        self._quiet = quiet
        self._news = threading.Condition()
        self._due: float | None = None
        self._work: list[Callable[[], object]] = []
        self._thread: threading.Thread | None = None
        self._closing = False

    def touched(self) -> None:
        """The ledger was written: seal it when it has been quiet for a while."""
        with self._news:
            self._due = time.monotonic() + self._quiet
            self._start()

    def soon(self, work: Callable[[], object]) -> None:
        """Do something that may take a while; what it is refused stands in ``problem``."""
        with self._news:
            self._work.append(work)
            self._start()

    def close(self) -> None:
        """Do what is still to be done now, and return when it is; more may be asked for later."""
        with self._news:
            self._closing = True
            self._news.notify()
            thread = self._thread
        if thread is not None:
            thread.join()
        self._closing = False

    def _start(self) -> None:
        if self._thread is None:
            # A daemon: a program that ends does not wait; the next opening looks closer instead.
            self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
            self._thread.start()
        else:
            self._news.notify()

    def _run(self) -> None:
        while (work := self._next()) is not None:
            work()

    def _next(self) -> Callable[[], object] | None:
        """The next thing to do, waited for; none where there is nothing left."""
        with self._news:
            while not self._work and self._due is not None:
                left = self._due - time.monotonic()
                if left <= 0 or self._closing:
                    self._due = None
                    return self._seal
                self._news.wait(left)
            if self._work:
                work = self._work.pop(0)
                return lambda: self._try(work)
            self._thread = None
            return None

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except StoreError as refusal:
            self.problem = refusal.words
        else:
            self.problem = None

    def _seal(self) -> None:
        # Where it cannot be sealed, the next opening looks closer: that is no loss.
        with contextlib.suppress(*sqlites.ERRORS, OSError, StoreError):
            if not seal.seal(self._place) and not self._closing:
                self.touched()
