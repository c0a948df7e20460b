"""The half of the workspace through which rows are written by hand, and what came of calls."""

from __future__ import annotations

import contextlib
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from core.calls.outcomes import Change, Logged, effects
from core.ingest.erased import refuse_erased
from core.ingest.people import Finder
from core.rules.roles import JUDGED
from core.share.door import Keep
from core.store import closing, introductions, kept, people, reading, rows, tombstones, traces
from core.store.connection import Ledger
from core.store.journal import Write
from core.store.numbers import next_id
from core.store.one_row import STOPS
from core.store.people import SamePeople
from core.store.places import Place


class Records(ABC):
    """What a workspace does with rows by hand."""

    _place: Place
    _ledger: Ledger
    _keep: Keep

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Add a row to a table; returns the action's number. Money in the Book's scale.

        Raises:
            StoreError: a rule of the table is broken, introductions would go in a circle, or it is
                a customer who asked to be erased.
            KeyError: there is no such table or column.
        """
        with self._writing() as write:
            self._refuse_erased(write, values)
            self._refuse_judging(table, {name for name, value in values.items() if value})
            rows.begin(write, "add", table, values)
            row_id = rows.add(write, table, values)
            introductions.refuse_circle(write, table, row_id)
            closing.refuse_alone(write, table, row_id)
            return write.id

    def new_customer(
        self, values: Mapping[str, Any], *, known: Iterable[str] = ()
    ) -> tuple[int, str]:
        """Add a customer under the next free number; the name is enough.

        Args:
            values: the columns but the number.
            known: numbers that are taken although the customer ledger does not have them
                (customers of whom only purchases are known).

        Returns:
            The action's number and the customer's.

        Raises:
            StoreError: a rule of the table is broken, or it is somebody who asked to be erased.
        """
        with self._writing() as write:
            taken = {*known, *rows.customer_ids(write.connection)}
            row = {**values, "customer_id": next_id(taken)}
            self._refuse_erased(write, row)
            rows.begin(write, "add", "customers", row)
            row_id = rows.add(write, "customers", row)
            introductions.refuse_circle(write, "customers", row_id)
            return write.id, row["customer_id"]

    def correct(
        self,
        table: str,
        row_id: int,
        values: Mapping[str, Any],
        *,
        seen: Mapping[str, Any] | None = None,
    ) -> int:
        """Correct columns of a row (``row_id`` as in the Book); returns the action's number.

        A correction wins over every import until it is taken back. ``seen`` is what the form
        showed when it was opened, so that the word of another window is not lost.

        Raises:
            StoreError: the row is gone, a rule of the table is broken, or introductions would go
                in a circle, or a complaint would be closed by one alone.
            ChangedMeanwhile: a column no longer holds what was seen.
            KeyError: there is no such table or column.
        """
        with self._writing() as write:
            row = rows.get(write.connection, table, row_id)
            self._refuse_judging(table, set(values))
            rows.begin(write, "correct", table, row)
            if table == "customers":
                joined = self._joined_rows(write, row["customer_id"])
                _correct_joined(write, joined, values)
                seen = _not_from(write, joined, seen or {})
            rows.correct(write, table, row_id, values, seen)
            introductions.refuse_circle(write, table, row_id)
            closing.refuse_alone(write, table, row_id, row)
            return write.id

    def _refuse_judging(self, table: str, columns: set[str]) -> None:
        """Refuse who may write a table but not the columns of it that judge somebody."""
        if columns & JUDGED.get(table, frozenset()):
            self._keep.allow("judge", {"table": table})

    def remove(self, table: str, row_id: int) -> int:
        """Remove a row; returns the action's number.

        Raises:
            StoreError: the row is gone already.
        """
        with self._writing() as write:
            row = rows.get(write.connection, table, row_id)
            rows.begin(write, "remove", table, row)
            joined = self._joined_rows(write, row["customer_id"]) if table == "customers" else []
            for each in (row_id, *joined):
                rows.remove(write, table, each)
            return write.id

    def set_next_date(self, customer_id: str, day: dt.date | None) -> int:
        """Set the next date (次回日) of a customer; returns the action's number.

        Raises:
            StoreError: the ledger cannot be written.
        """
        with self._writing() as write:
            self._refuse_erased(write, {"customer_id": customer_id})
            name = rows.name_of(write.connection, customer_id)
            write.begin("correct", {"table": "customers", "name": name})
            _apply(write, Change("customers", {"next_date": day}, customer_id))
            return write.id

    # Same person?

    def same_people(self) -> SamePeople:
        """Customers who are joined, who may be one, and whom the owner keeps apart."""
        with self._ledger.reading() as connection:
            finder = self._finder(connection)
            customers, who = reading.customers_and_who(connection, self._place, finder)
            return people.same_people(who, customers, finder.crowded(customers))

    def same_person(self, one: str, other: str, same: bool | None) -> int:
        """Decide that two customers are one (True) or two (False); None leaves it open again.

        Stands above all evidence and is remembered. Returns the action's number.

        Raises:
            StoreError: one of them is not there, or it is one and the same id.
        """
        with self._writing() as write:
            people.decide(write, one, other, same=same)
            return write.id

    @staticmethod
    def _finder(connection: sa.Connection) -> Finder:
        return Finder(kept.read_settings(connection))

    def _group(self, connection: sa.Connection, customer_id: str) -> list[str]:
        """The ids of everybody who is shown as one with a customer."""
        finder = self._finder(connection)
        _customers, who = reading.customers_and_who(connection, self._place, finder)
        return people.group_of(who, customer_id)

    def _joined_rows(self, write: Write, customer_id: str) -> list[int]:
        """The rows of those who are shown as one with a customer, without his own."""
        group = self._group(write.connection, customer_id)
        found = [rows.customer_row(write.connection, i) for i in group if i != customer_id]
        return [row for row in found if row is not None]

    # The call list

    def log_outcome(
        self,
        customer_id: str,
        outcome: str,
        *,
        day: dt.date,
        direction: str = "out",
        **said: Any,  # noqa: ANN401 - the fields of Logged, each of its own kind
    ) -> int:
        """Log what came of a call with all that follows from it (DOMAIN 3.6), as one action.

        Args:
            customer_id: who was called.
            outcome: key of :data:`core.calls.outcomes.OUTCOMES`.
            day: when.
            direction: ``out`` we called, ``in`` they did.
            said: further fields of :class:`core.calls.outcomes.Logged` (note, next_date, …).

        Returns:
            The action's number: taking it back takes back everything.

        Raises:
            StoreError: a value that cannot stand in the ledger; nothing was written.
            KeyError: there is no such outcome.
        """
        with self._writing() as write:
            name = rows.name_of(write.connection, customer_id)
            write.begin("outcome", {"name": name, "outcome": outcome})
            self._log(write, outcome, Logged(customer_id, day, **said), direction)
            return write.id

    def log_sheet(self, called: Sequence[tuple[str, Logged]]) -> tuple[int, int]:
        """Log the calls of a sheet that came back filled in, all or nothing, as one action.

        Args:
            called: (outcome, what is said about the call), in the order of the sheet.

        Returns:
            The action's number, 0 where nothing was new, and how many were logged: a call that
            stands in the ledger already with its day, outcome and words is not logged twice.

        Raises:
            StoreError: a value that cannot stand in the ledger; nothing was written.
        """
        with self._writing() as write:
            new = [one for one in called if not _logged(write.connection, *one)]
            if not new:
                return 0, 0
            write.begin("outcomes", {"n": len(new)})
            for outcome, logged in new:
                self._log(write, outcome, logged, "out")
            return write.id, len(new)

    def _log(self, write: Write, outcome: str, logged: Logged, direction: str) -> None:
        """One call with all that follows from it, within an action."""
        connection = write.connection
        self._refuse_erased(write, {"customer_id": logged.customer_id})
        if logged.referred_name and not logged.new_customer_id:
            logged = replace(logged, new_customer_id=rows.free_customer_id(connection))
        contact, *rest = effects(outcome, logged, kept.read_settings(connection).calls)
        rows.add(write, contact.table, contact.values | {"direction": direction})
        for change in rest:
            if not _clears_nothing(write, change):
                _apply(write, change)

    def _refuse_erased(self, write: Write, values: Mapping[str, Any]) -> None:
        """A window that was open during an erasure still shows the person."""
        refuse_erased(tombstones.in_force(write.connection, self._place), values)

    def keep_calls(self, week: dt.date, calls: Sequence[Mapping[str, Any]]) -> None:
        """Keep a week's call list as it was accepted: plain values and dates only."""
        with self._writing() as write:
            marks = tombstones.in_force(write.connection, self._place)
            gone = marks.among(str(call.get("customer_id", "")) for call in calls)
            kept.keep_calls(write, week, traces.without(list(calls), gone))

    def calls_kept(self, week: dt.date) -> list[dict[str, Any]] | None:
        """The list of a week as it was accepted; none when it was not."""
        with self._ledger.reading() as connection:
            return kept.calls_kept(connection, week)


