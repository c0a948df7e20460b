"""Did the next basket hold it? (つぎの品の答え合わせ): both lists at past days against what came.

At each day the shop is known only as it was then. A list hits when the customer's next basket
(their first day with a product within 90 days) holds one of its things. Beside it stands what is
bought most. The «new» list is judged on those whose next basket held something they never had.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.foresight.assortment import Assortment, assort
from core.foresight.baskets import Baskets
from core.foresight.histories import Floats, Ints
from core.foresight.products import best_again, best_new
from core.metrics.rhythm import Flags
from core.settings.products import ProductSettings

#: Length of the lists that are judged, days in which the next basket counts, days between cuts.
COUNT, WITHIN, APART = 5, 90, 90
LISTS = ("again", "again_popular", "new", "new_popular")


@dataclass(frozen=True)
class Hits:
    """How both lists did at one past day.

    Attributes:
        day: the day.
        customers: known then who came again within the span; ``customers_new``: those of them
            whose basket held something they never had.
        hits: how many customers of each of :data:`LISTS` were hit.
    """

    day: int
    customers: int
    customers_new: int
    hits: dict[str, int]

    def share(self, name: str) -> float:
        """The share of the customers that were hit; NaN where there are none."""
        of = self.customers_new if name.startswith("new") else self.customers
        return self.hits[name] / of if of else float("nan")


@dataclass(frozen=True)
class ProductBacktest:
    """All days, newest first, and those left out with the code of why.

    Codes: ``few_customers`` (with a product then), ``nothing`` (nobody came again).
    """

    cuts: tuple[Hits, ...]
    left_out: tuple[tuple[int, str], ...]

    @property
    def mean(self) -> dict[str, float]:
        """Mean share over the days for each list; NaN where none can be said."""
        every = {name: [cut.share(name) for cut in self.cuts] for name in LISTS}
        known = {name: [s for s in shares if not np.isnan(s)] for name, shares in every.items()}
        return {
            n: float(np.mean(shares)) if shares else float("nan") for n, shares in known.items()
        }


def backtest_products(
    found: Baskets, asof: int, cuts: int, limits: ProductSettings
) -> ProductBacktest:
    """Judge both lists at ``cuts`` past days, 90 days apart, the newest 90 days ago."""
    judged: list[Hits] = []
    left_out: list[tuple[int, str]] = []
    for number in range(1, cuts + 1):
        day = asof - APART * number
        shop = assort(found, day, limits)
        if len(shop.cno) < limits.customers_needed:
            left_out.append((day, "few_customers"))
            continue
        one = judge(shop, found)
        if one.customers:
            judged.append(one)
        else:
            left_out.append((day, "nothing"))
    return ProductBacktest(tuple(judged), tuple(left_out))


def judge(shop: Assortment, found: Baskets, count: int = COUNT) -> Hits:
    """Both lists of a shop as it was known, against the next baskets."""
    places, items = _next_baskets(shop, found)
    asked = np.unique(places)
    width = len(shop.goods)
    had = _keys(_owners(shop), shop.pairs.item, width)
    unseen = ~np.isin(_keys(places, items, width), had)
    units = shop.units.of_item[items] if len(items) else items
    new = unseen & (units >= 0)
    wanted_items = _keys(places, items, width)
    wanted_units = _keys(places[new], units[new], len(shop.units))
    lists = {
        "again": (best_again(shop, asked, count), wanted_items, width),
        "again_popular": (_most(shop, asked, count), wanted_items, width),
        "new": (best_new(shop, asked, count), wanted_units, len(shop.units)),
        "new_popular": (_most_unseen(shop, asked, count), wanted_units, len(shop.units)),
    }
    hits = {name: int(_hit(asked, *one).sum()) for name, one in lists.items()}
    return Hits(shop.asof, len(asked), len(np.unique(places[unseen])), hits)


def _next_baskets(shop: Assortment, found: Baskets) -> tuple[Ints, Ints]:
    """Place and item of everything in the next basket of those who are known."""
    later = found.bought(shop.asof + WITHIN)
    place = np.searchsorted(shop.cno, later.cno)
    known = (place < len(shop.cno)) & (later.day > shop.asof)
    known[known] = shop.cno[place[known]] == later.cno[known]
    place, item, day = place[known].astype(np.int64), later.item[known], later.day[known]
    first = np.full(len(shop.cno), np.iinfo(np.int64).max)
    np.minimum.at(first, place, day)
    now = day == first[place]
    return place[now], item[now]


def _owners(shop: Assortment) -> Ints:
    """Whose each pair is."""
    return np.repeat(np.arange(len(shop.cno)), np.diff(shop.pairs.start)).astype(np.int64)


def _keys(row: Ints, column: Ints, width: int) -> Ints:
    keys: Ints = row * max(width, 1) + column
    return keys


def _hit(asked: Ints, chosen: Ints, wanted: Ints, width: int) -> Flags:
    """Whether any of each customer's list is wanted."""
    there = np.isin(_keys(asked[:, None], chosen, width), wanted) & (chosen >= 0)
    return np.asarray(there.any(axis=1), bool)


def _most(shop: Assortment, asked: Ints, count: int) -> Ints:
    """What was bought on most days until then, the same for everybody."""
    days = np.bincount(shop.pairs.item, weights=shop.pairs.times, minlength=len(shop.goods))
    nothing = np.empty(0, np.int64)
    return np.tile(_first_free(nothing, days.astype(np.float64), count), (len(asked), 1))


def _most_unseen(shop: Assortment, asked: Ints, count: int) -> Ints:
    """The same among what each customer never had."""
    units = shop.units.of_item[shop.pairs.item]
    counts = units >= 0
    days = np.bincount(
        units[counts], weights=shop.pairs.times[counts], minlength=len(shop.units)
    ).astype(np.float64)
    return np.concatenate(
        [_first_free(shop.barred[[place]].indices, days, count) for place in asked]
        or [np.zeros((0, count), np.int64)]
    )


def _first_free(taken: Ints, days: Floats, count: int) -> Ints:
    free = days.copy()
    free[taken] = 0.0
    best = np.argsort(-free, kind="stable")[:count]
    chosen = np.full((1, count), -1, np.int64)
    chosen[0, : len(best)] = np.where(free[best] > 0, best, -1)
    return chosen
