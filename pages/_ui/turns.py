"""Whose page is drawn next: runs take turns, first come first served.

A run is work of the interpreter, and threads that work at once do not get it done sooner: fifty of
them take half as much again for changing places, and all are done at the end. In turns each is
done when its turn is. Whoever counts or waits for long lets the others go on meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: So many draw at once.
AT_ONCE = 1
#: Seconds after which a run keeps nobody waiting any more.
PATIENCE = 0.5


@dataclass(eq=False)
class _Turn:
    """One run's turn.

    Attributes:
        called: it may begin; ``began``: when it was called, by the clock.
    """

    called: threading.Event = field(default_factory=threading.Event)
    began: float = 0.0


class Turns:
    """Turns of the runs of one process.

    Args:
        at_once: how many may draw at once.
        patience: seconds after which a run keeps nobody waiting any more.
        clock: seconds.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once, self._patience, self._clock = at_once, patience, clock
        self._lock = threading.Lock()
        self._waiting: deque[_Turn] = deque()
        self._drawing: list[_Turn] = []

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and have it until the block ends, however it ends."""
        mine = _Turn()
        with self._lock:
            self._waiting.append(mine)
            self._call()
        try:
            while not mine.called.wait(self._patience):
                with self._lock:
                    self._call()
            yield
        finally:
            with self._lock:
                (self._drawing if mine.called.is_set() else self._waiting).remove(mine)
                self._call()

    def _call(self) -> None:
        """Call whoever's turn it is."""
        now = self._clock()
        keeping = sum(now - one.began < self._patience for one in self._drawing)
        while self._waiting and keeping < self._at_once:
            first = self._waiting.popleft()
            first.began = now
            self._drawing.append(first)
            first.called.set()
            keeping += 1


#: Those of this process.
TURNS = Turns()
