"""The part of the workspace that remembers weeks: what was seen then, and who moved since.

*Frozen* is what the owner saw (:mod:`core.store.snapshots`); *as of* is what the tables of today
say about a past day. The two differ where something was corrected later, and that is the point.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from core.book import Book
from core.store import lines, snapshots, tombstones, traces
from core.store.clock import Clock, stamp
from core.store.connection import Ledger
from core.store.listed import listed
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
        calls: the call list as it was first seen, later arrivals behind it: ``rank, customer_id,
            class, reasons`` (codes)``, key, minutes, expected_profit_per_call, week`` (the Monday
            it is for)``, chance`` (of a purchase within 30 days) and ``late``.
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
    def today(self) -> dt.date:
        """The real day."""

    @abstractmethod
    def book(self, today: dt.date | None = None) -> Book:
        """Everything known."""

    @abstractmethod
    def aliases(self) -> Mapping[str, str]:
        """The ids of joined customers, each with the id that stands for it."""

    @abstractmethod
    def keep_calls(self, week: dt.date, calls: Sequence[Mapping[str, Any]]) -> None:
        """Keep a week's call list as it was accepted."""

    def freeze(self, review: Review) -> bool:
        """Keep this week as it is seen now, if it is not kept yet or new data came in since.

        A logged call changes nothing that is kept; a week that has passed is never kept anew.
        The list of calls stays as it was first seen: who comes onto it later in the week is
        added and marked as late (あとから), and so is who is drawn later.

        Returns:
            Whether anything was written.

        Raises:
            StoreError: the ledger cannot be written.
        """
        week, mark = monday(review.book.today), _mark(review.book)
        with self._ledger.reading() as connection:
            newest = max(snapshots.weeks(connection), default=week)
            seen = snapshots.digest_of(connection, week) == mark
            said, more = _golden(connection, week, review)
            if week < newest or (seen and not more):
                return False
        standing = _standing(review.customers)
        if not seen:
            said |= {snapshots.FIGURES: _figures(review), snapshots.STANDING: standing}
        with self._ledger.writing() as connection:
            # Somebody may have been erased since this was counted.
            gone = tombstones.in_force(connection, self._place).among(standing)
            kept = {kind: traces.without(value, gone) for kind, value in said.items()}
            if seen:
                snapshots.renew(connection, week, kept, stamp(self._now()))
            else:
                snapshots.keep(connection, week, mark, kept, stamp(self._now()))
        return True

    def accept(self, review: Review) -> None:
        """Accept the call list of the week (今週の一覧を決める): as it is seen now, for good.

        Raises:
            StoreError: the ledger cannot be written.
        """
        self.freeze(review)
        self.keep_calls(review.calls.week, _calls(review))

    def listed(self) -> pd.DataFrame:
        """The call lists of the weeks as they were seen; see :attr:`core.book.Book.listed`."""
        aliases = self.aliases()
        with self._ledger.reading() as connection:
            return listed(connection, self.today(), aliases)

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
    both = now.index[before.standing.index.get_indexer(now.index) >= 0]
    old, new = before.standing.loc[both], now.loc[both]
    found = [
        pd.DataFrame({"customer_id": both, "what": what, "before": old[what], "after": new[what]})[
            (old[what] != new[what]).to_numpy()
        ]
        for what in STANDING
    ]
    return pd.concat(found).reset_index(drop=True)


def seen_before(weeks: Weeks, review: Review) -> tuple[dt.date, pd.DataFrame] | None:
    """Since when, and who stands elsewhere than in the newest week kept before this one.

    Returns:
        The Monday, and the frame of :func:`moves`; None without such a week.
    """
    before = weeks.week_before(monday(review.book.today))
    if before is None:
        return None
    return before.week, moves(before, review)


def _mark(book: Book) -> str:
    """What a week hangs on: the lines that count and their day, not what is written by hand."""
    names = "|".join(path.name for path in book.purchases)
    return hashlib.sha256(f"{names}|{book.scale}{book.elsewhere}".encode()).hexdigest()


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


def _golden(
    connection: sa.Connection, week: dt.date, review: Review
) -> tuple[dict[str, Any], bool]:
    """The list and the lots of a week: as first seen, and what came later behind it.

    Returns:
        What is to be kept by kind, and whether it says more than what is kept.
    """
    kept_calls, kept_lots = (
        snapshots.said_of(connection, week, kind) or []
        for kind in (snapshots.CALLS, snapshots.LOTS)
    )
    of_week = review.calls.week.isoformat()
    seen = {row["customer_id"] for row in kept_calls if row.get("week") == of_week}
    before = review.book.listed
    before = before[(before["week"] == pd.Timestamp(of_week)) & before["rank"].notna()]
    early = seen | set(before.loc[~before["late"], "customer_id"])
    calls = [
        {**row, "late": bool(early) and row["customer_id"] not in early}
        for row in _calls(review)
        if row["customer_id"] not in seen
    ]
    drawn = {row["customer_id"] for row in kept_lots if row["week"] == of_week}
    lots = [row for row in _lots(review) if row["customer_id"] not in drawn]
    said = {snapshots.CALLS: [*kept_calls, *calls], snapshots.LOTS: [*kept_lots, *lots]}
    return said, bool(calls or lots)


def _calls(review: Review) -> list[dict[str, Any]]:
    rows = review.calls.rows
    chances = review.customers.set_index("customer_id")["p_buy_30"].reindex(rows["customer_id"])
    return [
        {
            "week": review.calls.week.isoformat(),
            "rank": int(row["rank"]),
            "customer_id": row["customer_id"],
            "class": row["class"],
            "reasons": [reason.code for reason in row["reasons"]],
            "key": _number(row["key"]),
            "minutes": int(row["minutes"]),
            "expected_profit_per_call": _number(row["expected_profit_per_call"]),
            "chance": _number(chance),
        }
        for row, chance in zip(rows.to_dict("records"), chances.tolist(), strict=True)
    ]


def _lots(review: Review) -> list[dict[str, Any]]:
    return [
        {
            "week": review.calls.week.isoformat(),
            "customer_id": row["customer_id"],
            "reason": row["reason"],
            "drawn": bool(row["drawn"]),
            "weight": _number(row["weight"]),
        }
        for row in review.calls.lots.to_dict("records")
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
