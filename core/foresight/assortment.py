"""What the shop's baskets tell about its goods (品揃え): who has what, and what goes with what.

A product with few buyers says little by itself, so it counts as its category. Whatever counts is a
*unit* here: a product, or a category that stands for its rarely bought products.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.foresight.baskets import Baskets, Goods, pair_numbers
from core.foresight.histories import Floats, Ints
from core.metrics.rhythm import Flags
from core.settings.products import ProductSettings

#: A category that customers have through a product of their own; see :attr:`Assortment.barred`.
NOTHING = -1
#: Of so many units it is kept who has both of two: 16 MB.
_KEPT_UP_TO = 2_000
Matrix = Any  # scipy's sparse arrays carry no usable types
Similar = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Units:
    """What counts as one thing.

    Attributes:
        of_item: the unit of each item; :data:`NOTHING` where it has too few buyers to count.
        item: the item of each unit; :data:`NOTHING` for a category.
        category: the name of each unit that is a category, else ``""``.
    """

    of_item: Ints
    item: Ints
    category: npt.NDArray[Any]

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Pairs:
    """What each customer has of each item: the entries of customer p are start[p] … start[p+1].

    Attributes:
        item: which; ``times``: on how many days; ``first``, ``last``: the days.
    """

    start: Ints
    item: Ints
    times: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True)
class Assortment:
    """Goods and customers of a shop at one day.

    A customer is a place in ``cno`` here.

    Attributes:
        asof: the day; ``limits``: the thresholds.
        goods: all products; ``units``: what counts as one thing.
        cno: the engine's numbers of those who bought; ``places``: {customer_id: place}.
        pairs: what they bought.
        fresh: customers x items, days with it, older ones counting less.
        liked: customers x units, the same with a shorter memory.
        seen: customers x units, 1 where they have it.
        barred: customers x units, 1 where it is nothing new to them.
        buyers: of each unit.
        recent_days, recent_items: days with a unit, with an item, older ones counting less.
        popular: buyers of each unit just now; ``popular_of``: customers of anything just now.
    """

    asof: int
    limits: ProductSettings
    goods: Goods
    units: Units
    cno: Ints
    places: dict[str, int]
    pairs: Pairs
    fresh: Matrix
    liked: Matrix
    seen: Matrix
    barred: Matrix
    buyers: Ints
    recent_days: Floats
    recent_items: Floats
    popular: Ints
    popular_of: int

    @cached_property
    def _owners(self) -> Matrix:
        return self.seen.T.tocsr()

    @cached_property
    def enough(self) -> Flags:
        """Which units have buyers enough to be suggested."""
        flags: Flags = self.buyers >= self.limits.buyers_needed
        return flags

    @cached_property
    def _met(self) -> Similar:
        """How many customers have both: all units x all units."""
        both: Similar = (self._owners @ self.seen).toarray()
        return both

    def common(self, units: Ints) -> Similar:
        """How many customers have both: some units x all units.

        Of not too many units all are counted at once and kept: of a million customers each card
        would count them for as long as it takes to draw it.
        """
        if len(self.buyers) <= _KEPT_UP_TO:
            return self._met[units]
        both: Similar = (self._owners[units] @ self.seen).toarray()
        return both

    def alike(self, units: Ints) -> Similar:
        """How well each unit goes with some others: cosine, believed by n / (n + shrink).

        Two that meet less often than chance would have it do not go together at all.
        """
        both = self.common(units)
        buyers = self.buyers.astype(np.float32)
        size = np.sqrt(buyers[units, None] * np.maximum(buyers, np.float32(1))[None, :])
        believed = both / (both + np.float32(self.limits.shrink))
        found: Similar = (both / size * believed).astype(np.float32)
        found[both < self.limits.together] = 0.0
        found[both * len(self.cno) < buyers[units, None] * buyers[None, :]] = 0.0
        found[:, ~self.enough] = 0.0
        found[np.arange(len(units)), units] = 0.0
        return found


def assort(found: Baskets, asof: int, limits: ProductSettings) -> Assortment:
    """Learn a shop's goods from its baskets up to a day.

    Args:
        found: all baskets; later ones are not looked at.
        asof: the day.
        limits: the thresholds.
    """
    had = found.bought(asof)
    cno, whose = np.unique(had.cno, return_inverse=True)
    names = found.ids.reindex(cno)
    pair = pair_numbers(had)
    pairs, owner = _pairs(had, whose, pair, len(cno))
    units = _units(found.goods, pairs.item, limits)
    unit = units.of_item[pairs.item] if len(pairs.item) else pairs.item
    counts = unit >= 0
    shape = len(cno), len(units)
    seen = _ones(owner[counts], unit[counts], shape)
    ages = _own_ages(had, whose, len(cno))
    recent = _halved(asof - had.day, limits.recent_half_life)
    now = asof - had.day < limits.popular_days
    return Assortment(
        asof=asof, limits=limits, goods=found.goods, units=units, cno=cno,
        places=dict(zip(names.tolist(), range(len(cno)), strict=True)),
        pairs=pairs,
        fresh=_sums(_halved(ages, limits.again_half_life), whose, had.item,
                    (len(cno), len(found.goods))),
        liked=_of_units(units, _halved(ages, limits.new_half_life), whose, had.item, shape),
        seen=seen, barred=_barred(found.goods, units, owner, pairs.item, seen),
        buyers=np.asarray(seen.sum(axis=0), np.int64).reshape(-1),
        recent_days=_total(units, recent, had.item),
        recent_items=_counted(had.item, recent, len(found.goods)),
        popular=_buyers_now(units, whose[now], had.item[now], shape),
        popular_of=len(np.unique(whose[now])),
    )  # fmt: skip


def _pairs(had: Baskets, whose: Ints, pair: Ints, customers: int) -> tuple[Pairs, Ints]:
    """The pairs, and whose each is."""
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    last = np.append(first[1:], len(pair)).astype(np.int64)[: len(first)] - 1
    owner = whose[first]
    start = np.searchsorted(owner, np.arange(customers + 1)).astype(np.int64)
    times = last - first + 1
    return Pairs(start, had.item[first], times, had.day[first], had.day[last]), owner


def _units(goods: Goods, items: Ints, limits: ProductSettings) -> Units:
    """What counts: products with enough buyers, and the categories of the others."""
    buyers = np.bincount(items, minlength=len(goods))
    most = np.argsort(-buyers, kind="stable")[: limits.most_goods]
    own = np.zeros(len(goods), bool)
    own[most] = buyers[most] >= limits.buyers_needed
    item = np.flatnonzero(own)
    of_item = np.full(len(goods), NOTHING, np.int64)
    of_item[item] = np.arange(len(item))
    rest = ~own & (goods.category != "") & (goods.product != "")
    names, place = np.unique(goods.category[rest].astype(str), return_inverse=True)
    of_item[rest] = len(item) + place
    category = np.append(np.full(len(item), "", object), names.astype(object))
    return Units(of_item, np.append(item, np.full(len(names), NOTHING)), category)


def _barred(goods: Goods, units: Units, owner: Ints, items: Ints, seen: Matrix) -> Matrix:
    """What they have, and the categories of which they have any product."""
    whole = {name: place for place, name in enumerate(units.category) if name}
    of_category = np.array([whole.get(name, NOTHING) for name in goods.category], np.int64)
    place = of_category[items] if len(items) else items
    known = place >= 0
    return ((seen + _ones(owner[known], place[known], seen.shape)) > 0).astype(np.float32)


def _own_ages(had: Baskets, whose: Ints, customers: int) -> Ints:
    """Days between each entry and the same customer's last one: no shop is too slow for it."""
    last = np.zeros(customers, np.int64)
    np.maximum.at(last, whose, had.day)
    ages: Ints = last[whose] - had.day
    return ages


