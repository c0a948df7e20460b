"""Working days (営業日): neither a day off of the shop nor a Japanese holiday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import jpholiday
import numpy as np
import numpy.typing as npt
import pandas as pd

#: Holidays are looked up so far beyond the last day.
_AHEAD = dt.timedelta(days=60)


def later(days: pd.Series[pd.Timestamp], count: int, weekdays: Collection[int]) -> pd.Series:
    """The working day that comes ``count`` working days after each day.

    Args:
        days: midnight each; NaT stays.
        count: 1 or more.
        weekdays: which are worked, Monday is 0; where none is, every day is.

    Returns:
        On the same index, dates.
    """
    known = days.dropna()
    if known.empty:
        return days.copy()
    mask = [day in weekdays for day in range(7)]
    first, last = known.min().date(), known.max().date()
    found = np.busday_offset(
        known.to_numpy(dtype="datetime64[D]"), count, roll="backward",
        weekmask=mask if any(mask) else [True] * 7, holidays=_holidays(first, last + _AHEAD),
    )  # fmt: skip
    result = pd.Series(found.astype("datetime64[us]"), index=known.index)
    return result.reindex(days.index).astype("datetime64[us]")


def _holidays(first: dt.date, last: dt.date) -> npt.NDArray[np.datetime64]:
    days = [day for day, _name in jpholiday.between(first, last)]
    return np.array(days, dtype="datetime64[D]")
