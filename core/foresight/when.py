"""When a step falls due, counted from a day: for one day, or for all at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]
#: Month and day of what is counted in years.
_IN_YEAR = {"november": (11, 15), "april": (4, 1), "january": (1, 8)}
_APRIL = 4


@dataclass(frozen=True, slots=True)
class When:
    """So many days or months after a day, or a day of the year in which a child turns so old.

    Attributes:
        count: days, months or years.
        unit: ``days, months``; ``november``: the 15th of the year of that age (七五三); ``april,
            january``: of the school year (April to March) of that age: its first day, and 8
            January, about which coming of age is kept.
    """

    count: int
    unit: str

    def __call__(self, day: dt.date) -> dt.date:
        """The day for one beginning."""
        found: dt.date = self.of(np.array([day], dtype="datetime64[D]"))[0].item()
        return found

    def of(self, days: Days) -> Days:
        """The days for many beginnings, ``datetime64[D]``; NaT stays NaT."""
        if self.unit == "days":
            return days + np.timedelta64(self.count, "D")
        months = days.astype("datetime64[M]")
        if self.unit == "months":
            later: Days = (months + np.timedelta64(self.count, "M")).astype("datetime64[M]")
            return _in_month(later, days - months)
        month, day = _IN_YEAR[self.unit]
        years = days.astype("datetime64[Y]") + np.timedelta64(self.count, "Y")
        if self.unit != "november":
            # Who is born on 1 April goes to school with those of the year before.
            began = np.where(_before_second_of_april(days), -1, 0) + int(month < _APRIL)
            years = years + began.astype("timedelta64[Y]")
        first: Days = (years.astype("datetime64[M]") + np.timedelta64(month - 1, "M")).astype(
            "datetime64[M]"
        )
        return _in_month(first, np.timedelta64(day - 1, "D"))


def _in_month(months: Days, past: npt.NDArray[np.timedelta64] | np.timedelta64) -> Days:
    """So many days into each month, its last day where it is too short."""
    last = (months + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(months.astype("datetime64[D]") + past, last)


def _before_second_of_april(days: Days) -> npt.NDArray[np.bool_]:
    year = days.astype("datetime64[Y]").astype("datetime64[M]")
    april: Days = (year + np.timedelta64(_APRIL - 1, "M")).astype("datetime64[D]")
    early: npt.NDArray[np.bool_] = days <= april
    return early
