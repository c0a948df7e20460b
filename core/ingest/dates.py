"""Dates as Japanese shops write them (西暦, 和暦, serials), months, birthdays (SHEETS 4)."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from core.ingest.values import (
    BLANK,
    Read,
    dashes,
    has_kanji_number,
    is_nothing,
    kanji_to_digits,
    noted,
    plain,
    signs_changed,
)

#: The year before the first year of each era.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_OF = {name[0]: base for name, base in _ERAS.items()} | {
    "m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018
}  # fmt: skip
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_SEP = r"\s*[/\-.,年]\s*"
_SEP2 = r"\s*[/\-.,月]\s*"
_ERA_NAME = r"(明治?|大正?|昭和?|平成?|令和?|[mtshr])\.?\s*"
#: How date cells and most programs write: the quick way.
_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?: \d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_USUAL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_YMD = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}}){_SEP2}(\d{{1,2}})日?")
_ERA = re.compile(rf"{_ERA_NAME}(\d{{1,3}}){_SEP}(\d{{1,2}}){_SEP2}(\d{{1,2}})日?")
_ERA_COMPACT = re.compile(rf"{_ERA_NAME}(\d\d)(\d\d)(\d\d)")
_FIRST_OF_ERA = re.compile(r"(?<=[治正和成明大昭平令mtshr])\s*元(?=\s*[年/\-.,])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
#: 26年11月22日 may be 2026 or a year of any era.
_SHORT_YEAR = re.compile(r"\d{1,2}年\s*(\d{1,2})月\s*(\d{1,2})日?")
_ANY_ORDER = re.compile(r"(\d{1,2})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{4}|\d{1,2})")
_YEAR_MONTH = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}})月?")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(\d{2})")
_ERA_MONTH = re.compile(rf"{_ERA_NAME}(\d{{1,3}}){_SEP}(\d{{1,2}})月?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[/\-.月]\s*(\d{1,2})日?")
#: A number cell loses the last zero: 4.10 and 2026.10 look like these.
_LOST_TEN = re.compile(r"\d{4}\.1|\d{1,2}\.[123]")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/]([a-z]{3})[a-z]*\.?[\s\-/,]+(\d{4})")
_NAME_DAY_YEAR = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})")
_WORDS = re.compile(r"^西暦\s*|\s*生(?:まれ)?$")
_WEEKDAY = re.compile(
    r"\s*[(\[][月火水木金土日祝・]+(?:曜日?)?[)\]]|(?<=日)\s*[月火水木金土日]曜日?"
    r"|\s*\(?\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?\)?,?"
)
_TIME = re.compile(
    r"(?:[t\s]\s*|(?<=日)\s*)(?:午前|午後|am|pm)?\s*\d{1,2}(?::\d{1,2}|時(?:\d{1,2}分?)?)"
    r"(?::\d{1,2}|\d{1,2}秒)?(?:[.,]\d+)?\s*(?:am|pm|utc|jst)?\s*(?:z|[+\-]\d{2}:?\d{2})?"
    r"(?:\s*[~〜\-]\s*\d{1,2}:\d{2})?$"
)
#: What is before the first year of Meiji, or far ahead, is a slip of the pen.
_FIRST_YEAR, _LAST_YEAR = 1868, 2199
_NO_END_YEAR = 2999
_SERIAL_ZERO = dt.date(1899, 12, 30)
_DAYS_TO_1904 = 1462
_SERIAL_RANGE = (10_000, 73_415)  # 1927 to 2100
#: Spreadsheets show the numbers up to 60 as these days; nobody means them.
_NO_REAL_DAY = (dt.date(1899, 12, 30), dt.date(1900, 2, 28))
#: Two-digit years above this belong to the last century.
_PIVOT = 69
_LEAP_YEAR = 2000

UNREADABLE = Read(None, "unreadable_date")
AMBIGUOUS = Read(None, "ambiguous_date")
NO_END = Read(None, "no_end_date")

#: Year, month and day as three numbers; ``rmd`` counts the years of Reiwa (令和) without its name.
ORDERS = ("ymd", "rmd", "mdy", "dmy")
_REIWA = _ERAS["令和"]


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """A date without weekday, time of day and odd widths."""
    text = _FIRST_OF_ERA.sub("1", plain(text).lower())
    text = _WEEKDAY.sub("", kanji_to_digits(text))
    return _WORDS.sub("", dashes(_TIME.sub("", text).strip()).strip())


def read_date(
    text: str, *, order: str = "", from_1904: bool = False, latest: dt.date | None = None
) -> Read:
    """One date.

    Args:
        text: as it stands in the file; a date cell is in ISO form already. The day is the one
            that is written; a time of day and its offset are passed over.
        order: one of :data:`ORDERS` for dates whose order the whole column decides
            (:func:`core.ingest.votes.order_of`) or the owner; empty while it is open.
        from_1904: whether the workbook counts its days from 1904.
        latest: where known, a year of two digits cannot lead beyond this day.

    Returns:
        A :class:`datetime.date`, or the code ``unreadable_date``, ``ambiguous_date`` (order open
        or no year), ``no_end_date`` (9999/12/31). Notes: ``month_only`` (the first of the month
        stands for it), ``date_from_number``, ``era_date``, ``order_of_column`` and
        ``signs_changed``.
    """
    if iso := _ISO.fullmatch(text):
        return _western_day(int(iso[1]), int(iso[3]), int(iso[4]))
    if usual := _USUAL.fullmatch(text):
        return _western_day(int(usual[1]), int(usual[2]), int(usual[3]))
    cleaned = clean(text)
    if is_nothing(cleaned):
        return BLANK
    found = _cleaned(cleaned, order, from_1904, latest)
    if found.value is None or found.code:
        return found
    rewritten = signs_changed(text) or has_kanji_number(text)
    return Read(found.value, "signs_changed") if rewritten else found


def _cleaned(text: str, order: str, from_1904: bool, latest: dt.date | None) -> Read:
    for reader in (_western, _japanese, _english):
        found = reader(text)
        if found is not None:
            return found
    if serial := _SERIAL.fullmatch(text):
        return _from_serial(int(serial[1]) + _DAYS_TO_1904 * from_1904)
    if parts := _ANY_ORDER.fullmatch(text):
        return in_order((parts[1], parts[2], parts[3]), order, latest)
    return _without_day_or_year(text)


def in_order(parts: tuple[str, str, str], order: str, latest: dt.date | None = None) -> Read:
    """A date of three numbers read in the order that its column has.

    Args:
        parts: the numbers as written.
        order: one of :data:`ORDERS`; empty while it is open.
        latest: a year of two digits cannot lead beyond this day.
    """
    if not order:
        possible = any(in_order(parts, each, latest) != UNREADABLE for each in ORDERS)
        return AMBIGUOUS if possible else UNREADABLE
    named = dict(zip(order, parts, strict=True))
    if order[0] in "yr" and len(parts[2]) > 2:
        return UNREADABLE
    short = len(named.get("y", "")) <= 2
    year = _year_of(named)
    if year is None:
        return UNREADABLE
    found = _valid(year, int(named["m"]), int(named["d"]))
    if found.value is None:
        return found
    beyond = short and latest is not None and found.value > latest
    return UNREADABLE if beyond else Read(found.value, "order_of_column")


def _year_of(named: dict[str, str]) -> int | None:
    """The year of three numbers; None for a year 0 of Reiwa."""
    if "r" in named:
        return _REIWA + int(named["r"]) if int(named["r"]) else None
    year = int(named["y"])
    if len(named["y"]) > 2:
        return year
    return year + (1900 if year > _PIVOT else 2000)


def open_parts(text: str) -> tuple[str, str, str] | None:
    """The three numbers of a date whose order is open, or None for all others."""
    if text[:4].isdecimal():  # a year in front leaves nothing open
        return None
    parts = _ANY_ORDER.fullmatch(clean(text))
    return (parts[1], parts[2], parts[3]) if parts else None


def read_month(text: str, *, from_1904: bool = False) -> Read:
    """A month as ``2026-11``; a whole date gives its month."""
    compact = _COMPACT_MONTH.fullmatch(clean(text))
    if compact and 1 <= int(compact[2]) <= 12:
        return noted(f"{compact[1]}-{compact[2]}", text)
    found = read_date(text, from_1904=from_1904)
    if found.value is None:
        return found if not found.code else Read(None, "unreadable_month")
    return Read(f"{found.value:%Y-%m}", "" if found.code == "month_only" else found.code)


def read_month_day(
    text: str, *, order: str = "", from_1904: bool = False, latest: dt.date | None = None
) -> Read:
    """A birthday: ``1980-04-01``, or ``04-01`` where the year is not known."""
    cleaned = clean(text)
    parts = _MONTH_DAY.fullmatch(cleaned)
    if parts:
        day = _valid(_LEAP_YEAR, int(parts[1]), int(parts[2])).value
        if day is not None and _LOST_TEN.fullmatch(cleaned):
            return AMBIGUOUS
        return UNREADABLE if day is None else noted(f"{day:%m-%d}", text)
    found = read_date(text, order=order, from_1904=from_1904, latest=latest)
    if found.value is None or found.code == "month_only":
        return UNREADABLE if found.code == "month_only" else found
    return Read(found.value.isoformat(), found.code)


def _western(text: str) -> Read | None:
    parts = _YMD.fullmatch(text) or _COMPACT.fullmatch(text)
    return _western_day(int(parts[1]), int(parts[2]), int(parts[3])) if parts else None


def _western_day(year: int, month: int, day: int) -> Read:
    found = _valid(year, month, day)
    first, last = _NO_REAL_DAY
    return UNREADABLE if found.value is not None and first <= found.value <= last else found


def _japanese(text: str) -> Read | None:
    parts = _ERA.fullmatch(text) or _ERA_COMPACT.fullmatch(text)
    if parts is None or int(parts[2]) == 0:
        return None
    found = _valid(_ERA_OF[parts[1][0]] + int(parts[2]), int(parts[3]), int(parts[4]))
    return found if found.value is None else Read(found.value, "era_date")


def _english(text: str) -> Read | None:
    if parts := _DAY_NAME_YEAR.fullmatch(text):
        day, name, year = parts[1], parts[2], parts[3]
    elif parts := _NAME_DAY_YEAR.fullmatch(text):
        name, day, year = parts[1], parts[2], parts[3]
    else:
        return None
    return _valid(int(year), _MONTHS.get(name, 0), int(day))


def _from_serial(days: int) -> Read:
    low, high = _SERIAL_RANGE
    if not low <= days <= high:
        return UNREADABLE
    return Read(_SERIAL_ZERO + dt.timedelta(days=days), "date_from_number")


def _without_day_or_year(text: str) -> Read:
    """年月 alone is a month; 月日 alone has no year and cannot be placed."""
    if parts := _YEAR_MONTH.fullmatch(text):
        found = _valid(int(parts[1]), int(parts[2]), 1)
    elif (parts := _ERA_MONTH.fullmatch(text)) and int(parts[2]):
        found = _valid(_ERA_OF[parts[1][0]] + int(parts[2]), int(parts[3]), 1)
    else:
        return _without_year(text)
    if found.value is None:
        return found
    return AMBIGUOUS if _LOST_TEN.fullmatch(text) else Read(found.value, "month_only")


def _without_year(text: str) -> Read:
    parts = _SHORT_YEAR.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    if parts is None:
        return UNREADABLE
    first, second = int(parts[1]), int(parts[2])
    orders = ((first, second), (second, first))
    possible = any(_valid(_LEAP_YEAR, month, day).value for month, day in orders)
    return AMBIGUOUS if possible else UNREADABLE


def _valid(year: int, month: int, day: int) -> Read:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return UNREADABLE
    if year >= _NO_END_YEAR:
        return NO_END
    return Read(found) if _FIRST_YEAR <= year <= _LAST_YEAR else UNREADABLE
