"""Everything that tells whether a business grows, counted in one go (増えた・減った)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.by_month import last_months
from core.metrics.by_week import Kept, active_line, kept, weeks
from core.metrics.factors import Split, by_side
from core.metrics.growth import Waterfall, Windows
from core.metrics.moves import revenue_moves, summed
from core.metrics.recent import Recent, read_recent, windows_at
from core.metrics.terms import Terms, terms
from core.rules.trail import Point, trail
from core.rules.verdict import Verdict
from core.rules.year import Year, year
from core.settings import Settings

#: Two years, so that a month stands beside the same month of last year.
MONTHS = 24


@dataclass(frozen=True)
class Grown:
    """One business, or a part of it, as of one day.

    Attributes:
        recent: the days that the rest is cut from.
        months: of :func:`core.metrics.by_month.last_months`, the last two years.
        windows: 13 weeks against the same of last year.
        trail: the verdict at the ends of the last eight weeks, the newest last.
        weeks: of :func:`core.metrics.by_week.weeks`.
        line: of :func:`core.metrics.by_week.active_line`; ``kept``: who and what stayed.
        moves: existing customers' revenue by customer; ``waterfall``: its sums.
        factors: the change of ``existing`` and ``new`` revenue, split.
        terms: 12 months against the 12 before; ``year``: the verdict on them.
    """

    recent: Recent
    months: pd.DataFrame
    windows: Windows
    trail: tuple[Point, ...]
    weeks: pd.DataFrame
    line: pd.DataFrame
    kept: Kept
    moves: pd.DataFrame
    waterfall: Waterfall
    factors: dict[str, Split]
    terms: Terms
    year: Year

    @property
    def verdict(self) -> Verdict:
        """The verdict of today: the last point of the trail."""
        return self.trail[-1].verdict


def grown(engine: Engine, book: Book, settings: Settings) -> Grown:
    """Count a business as of its data-as-of day.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    recent = read_recent(engine, book, settings)
    spans = windows_at(recent, book.asof, settings)
    moves = revenue_moves(recent, settings)
    two_years = terms(engine, book)
    return Grown(
        recent=recent,
        months=last_months(recent, MONTHS),
        windows=spans,
        trail=trail(recent, settings),
        weeks=weeks(recent, settings),
        line=active_line(recent, settings),
        kept=kept(recent),
        moves=moves,
        waterfall=summed(moves),
        factors=by_side(spans),
        terms=two_years,
        year=year(two_years, settings),
    )
