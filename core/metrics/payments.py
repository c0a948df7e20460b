"""What was reduced (値引き), and what was paid late or not at all (入金の遅れ)."""

from __future__ import annotations

import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment, day_number, months_before

_YEAR_MONTHS = 12


def discounts(engine: Engine, book: Book) -> pd.DataFrame:
    """Discounts month by month.

    Returns:
        month ("2026-11"), days (of customers on which a line was reduced), discount (the sum,
        minor units), in order; months without one are not there.
    """
    found = engine.run("discounts", asof=Moment.of(book).asof)
    names = pd.Series([f"{ym // 12:04d}-{ym % 12 + 1:02d}" for ym in found["ym"]], dtype="str")
    found = found.rename(columns={"taken_off": "discount"})
    return pd.concat([names.rename("month"), found[["days", "discount"]].astype("Int64")], axis=1)


def late_payments(engine: Engine, book: Book) -> pd.DataFrame:
    """Purchases of the last twelve months that were paid late, or are not paid yet.

    Returns:
        customer_id, date, unpaid (bool: not paid yet), amount (minor units): one row for each
        customer and day.
    """
    since = day_number(months_before(book.asof, _YEAR_MONTHS))
    found = engine.run("late_payments", asof=Moment.of(book).asof, from_12m=since)
    day = pd.to_datetime(found["day"], unit="D").astype("datetime64[us]")
    return pd.DataFrame(
        {
            "customer_id": found["customer_id"].astype("str"),
            "date": day,
            "unpaid": found["open_lines"] > 0,
            "amount": found["money"].astype("Int64"),
        }
    )