def _halved(ages: Ints, half_life: float) -> Floats:
    weights: Floats = np.exp2(-ages / half_life)
    return weights


def _sums(weights: Floats, row: Ints, column: Ints, shape: tuple[int, int]) -> Matrix:
    matrix = sparse.csr_array((weights.astype(np.float32), (row, column)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> Matrix:
    matrix = _sums(np.ones(len(row)), row, column, shape)
    matrix.data[:] = 1.0
    return matrix


def _of_units(
    units: Units, weights: Floats, whose: Ints, item: Ints, shape: tuple[int, int]
) -> Matrix:
    unit = units.of_item[item] if len(item) else item
    counts = unit >= 0
    return _sums(weights[counts], whose[counts], unit[counts], shape)


def _total(units: Units, weights: Floats, item: Ints) -> Floats:
    unit = units.of_item[item] if len(item) else item
    counts = unit >= 0
    return _counted(unit[counts], weights[counts], len(units))


def _buyers_now(units: Units, whose: Ints, item: Ints, shape: tuple[int, int]) -> Ints:
    matrix = _of_units(units, np.ones(len(item)), whose, item, shape)
    return np.bincount(matrix.indices, minlength=len(units)).astype(np.int64)


def _counted(place: Ints, weights: Floats, length: int) -> Floats:
    total: Floats = np.bincount(place, weights=weights, minlength=length).astype(np.float64)
    return total
