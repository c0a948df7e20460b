"""New and existing customers by month, and 13 weeks against the same weeks of last year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment, day_number, months_before
from core.settings import Settings

COUNTS = ("new_customers", "existing_customers", "new_revenue", "existing_revenue")


def months(engine: Engine, book: Book) -> pd.DataFrame:
    """New and existing customers month by month.

    A customer is new in the month of the first purchase and existing in every later one. Revenue
    is all lines of the month, returns included, on the side on which the customer stands; a return
    without any purchase before it stands on the existing side, for its purchase was before the
    ledger.

    Returns:
        ``month`` ("2026-11"), ``new_customers``, ``existing_customers`` (who bought),
        ``new_revenue``, ``existing_revenue`` (minor units), all ``Int64``; every month between the
        first and the last one with a line, those without any included, as zeros.
    """
    moment = Moment.of(book)
    found = engine.run("months", asof=moment.asof, min_net=moment.min_net).set_index("ym")
    every = np.arange(found.index.min(), found.index.max() + 1) if len(found) else found.index
    full = found.reindex(every, fill_value=0)
    names = pd.Series([f"{ym // 12:04d}-{ym % 12 + 1:02d}" for ym in full.index], dtype="str")
    counts = full[list(COUNTS)].reset_index(drop=True).astype("Int64")
    return pd.concat([names.rename("month"), counts], axis=1)


@dataclass(frozen=True, slots=True)
class Windows:
    """13 weeks to the data-as-of day against the same 13 weeks of last year.

    ``now`` ends on the data-as-of day, ``before`` 364 days (52 weeks) earlier, so that both have
    the same weekdays. Existing: the first purchase was before the window's start (or before the
    ledger's, where only returns are known). New: the first purchase is inside the window.

    Attributes:
        start_now, end_now, start_before, end_before: first and last day of each window.
        existing_now, existing_before, new_now, new_before: revenue in minor units, returns
            included.
        existing_buyers_now, existing_buyers_before, new_buyers_now, new_buyers_before: customers
            with a purchase.
        existing_days_now, existing_days_before, new_days_now, new_days_before: purchase days.
        active_now, active_before: customers with a purchase in the 12 months to the window's end.
        first_day: the ledger's first purchase; None without any. A first day inside or after
            ``before`` means that last year is not fully known.
    """

    start_now: dt.date
    end_now: dt.date
    start_before: dt.date
    end_before: dt.date
    existing_now: int
    existing_before: int
    new_now: int
    new_before: int
    existing_buyers_now: int
    existing_buyers_before: int
    new_buyers_now: int
    new_buyers_before: int
    existing_days_now: int
    existing_days_before: int
    new_days_now: int
    new_days_before: int
    active_now: int
    active_before: int
    first_day: dt.date | None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How existing customers' revenue moved between the two windows, in minor units.

    ``before + joined + more + less + returned + left == now``, where ``before`` and ``now`` are
    ``Windows.existing_before`` and ``existing_now``.

    Attributes:
        joined: of customers whose first purchase was after ``before`` began (new since then).
        more, less: of customers who bought in both windows (継続増, 継続減); less is ≤ 0.
        returned: of customers who bought in ``now`` and not in ``before`` (復帰).
        left: of customers who bought in ``before`` and not in ``now`` (離脱); usually negative.
    """

    joined: int
    more: int
    less: int
    returned: int
    left: int


def windows(engine: Engine, book: Book, settings: Settings) -> Windows:
    """13 weeks against the same 13 weeks of last year (DOMAIN 4, questions 1 to 4)."""
    end_now, end_before = _ends(book, settings)
    length = dt.timedelta(days=settings.money.window_days - 1)
    now, before = _sums(engine, book, settings, end_now), _sums(engine, book, settings, end_before)
    return Windows(
        start_now=end_now - length,
        end_now=end_now,
        start_before=end_before - length,
        end_before=end_before,
        existing_now=now[0]["revenue"],
        existing_before=before[0]["revenue"],
        new_now=now[1]["revenue"],
        new_before=before[1]["revenue"],
        existing_buyers_now=now[0]["buyers"],
        existing_buyers_before=before[0]["buyers"],
        new_buyers_now=now[1]["buyers"],
        new_buyers_before=before[1]["buyers"],
        existing_days_now=now[0]["purchase_days"],
        existing_days_before=before[0]["purchase_days"],
        new_days_now=now[1]["purchase_days"],
        new_days_before=before[1]["purchase_days"],
        active_now=_active(engine, book, end_now),
        active_before=_active(engine, book, end_before),
        first_day=_first_day(engine, book),
    )


def waterfall(engine: Engine, book: Book, settings: Settings) -> Waterfall:
    """Where existing customers' revenue was won and lost since the same weeks of last year."""
    end_now, end_before = _ends(book, settings)
    found = engine.run(
        "waterfall",
        min_net=Moment.of(book).min_net,
        from_now=day_number(end_now) - settings.money.window_days,
        to_now=day_number(end_now),
        from_before=day_number(end_before) - settings.money.window_days,
        to_before=day_number(end_before),
    ).set_index("way")
    moved = (found["now_total"] - found["before_total"]).to_dict()
    return Waterfall(**{way: int(moved.get(way, 0)) for way in Waterfall.__dataclass_fields__})


def _ends(book: Book, settings: Settings) -> tuple[dt.date, dt.date]:
    return book.asof, book.asof - dt.timedelta(days=settings.money.year_days)


def _sums(
    engine: Engine, book: Book, settings: Settings, end: dt.date
) -> tuple[dict[str, int], dict[str, int]]:
    """Revenue, buyers and purchase days of the existing and of the new customers."""
    found = engine.run(
        "window_sums",
        min_net=Moment.of(book).min_net,
        from_day=day_number(end) - settings.money.window_days,
        to_day=day_number(end),
    ).set_index("is_new")
    sides = found.reindex([0, 1], fill_value=0)
    existing, new = sides.astype("int").to_dict("records")
    return _named(existing), _named(new)


def _named(record: dict[Hashable, int]) -> dict[str, int]:
    return {str(name): value for name, value in record.items()}


def _active(engine: Engine, book: Book, end: dt.date) -> int:
    found = engine.run(
        "active",
        min_net=Moment.of(book).min_net,
        from_day=day_number(months_before(end, 12)),
        to_day=day_number(end),
    )
    return int(found["customers"].iloc[0])


def _first_day(engine: Engine, book: Book) -> dt.date | None:
    moment = Moment.of(book)
    found = engine.run("first_day", asof=moment.asof, min_net=moment.min_net)
    if found.empty:
        return None
    return book.asof - dt.timedelta(days=moment.asof - int(found["first_day"].min()))
