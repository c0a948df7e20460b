"""The asset of the loyal and the values in sum, for ``growth`` (お客様という資産)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.asset import with_value
from core.book import Book
from core.engine import Engine
from core.lifetime import Total, lifetime, retention, total
from core.loyal import loyal
from core.metrics.earned import earned
from core.metrics.profile import looked_back, profile
from core.rules.judge import judge
from core.settings import Settings


def asset_report(engine: Engine, book: Book, settings: Settings) -> dict[str, Any] | None:
    """Amounts in major units; None where the ledger has no amounts. What is not known is null.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    if not book.has_amounts:
        return None
    week_before = book.at(book.asof - dt.timedelta(days=settings.ladder.demotion_days))
    judged = judge(
        profile(engine, book, settings), book, settings,
        week_before=looked_back(engine, week_before, settings),
    )  # fmt: skip
    rows = with_value(judged, book, settings)
    found = lifetime(rows, earned(engine, book), settings)
    told = loyal(rows, book.asof, settings)
    return {
        "asof": book.asof,
        "loyal_customers": told.people,
        "yearly_profit": _major(told.yearly, book.scale),
        "low": _major(told.low, book.scale),
        "value": _major(told.value, book.scale),
        "high": _major(told.high, book.scale),
        "retention": {
            code: {"kept": kept.kept, "of": kept.of, "share": kept.share}
            for code, kept in retention(rows, settings).items()
        },
        "so_far": _total(total(found, "so_far"), book.scale),
        "ahead": _total(total(found, "ahead"), book.scale),
        "years": settings.asset.years,
        "discount_rate": settings.asset.discount_rate,
    }


def _total(found: Total, scale: int) -> dict[str, Any]:
    return {
        "amount": _major(found.amount, scale),
        "basis": found.basis,
        "customers": found.people,
        "left_out": found.left_out,
    }


def _major(minor: int | None, scale: int) -> int | float | None:
    return minor if minor is None or scale == 0 else float(minor / 10**scale)
