"""The data-as-of day (基準日) in the whole numbers that kernels take."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book

_EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Moment:
    """The day from which a Book is measured.

    Attributes:
        asof: days since 1970-01-01.
        from_12m, from_24m: the same day 12 and 24 months before; a span begins the day after.
        min_net: the net of a day from which it is a purchase: 1, or 0 in a ledger without
            amounts, where every row's day counts.
    """

    asof: int
    from_12m: int
    from_24m: int
    min_net: int

    @classmethod
    def of(cls, book: Book) -> Moment:
        """The moment at which a Book stands."""
        return cls(
            asof=day_number(book.asof),
            from_12m=day_number(months_before(book.asof, 12)),
            from_24m=day_number(months_before(book.asof, 24)),
            min_net=1 if book.has_amounts else 0,
        )


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> dt.date:
    """The day of a :func:`day_number`."""
    return dt.date.fromordinal(number + _EPOCH)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def all_months_before(days: npt.NDArray[np.int64], months: int) -> npt.NDArray[np.int64]:
    """:func:`months_before` for many day numbers at once."""
    dates = days.astype("datetime64[D]")
    opening = dates.astype("datetime64[M]")
    target = opening - np.timedelta64(months, "M")
    first, end = target.astype("datetime64[D]"), (target + 1).astype("datetime64[D]")
    day_of_month = dates - opening.astype("datetime64[D]")
    same: npt.NDArray[np.int64] = np.minimum(first + day_of_month, end - 1).astype(np.int64)
    return same


def to_dates(days: npt.NDArray[np.int64]) -> pd.Series[Any]:
    """Day numbers as ``datetime64[us]``."""
    return pd.Series(days.astype("datetime64[D]").astype("datetime64[us]"))
