"""Shares with their interval (割合の幅): how sure a share, or a difference of two, is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri

#: Two-sided 95 %, where nothing else is said.
USUAL = 0.05


@dataclass(frozen=True, slots=True)
class Share:
    """Some of so many, with the interval in which the true share likely lies.

    Attributes:
        hits: how many; ``of``: of how many.
        low, high: bounds, 0 to 1.
    """

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself; NaN of nobody."""
        return self.hits / self.of if self.of else math.nan


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two shares, with its interval: -1 to 1."""

    difference: float
    low: float
    high: float


def wilson(hits: int, of: int, *, error: float = USUAL) -> Share:
    """A share with its score interval.

    Source: E. B. Wilson, JASA 22 (1927) 209-212.

    Args:
        hits: how many.
        of: of how many; nobody gives the whole of 0 to 1.
        error: chance that the true share lies outside.
    """
    if not of:
        return Share(0, 0, 0.0, 1.0)
    z = float(ndtri(1 - error / 2))
    share, square = hits / of, z * z
    middle = share + square / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return Share(
        hits, of, max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
    )


def newcombe(one: tuple[int, int], other: tuple[int, int], *, error: float = USUAL) -> Difference:
    """The difference of two independent shares with its interval.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10: the square roots
    of the two Wilson intervals' arms.

    Args:
        one: (how many, of how many).
        other: the same of those it is compared with.
        error: chance that the true difference lies outside.
    """
    a, b = wilson(*one, error=error), wilson(*other, error=error)
    if not a.of or not b.of:
        return Difference(math.nan, -1.0, 1.0)
    gap = a.share - b.share
    low = gap - math.hypot(a.share - a.low, b.high - b.share)
    high = gap + math.hypot(a.high - a.share, b.share - b.low)
    return Difference(gap, low, high)
