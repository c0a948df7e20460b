"""Silences and the customer's own rhythm (いつもの間隔), DOMAIN 2.1.

Every purchase day opens a silence; the next one closes it, and the last is still open at the
data-as-of day. The own rhythm pulls a customer's mean gap towards the shop's with the weight of
two gaps: ρ = (Σ gaps + 2μ) / (n_gaps + 2). As the gaps of one customer add up to the days between
two purchases, ρ is known at the opening of every silence without looking ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.settings import Settings

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Silences:
    """All silences of a shop, customer by customer, oldest first; one entry for each purchase day.

    Attributes:
        cno: the customer's key.
        day: the purchase day that opened it.
        number: which purchase opened it: 1, 2, 3 …
        length: days until it was closed, or until the data-as-of day.
        closed: whether a purchase closed it.
        since_first: days from the customer's first purchase to the opening.
    """

    cno: Ints
    day: Ints
    number: Ints
    length: Ints
    closed: Flags
    since_first: Ints

    @property
    def gaps(self) -> Ints:
        """The closed silences: gaps between purchases (購入間隔)."""
        return self.length[self.closed]


def silences(days: pd.DataFrame, asof: int) -> Silences:
    """Silences from the rows of the kernel ``purchase_days`` (sorted by customer and day)."""
    cno, day = days["cno"].to_numpy(np.int64), days["day"].to_numpy(np.int64)
    opens = np.ones(len(cno), dtype=bool)
    opens[1:] = cno[1:] != cno[:-1]
    starts = np.flatnonzero(opens)
    begin = starts[np.cumsum(opens) - 1]
    closed = np.zeros(len(cno), dtype=bool)
    closed[:-1] = ~opens[1:]
    until = np.append(day[1:], asof)
    return Silences(
        cno=cno,
        day=day,
        number=np.arange(len(cno)) - begin + 1,
        length=np.where(closed, until, asof) - day,
        closed=closed,
        since_first=day - day[begin],
    )


def shop_gap(found: Silences, settings: Settings) -> float:
    """μ, the shop's mean closed gap in days; the trade's usual one below 30 closed gaps."""
    gaps = found.gaps
    if len(gaps) < settings.lapse.rhythm_gaps:
        return float(settings.trade.rhythm_days)
    return float(gaps.mean())


def own_rhythm(span: Ints, gaps: Ints, shop: float, weight: float) -> Floats:
    """ρ in days.

    Args:
        span: the sum of the closed gaps: days from the first purchase to the last one so far.
        gaps: how many gaps that are.
        shop: μ of :func:`shop_gap`.
        weight: how many gaps μ counts.
    """
    return (span + weight * shop) / (gaps + weight)


def gap_facts(found: Silences, customers: int, from_24m: int, regular: float) -> pd.DataFrame:
    """The customer's own gaps, one row per ``cno``.

    Args:
        found: all silences.
        customers: how many customers there are; ``cno`` runs from 0.
        from_24m: gaps count as recent when they were closed after this day.
        regular: a gap is regular up to so many own median gaps.

    Returns:
        ``median_gap`` (days, NaN without a gap), ``gaps_24m`` and ``regular_gaps_24m``.
    """
    cno, gaps = found.cno[found.closed], found.gaps
    median = _medians(cno, gaps, customers)
    recent = (found.day + found.length)[found.closed] > from_24m
    fits = recent & (gaps <= regular * median[cno])
    return pd.DataFrame(
        {
            "median_gap": median,
            "gaps_24m": np.bincount(cno[recent], minlength=customers),
            "regular_gaps_24m": np.bincount(cno[fits], minlength=customers),
        }
    )


def _medians(groups: Ints, values: Ints, count: int) -> Floats:
    """Median of the values of each group 0 … count−1, NaN for a group without any."""
    ordered = values[np.lexsort((values, groups))]
    sizes = np.bincount(groups, minlength=count)
    starts = np.cumsum(sizes) - sizes
    result = np.full(count, np.nan)
    some = sizes > 0
    low, high = starts + (sizes - 1) // 2, starts + sizes // 2
    result[some] = (ordered[low[some]] + ordered[high[some]]) / 2
    return result


def shop_median_gap(found: Silences, settings: Settings) -> float:
    """The shop's median closed gap in days; the trade's usual one below 30 closed gaps."""
    gaps: Any = found.gaps
    if len(gaps) < settings.lapse.rhythm_gaps:
        return float(settings.trade.rhythm_days)
    return float(np.median(gaps))
