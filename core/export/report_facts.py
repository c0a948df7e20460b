"""What a report is counted from (報告の元), read once from the purchases."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core import flow
from core.engine import open_engine
from core.errors import InputError
from core.locale.words import _
from core.metrics.moment import day_number
from core.metrics.second import f2_by_month
from core.review import Review
from core.rules.grown import Grown
from core.weekly import Facts as WeeklyFacts
from core.weekly import gather

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Facts:
    """Everything that a report tells, before it is put into words.

    Attributes:
        name: of the business.
        weekly: from which the ten questions are answered, as on the page.
        second: of :func:`core.metrics.second.f2_by_month`.
        moved: who stands on another rung than a week before: ``customer_id, before, after``
            (codes); ``since``: that day.
    """

    name: str
    weekly: WeeklyFacts
    second: pd.DataFrame
    moved: pd.DataFrame
    since: dt.date

    @property
    def review(self) -> Review:
        """Measured, judged and listed."""
        return self.weekly.review

    @property
    def grown(self) -> Grown:
        """The growth side."""
        return self.weekly.counted.grown


def facts(
    review: Review,
    name: str,
    *,
    cache: Path | None = None,
    engine_url: str = "",
    seen: tuple[dt.date, pd.DataFrame] | None = None,
) -> Facts:
    """Count what the review itself does not hold.

    Args:
        review: of the whole business.
        name: of the business.
        cache: folder for the engine's layer; none keeps it in memory.
        engine_url: which engine counts; empty is DuckDB in this process.
        seen: the Monday of a week that was kept, and of :func:`core.weeks.moves` who stands
            elsewhere since; without one the records of today are judged as of a week before.

    Raises:
        InputError: nothing has been brought in yet.
        EngineError: the engine cannot count these purchases.
    """
    book, settings = review.book, review.settings
    if not len(review.customers):
        raise InputError(
            _("There is nothing to report yet: no customer and no purchase is known. Please bring "
              "in a sheet with customer, date and amount first.")
        )  # fmt: skip
    with closing(open_engine(book, cache=cache, url=engine_url)) as engine:
        since, moves = seen or (None, None)
        weekly = gather(review, engine, moves=moves, since=since)
    second = f2_by_month(weekly.counted.firsts, day_number(book.asof), settings)
    if since is None or moves is None:
        since, moved = _week_before(review, cache, engine_url)
    else:
        moved = moves.loc[moves["what"] == "stage", ["customer_id", "before", "after"]]
    return Facts(name, weekly, second, moved.reset_index(drop=True), since)


def _week_before(
    review: Review, cache: Path | None, engine_url: str
) -> tuple[dt.date, pd.DataFrame]:
    """Who stood on another rung a week before, as the records of today tell it."""
    day = review.book.today - WEEK
    book = review.book.known_at(day).at(review.book.asof - WEEK, day)
    measured = flow.measure(book, review.settings, cache=cache, engine_url=engine_url)
    old = flow.judged(measured, book, review.settings)
    old = old[old["first_purchase_date"].notna()]
    pair = [flow.standing(frame, "stage") for frame in (old, review.customers)]
    paths = flow.paths(pair[0], pair[1]).reset_index()
    known = (paths["before"] != flow.ABSENT) & (paths["after"] != flow.ABSENT)
    moved = paths[known & (paths["before"] != paths["after"])]
    return day, moved[["customer_id", "before", "after"]].reset_index(drop=True)
