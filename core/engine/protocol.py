"""What every engine that counts purchases can do, and what it is held to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

#: Texts that come as Arrow, as pandas itself has them.
TEXTS = {pa.string(): pd.StringDtype(na_value=np.nan)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine is allowed to use.

    Attributes:
        memory_mb: megabytes before it writes to disk instead.
        threads: how many cores it may use at once; 0 is all of them.
    """

    memory_mb: int
    threads: int = 0


class Engine(Protocol):
    """Counts purchases: reduces lines to customers and months, and nothing more."""

    def run(self, kernel: str, **ints: int) -> pd.DataFrame:
        """The rows of one kernel, a calculation in ``core/engine/kernels/<kernel>.sql``.

        Args:
            kernel: the file's name without ``.sql``.
            ints: a whole number for each ``:name`` of the kernel; days are days since 1970-01-01.

        Returns:
            ``int64`` and ``str`` columns, nothing missing.

        Raises:
            EngineError: not enough memory, or a sum beyond 64 bits.
        """

    def row_count(self) -> int:
        """How many lines of purchases it holds, those after the data-as-of day included."""

    def limits(self) -> Limits:
        """What it is held to."""

    def close(self) -> None:
        """Let go of files and memory; the engine cannot be used afterwards."""
