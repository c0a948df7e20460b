"""Whom a new product fits best (新商品の相性): who is like the buyers of earlier products like it.

The points of a customer are the sum of the traits that the buyers of similar products have more
often than others, each ten times the logarithm of how much more often, with little evidence
believed little. A launch of the shop's own past shows what such a list was worth then; without one
the list is a reference only (参考).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.foresight.baskets import Baskets, Goods
from core.foresight.histories import Floats, Ints
from core.foresight.products import plain_name
from core.foresight.traits import Traits, traits
from core.metrics.rhythm import Flags
from core.settings.products import ProductSettings

#: Points of a trait for each power of e by which it is more frequent.
POINTS = 10.0
_REASONS = 3


@dataclass(frozen=True)
class Wanted:
    """A new product as the owner describes it.

    Attributes:
        products: names of earlier products like it; ``categories``: or all of a category.
        price: about what it costs (minor units); 0 unknown. Then only products in reach of that
            price are like it, where there are any.
    """

    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    price: int = 0


@dataclass(frozen=True)
class Known:
    """What the fit is worked out from.

    Attributes:
        baskets: all of the shop's; ``asof``: the day.
        reasons: {customer_id: kind of reason for buying}.
        has_amounts: whether the baskets hold money.
        limits: the thresholds.
    """

    baskets: Baskets
    asof: int
    reasons: pd.Series[str]
    has_amounts: bool
    limits: ProductSettings

    @cached_property
    def had(self) -> Baskets:
        """What was bought and kept until the day."""
        return self.baskets.bought(self.asof)


@dataclass(frozen=True)
class Scored:
    """Everybody's points on one day.

    Attributes:
        traits: who has which; ``points``: of each trait, 0 where it does not speak for it.
        theirs, others: customers with the trait among the buyers of similar products, and among
            the rest; ``buyers``, ``rest``: how many those are.
        score: of each customer.
    """

    traits: Traits
    points: Floats
    theirs: Ints
    others: Ints
    buyers: int
    rest: int
    score: Floats

    @property
    def order(self) -> Ints:
        """The customers, best first; among equal points who bought something like it last."""
        best: Ints = np.lexsort((-self.traits.last_similar, -np.round(self.score)))
        return best


@dataclass(frozen=True)
class Check:
    """What the list of an earlier launch was worth.

    Attributes:
        item: the product launched; ``day``: its first sale, as a day number.
        best, best_bought: customers of the best-fitting share, and how many bought it in time.
        all, all_bought: the same of all who were known.
    """

    item: int
    day: int
    best: int
    best_bought: int
    all: int
    all_bought: int


@dataclass(frozen=True, slots=True)
class Fitting:
    """One customer on the list: id, row among the traits, points, and (trait, points) behind."""

    customer_id: str
    place: int
    points: float
    speaking: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Fit:
    """Whom a new product fits best.

    Attributes:
        similar: the items it was compared with.
        scored: everybody's points.
        check: what such a list was worth at the last launch like this; None if none was found.
        goods: names of the items.
        ids: {cno: customer_id}.
    """

    similar: Ints
    scored: Scored
    check: Check | None
    goods: Goods
    ids: pd.Series[str]

    @property
    def named(self) -> set[str]:
        """Plain names of the similar products and their categories, for what somebody declined."""
        both = (*self.goods.product[self.similar], *self.goods.category[self.similar])
        return {plain_name(str(name)) for name in both if name}

    def best(self, allowed: Sequence[str], count: int) -> list[Fitting]:
        """The best-fitting of some customers, best first.

        Args:
            allowed: ids of those who may be on the list.
            count: how many at most.
        """
        names = self.ids.reindex(self.scored.traits.cno)
        may = names.isin(allowed).to_numpy(bool) & (self.scored.score > 0)
        order = self.scored.order
        return [
            Fitting(str(names.iloc[place]), int(place), float(self.scored.score[place]),
                    self._speaking(int(place)))
            for place in order[may[order]][:count]
        ]  # fmt: skip

    def _speaking(self, place: int) -> tuple[tuple[int, float], ...]:
        """The traits that speak most for a customer with their points, similar products as one."""
        worth = self.scored.points * self.scored.traits.has[place]
        like = [code == "similar" for code, _detail in self.scored.traits.named]
        total = float(worth[like].sum())
        worth[like] = 0.0
        worth[like.index(True)] = total
        order = np.argsort(-worth, kind="stable")[:_REASONS]
        return tuple((int(trait), float(worth[trait])) for trait in order if worth[trait] > 0)


def similar_items(wanted: Wanted, known: Known) -> Ints:
    """The items that are like a new product."""
    goods = known.baskets.goods
    named = np.isin(goods.product.astype(str), wanted.products) & (goods.product != "")
    kinds = np.isin(goods.category.astype(str), wanted.categories) & (goods.category != "")
    found = np.flatnonzero(named | kinds)
    if not wanted.price or not known.has_amounts:
        return found
    reach = np.flatnonzero(_in_reach(wanted.price, known))
    near = np.intersect1d(found, reach) if len(found) else reach
    return near if len(near) else found


def _in_reach(price: int, known: Known) -> Flags:
    """Items that usually cost about that."""
    had = known.had
    usual = pd.Series(had.net).groupby(had.item).median().reindex(range(len(had.goods)))
    ratio = usual.to_numpy(np.float64) / price
    times = known.limits.price_times
    return np.asarray((ratio >= 1 / times) & (ratio <= times), bool)


def best_fit(wanted: Wanted, known: Known) -> Fit | None:
    """Everybody's points for a new product; None where nothing like it was ever bought."""
    similar = similar_items(wanted, known)
    had = known.had
    if not len(similar) or not np.isin(had.item, similar).any():
        return None
    scored = score(had, similar, known)
    return Fit(similar, scored, check(similar, known), had.goods, had.ids)


