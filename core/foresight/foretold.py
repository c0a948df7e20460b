"""What is foretold of every customer of a Book (先読み), beside the profile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.foresight.evidence import Evidence
from core.foresight.histories import Floats
from core.foresight.outlook import learn, outlook
from core.foresight.shop import Purchases, Shop
from core.metrics.moment import Moment, day_number

#: Columns beside the profile, missing for somebody without a purchase.
COLUMNS = {
    "p_buy_30": "float64",
    "p_buy_90": "float64",
    "expected_purchases_90": "float64",
    "expected_spend_365": "float64",
    "next_purchase": "datetime64[us]",
    "next_purchase_low": "datetime64[us]",
    "next_purchase_high": "datetime64[us]",
    "rung": "Int64",
}
_NEXT = {
    "next_purchase": "next_middle",
    "next_purchase_low": "next_low",
    "next_purchase_high": "next_high",
}


@dataclass(frozen=True)
class Foretold:
    """What is foretold at the data-as-of day.

    Attributes:
        customers: on ``customer_id``: :data:`COLUMNS`; money in minor units of the ledger.
        evidence: what it stands on; None without a single purchase.
        shop: what was learned, for whoever asks further; None likewise.
    """

    customers: pd.DataFrame
    evidence: Evidence | None
    shop: Shop | None

    @property
    def total(self) -> float:
        """Purchase days of all customers to expect within 90 days."""
        return float(self.customers["expected_purchases_90"].sum())


def foretell(bought: Purchases, ids: pd.Series[str], day: dt.date) -> Foretold:
    """Fit the models to a Book's purchases and ask them about every customer.

    Args:
        bought: the purchase days, and
        ids: whose they are, both of :func:`purchases`.
        day: the data-as-of day.
    """
    if not len(bought.cno):
        return Foretold(_typed(pd.DataFrame(index=pd.Index([], dtype="str"))), None, None)
    asof = day_number(day)
    shop = learn(bought, asof)
    said = outlook(shop, bought)
    frame = said.set_axis(pd.Index(ids.reindex(said.index), name="customer_id"))
    for name, days in _NEXT.items():
        frame[name] = _dates(asof, frame[days].to_numpy(np.float64))
    return Foretold(_typed(frame), shop.evidence, shop)


def purchases(engine: Engine, book: Book) -> tuple[Purchases, pd.Series[str]]:
    """The purchase days that the models count, up to the as-of day, and {cno: customer_id}.

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    moment = Moment.of(book)
    day = {"asof": moment.asof, "min_net": 0}
    days = engine.run("purchase_days", **day)
    totals = engine.run("customers", **day, from_12m=moment.from_12m, from_24m=moment.from_24m)
    spend = days["spend"].to_numpy(np.float64) if book.has_amounts else None
    bought = Purchases(days["cno"].to_numpy(np.int64), days["day"].to_numpy(np.int64), spend)
    return bought, totals.set_index("cno")["customer_id"]


def _dates(asof: int, days: Floats) -> npt.NDArray[np.datetime64]:
    """Days from the as-of day on as dates: the day on which that time is over."""
    whole = (asof + np.ceil(days)).astype(np.int64)
    return whole.astype("datetime64[D]").astype("datetime64[us]")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(columns=list(COLUMNS)).astype(COLUMNS)
