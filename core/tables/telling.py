"""Values of the ledger in the owner's words: dates, money, the words of a choice."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

from core.locale.words import Money, Month, Words, _
from core.tables._table import Column, Table
from core.tables.overrides import OVERRIDES, VALUE_CHOICES

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MONTH_DAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")
#: Text columns that say where or by whom and not what a row is about.
_NO_TITLE = ("staff", "by_whom", "store", "lost_to", "partner", "value")
#: What is set by hand (手動指定) stands there as a code.
_SETTING = OVERRIDES.column("value")
_SET_TO = {choice.code: choice.label for choices in VALUE_CHOICES.values() for choice in choices}


def told(column: Column, value: Any, *, currency: str, scale: int) -> Words | str:  # noqa: ANN401 - any cell
    """A cell in words; empty where nothing is known.

    Args:
        column: what the cell stands under.
        value: as a Book has it or as the ledger keeps it (days also as ISO text); money in
            ``scale`` decimals of ``currency``.
        currency: ISO code.
        scale: decimals of the minor unit.
    """
    if value is None or value == "" or pd.isna(value):
        return ""
    if column.kind == "date":
        return _("{value}", value=pd.Timestamp(value).date())
    if column.kind == "money":
        return _("{value}", value=Money(int(value), currency, scale))
    if column.kind == "choice" or column is _SETTING:
        labels = {choice.code: choice.label for choice in column.choices} or _SET_TO
        return labels.get(str(value), str(value))
    return _number_or_text(column.kind, value)


def _number_or_text(kind: str, value: Any) -> Words | str:  # noqa: ANN401 - any cell
    if kind == "integer":
        return _("{value}", value=int(value))
    if kind == "number":
        return f"{float(value):,g}"
    text = str(value)
    if kind == "month" and _MONTH.fullmatch(text):
        return _("{month}", month=Month(text))
    if kind == "month_day" and (found := _MONTH_DAY.fullmatch(text)):
        return _month_day(found)
    return text


def _month_day(found: re.Match[str]) -> Words | str:
    year, month, day = found.groups()
    if year is None:
        return _("month {month}, day {day}", month=str(int(month)), day=str(int(day)))
    try:
        return _("{value}", value=dt.date(int(year), int(month), int(day)))
    except ValueError:
        return found[0]


def title(table: Table, row: Any) -> str:  # noqa: ANN401 - a mapping of any cells
    """The first words of a row by which the owner knows it again; empty where it has none.

    Args:
        table: its table.
        row: {column: value}.
    """
    if table.name == "customers":
        return str(row.get("name") or "")
    texts = (
        row.get(c.name) for c in table.columns if c.kind == "text" and c.name not in _NO_TITLE
    )
    found = next((str(text) for text in texts if text and not pd.isna(text)), "")
    return found or next((str(row[name]) for name in ("staff", "store") if row.get(name)), "")
