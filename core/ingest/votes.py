"""In which order the dates of one column are written (8/11/22, 11/22/2026): the column votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from core.ingest.dates import ORDERS, in_order, open_parts
from core.settings.intake import IntakeSettings

_YEAR_PLACE = {"ymd": 0, "mdy": 2, "dmy": 2}
_AHEAD = dt.timedelta(days=730)
_RECENT = dt.timedelta(days=1096)

Parts = tuple[str, str, str]


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
    latest = today + _AHEAD
    fitting = [o for o in ORDERS if all(_fits(p, o, earliest, latest) for p in parts)]
    short = all(len(p[2]) <= 2 for p in parts)
    if len(fitting) > 1 and short and len(parts) >= settings.votes:
        fitting = [order for order in fitting if _years_stand(parts, order, today)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(parts: Parts, order: str, earliest: dt.date, latest: dt.date) -> bool:
    day = in_order(parts, order).value
    if day is None:
        return False
    # A year of four digits is as it is: a birthday may be old.
    return len(parts[2]) > 2 or earliest <= day <= latest


def _years_stand(parts: list[Parts], order: str, today: dt.date) -> bool:
    """Years differ less than days do and reach today: that tells 26/11/22 from 22/11/26."""
    place = _YEAR_PLACE[order]
    years = {p[place] for p in parts}
    others = max(len({p[i] for p in parts}) for i in range(3) if i != place)
    newest = max(in_order(p, order).value for p in parts)
    return 2 * len(years) <= others and today - newest <= _RECENT