def score(had: Baskets, similar: Ints, known: Known) -> Scored:
    """Points from what was bought up to a day."""
    found = traits(had, similar, known.reasons, known.has_amounts)
    buys = found.last_similar >= 0
    buyers, rest = int(buys.sum()), int((~buys).sum())
    theirs = found.has[buys].sum(axis=0).astype(np.int64)
    others = found.has[~buys].sum(axis=0).astype(np.int64)
    usual = known.limits.fit_shrink * (theirs + others) / max(buyers + rest, 1)
    more = _share(theirs, usual, buyers, known) / _share(others, usual, rest, known)
    points = POINTS * np.log(np.where(theirs > 0, np.maximum(more, 1.0), 1.0))
    return Scored(found, points, theirs, others, buyers, rest, found.has @ points)


def _share(count: Ints, usual: Floats, of: int, known: Known) -> Floats:
    share: Floats = np.maximum(count + usual, 1e-12) / (of + known.limits.fit_shrink)
    return share


def check(similar: Ints, known: Known) -> Check | None:
    """The last launch of one of these products, else of their categories, judged by what came."""
    goods = known.baskets.goods
    kinds = set(goods.category[similar]) - {""}
    relatives = np.flatnonzero(np.isin(goods.category.astype(str), sorted(kinds)))
    for candidates in (similar, relatives):
        for item, day in _launches(candidates, known):
            before = known.baskets.bought(day - 1)
            like = np.setdiff1d(np.union1d(similar, relatives), [item])
            like = np.intersect1d(like, before.item)
            if len(like):
                return checked(item, day, score(before, like, known), known)
    return None


def _launches(items: Ints, known: Known) -> list[tuple[int, int]]:
    """Items that were new once and can be judged, with their first day; newest first."""
    had, limits = known.had, known.limits
    if not len(had):
        return []
    first = np.full(len(had.goods), np.iinfo(np.int64).max)
    np.minimum.at(first, had.item, had.day)
    begin = int(had.day.min()) + limits.launch_history
    ready = (first >= begin) & (first <= known.asof - limits.launch_days)
    ready &= _known_buyers(first, known) >= limits.buyers_needed
    chosen = np.intersect1d(items, np.flatnonzero(ready))
    return [(int(item), int(first[item])) for item in chosen[np.argsort(-first[chosen])]]


def _known_buyers(first: Ints, known: Known) -> Ints:
    """How many bought each item within the days of its launch who were known before."""
    had = known.had
    cno, whose = np.unique(had.cno, return_inverse=True)
    came = np.full(len(cno), np.iinfo(np.int64).max)
    np.minimum.at(came, whose, had.day)
    begun = first[had.item]
    counts = (had.day - begun < known.limits.launch_days) & (came[whose] < begun)
    pairs = np.unique(had.item[counts] * len(cno) + whose[counts])
    return np.bincount(pairs // max(len(cno), 1), minlength=len(had.goods)).astype(np.int64)


def checked(item: int, day: int, scored: Scored, known: Known) -> Check:
    """What the points of the day before a launch were worth."""
    had = known.had
    inside = (had.item == item) & (had.day < day + known.limits.launch_days)
    came = np.isin(scored.traits.cno, had.cno[inside])
    size = max(1, round(known.limits.best_share * len(came)))
    best = scored.order[:size]
    return Check(item, day, size, int(came[best].sum()), len(came), int(came.sum()))
