"""What kernels answered, kept beside the layer (答えの控え): counted once per import.

An answer hangs on the imported files, on the text of the kernel and on the numbers in it, the
as-of day among them. The layer's folder is named by the first and goes with it; a file in it is
named by the others. Whichever engine counted, the answer is the same, so an engine elsewhere is
not even called where everything has been asked before.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from core.engine.kernel import filled
from core.engine.protocol import Engine, Limits

FOLDER = "answers"
#: How many stay for one set of imports: as-of days pass, and nobody asks for the old ones again.
KEPT = 200


class Remembering:
    """An engine that is asked only for what is not kept yet; see :mod:`core.engine.protocol`.

    Args:
        layer: the folder of the layer of these imports. Where it is not on the disk (a full one),
            nothing is kept.
        counts: the engine that counts, if it is open already.
        opened: opens it, else, when it is first needed.
    """

    def __init__(
        self,
        layer: Path,
        *,
        counts: Engine | None = None,
        opened: Callable[[], Engine] | None = None,
    ) -> None:
        self._folder = layer / FOLDER
        self._opened = opened
        self._lock = threading.Lock()
        self._counts = counts

    def run(self, kernel: str, **ints: int) -> pd.DataFrame:
        """The rows of one kernel, from the disk or counted now.

        Raises:
            EngineError: the engine does not answer, or memory does not suffice.
        """
        text = filled(kernel, ints)
        file = self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.parquet"
        with contextlib.suppress(OSError, ValueError):  # none yet, or a damaged one
            return pd.read_parquet(file)
        found = self._engine().run(kernel, **ints)
        self._keep(file, found)
        return found

    def row_count(self) -> int:
        """How many lines of purchases there are."""
        return self._engine().row_count()

    def limits(self) -> Limits:
        """What the engine that counts is held to."""
        return self._engine().limits()

    def close(self) -> None:
        """Close the engine, where one was needed."""
        with self._lock:
            counts, self._counts, self._opened = self._counts, None, None
        if counts is not None:
            counts.close()

    def _engine(self) -> Engine:
        with self._lock:
            if self._counts is None:
                if self._opened is None:
                    raise ValueError("this engine was closed")
                self._counts = self._opened()
            return self._counts

    def _keep(self, file: Path, found: pd.DataFrame) -> None:
        """A disk that is full or may not be written to is no reason to answer nothing."""
        made = file.with_name(f"{uuid.uuid4().hex}.tmp")
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            try:
                found.to_parquet(made, index=False)
                made.replace(file)
            finally:
                made.unlink(missing_ok=True)
            prune(self._folder)


def prune(folder: Path) -> None:
    """Drop all answers but the newest few."""
    kept = sorted(folder.glob("*.parquet"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)
