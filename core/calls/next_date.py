"""The one next date of each customer (次回日): when to turn to them next, set with the outcome."""

from __future__ import annotations

import numpy as np

from core.calls.case import NEVER, Case, Days, days_of, newest


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
