"""The part of the workspace that remembers weeks: what was seen then, and who moved since.

*Frozen* is what the owner saw (:mod:`core.store.snapshots`); *as of* is what the tables of today
say about a past day. The two differ where something was corrected later, and that is the point.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.book import Book
from core.store import lines, snapshots, tombstones, traces
from core.store.clock import Clock, stamp
from core.store.connection import Ledger
from core.store.places import Place

if TYPE_CHECKING:
    from core.review import Review

#: What is remembered of where a customer stood.
STANDING = ("stage", "former", "policy", "relation", "segment", "state")


@dataclass(frozen=True)
class Frozen:
    """A week as it was seen.

    Attributes:
        week: its Monday.
        figures: key figures with their as-of date: plain numbers and codes.
        calls: the call list: ``rank, customer_id, class, reasons`` (codes)``, key, minutes,
            expected_profit_per_call``.
        standing: one row per customer, named by the id: :data:`STANDING`.
    """

    week: dt.date
    figures: dict[str, Any]
    calls: list[dict[str, Any]]
    standing: pd.DataFrame


class Weeks(ABC):
    """What a workspace remembers of past weeks."""

    _place: Place
    _ledger: Ledger
    _now: Clock

    @abstractmethod
    def book(self, today: dt.date | None = None) -> Book:
        """Everything known."""

    def freeze(self, review: Review) -> bool:
        """Keep this week as it is seen now, if it is not kept yet or new data came in since.

        A logged call changes nothing that is kept; a week that has passed is never kept anew.

        Returns:
            Whether anything was written.

        Raises:
            StoreError: the ledger cannot be written.
        """
        week, mark = monday(review.book.today), _mark(review.book)
        with self._ledger.reading() as connection:
            newest = max(snapshots.weeks(connection), default=week)
            if week < newest or snapshots.digest_of(connection, week) == mark:
                return False
        standing = _standing(review.customers)
        said = {
            snapshots.CALLS: _calls(review),
            snapshots.FIGURES: _figures(review),
            snapshots.STANDING: standing,
        }
        with self._ledger.writing() as connection:
            # Somebody may have been erased since this was counted.
            gone = tombstones.in_force(connection, self._place).among(standing)
            kept = {kind: traces.without(value, gone) for kind, value in said.items()}
            snapshots.keep(connection, week, mark, kept, stamp(self._now()))
        return True

    def frozen_weeks(self) -> list[dt.date]:
        """The Mondays of all weeks that are kept, oldest first."""
        with self._ledger.reading() as connection:
            return snapshots.weeks(connection)

    def frozen(self, week: dt.date) -> Frozen | None:
        """A week as it was seen; None when it was not kept."""
        with self._ledger.reading() as connection:
            figures = snapshots.said_of(connection, week, snapshots.FIGURES)
            if figures is None:
                return None
            calls = snapshots.said_of(connection, week, snapshots.CALLS)
            return Frozen(week, figures, calls, _frame(snapshots.standing(connection, week)))

    def week_before(self, week: dt.date) -> Frozen | None:
        """The newest kept week before a week; None when there is none."""
        earlier = [kept for kept in self.frozen_weeks() if kept < week]
        return self.frozen(earlier[-1]) if earlier else None

    def as_of(self, day: dt.date) -> Book:
        """What the tables of today say about a past day: without what came or was heard later.

        Customers who first bought after that day, and of whom nothing else was known by then,
        are not in it.
        """
        now = self.book()
        book = dataclasses.replace(self.book(day).known_at(day), aliases=now.aliases)
        later = lines.first_after(book.purchases, day)
        told = {
            customer_id
            for name, frame in book.tables.items()
            if name != "customers" and "customer_id" in frame
            for customer_id in frame["customer_id"]
        }
        people = book.table("customers")
        unknown = people["customer_id"].isin(later - told)
        seen = people["first_visit_date"] <= pd.Timestamp(day)
        there = people[~unknown | seen].reset_index(drop=True)
        mark = hashlib.sha256(f"{now.digest}|as of {day}".encode()).hexdigest()
        tables = {**book.tables, "customers": there}
        return dataclasses.replace(book, tables=tables, digest=mark)


def monday(day: dt.date) -> dt.date:
    """The Monday of the week of a day; weeks begin on Monday."""
    return day - dt.timedelta(days=day.weekday())


def moves(before: Frozen, review: Review) -> pd.DataFrame:
    """Who stands elsewhere now than in a week that was kept.

    Returns:
        ``customer_id, what`` (a column of :data:`STANDING`)``, before, after`` (codes), one row
        for every change, customers in the order of the review. Who is new or gone is not in it.
    """
    now = _frame(_standing(review.customers))
    both = now.index[now.index.isin(before.standing.index)]
    old, new = before.standing.loc[both], now.loc[both]
    found = [
        pd.DataFrame({"customer_id": both, "what": what, "before": old[what], "after": new[what]})[
            (old[what] != new[what]).to_numpy()
        ]
        for what in STANDING
    ]
    return pd.concat(found).reset_index(drop=True)


def _mark(book: Book) -> str:
    """What a week hangs on: the lines that count and their day, not what is written by hand."""
    names = "|".join(path.name for path in book.purchases)
    return hashlib.sha256(f"{names}|{book.scale}".encode()).hexdigest()


def _standing(customers: pd.DataFrame) -> dict[str, list[Any]]:
    ids = customers["customer_id"].tolist()
    columns = [_texts(customers[name]) for name in STANDING]
    return dict(zip(ids, map(list, zip(*columns, strict=True)), strict=True))


def _texts(column: pd.Series[Any]) -> list[str]:
    if column.dtype == bool:
        return ["yes" if value else "" for value in column.tolist()]
    return column.astype("str").tolist()


def _frame(standing: dict[str, list[Any]]) -> pd.DataFrame:
    index = pd.Index(list(standing), dtype="str", name="customer_id")
    return pd.DataFrame(list(standing.values()), index=index, columns=list(STANDING), dtype="str")


def _calls(review: Review) -> list[dict[str, Any]]:
    rows = review.calls.rows
    return [
        {
            "rank": int(row["rank"]),
            "customer_id": row["customer_id"],
            "class": row["class"],
            "reasons": [reason.code for reason in row["reasons"]],
            "key": _number(row["key"]),
            "minutes": int(row["minutes"]),
            "expected_profit_per_call": _number(row["expected_profit_per_call"]),
        }
        for row in rows.to_dict("records")
    ]


def _number(value: Any) -> float | None:  # noqa: ANN401 - a number or nothing
    """A number as JSON can hold it: there is no NaN in it."""
    return None if pd.isna(value) else float(value)


def _figures(review: Review) -> dict[str, Any]:
    """Key figures, each with what it was counted from."""
    people, spans, judged = review.customers, review.windows, review.verdict
    return {
        "asof": review.book.asof,
        "today": review.book.today,
        "customers": len(people),
        **{f"by_{name}": _counted(people[name]) for name in ("stage", "state", "segment")},
        "active": spans.active_now,
        "new_buyers": spans.new_buyers_now,
        "existing_revenue": spans.existing_now,
        "new_revenue": spans.new_now,
        "verdict": judged.code,
        "existing": judged.existing,
        "new": judged.new,
        "listed": len(review.calls.rows),
        "capacity": review.calls.capacity,
    }


def _counted(column: pd.Series[Any]) -> dict[str, int]:
    return {str(code): int(n) for code, n in column.value_counts().sort_index().items()}
