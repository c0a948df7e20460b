"""What is bought after what (あわせ買い): pairs that are more than chance, with their days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.foresight.assortment import Assortment
from core.foresight.histories import Floats
from core.foresight.products import name_of

#: Standard deviations of the lower bound: 95 of 100.
_SURE = 1.96
#: Columns of :func:`due_after`.
CROSS = ("cross_product", "cross_because", "cross_days", "cross_n")


@dataclass(frozen=True, slots=True)
class Pair:
    """Who has one thing has the other more often than chance would have it.

    Attributes:
        first, then: names of both, in the order in which most came by them.
        n, m: ``n`` of the ``m`` customers with the first have the other.
        usual: how many of all customers have the other; ``customers``: how many those are.
        days: between the first purchases of both, in the middle case of those who came by them in
            this order.
    """

    first: str
    then: str
    n: int
    m: int
    usual: int
    customers: int
    days: int

    @property
    def lift(self) -> float:
        """How many times the usual share."""
        return self.n * self.customers / (self.m * self.usual)


def pairs(shop: Assortment) -> list[Pair]:
    """All pairs that hold, the surest first: at most ``pairs_shown``.

    A pair holds from ``pair_buyers`` customers with both and ``pair_lift`` times the usual share
    on, where the lower bound of the share (Wilson) lies above the usual one.
    """
    return [pair for _first, _then, pair in _held(shop, _Begun(shop))]


def due_after(shop: Assortment, *, begin: float, end: float) -> pd.DataFrame:
    """Who has the first thing of a pair, not yet the other, at the time when others came for it.

    Args:
        shop: what was learned of the goods.
        begin: of the time, in parts of the days between the first purchases of both.
        end: of the time, likewise.

    Returns:
        By customer_id ``cross_product`` (what they do not have), ``cross_because`` (what they
        have), ``cross_days`` (between the two, of others) and ``cross_n`` (customers with both);
        of several pairs that of the surest.
    """
    begun = _Begun(shop)
    taken = np.zeros(len(shop.cno), bool)
    ids = pd.Index(list(shop.places), name="customer_id")
    parts = [pd.DataFrame(columns=list(CROSS), index=ids[:0])]
    for first, then, pair in _held(shop, begun):
        since = shop.asof - begun.days(first)
        due = (since >= begin * pair.days) & (since <= end * pair.days)
        had = np.asarray(shop.barred[:, [then]].sum(axis=1)).reshape(-1) > 0
        who = due & ~had & ~taken
        taken |= who
        told = (pair.then, pair.first, pair.days, pair.n)
        parts.append(pd.DataFrame(dict(zip(CROSS, told, strict=True)), index=ids[who]))
    return pd.concat([part for part in parts if len(part)] or parts[:1])


def _held(shop: Assortment, begun: _Begun) -> list[tuple[int, int, Pair]]:
    """The pairs that hold, with the units of both."""
    every = np.arange(len(shop.units))
    if not len(every):
        return []
    both = shop.common(every).astype(np.float64)
    buyers = np.maximum(shop.buyers, 1).astype(np.float64)
    usual = shop.buyers / max(len(shop.cno), 1)
    low = wilson_low(both, buyers[:, None])
    lift = both / buyers[:, None] / np.where(usual > 0, usual, 1.0)[None, :]
    holds = (both >= shop.limits.pair_buyers) & (lift >= shop.limits.pair_lift)
    holds &= low > usual[None, :]
    np.fill_diagonal(holds, val=False)
    first, then = np.nonzero(holds)
    sure = np.argsort(-(low - usual[None, :])[first, then], kind="stable")
    found: list[tuple[int, int, Pair]] = []
    for place in sure:
        one = _pair(shop, begun, int(first[place]), int(then[place]))
        if one is not None:
            found.append((int(first[place]), int(then[place]), one))
        if len(found) == shop.limits.pairs_shown:
            break
    return found


def wilson_low(hits: Floats, of: Floats) -> Floats:
    """The lower bound of a share that was seen in some of so many."""
    share, square = hits / of, _SURE**2
    middle = share + square / (2 * of)
    spread = _SURE * np.sqrt(share * (1 - share) / of + square / (4 * of**2))
    low: Floats = (middle - spread) / (1 + square / of)
    return low


class _Begun:
    """Since when each customer has each unit."""

    def __init__(self, shop: Assortment) -> None:
        owner = np.repeat(np.arange(len(shop.cno)), np.diff(shop.pairs.start))
        unit = shop.units.of_item[shop.pairs.item]
        order = np.lexsort((shop.pairs.first, unit))
        self._unit, self._owner = unit[order], owner[order]
        self._day, self._size = shop.pairs.first[order], len(shop.cno)

    def days(self, unit: int) -> Floats:
        """The first day of everybody, NaN for who has none of it."""
        mine = slice(*np.searchsorted(self._unit, [unit, unit + 1]))
        since = np.full(self._size, np.nan)
        # Later days are written first, so that the earliest stays.
        since[self._owner[mine][::-1]] = self._day[mine][::-1]
        return since


def _pair(shop: Assortment, begun: _Begun, first: int, then: int) -> Pair | None:
    """The pair, None where most came by the other one first."""
    apart = begun.days(then) - begun.days(first)
    known = apart[~np.isnan(apart)]
    forward, back = int((known > 0).sum()), int((known < 0).sum())
    if forward < back or (forward == back and then < first):
        return None
    days = known[known > 0] if forward else known
    return Pair(
        _named(shop, first), _named(shop, then), len(known), int(shop.buyers[first]),
        int(shop.buyers[then]), len(shop.cno), round(float(np.median(days))),
    )  # fmt: skip


def _named(shop: Assortment, unit: int) -> str:
    product, category = name_of(shop, unit)
    return product or category
