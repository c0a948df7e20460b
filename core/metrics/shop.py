"""What one reading of the engine gives: totals, purchase days and lines, keyed by position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment
from core.metrics.rhythm import Flags, Ints, Silences, silences


@dataclass(frozen=True)
class Shop:
    """A Book's purchases as counted at its data-as-of day.

    A customer is a position: the row of ``totals``.

    Attributes:
        moment: the day.
        totals: rows of the kernel ``customers``.
        found: every silence, with ``cno`` as position.
        spend: net of the purchase day that opened each silence.
        has_amounts, has_costs, has_discounts: what the lines up to the day carry.
    """

    moment: Moment
    totals: pd.DataFrame
    found: Silences
    spend: Ints
    has_amounts: bool
    has_costs: bool
    has_discounts: bool

    @property
    def bought(self) -> Flags:
        """Which customers have a purchase; the others have returns only."""
        flags: Flags = self.totals["purchases"].to_numpy() > 0
        return flags

    def ints(self, column: str) -> Ints:
        """A column of the totals for those who bought."""
        values: Ints = self.totals[column].to_numpy(np.int64)[self.bought]
        return values


def read_shop(engine: Engine, book: Book) -> Shop:
    """Run the kernels that every measure needs."""
    moment = Moment.of(book)
    day = {"asof": moment.asof, "min_net": moment.min_net}
    totals = engine.run("customers", **day, from_12m=moment.from_12m, from_24m=moment.from_24m)
    days = renumbered(engine.run("purchase_days", **day), totals)
    kept = engine.run("kept_columns", asof=moment.asof)
    return Shop(
        moment=moment,
        totals=totals,
        found=silences(days, moment.asof),
        spend=days["spend"].to_numpy(np.int64),
        has_amounts=book.has_amounts,
        has_costs=bool(kept["has_cost"].sum()),
        has_discounts=bool(kept["has_discount"].sum()),
    )


def renumbered(frame: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """The frame with each ``cno`` replaced by the customer's position in ``totals``."""
    return frame.assign(cno=np.searchsorted(totals["cno"], frame["cno"]))
