"""One at a time, across threads and programs: a lock that goes with whoever holds it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from core.errors import StoreError
from core.locale.words import _
from core.store.lock import taken

#: How long somebody who wants the lock waits for it.
PATIENCE = 60.0
_PAUSE = 0.02


@contextlib.contextmanager
def only_one(lock: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold a lock file while the block runs.

    Args:
        lock: the file; it is never removed, so that all who wait mean the same one.
        patience: seconds to wait for the one who holds it.

    Raises:
        OSError: its folder is not there, or cannot be written to.
        StoreError: somebody else still holds it.
    """
    with lock.open("a+b") as handle:
        deadline = time.monotonic() + patience
        while not taken(handle):
            if time.monotonic() >= deadline:
                raise StoreError(
                    _("Another window is still writing. Please try again in a moment.")
                )
            time.sleep(_PAUSE)
        yield  # the operating system lets go of the lock when the file is closed
