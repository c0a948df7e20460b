"""In which order the dates of one column are written (8/11/22, 11/22/2026): the column votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from core.ingest.dates import ORDERS, in_order, open_parts
from core.settings.intake import IntakeSettings

_PLACES = {"ymd": (0, 2), "mdy": (2, 1), "dmy": (2, 0)}  # where year and day stand
_AHEAD = dt.timedelta(days=730)


def order_of(values: Iterable[str], today: dt.date, settings: IntakeSettings) -> str:
    """The only order in which every open date of a column is a sensible day.

    Args:
        values: distinct values of the column.
        today: dates far behind or ahead of it are not sensible.
        settings: how far back, and how many dates may decide by their spread.

    Returns:
        ``ymd``, ``mdy``, ``dmy``, or empty where there is nothing to decide or more than one
        order fits; then the dates stay unread rather than guessed.
    """
    parts = [found for value in values if (found := open_parts(value)) is not None]
    if not parts:
        return ""
    earliest = today.replace(year=today.year - settings.ambiguous_years, day=1)
    fitting = [o for o in ORDERS if all(_fits(p, o, earliest, today + _AHEAD) for p in parts)]
    if len(fitting) > 1 and len(parts) >= settings.votes:
        fitting = [order for order in fitting if _days_spread(parts, order)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(parts: tuple[str, str, str], order: str, earliest: dt.date, latest: dt.date) -> bool:
    day = in_order(parts, order).value
    if day is None:
        return False
    # A year of four digits is as it is: a birthday may be old.
    return len(parts[2]) > 2 or earliest <= day <= latest


def _days_spread(parts: list[tuple[str, str, str]], order: str) -> bool:
    """Days differ much more than years do: that tells 26/11/22 from 22/11/26."""
    year, day = _PLACES[order]
    return 2 * len({p[year] for p in parts}) <= len({p[day] for p in parts})
