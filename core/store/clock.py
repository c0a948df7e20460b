"""The clock is handed in: who needs the present moment is given a callable.

The product lives in Japan's time whatever the computer's zone says; a fixed offset is enough
(Japan has no summer time) and needs no time zone data on Windows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

JST = dt.timezone(dt.timedelta(hours=9), "JST")

#: Returns the present moment, aware of its zone.
Clock = Callable[[], dt.datetime]


def stamp(now: dt.datetime) -> str:
    """A moment as the ledger keeps it: ISO 8601 in Japan's time, to the microsecond."""
    return now.astimezone(JST).isoformat(timespec="microseconds")


def day_of(now: dt.datetime) -> dt.date:
    """The day that it is in Japan."""
    return now.astimezone(JST).date()
