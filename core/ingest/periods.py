"""Years, months and days that head columns (2026年, 2026年1月, 4月, Jan-26, 2026/01/31)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.ingest.dates import read_date, read_month
from core.ingest.values import plain

_AGAIN = re.compile(r"_\d+$")
_SUFFIX = re.compile(
    r"[\s(]*(?:(?<=[月年])分|(?<=月)度|売上高?|売り?上げ|金額|実績|請求額?|購入額?|利用額?)[)\s]*$"
)
_MONTH = re.compile(r"(1[0-2]|0?[1-9])月")
_MONTH_DAY = re.compile(
    r"(1[0-2]|0?[1-9])(?:月|/)(3[01]|[12]\d|0?[1-9])日?(?:\([月火水木金土日祝]\))?"
)
_ENGLISH = re.compile(r"([a-z]{3,9})\.?(?:[\s\-/.,']*(\d{4}|\d{2}))?", re.I)
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTHS = {name: n for n, name in enumerate(_NAMES, 1)} | {
    name[:3]: n for n, name in enumerate(_NAMES, 1)
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|$|[^\d/.\-])")
_ERA_YEAR = re.compile(r"(?:平成|令和|(?<![a-z])[hr])\s*(\d{1,2}|元)\s*年?", re.I)
#: A whole year; one that is called 年度 begins in April.
_WHOLE = re.compile(r"(?:((?:19|20)\d{2})|(?:平成|令和|[hr])\s*(?:\d{1,2}|元))\s*年(度)?", re.I)
_APRIL = 4
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST = 24
_JOINT = "／"


class Period(NamedTuple):
    """A month, or a day of it.

    Attributes:
        year: None where the header does not say it.
        month: 1 to 12; of a whole year its first.
        day: None for a whole month or year.
        whole_year: whether it is a year.
    """

    year: int | None
    month: int
    day: int | None = None
    whole_year: bool = False


@lru_cache(maxsize=8192)
def period_of(text: str) -> Period | None:
    """The year, month or day that a header names, or None; the year may be that of its group."""
    group, joint, own = text.rpartition(_JOINT)
    words = _SUFFIX.sub("", plain(_AGAIN.sub("", own))).strip()
    if not words or len(words) > _LONGEST:
        return None
    found = _bare(words) or _whole_year(words) or _english(words) or _dated(words)
    if found is not None and found.year is None and joint:
        return found._replace(year=year_in([group]))
    return found


def is_period(text: str) -> bool:
    """Whether a text is a year, a month or a day."""
    return period_of(text) is not None


def years_in_a_row(cells: Sequence[str]) -> dict[int, Period]:
    """Bare years side by side that go up or down one by one (2024, 2025, 2026), by their place."""
    years = [int(c) if _BARE_YEAR.fullmatch(c.strip()) else 0 for c in map(plain, cells)]
    found = {
        place: Period(years[place], 1, whole_year=True)
        for at, (one, other) in enumerate(pairwise(years))
        if one and other and abs(one - other) == 1
        for place in (at, at + 1)
    }
    return dict(sorted(found.items()))


def year_in(texts: Iterable[str]) -> int | None:
    """The first year that some words say (2026年度, 令和8年)."""
    for text in texts:
        words = plain(text)
        if found := _YEAR.search(words):
            return int(found[1])
        if era := _ERA_YEAR.search(words):
            read = read_date(f"{era[0].rstrip('年')}年1月")
            if read.value is not None:
                return int(read.value.year)
    return None


def dated(periods: Sequence[Period], year: int) -> list[dt.date | None]:
    """The days of periods that follow one another; a month that goes back begins a new year.

    Args:
        periods: in the order of their columns.
        year: of the first period without one.

    Returns:
        A whole month's first day; None for a day that does not exist.
    """
    days: list[dt.date | None] = []
    last: Period | None = None
    for period in periods:
        if period.year is not None:
            year = period.year
        elif last is not None and _in_year(period) < _in_year(last):
            year += 1
        last = period
        try:
            days.append(dt.date(year, period.month, period.day or 1))
        except ValueError:
            days.append(None)
    return days


def _in_year(period: Period) -> tuple[int, int]:
    return period.month, period.day or 1


def _bare(words: str) -> Period | None:
    if found := _MONTH.fullmatch(words):
        return Period(None, int(found[1]))
    if found := _MONTH_DAY.fullmatch(words):
        return Period(None, int(found[1]), int(found[2]))
    return None


def _whole_year(words: str) -> Period | None:
    found = _WHOLE.fullmatch(words)
    year = year_in([words.rstrip("度")]) if found else None
    if found is None or year is None:
        return None
    return Period(year, _APRIL if found[2] else 1, whole_year=True)


def _english(words: str) -> Period | None:
    found = _ENGLISH.fullmatch(words)
    month = _MONTHS.get(found[1].lower()) if found else None
    if found is None or month is None:
        return None
    year = found[2]
    if year is None:
        return Period(None, month)
    return Period(int(year) + (2000 if len(year) == 2 else 0), month)


def _dated(words: str) -> Period | None:
    """Whole dates and months with their year, in every form that dates are read in."""
    read = read_date(words)
    if read.value is None and words.isdecimal():
        month = read_month(words)
        read = read_date(str(month.value)) if month.value else read
    if read.value is None or read.code == "date_from_number":
        return None
    day = None if read.code == "month_only" else read.value.day
    return Period(read.value.year, read.value.month, day)
