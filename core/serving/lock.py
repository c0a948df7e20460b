"""One window at a time sets up and starts; an impatient second double-click waits."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.store.lock import taken

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
        if not taken(handle):
            waits()
            while not taken(handle):
                time.sleep(0.2)
        yield
