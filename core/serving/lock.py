"""One window at a time sets up and starts; an impatient second double-click waits."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def only_one(root: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a program's folder.

    The operating system lets go of it when its holder ends, however it ends.

    Args:
        root: the program's folder.
        waits: called once when another window holds it.
    """
    with (root / ".start.lock").open("a+") as handle:
        if not _locked(handle):
            waits()
            while not _locked(handle):
                time.sleep(0.2)
        yield


def _locked(handle: TextIO) -> bool:
    """Try to take the lock; it goes with the handle."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists elsewhere only

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
