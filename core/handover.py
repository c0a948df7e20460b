"""Handing over (担当の引き継ぎ): another takes the customers and open work of who leaves."""

from __future__ import annotations

import contextlib
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from core.book import Book
from core.errors import StoreError
from core.locale.words import _
from core.store import rows
from core.store.journal import Write
from core.store.schema import TABLE_OF

#: Work that goes over while it is open: {table: the column that says that it is done}.
OPEN_WORK = {
    "promises": "done_date",
    "plans": "done_date",
    "complaints": "resolved_date",
    "deals": "end_date",
}
#: Steps of a deal that is closed, dated or not.
CLOSED_STEPS = ("won", "lost")


@dataclass(frozen=True)
class Concerned:
    """Whom and what a handing-over concerns.

    Attributes:
        customers: the rows of those in whose charge they are.
        work: {table: how many open rows} of :data:`OPEN_WORK`.
    """

    customers: pd.DataFrame
    work: dict[str, int]


def concerned(people: pd.DataFrame, book: Book, leaving: str) -> Concerned:
    """Whom somebody who leaves has in their charge.

    Args:
        people: one row per customer with ``staff`` and ``last_staff``
            (:func:`core.metrics.profile.profile`).
        book: the tables behind it.
        leaving: their name, as in the column 担当.

    Returns:
        Customers whose ``staff`` they are; where nobody is named, those whom they served last.
    """
    served = (people["staff"] == "") & (people["last_staff"] == leaving)
    theirs = people[(people["staff"] == leaving) | served]
    tables = {name: book.table(name) for name in OPEN_WORK}
    work = {name: int(_open(name, frame, leaving).sum()) for name, frame in tables.items()}
    return Concerned(theirs, work)


def _open(name: str, frame: pd.DataFrame, leaving: str) -> pd.Series[bool]:
    still = (frame["staff"] == leaving) & frame[OPEN_WORK[name]].isna()
    return still & ~frame["step"].isin(CLOSED_STEPS) if name == "deals" else still


class HandOver(ABC):
    """What a workspace does when somebody leaves."""

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    def hand_over(
        self,
        leaving: str,
        successor: str,
        customer_ids: Iterable[str],
        *,
        left_date: dt.date | None = None,
    ) -> int:
        """Give customers and all open work of somebody to another, as one action.

        Args:
            leaving: who leaves.
            successor: who takes over.
            customer_ids: whom (:func:`concerned`).
            left_date: their last day, written down with the staff; none leaves it as it is.

        Returns:
            The action's number: taking it back takes back everything.

        Raises:
            StoreError: one of the two is not named, or they are one and the same.
        """
        leaving, successor = leaving.strip(), successor.strip()
        if not leaving or not successor or leaving == successor:
            raise StoreError(_("Please name who leaves, and somebody else who takes over."))
        with self._writing() as write:
            ids = list(dict.fromkeys(customer_ids))
            facts = {"leaving": leaving, "successor": successor, "customers": len(ids)}
            write.begin("hand_over", facts)
            found = [rows.customer_row_or_new(write, customer_id) for customer_id in ids]
            rows.correct_alike(write, "customers", found, {"staff": successor})
            for table in OPEN_WORK:
                theirs = _rows_of(write.connection, table, leaving)
                rows.correct_alike(write, table, theirs, {"staff": successor})
            if left_date is not None:
                _leave(write, leaving, left_date)
            return write.id


def _rows_of(connection: sa.Connection, name: str, leaving: str) -> list[int]:
    table = TABLE_OF[name]
    query = sa.select(table.c.id).where(
        table.c.staff == leaving,
        table.c[OPEN_WORK[name]].is_(None),
        ~table.c.absent,
        ~table.c.deleted,
    )
    if name == "deals":
        query = query.where(table.c.step.not_in(CLOSED_STEPS))
    return list(connection.execute(query.order_by(table.c.id)).scalars())


def _leave(write: Write, leaving: str, left_date: dt.date) -> None:
    """Write down the last day of somebody, who may not stand among the staff yet."""
    table = TABLE_OF["staff"]
    query = sa.select(table.c.id).where(
        table.c.staff == leaving, ~table.c.absent, ~table.c.deleted
    )
    row_id: Any = write.connection.execute(query.order_by(table.c.id)).scalar()
    if row_id is None:
        rows.add(write, "staff", {"staff": leaving, "left_date": left_date})
    else:
        rows.correct(write, "staff", int(row_id), {"left_date": left_date})
