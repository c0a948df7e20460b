"""Taking the lock of a file; standard library only, and an older Python can read it.

``start.py`` needs it before anything is installed.
"""

from __future__ import annotations

import sys
from typing import IO, Any


def taken(handle: IO[Any]) -> bool:
    """Try to take the lock of an open file; the operating system lets go of it with the file."""
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
