"""Decisions of the weekly review (週の決定): written at once, looked at again a week later."""

from __future__ import annotations

import contextlib
import datetime as dt
from abc import ABC, abstractmethod

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import rows
from core.store.journal import Write
from core.store.schema import TABLE_OF

_TABLE = "decisions"
#: What may become of a decision, and the question of one that goes on in another week.
KEPT, CARRIED, DROPPED, NOTHING = "kept", "carried", "dropped", "nothing"


class Deciding(ABC):
    """What a workspace does about decisions; each method is one action that is taken back."""

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    def decide(
        self, week: dt.date, decision: str, *, question: str = "", nothing: bool = False
    ) -> int:
        """Write down what is decided about a question; what was said of it that week goes.

        Args:
            week: its Monday.
            decision: in the owner's words.
            question: code of :data:`core.tables.decisions.QUESTION_CHOICES`; empty for the
                sentence of the week (今週決めたこと).
            nothing: it was looked at and there is nothing to do.

        Returns:
            The action's number.

        Raises:
            StoreError: nothing was written, or the ledger refuses.
        """
        if not decision.strip():
            raise StoreError(_("Please write what you decide."))
        said = {"decision": decision.strip(), "outcome": NOTHING if nothing else ""}
        row = {"week": week, "question": question, **said}
        with self._writing() as write:
            rows.begin(write, "add", _TABLE, row)
            there = _row_of(write.connection, week, question)
            if there is None:
                rows.add(write, _TABLE, row)
            else:
                rows.correct(write, _TABLE, there, {**said, "checked_date": None})
            return write.id

    def look_again(self, row_id: int, outcome: str, *, day: dt.date, week: dt.date) -> int:
        """Say what became of a decision of an earlier week; one that goes on stands in this too.

        Args:
            row_id: of the decision.
            outcome: ``kept``, ``carried`` or ``dropped``.
            day: when it was looked at.
            week: the Monday of the week into which it is carried.

        Returns:
            The action's number: taking it back takes back both rows.

        Raises:
            StoreError: the row is gone, or the ledger refuses.
        """
        with self._writing() as write:
            row = rows.get(write.connection, _TABLE, row_id)
            rows.begin(write, "correct", _TABLE, row)
            rows.correct(write, _TABLE, row_id, {"outcome": outcome, "checked_date": day})
            if outcome == CARRIED:
                again = {"decision": row["decision"], "staff": row["staff"]}
                rows.add(write, _TABLE, {"week": week, "question": CARRIED, **again})
            return write.id


def _row_of(connection: sa.Connection, week: dt.date, question: str) -> int | None:
    """The newest row of a week about a question; none where there is none in sight."""
    table = TABLE_OF[_TABLE]
    seen = ~table.c.absent & ~table.c.deleted
    query = (
        sa.select(table.c.id)
        .where(table.c.week == week, table.c.question == question, seen)
        .order_by(table.c.id.desc())
    )
    found = connection.execute(query.limit(1)).scalar()
    return None if found is None else int(found)
