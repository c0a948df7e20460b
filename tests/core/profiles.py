"""Hand-made rows of the profile and books without purchases, for the tests of the rules."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from core.book import Book
from core.metrics.profile import COLUMNS
from core.tables import DTYPES, TABLES

TODAY = dt.date(2026, 11, 22)

#: A calm regular: the first purchase two years ago, the last one 20 days ago, every 60 days.
CALM = {
    "first_purchase_date": dt.date(2024, 11, 22),
    "last_purchase_date": dt.date(2026, 11, 2),
    "purchase_count": 12,
    "total_spend": 120_000,
    "average_order_value": 10_000.0,
    "days_since_last_purchase": 20,
    "rhythm_days": 60.0,
    "lateness": 0.33,
    "p_return": 0.9,
    "nudge_day": 100.0,
    "no_return_day": 150.0,
    "stop_day": 365.0,
    "spend_12m": 60_000,
    "spend_prev_12m": 60_000,
    "spend_24m": 120_000,
    "count_12m": 6,
    "count_24m": 12,
    "count_regular_window": 6,
    "gaps_24m": 11,
    "regular_gaps_24m": 10,
    "median_gap": 60.0,
    "first_product": "カット",
    "last_product": "カット",
    "portfolio": "prime_active",
}
NEVER = {
    "purchase_count": 0,
    "total_spend": 0,
    "spend_12m": 0,
    "spend_prev_12m": 0,
    "spend_24m": 0,
    "count_12m": 0,
    "count_24m": 0,
    "count_regular_window": 0,
    "gaps_24m": 0,
    "regular_gaps_24m": 0,
}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def ago(days: int, today: dt.date = TODAY) -> dt.date:
    return today - dt.timedelta(days=days)


def calm(customer_id: str = "A", **changed) -> dict:
    """A row of a customer who buys steadily, with some columns changed."""
    return {"customer_id": customer_id, "name": f"客{customer_id}", **CALM, **changed}


def silent(customer_id: str = "A", days: int = 20, **changed) -> dict:
    """The calm regular, gone silent for so many days."""
    last = ago(days)
    return calm(
        customer_id,
        last_purchase_date=last,
        first_purchase_date=last - dt.timedelta(days=710),
        days_since_last_purchase=days,
        **changed,
    )


def bought_once(customer_id: str = "A", days: int = 10, **changed) -> dict:
    """A customer with a single purchase so many days ago."""
    once = {
        "first_purchase_date": ago(days),
        "last_purchase_date": ago(days),
        "days_since_last_purchase": days,
        "purchase_count": 1,
        "count_12m": int(days <= 365),
        "count_24m": int(days <= 730),
        "count_regular_window": 1,
        "spend_12m": 10_000 if days <= 365 else 0,
        "spend_prev_12m": 10_000 if 365 < days <= 730 else 0,
        "spend_24m": 10_000 if days <= 730 else 0,
        "total_spend": 10_000,
        "gaps_24m": 0,
        "regular_gaps_24m": 0,
        "median_gap": None,
    }
    return calm(customer_id, **{**once, **changed})


def lead(customer_id: str = "A", **changed) -> dict:
    """Somebody who has not bought yet."""
    return {"customer_id": customer_id, "name": f"客{customer_id}", **NEVER, **changed}


def profile_of(*rows: dict) -> pd.DataFrame:
    """Rows as the frame that the measures give."""
    known = {c.name: DTYPES[c.kind] for c in TABLES["customers"].columns}
    columns = {}
    for name, dtype in {**known, **COLUMNS}.items():
        values = [row.get(name) for row in rows]
        if dtype == "str":
            values = [value or "" for value in values]
        if dtype == "bool":
            values = [bool(value) for value in values]
        columns[name] = pd.Series(values, dtype="object").astype(dtype)
    return pd.DataFrame(columns)


def records(table: str, *rows: dict) -> pd.DataFrame:
    """Rows of a table, checked."""
    frame = pd.DataFrame(list(rows), columns=sorted({name for row in rows for name in row}))
    for column in TABLES[table].columns:
        if column.kind == "date" and column.name in frame:
            frame[column.name] = pd.to_datetime(frame[column.name])
    good, problems = TABLES[table].check(frame)
    assert not problems, problems
    return good


def book_with(*, asof: dt.date = TODAY, today: dt.date = TODAY, **tables) -> Book:
    """A book with some tables given as lists of rows."""
    frames = {name: records(name, *rows) for name, rows in tables.items()}
    return Book(tables=frames, purchases=(), asof=asof, today=today)
