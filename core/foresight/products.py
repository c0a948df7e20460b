"""What a customer may buy next (つぎの品): «again», from their own past, and «new», from others'.

Both are facts: how often and when they bought it, and how many customers who have this also have
that. Suggestions carry numbers; :mod:`core.foresight.product_words` says them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.foresight.assortment import Assortment, Matrix, Similar
from core.foresight.histories import Floats, Ints
from core.metrics.moment import day_of

#: Popularity only orders what a customer's own past leaves open.
_LESS_THAN_ONCE = 0.99
_LAST_RESORT = 1e-9
#: Customers whose lists are worked out at once.
_AT_ONCE = 512
#: Plain values: counts, days, names.
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing for one customer.

    Attributes:
        product: its name; ``""`` where any product of ``category`` is meant.
        category: its category, ``""`` unknown.
        code: ``again`` (bought before), ``also`` (others have both), ``popular`` (just now).
        facts: again: ``times, last, gap`` (days, None unless it has a usual one); also:
            ``because`` (what the others have), ``n`` of ``m``; popular: ``n`` of ``m``, ``days``.
    """

    product: str
    category: str
    code: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextProducts:
    """Both lists of one customer, best first.

    Attributes:
        again, new: the suggestions.
        silent: why ``new`` is empty: ``no_goods`` (no purchase names a product),
            ``few_customers``, ``no_purchase`` (of this customer), ``nothing`` (left), else ``""``.
    """

    again: tuple[Suggestion, ...] = ()
    new: tuple[Suggestion, ...] = ()
    silent: str = ""


def suggest(shop: Assortment, customer_id: str, declined: Collection[str] = ()) -> NextProducts:
    """What one customer may buy next.

    Args:
        shop: what :func:`core.foresight.assortment.assort` learned.
        customer_id: whose lists.
        declined: products and categories to which they said no; those are not offered again.
    """
    if not len(shop.cno):
        return NextProducts(silent="no_goods")
    place = shop.places.get(customer_id)
    if place is None:
        return NextProducts(silent="no_purchase")
    asked = shop.limits.shown + len(declined)
    again = best_again(shop, np.array([place]), asked)[0]
    repeated = _wanted(
        (_repeated(shop, place, int(item)) for item in again[again >= 0]), shop, declined
    )
    if len(shop.cno) < shop.limits.customers_needed:
        return NextProducts(repeated, (), "few_customers")
    new = _wanted(_new(shop, place, asked), shop, declined)
    return NextProducts(repeated, new, "" if new else "nothing")


def _wanted(
    some: Iterable[Suggestion], shop: Assortment, declined: Collection[str]
) -> tuple[Suggestion, ...]:
    """As many as are shown, without what was declined."""
    no = {plain_name(name) for name in declined}
    kept = [one for one in some if plain_name(one.product or one.category) not in no]
    return tuple(kept[: shop.limits.shown])


def plain_name(name: str) -> str:
    """A product's name as it is compared, however wide its letters were typed."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def best_again(shop: Assortment, places: Ints, count: int) -> Ints:
    """The items that each customer is likeliest to buy again, best first; -1 where none is left.

    Own frequency counts, older days less; what many buy just now goes first among equals.
    """
    favour = (_LESS_THAN_ONCE * _to_one(shop.recent_items)).astype(np.float32)

    def scores(some: Ints) -> Similar:
        own = shop.fresh[some].toarray()
        wanted: Similar = np.where(own > 0, own + favour, np.float32(0))
        return wanted

    return _best(scores, places, count)


def best_new(shop: Assortment, places: Ints, count: int) -> Ints:
    """The units that each customer has not had and may like, best first; -1 where none is left.

    What goes well with their own things counts; where nothing does, what many buy just now.
    """
    favour = _LAST_RESORT * _to_one(np.where(shop.enough, shop.recent_days, 0.0))
    favour = favour.astype(np.float32)
    columns = np.unique(shop.liked[places].indices).astype(np.int64)
    alike = shop.alike(columns)

    def scores(some: Ints) -> Similar:
        fit: Similar = shop.liked[some][:, columns] @ alike
        fit += favour
        had = shop.barred[some].tocoo()
        fit[had.row, had.col] = 0.0
        return fit

    return _best(scores, places, count)


def _new(shop: Assortment, place: int, count: int) -> tuple[Suggestion, ...]:
    """The new things of one customer with the reason of each."""
    chosen = best_new(shop, np.array([place]), count)[0]
    own: Matrix = shop.liked[[place]]
    columns = own.indices.astype(np.int64)
    alike, common = shop.alike(columns), shop.common(columns)
    return tuple(
        _unseen(shop, int(unit), columns, own.data[:, None] * alike, common)
        for unit in chosen[chosen >= 0]
    )


def _repeated(shop: Assortment, place: int, item: int) -> Suggestion:
    """Something they had, with how often and when."""
    pairs = shop.pairs
    mine = slice(pairs.start[place], pairs.start[place + 1])
    entry = int(pairs.start[place] + np.searchsorted(pairs.item[mine], item))
    times = int(pairs.times[entry])
    span = int(pairs.last[entry] - pairs.first[entry])
    gap = round(span / (times - 1)) if times >= shop.limits.gap_times else None
    facts: dict[str, Any] = {"times": times, "last": day_of(int(pairs.last[entry])), "gap": gap}
    return Suggestion(shop.goods.product[item], shop.goods.category[item], "again", facts)


def _unseen(
    shop: Assortment, unit: int, columns: Ints, weight: Similar, common: Similar
) -> Suggestion:
    """Something they never had, with who else has it."""
    product, category = name_of(shop, unit)
    if len(columns) and weight[:, unit].max() > 0:
        because = int(weight[:, unit].argmax())
        theirs = int(columns[because])
        facts: dict[str, Any] = {
            "because": next(filter(None, name_of(shop, theirs))),
            "n": int(common[because, unit]),
            "m": int(shop.buyers[theirs]),
        }
        return Suggestion(product, category, "also", facts)
    facts = {"n": int(shop.popular[unit]), "m": shop.popular_of, "days": shop.limits.popular_days}
    return Suggestion(product, category, "popular", facts)


def name_of(shop: Assortment, unit: int) -> tuple[str, str]:
    """Product and category of a unit; the product is empty where a category is meant."""
    item = shop.units.item[unit]
    if item < 0:
        return "", str(shop.units.category[unit])
    return str(shop.goods.product[item]), str(shop.goods.category[item])


def _to_one(counts: Floats) -> Floats:
    """Shares of the largest."""
    most = counts.max(initial=0.0)
    return counts / most if most > 0 else counts


def _best(scores: Callable[[Ints], Similar], places: Ints, count: int) -> Ints:
    """Places of the highest scores above 0 of each customer; equal ones in their order."""
    parts = []
    for begin in range(0, len(places), _AT_ONCE):
        found = scores(places[begin : begin + _AT_ONCE])
        parts.append(_highest(found, count))
    return np.concatenate(parts) if parts else np.zeros((0, count), np.int64)


def _highest(found: Similar, count: int) -> Ints:
    wide = min(count, found.shape[1])
    chosen = np.argpartition(-found, max(wide - 1, 0), axis=1)[:, :wide]
    chosen = np.sort(chosen, axis=1)
    score = np.take_along_axis(found, chosen, axis=1)
    order = np.argsort(-score, axis=1, kind="stable")
    chosen = np.where(score > 0, chosen, -1)
    ordered = np.take_along_axis(chosen, order, axis=1)
    rest = np.full((len(found), count - wide), -1, np.int64)
    return np.concatenate([ordered, rest], axis=1)
