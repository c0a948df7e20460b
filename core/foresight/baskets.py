"""What was in the baskets (買い物の中身): which customer bought which product on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.foresight.histories import Floats, Ints
from core.metrics.moment import day_number

Texts = npt.NDArray[Any]


@dataclass(frozen=True)
class Goods:
    """What the shop sells, by place.

    Attributes:
        product: its name; ``""`` for lines that name a category alone.
        category: the one that stands beside it most often; ``""`` unknown.
    """

    product: Texts
    category: Texts

    def __len__(self) -> int:
        return len(self.product)


@dataclass(frozen=True)
class Baskets:
    """One entry for each customer, product and day, sorted so; returns are entries below 0.

    Attributes:
        cno: whose; ``item``: its place in ``goods``; ``day``: when.
        net: what was paid for it that day (minor units), pieces in a ledger without amounts.
        goods: the products.
        ids: {cno: customer_id}.
    """

    cno: Ints
    item: Ints
    day: Ints
    net: Floats
    goods: Goods
    ids: pd.Series[str]

    def __len__(self) -> int:
        return len(self.cno)

    def bought(self, until: int) -> Baskets:
        """What was bought up to a day and not given back until then.

        A day on which more came back than went out is no purchase; a product of which a customer
        has given everything back was never theirs.
        """
        known = self._take(self.day <= until)
        pair = pair_numbers(known)
        kept = np.bincount(pair, weights=known.net) > 0 if len(known) else np.zeros(0, bool)
        return known._take((known.net > 0) & kept[pair])

    def _take(self, rows: npt.NDArray[Any]) -> Baskets:
        return Baskets(
            self.cno[rows], self.item[rows], self.day[rows], self.net[rows], self.goods, self.ids
        )


def pair_numbers(some: Baskets) -> Ints:
    """Entries of one customer and product have one number, counted from 0 in their order."""
    if not len(some):
        return np.zeros(0, np.int64)
    begins = np.append(True, (np.diff(some.cno) != 0) | (np.diff(some.item) != 0))
    numbers: Ints = np.cumsum(begins).astype(np.int64) - 1
    return numbers


def baskets(engine: Engine, book: Book) -> Baskets:
    """Every product of every customer up to the data-as-of day.

    Args:
        engine: holds the book's purchases.
        book: says the day, and whether amounts or pieces tell a return.

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    asof = day_number(book.asof)
    named = engine.run("goods", asof=asof)
    lines = engine.run("baskets", asof=asof)
    ids = engine.run("customer_ids").set_index("cno")["customer_id"]
    item, goods = _goods(named)
    pieces = lines["pieces"].to_numpy(np.float64) / 1000  # counted in thousandths
    # A sheet without amounts need not count pieces either: then every line is one.
    net = lines["money"].to_numpy(np.float64)
    net = net if book.has_amounts else np.where(pieces == 0, 1.0, pieces)
    of = lines["good"].to_numpy(np.int64) - 1
    days = lines["day"].to_numpy(np.int64)
    return put_together(Baskets(lines["cno"].to_numpy(np.int64), item[of], days, net, goods, ids))


def _goods(named: pd.DataFrame) -> tuple[Ints, Goods]:
    """The place of each numbered pair of product and category, and the goods in that order."""
    alone = named["product"] == ""
    table = named.assign(shelf=named["category"].where(alone, ""))
    keys = table[["product", "shelf"]].drop_duplicates().reset_index(drop=True)
    place = table.merge(keys.assign(item=keys.index), on=["product", "shelf"])
    place = place.sort_values("good", kind="stable")
    known = place[place["category"] != ""].sort_values(
        ["total", "category"], ascending=[False, True], kind="stable"
    )
    first = known.drop_duplicates("item").set_index("item")["category"]
    category = first.reindex(keys.index).fillna("")
    goods = Goods(keys["product"].to_numpy(object), category.to_numpy(object))
    return place["item"].to_numpy(np.int64), goods


def put_together(some: Baskets) -> Baskets:
    """Entries of one customer, product and day as one, in order."""
    if not len(some):
        return some
    begin, width = int(some.day.min()), len(some.goods)
    span = int(some.day.max()) - begin + 1
    key = (some.cno * width + some.item) * span + (some.day - begin)
    keys, where = np.unique(key, return_inverse=True)
    whose, what = np.divmod(keys // span, width)
    total: Floats = np.bincount(where, weights=some.net).astype(np.float64)
    return Baskets(whose, what, keys % span + begin, total, some.goods, some.ids)
