"""How much of a drill runs: all of it on demand, a fiftieth in every test run."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
#: Set by ``python3 start.py test drills``.
FULL = os.environ.get("DAIFUKUCHO_DRILLS") == "full"
SHARE = 50
#: Properties of whole ledgers: a twentieth of their examples, and so many at least.
EXAMPLES_SHARE = 20
FEWEST_EXAMPLES = 3


def count(full: int) -> int:
    """How many of ``full`` tries this run makes."""
    return full if FULL else math.ceil(full / SHARE)


def examples(full: int) -> int:
    """How many examples of a property this run tries where each is a ledger or a whole reading."""
    return full if FULL else max(math.ceil(full / EXAMPLES_SHARE), FEWEST_EXAMPLES)


def share_of(every: Sequence[T], at_most: int) -> list[T]:
    """All of them; in every test run a fiftieth and not more than so many, with the last one."""
    wanted = len(every) if FULL else min(count(len(every)), at_most)
    return [every[(number + 1) * len(every) // wanted - 1] for number in range(wanted)]


def report(what: str, tries: int, result: str, seconds: float) -> None:
    """Print a line for the table in docs/drills.md."""
    print(f"\n| {time.strftime('%Y-%m-%d')} | {what} | {tries:,} | {result} | {seconds:,.0f} |")
