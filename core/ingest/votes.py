"""In which order the dates of one column are written (8/11/22, 11/22/2026): the column votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from core.ingest.choices import Question
from core.ingest.dates import AMBIGUOUS, NO_END, ORDERS, in_order, open_parts
from core.locale.words import Words, _
from core.settings.intake import IntakeSettings

_YEAR_PLACE = {"ymd": 0, "rmd": 0, "mdy": 2, "dmy": 2}
#: How far ahead a date with a two-digit year may lie.
AHEAD = dt.timedelta(days=730)
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
        order fits; then the dates stay unread rather than guessed. Years of Reiwa without its
        name (``rmd``) are never decided for the owner: they only keep another order open.
    """
    parts = list(open_dates(values).values())
    if not parts:
        return ""
    earliest = today.replace(year=today.year - settings.ambiguous_years, day=1)
    latest = today + AHEAD
    fitting = [o for o in ORDERS if all(_fits(p, o, earliest, latest) for p in parts)]
    short = all(len(p[2]) <= 2 for p in parts)
    if len(fitting) > 1 and short and len(parts) >= settings.votes:
        fitting = [order for order in fitting if _years_stand(parts, order, today)]
    return fitting[0] if len(fitting) == 1 and fitting != ["rmd"] else ""


def open_dates(values: Iterable[str]) -> dict[str, Parts]:
    """The values whose order is open with their three numbers; what no order reads is no vote."""
    found = {value: parts for value in values if (parts := open_parts(value)) is not None}
    return {value: parts for value, parts in found.items() if in_order(parts, "") == AMBIGUOUS}


def question_of(header: str, values: Iterable[str], latest: dt.date) -> Question | None:
    """The question in which order the dates of a column are written.

    Args:
        header: the column's name in the file.
        values: its distinct values; the column could not decide.
        latest: a reading beyond this day is not offered.

    Returns:
        A question ``date_order`` with an example of each reading; None where nothing is open.
    """
    dates = open_dates(values)
    readings = {value: _readings(parts, latest) for value, parts in dates.items()}
    most = max(map(len, readings.values()), default=0)
    if not most:
        return None
    # Where one value shows all readings they stand side by side.
    by_size = sorted(readings.items(), key=lambda item: -len(item[1]))
    options: dict[str, Words] = {}
    for order in ORDERS:
        shown = next(((v, days[order]) for v, days in by_size if order in days), None)
        if shown is not None:
            options[order] = _option(order, *shown)
    words = _(
        "Dates in {column} such as {value} can be read in more than one way. Which is right?",
        column=header,
        value=by_size[0][0],
    )
    return Question("date_order", words, header, options)


def _readings(parts: Parts, latest: dt.date) -> dict[str, dt.date]:
    days = {order: in_order(parts, order, latest).value for order in ORDERS}
    return {order: day for order, day in days.items() if day is not None}


def _option(order: str, value: str, day: dt.date) -> Words:
    if order == "ymd":
        return _("Year, month, day: {value} is {day}", value=value, day=day)
    if order == "rmd":
        return _("Year of Reiwa, month, day: {value} is {day}", value=value, day=day)
    if order == "mdy":
        return _("Month, day, year: {value} is {day}", value=value, day=day)
    return _("Day, month, year: {value} is {day}", value=value, day=day)


def _fits(parts: Parts, order: str, earliest: dt.date, latest: dt.date) -> bool:
    found = in_order(parts, order)
    if found == NO_END:
        return True
    day = found.value
    if day is None:
        return False
    # A year of four digits is as it is: a birthday may be old.
    return len(parts[2]) > 2 or earliest <= day <= latest


def _years_stand(parts: list[Parts], order: str, today: dt.date) -> bool:
    """Years differ less than days do and reach today: that tells 26/11/22 from 22/11/26."""
    place = _YEAR_PLACE[order]
    years = {p[place] for p in parts}
    others = max(len({p[i] for p in parts}) for i in range(3) if i != place)
    days = [day for p in parts if (day := in_order(p, order).value) is not None]
    return 2 * len(years) <= others and bool(days) and today - max(days) <= _RECENT
