"""Everything the pages and the command line draw from, computed once for a Book (今週の見直し)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.asset import with_value
from core.book import Book
from core.calls import CallList, call_list
from core.engine import open_engine
from core.locale.words import Words, _
from core.metrics.growth import Windows, months, windows
from core.metrics.profile import profile
from core.rules.judge import judge
from core.rules.verdict import Verdict, verdict
from core.settings import Settings

#: Demotion needs two evaluations, a week apart (DOMAIN 0a).
EVALUATION_GAP = dt.timedelta(days=7)
Progress = Callable[[float, Words], None]


@dataclass(frozen=True)
class Review:
    """One business at one moment, measured and judged.

    Attributes:
        book: what was measured; ``settings``: by which thresholds.
        customers: one row per customer with the columns of ``core.rules.judge`` and of
            ``core.asset.with_value``.
        months: new and existing customers and revenue, one row per month.
        windows: 13 weeks against the same 13 weeks of last year.
        verdict: the four-quadrant verdict (四象限の判定).
        calls: whom to call this week, and who was left out and why.
    """

    book: Book
    settings: Settings
    customers: pd.DataFrame
    months: pd.DataFrame
    windows: Windows
    verdict: Verdict
    calls: CallList


def review(
    book: Book,
    settings: Settings,
    *,
    cache: Path | None = None,
    engine_url: str = "",
    capacity: int | None = None,
    progress: Progress | None = None,
) -> Review:
    """Measure, judge and list one business.

    Args:
        book: the tables and the two dates.
        settings: every threshold.
        cache: folder for the engine's content-addressed layer; none keeps it in memory.
        engine_url: which engine counts purchases; empty is DuckDB in this process.
        capacity: calls this week instead of the one from the settings.
        progress: told (share done, what is being done).

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    tell = progress or (lambda _share, _words: None)
    tell(0.0, _("Counting purchases"))
    with closing(open_engine(book, cache=cache, url=engine_url)) as engine:
        now = profile(engine, book, settings)
        tell(0.4, _("Comparing with last week"))
        week_before = profile(engine, book.at(book.asof - EVALUATION_GAP), settings)
        tell(0.6, _("New and existing customers"))
        by_month = months(engine, book)
        spans = windows(engine, book, settings)
    tell(0.7, _("Judging every customer"))
    customers = with_value(judge(now, book, settings, week_before=week_before), book, settings)
    tell(0.9, _("Choosing whom to call"))
    calls = call_list(customers, book, settings, capacity=capacity)
    tell(1.0, _("Done"))
    return Review(book, settings, customers, by_month, spans, verdict(spans, settings), calls)
