"""The one next date of each customer (次回日): when to turn to them next, set with the outcome."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.case import NEVER, Case, Days, as_day, days_of, newest


def next_dates(case: Case) -> Days:
    """The next date of each customer, NaT where none is set or it was used up.

    Any touch with them or with somebody of the same household or company, in or out, on that day
    or later uses it up; a call that nobody answered does not.
    """
    set_for = case.dates("next_date")
    rows = case.touches
    reached = rows[(rows["outcome"] != "no_answer").to_numpy(dtype=bool)]
    places = reached["place"].to_numpy(dtype="int64")
    touched = case.of_party(newest(places, days_of(reached["date"]), case.size))
    return np.where(touched >= set_for, NEVER, set_for)


def next_date_of(customer_id: str, book: Book) -> dt.date | None:
    """The next date of one customer, by the same rule, straight from the tables."""
    people = book.table("customers")
    own = people[people["customer_id"] == customer_id]
    day = as_day(own["next_date"].iloc[0]) if len(own) else None
    if day is None:
        return None
    home = own["household_id"].iloc[0]
    party = people.loc[people["household_id"] == home, "customer_id"] if home else [customer_id]
    rows = book.table("activities")
    since = rows["date"].between(pd.Timestamp(day), pd.Timestamp(book.today))
    touched = rows[since & (rows["outcome"] != "no_answer") & rows["customer_id"].isin(party)]
    return None if len(touched) else day
