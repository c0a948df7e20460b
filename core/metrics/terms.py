"""On which terms is sold (値引きと粗利): to new customers and to existing ones, year by year.

Article 0: new customers come for a lower price, existing ones pay a fair one; and a firm may not
see in the sum that its existing customers are getting fewer.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.book import Book
from core.engine import Engine, open_engine
from core.metrics.moment import Moment, day_number, months_before
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Side:
    """What was sold to the new or the existing customers of one year, in minor units.

    Attributes:
        customers: who bought anything; ``revenue``: of all lines, returns included.
        sold: of the lines sold; ``off``: what was taken off their price.
        reduced: lines sold at a discount, ``sold_lines``: of so many.
        costed: revenue of the lines that carry a cost; ``cost``: that cost.
    """

    customers: int = 0
    revenue: int = 0
    sold: int = 0
    off: int = 0
    reduced: int = 0
    sold_lines: int = 0
    costed: int = 0
    cost: int = 0

    @property
    def discount(self) -> float | None:
        """The average discount (値引き率): taken off, as a share of the full price."""
        full = self.sold + self.off
        return self.off / full if full > 0 else None

    @property
    def margin(self) -> float | None:
        """The gross margin (粗利率) of what carries a cost."""
        return (self.costed - self.cost) / self.costed if self.costed > 0 else None


@dataclass(frozen=True, slots=True)
class Terms:
    """One year and the one before it.

    Attributes:
        new, existing: the year to the data-as-of day; new: first purchase inside of it.
        new_before, existing_before: the year before, by its own beginning.
        start: the first day of the year.
        has_discounts: whether any line of either year carries a discount.
        whole: the ledger reaches back to the beginning of the year before.
    """

    new: Side
    existing: Side
    new_before: Side
    existing_before: Side
    start: dt.date
    has_discounts: bool
    whole: bool


def terms(engine: Engine, book: Book) -> Terms:
    """The terms of the last two years of 12 months.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    year_ago = months_before(book.asof, 12)
    now, before = _years(engine, moment)
    kept = engine.run("kept_columns", asof=moment.asof)
    first = engine.run("first_day", asof=moment.asof, min_net=moment.min_net)["first_day"].min()
    return Terms(
        *now,
        *before,
        start=year_ago + dt.timedelta(days=1),
        has_discounts=bool(kept["has_discount"].sum()),
        whole=bool(first <= day_number(months_before(book.asof, 24)) + 1),
    )


def terms_of(book: Book, *, cache: Path | None = None, engine_url: str = "") -> Terms:
    """:func:`terms` of a book, with an engine of its own."""
    with closing(open_engine(book, cache=cache, url=engine_url)) as engine:
        return terms(engine, book)


def only_reduced(profile: pd.DataFrame, asof: dt.date, settings: Settings) -> pd.DataFrame:
    """Existing customers who buy at a discount only, the largest first.

    Args:
        profile: one row per customer (:mod:`core.metrics.profile`).
        asof: the data-as-of day; existing: the first purchase was more than a year before it.
        settings: from which share of purchase days, and how many of them, it is said.

    Returns:
        Rows of ``profile``; none where no line carries a discount.
    """
    limits = settings.money
    year_ago = pd.Timestamp(months_before(asof, 12))
    existing = profile["first_purchase_date"] <= year_ago
    enough = profile["purchase_count"] >= limits.discount_only_purchases
    always = profile["discount_share"] >= limits.discount_only_share
    rows = profile[existing & enough & always]
    return rows.sort_values("total_spend", ascending=False, kind="stable")


def _years(engine: Engine, moment: Moment) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
    """The new and the existing side of the last 12 months, and of the 12 before."""
    found = engine.run(
        "terms", min_net=moment.min_net, from_day=moment.from_24m, mid_day=moment.from_12m,
        to_day=moment.asof,
    )  # fmt: skip
    sides = {
        (int(row.pop("is_later")), int(row.pop("is_new"))): Side(
            **{str(name): int(value) for name, value in row.items()}
        )
        for row in found.to_dict("records")
    }
    later, earlier = ((sides.get((y, 1), Side()), sides.get((y, 0), Side())) for y in (1, 0))
    return later, earlier
