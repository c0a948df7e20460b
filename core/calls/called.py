"""What came of listed calls: one row for each week and customer on the list, with the result."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.rules.contact import from_us
from core.settings import Settings

WEEK = pd.Timedelta(days=7)


def called(book: Book, settings: Settings, bought: pd.DataFrame) -> pd.DataFrame:
    """Every listed customer of every kept week, and what came of it.

    A call belongs to the list of the week in which it was made. Several tries of one week are one
    call; it connected when one of them did. A purchase counts within ``learning.bought_days`` of
    the first call; of somebody who was not called, of the Monday.

    Args:
        book: its ``listed``, contacts and customers.
        settings: windows.
        bought: :func:`core.metrics.bought.bought_by`.

    Returns:
        The listed rows of :attr:`core.book.Book.listed` with ``kind`` (person or company),
        ``called`` (a result was written), ``connected``, ``outcome`` (the last of the week),
        ``outcome_day``, ``from_day`` (whence the window runs), ``closed`` (the window has
        passed), ``hit`` (bought in it), ``bought_day`` (the first purchase in it) and ``profit``
        (gross profit in it).
    """
    found = listed_calls(book)
    days = settings.learning.bought_days
    return found.join(since(found, bought, days, book.asof))


def listed_calls(book: Book) -> pd.DataFrame:
    """Every listed customer of every kept week: who was called and reached, purchases aside.

    Returns:
        The columns of :func:`called` but ``closed, hit, bought_day, profit``.
    """
    rows = book.listed[book.listed["rank"].notna()].reset_index(drop=True)
    people = book.table("customers")
    companies = people.loc[people["kind"] == "company", "customer_id"]
    kind = np.where(rows["customer_id"].isin(companies), "company", "person")
    found = rows.assign(kind=kind).join(_results(rows, book), how="left")
    found["called"] = found["outcome"].notna()
    found["outcome"] = found["outcome"].fillna("")
    found["connected"] = found["connected"].astype("boolean").fillna(value=False).astype("bool")
    found["from_day"] = found["first_day"].fillna(found["week"])
    return found.drop(columns="first_day")


def since(
    rows: pd.DataFrame, bought: pd.DataFrame, days: int, asof: dt.date, start: str = "from_day"
) -> pd.DataFrame:
    """What each row's customer bought in the days that begin with a day of the row.

    Returns:
        On the index of ``rows``: ``closed, hit, bought_day, profit``.
    """
    begin = rows[start]
    end = begin + pd.Timedelta(days=days)
    key = rows[["customer_id"]].assign(place=np.arange(len(rows)), begin=begin, end=end)
    pairs = key.merge(bought, on="customer_id", how="inner")
    pairs = pairs[(pairs["day"] >= pairs["begin"]) & (pairs["day"] < pairs["end"])]
    of = pairs.groupby("place")
    places = np.arange(len(rows))
    first = pairs[pairs["purchase"]].groupby("place")["day"].min().reindex(places)
    return pd.DataFrame(
        {
            "closed": (end <= pd.Timestamp(asof) + pd.Timedelta(days=1)).to_numpy(),
            "hit": first.notna().to_numpy(),
            "bought_day": first.to_numpy(dtype="datetime64[us]"),
            "profit": of["profit"].sum().reindex(places, fill_value=0.0).to_numpy(),
        },
        index=rows.index,
    )


def _results(rows: pd.DataFrame, book: Book) -> pd.DataFrame:
    """For each row the calls of its week: whether one connected, the last outcome, the days."""
    touches = book.table("activities")
    ours = from_us(touches) & (touches["outcome"] != "")
    ours &= touches["channel"].isin(["phone", ""]) & (touches["date"] <= pd.Timestamp(book.today))
    calls = touches.loc[ours, ["customer_id", "date", "outcome"]]
    # The day says the week: a call on a Thursday belongs to the list of its Monday.
    monday = calls["date"] - pd.to_timedelta(calls["date"].dt.day_of_week, unit="D")
    calls = calls.assign(week=monday.astype("datetime64[us]"))
    calls = calls.sort_values("date", kind="stable")
    calls["connected"] = calls["outcome"] != "no_answer"
    per_week = calls.groupby(["week", "customer_id"], as_index=False).agg(
        connected=("connected", "any"), outcome=("outcome", "last"),
        outcome_day=("date", "last"), first_day=("date", "first"),
    )  # fmt: skip
    found = rows[["week", "customer_id"]].merge(per_week, on=["week", "customer_id"], how="left")
    return found[["connected", "outcome", "outcome_day", "first_day"]].set_axis(rows.index)