def _correct_joined(write: Write, joined: Sequence[int], values: Mapping[str, Any]) -> None:
    """What is cleared, or no longer keeps us from calling, must not come back from another."""
    clear = {name: value for name, value in values.items() if not value or name in STOPS}
    for row_id in joined if clear else []:
        row = rows.get(write.connection, "customers", row_id)
        said = {name: value for name, value in clear.items() if rows.value(row, name)}
        if said:
            rows.correct(write, "customers", row_id, said)


def _not_from(write: Write, joined: Sequence[int], seen: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen, without what a joined customer's row lent to the one that is shown."""
    others = [rows.get(write.connection, "customers", row_id) for row_id in joined]
    return {
        n: v
        for n, v in seen.items()
        if not any(str(rows.value(o, n) or "") == str(v or "") for o in others)
    }


def _logged(connection: sa.Connection, outcome: str, logged: Logged) -> bool:
    """Whether a call stands in the ledger already."""
    said = {"customer_id": logged.customer_id, "date": logged.day, "note": logged.note}
    return rows.held(connection, "activities", said | {"outcome": outcome})


def _clears_nothing(write: Write, change: Change) -> bool:
    """Whether there is no customer's row to clear; none is made for that alone."""
    of_customer = isinstance(change.row, str) and not any(change.values.values())
    return of_customer and rows.customer_row(write.connection, str(change.row)) is None


def _apply(write: Write, change: Change) -> None:
    """Write one row that an outcome asks for."""
    if change.row is None:
        rows.add(write, change.table, change.values)
    elif isinstance(change.row, str):
        row_id = rows.customer_row_or_new(write, change.row)
        rows.correct(write, change.table, row_id, change.values)
    else:
        rows.correct(write, change.table, change.row, change.values)
