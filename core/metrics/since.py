"""What a few named customers brought since a day of their own (その日からの粗利)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment, day_number


def margin_since(
    engine: Engine, book: Book, days: Mapping[str, dt.date], *, margin: float = 0.0
) -> dict[str, float | None]:
    """Gross profit of each customer from their day to the data-as-of day, minor units.

    Args:
        engine: counts, one customer at a time: there are a handful of them.
        book: the business.
        days: {customer_id: the first day that counts}.
        margin: of sales without a cost; with 0 such sales leave the profit unknown.

    Returns:
        {customer_id: profit}; 0 without a purchase, None where a line sold carries no cost and no
        margin is known.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    if not days:
        return {}
    numbers = engine.run("customer_ids").set_index("customer_id")["cno"]
    return {
        who: _one(engine, book, int(numbers[who]), day, margin) if who in numbers.index else 0.0
        for who, day in days.items()
    }


def _one(engine: Engine, book: Book, cno: int, day: dt.date, margin: float) -> float | None:
    asof = Moment.of(book).asof
    found = engine.run("brought_since", cno=cno, from_day=day_number(day), asof=asof)
    if found.empty:
        return 0.0
    row = found.iloc[0]
    if not row["without_cost"]:
        return float(row["money"] - row["paid"])
    return float(row["money"]) * margin if margin > 0 else None
