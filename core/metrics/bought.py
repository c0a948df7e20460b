"""What listed customers bought and when: by it the call list is judged afterwards."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment, day_number, to_dates

_DAY = dt.timedelta(days=1)


def nothing_bought() -> pd.DataFrame:
    """No purchase of a listed customer is known."""
    return pd.DataFrame(
        {
            "customer_id": pd.Series(dtype="str"),
            "day": pd.Series(dtype="datetime64[us]"),
            "purchase": pd.Series(dtype="bool"),
            "spend": pd.Series(dtype="int64"),
            "profit": pd.Series(dtype="float64"),
        }
    )


def bought_by(engine: Engine, book: Book, margin: float) -> pd.DataFrame:
    """The customer-days of everybody who ever stood on a kept call list, from the first one on.

    Args:
        engine: holds the book's purchases.
        book: its ``listed`` says who and since when.
        margin: gross margin where costs are not known; 0 where it is not known either.

    Returns:
        ``customer_id, day, purchase`` (a day with returns alone is none)``, spend`` and
        ``profit`` (minor units; sales where neither costs nor margin are known).

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    if not len(book.listed):
        return nothing_bought()
    moment = Moment.of(book)
    since = day_number((book.listed["week"].min() - _DAY).date())
    rows = engine.run("recent_profit", from_day=since, asof=moment.asof)
    ids = engine.run("customer_ids").set_index("cno")["customer_id"]
    wanted = ids[ids.isin(set(book.listed["customer_id"]))]
    rows = rows[rows["cno"].isin(wanted.index)].reset_index(drop=True)
    spend = rows["spend"].to_numpy(np.int64)
    costed = (rows["uncosted"] == 0).to_numpy() & bool(
        ((rows["uncosted"] == 0) & (rows["spend"] > 0) & (rows["cost"] != 0)).any()
    )
    profit = np.where(costed, spend - rows["cost"].to_numpy(), spend * (margin or 1.0))
    return pd.DataFrame(
        {
            "customer_id": pd.array(ids.reindex(rows["cno"]).to_numpy(object), dtype="str"),
            "day": to_dates(rows["day"].to_numpy(np.int64)),
            "purchase": spend >= moment.min_net,
            "spend": spend,
            "profit": profit.astype("float64"),
        }
    )
