"""Dates as Japanese shops write them (西暦, 和暦, serials), months, birthdays (SHEETS 4)."""

from __future__ import annotations

import datetime as dt
import re

from core.ingest.values import BLANK, Read, dashes, is_nothing, kanji_to_digits, plain

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
#: How date cells and most programs write: the quick way.
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: \d{2}:\d{2}(?::\d{2})?)?")
_YMD = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}}){_SEP2}(\d{{1,2}})日?")
_ERA = re.compile(
    rf"(明治?|大正?|昭和?|平成?|令和?|[mtshr])\.?\s*(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP2}(\d{{1,2}})日?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_ANY_ORDER = re.compile(r"(\d{1,2})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{4}|\d{1,2})")
_YEAR_MONTH = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}})月?")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(\d{2})")
_ERA_MONTH = re.compile(
    rf"(明治?|大正?|昭和?|平成?|令和?|[mtshr])\.?\s*(\d{{1,2}}){_SEP}(\d{{1,2}})月?"
)
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[/\-.月]\s*(\d{1,2})日?")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})[\s\-/]([a-z]{3})[a-z]*\.?[\s\-/,]+(\d{4})")
_NAME_DAY_YEAR = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})\s*,?\s+(\d{4})")
_WEEKDAY = re.compile(
    r"\s*[(\[][月火水木金土日祝・]+(?:曜日?)?[)\]]|(?<=日)\s*[月火水木金土日]曜日?"
    r"|\s*\(?\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?\)?,?"
)
_TIME = re.compile(
    r"(?:[t\s]\s*|(?<=日)\s*)(?:午前|午後|am|pm)?\s*\d{1,2}(?::\d{1,2}|時(?:\d{1,2}分?)?)"
    r"(?::\d{1,2}|\d{1,2}秒)?(?:[.,]\d+)?\s*(?:am|pm|utc|jst)?\s*(?:z|[+\-]\d{2}:?\d{2})?$"
)
_FIRST_YEAR, _LAST_YEAR = 1868, 2199
_NO_END_YEAR = 2999
_SERIAL_ZERO = dt.date(1899, 12, 30)
_DAYS_TO_1904 = 1462
_SERIAL_RANGE = (10_000, 73_415)  # 1927 to 2100
_CENTURY = 100
#: Two-digit years above this belong to the last century.
_PIVOT = 69
_LEAP_YEAR = 2000

UNREADABLE = Read(None, "unreadable_date")
AMBIGUOUS = Read(None, "ambiguous_date")
NO_END = Read(None, "no_end_date")

ORDERS = ("ymd", "mdy", "dmy")


def clean(text: str) -> str:
    """A date without weekday, time of day and odd widths."""
    text = plain(text).lower().replace("元年", "1年")
    text = _WEEKDAY.sub("", kanji_to_digits(text))
    return dashes(_TIME.sub("", text).strip()).strip()


def read_date(text: str, *, order: str = "", from_1904: bool = False) -> Read:
    """One date.

    Args:
        text: as it stands in the file; a date cell is in ISO form already.
        order: ``ymd``, ``mdy`` or ``dmy`` for dates whose order the whole column decides
            (:func:`core.ingest.votes.order_of`); empty while it is open.
        from_1904: whether the workbook counts its days from 1904.

    Returns:
        A :class:`datetime.date`, or the code ``unreadable_date``, ``ambiguous_date`` (order open
        or no year), ``no_end_date`` (9999/12/31). Notes: ``month_only`` (the first of the month
        stands for it) and ``date_from_number``.
    """
    if iso := _ISO.fullmatch(text):
        return _valid(int(iso[1]), int(iso[2]), int(iso[3]))
    text = clean(text)
    if is_nothing(text):
        return BLANK
    for reader in (_western, _japanese, _english):
        found = reader(text)
        if found is not None:
            return found
    if serial := _SERIAL.fullmatch(text):
        return _from_serial(int(serial[1]) + _DAYS_TO_1904 * from_1904)
    if parts := _ANY_ORDER.fullmatch(text):
        return in_order((parts[1], parts[2], parts[3]), order)
    return _without_day_or_year(text)


def in_order(parts: tuple[str, str, str], order: str) -> Read:
    """A date of three numbers read in the order that its column has."""
    if not order:
        return AMBIGUOUS
    named = dict(zip(order, parts, strict=True))
    if order == "ymd" and len(parts[2]) > 2:
        return UNREADABLE
    year = int(named["y"])
    if len(named["y"]) <= 2:
        year += 1900 if year > _PIVOT else 2000
    return _valid(year, int(named["m"]), int(named["d"]))


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
        return Read(f"{compact[1]}-{compact[2]}")
    found = read_date(text, from_1904=from_1904)
    if found.value is None:
        return found if not found.code else Read(None, "unreadable_month")
    return Read(f"{found.value:%Y-%m}")


def read_month_day(text: str, *, order: str = "", from_1904: bool = False) -> Read:
    """A birthday: ``1980-04-01``, or ``04-01`` where the year is not known."""
    parts = _MONTH_DAY.fullmatch(clean(text))
    if parts:
        day = _valid(_LEAP_YEAR, int(parts[1]), int(parts[2])).value
        return UNREADABLE if day is None else Read(f"{day:%m-%d}")
    found = read_date(text, order=order, from_1904=from_1904)
    if found.value is None or found.code == "month_only":
        return Read(None, "unreadable_date") if found.code == "month_only" else found
    return Read(found.value.isoformat(), found.code)


def _western(text: str) -> Read | None:
    parts = _YMD.fullmatch(text) or _COMPACT.fullmatch(text)
    return _valid(int(parts[1]), int(parts[2]), int(parts[3])) if parts else None


def _japanese(text: str) -> Read | None:
    parts = _ERA.fullmatch(text)
    if parts is None or int(parts[2]) == 0:
        return None
    return _valid(_ERA_OF[parts[1][0]] + int(parts[2]), int(parts[3]), int(parts[4]))


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
    elif _MONTH_DAY.fullmatch(text):
        return AMBIGUOUS
    else:
        return UNREADABLE
    return found if found.value is None else Read(found.value, "month_only")


def _valid(year: int, month: int, day: int) -> Read:
    if year >= _NO_END_YEAR:
        return NO_END
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return UNREADABLE
    try:
        return Read(dt.date(year, month, day))
    except ValueError:
        return UNREADABLE
