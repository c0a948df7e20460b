"""When somebody came up to a rung of the ladder (段に上がった日), by the weeks kept."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.rules.ladder import RANK

_WEEK = dt.timedelta(days=7)


def arrivals(people: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Who came up to which rung, and in which week that was seen first.

    Whoever stood there in the first week that is kept came at a time that nobody knows, and is not
    in it; nor is who came down to the rung. Who is new to the ledger, or had left it and is back
    (元・…), has come up. What no week shows yet will be seen under the next Monday that is kept.

    Args:
        people: judged customers: ``customer_id, stage, former``.
        book: its ``rungs`` and ``weeks``.

    Returns:
        ``customer_id, stage, date`` (a Monday), in order of customer and day.
    """
    columns = ["customer_id", "stage", "date"]
    if book.weeks is None:
        return pd.DataFrame(columns=columns).astype({"date": "datetime64[us]"})
    first, last = book.weeks
    monday = book.today - dt.timedelta(days=book.today.weekday())
    now = people[["customer_id", "stage", "former"]].assign(
        week=pd.Timestamp(monday if last < monday else last + _WEEK)
    )
    rows = pd.concat([book.rungs, now], ignore_index=True)
    rows = rows[rows["customer_id"].isin(people["customer_id"])]
    rows = rows.sort_values(["customer_id", "week"], kind="stable", ignore_index=True)
    again = rows["customer_id"].eq(rows["customer_id"].shift()).to_numpy()
    rank = rows["stage"].map(RANK).fillna(-1).to_numpy(dtype=np.int64)
    gone = rows["former"].to_numpy(dtype=bool)
    before, was_gone = np.roll(rank, 1), np.roll(gone, 1)
    up = np.where(again, (rank > before) | was_gone, rows["week"] > pd.Timestamp(first))
    found: pd.DataFrame = (
        rows[up & ~gone].rename(columns={"week": "date"})[columns].reset_index(drop=True)
    )
    return found


def stood_before(people: pd.DataFrame, book: Book, rungs: tuple[str, ...]) -> int:
    """How many stand on these rungs of whom it is not known when they came.

    Args:
        people: judged customers: ``customer_id, stage, former``.
        book: the business.
        rungs: codes of the ladder.
    """
    here = people[people["stage"].isin(rungs) & ~people["former"]]
    came = arrivals(people, book)
    came = came[came["stage"].isin(rungs)]
    return int((~here["customer_id"].isin(came["customer_id"])).sum())
