"""What the ten questions are answered from (点検の材料): the review, and counts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.engine import Engine
from core.locale.words import Words
from core.metrics.joining import Joined, joined
from core.metrics.second import first_times
from core.review import Review
from core.rules.grown import Grown, grown
from core.rules.worth import margin
from core.settings import Settings
from core.weekly.question import Group


@dataclass(frozen=True)
class Counted:
    """What is counted from purchases alone, and stays as long as they do.

    Attributes:
        grown: how the business grew; ``firsts``: of :func:`core.metrics.second.first_times`.
        joined: what everybody brought since joining; None while no cost is written down.
    """

    grown: Grown
    firsts: pd.DataFrame
    joined: Joined | None


@dataclass(frozen=True)
class Facts:
    """Everything that an answer may look at.

    Attributes:
        review: the business as it is now; ``counted``: from its purchases.
        moves: of :func:`core.weeks.moves`, since the week that was kept before; None without one.
        since: the Monday of that week.
    """

    review: Review
    counted: Counted
    moves: pd.DataFrame | None = None
    since: dt.date | None = None

    @property
    def book(self) -> Book:
        """The business."""
        return self.review.book

    @property
    def settings(self) -> Settings:
        """The thresholds in force."""
        return self.review.settings

    @property
    def people(self) -> pd.DataFrame:
        """The judged customers."""
        return self.review.customers

    @property
    def few(self) -> bool:
        """So few customers that no percentage is said."""
        bought = int(self.people["first_purchase_date"].notna().sum())
        return bought < self.settings.review.few_customers

    def named(self, label: Words, ids: Iterable[str]) -> Group:
        """The first of those customers and how many they are; who wants no contact is left out."""
        people = self.people
        silent = set(people.loc[people["state"] == "dnc", "customer_id"])
        every = [who for who in ids if who not in silent]
        return Group(label, tuple(every[: self.settings.review.names]), len(every))

    @property
    def days_old(self) -> int:
        """Days from the data-as-of day to today."""
        return (self.book.today - self.book.asof).days

    @property
    def stale(self) -> bool:
        """Whether the data are too old for a verdict."""
        return self.days_old > self.settings.review.stale_days


def count(engine: Engine, book: Book, settings: Settings) -> Counted:
    """Count the purchases for the ten questions.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    since = None
    if len(book.table("costs")):
        months = settings.spending.cohort_months
        since = joined(engine, book, months=months, margin=margin(settings))
    return Counted(grown(engine, book, settings), first_times(engine, book, settings), since)


def gather(
    review: Review,
    engine: Engine,
    *,
    moves: pd.DataFrame | None = None,
    since: dt.date | None = None,
) -> Facts:
    """Everything in one go, for reports.

    Args:
        review: the business.
        engine: over its book.
        moves: who stands elsewhere than in the week that was kept before, and
        since: its Monday.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    return Facts(review, count(engine, review.book, review.settings), moves, since)
