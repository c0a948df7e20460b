"""What tells customers apart before a launch (特徴), as known on one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.foresight.baskets import Baskets
from core.foresight.histories import Floats, Ints
from core.metrics.rhythm import Flags

#: Categories that are looked at: those of most customers.
MOST_CATEGORIES = 50
#: Purchase days from which on somebody comes now and then, and often.
OFTEN = (2, 5)
#: Days with something similar, at least.
SIMILAR_DAYS = (1, 2, 3)
#: Month of each season, March to May first.
_SEASON_OF_MONTH = np.array([3, 3, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3])
SEASONS = ("spring", "summer", "autumn", "winter")
BANDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Traits:
    """Who has which trait.

    Attributes:
        cno: the customers, one row of ``has`` each.
        named: (code, detail) of each column: ``similar, category, price, season, times, reason``.
        has: customers x traits.
        last_similar: the last day with a similar product, and ``last_item`` which; -1 for none.
        similar_days: on how many days they bought one.
    """

    cno: Ints
    named: tuple[tuple[str, str], ...]
    has: npt.NDArray[np.bool_]
    last_similar: Ints
    last_item: Ints
    similar_days: Ints


def traits(had: Baskets, similar: Ints, reasons: pd.Series[str], by_amount: bool) -> Traits:
    """The traits of everybody with a product.

    Args:
        had: what was bought up to the day (:meth:`~core.foresight.baskets.Baskets.bought`).
        similar: the items that are like the new one; they make the trait ``similar`` alone.
        reasons: {customer_id: kind of reason for buying}.
        by_amount: whether ``had.net`` is money.
    """
    cno, whose = np.unique(had.cno, return_inverse=True)
    like = np.isin(had.item, similar)
    last, item = _last_similar(had, whose, like, len(cno))
    days = _days(had, whose, like, len(cno))
    columns = {("similar", str(least)): days >= least for least in SIMILAR_DAYS}
    columns |= _categories(had, whose, ~like, len(cno))
    if by_amount:
        columns |= _prices(had.net, whose, ~like, len(cno))
    columns |= _seasons(had.day, whose, ~like, len(cno))
    columns |= _times(had, whose, len(cno))
    columns |= _reasons(reasons.reindex(had.ids.reindex(cno)).fillna("").to_numpy(object))
    has = (
        np.column_stack(list(columns.values())) if len(cno) else np.zeros((0, len(columns)), bool)
    )
    return Traits(cno, tuple(columns), has, last, item, days)


def _days(had: Baskets, whose: Ints, rows: Flags, size: int) -> Ints:
    """On how many days each customer has any of these entries."""
    # A number for each customer and day: days of a lifetime fit beside every customer.
    since = had.day - had.day.min(initial=0)
    visits = np.unique(whose[rows].astype(np.int64) << 32 | since[rows])
    return np.bincount(visits >> 32, minlength=size).astype(np.int64)


def _last_similar(had: Baskets, whose: Ints, like: Flags, size: int) -> tuple[Ints, Ints]:
    last, item = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    rows = np.flatnonzero(like)
    rows = rows[np.argsort(had.day[rows], kind="stable")]
    last[whose[rows]], item[whose[rows]] = had.day[rows], had.item[rows]
    return last, item


def _anybody(whose: Ints, rows: Flags, size: int) -> Flags:
    flags = np.zeros(size, bool)
    flags[whose[rows]] = True
    return flags


def _categories(had: Baskets, whose: Ints, rest: Flags, size: int) -> dict[tuple[str, str], Flags]:
    names, code = np.unique(had.goods.category.astype(str), return_inverse=True)
    rows = rest & (had.goods.category[had.item] != "")
    pairs = np.unique(np.column_stack([code[had.item[rows]], whose[rows]]), axis=0)
    count = np.bincount(pairs[:, 0], minlength=len(names))
    most = np.sort(np.argsort(-count, kind="stable")[:MOST_CATEGORIES])
    found = {}
    for kind in most[count[most] > 0]:
        flags = np.zeros(size, bool)
        flags[pairs[pairs[:, 0] == kind, 1]] = True
        found["category", str(names[kind])] = flags
    return found


def _prices(net: Floats, whose: Ints, rest: Flags, size: int) -> dict[tuple[str, str], Flags]:
    """Thirds of the customers by what they usually pay for a product."""
    paid = pd.Series(net[rest]).groupby(whose[rest]).median()
    if len(paid) < len(BANDS):
        return {}
    third = np.minimum((paid.rank(pct=True, method="average") * 3).to_numpy() // 1, 2)
    found = {}
    for place, band in enumerate(BANDS):
        flags = np.zeros(size, bool)
        flags[paid.index.to_numpy(np.int64)[third == place]] = True
        found["price", band] = flags
    return found


def _seasons(day: Ints, whose: Ints, rest: Flags, size: int) -> dict[tuple[str, str], Flags]:
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    season = _SEASON_OF_MONTH[month]
    return {
        ("season", name): _anybody(whose, rest & (season == place), size)
        for place, name in enumerate(SEASONS)
    }


def _times(had: Baskets, whose: Ints, size: int) -> dict[tuple[str, str], Flags]:
    count = _days(had, whose, np.ones(len(had), bool), size)
    some, often = OFTEN
    return {
        ("times", "once"): count < some,
        ("times", "some"): (count >= some) & (count < often),
        ("times", "often"): count >= often,
    }


def _reasons(kinds: npt.NDArray[Any]) -> dict[tuple[str, str], Flags]:
    return {("reason", str(k)): kinds == k for k in np.unique(kinds.astype(str)) if k}
