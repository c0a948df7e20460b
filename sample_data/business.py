"""What a generated business is: rows by table, in the ledger's own column symbols and codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

#: The last day in the sales data, and the day on which the samples are looked at.
ASOF = dt.date(2026, 11, 15)
TODAY = dt.date(2026, 11, 22)
#: The thirteen weeks of the weekly review, and the same weeks of last year.
WINDOW = (ASOF - dt.timedelta(days=90), ASOF)
WINDOW_BEFORE = tuple(day - dt.timedelta(days=364) for day in WINDOW)


@dataclass
class Business:
    """A business with all its rows.

    Attributes:
        code: key in businesses.json and stem of the file names.
        name: the firm's name.
        tables: rows by table name; codes for choices, ``date`` for days, yen for money.
        extra: columns of the owner's own, by table, behind those of the template.
        era_step: every so many rows the days are written in Japanese years; 0 never.
    """

    code: str
    name: str
    tables: dict[str, list[Row]] = field(default_factory=dict)
    extra: dict[str, tuple[str, ...]] = field(default_factory=dict)
    era_step: int = 0

    def rows(self, table: str) -> list[Row]:
        return self.tables.setdefault(table, [])

    def customer(self, customer_id: str) -> Row:
        return next(row for row in self.rows("customers") if row["customer_id"] == customer_id)


def ago(days: int) -> dt.date:
    """So many days before the last day of the data."""
    return ASOF - dt.timedelta(days=days)


def total(rows: list[Row], window: tuple[dt.date, ...]) -> int:
    """Sales of the rows inside a window, both ends included."""
    return sum(row["amount"] for row in rows if window[0] <= row["date"] <= window[1])


def first_days(rows: list[Row]) -> dict[str, dt.date]:
    """Everybody's first purchase."""
    found: dict[str, dt.date] = {}
    for row in rows:
        known = found.get(row["customer_id"])
        if known is None or row["date"] < known:
            found[row["customer_id"]] = row["date"]
    return found


def era(day: dt.date, *, short: bool = False) -> str:
    """A day in Japanese years: 令和8年11月15日, or R8.11.15."""
    reiwa = day >= dt.date(2019, 5, 1)
    year = day.year - (2018 if reiwa else 1988)
    if short:
        return f"{'R' if reiwa else 'H'}{year}.{day.month}.{day.day}"
    name = "令和" if reiwa else "平成"
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
