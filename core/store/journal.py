"""The journal: who did what and when, what stood there before, what stands there after.

One *action* is what the owner did (logged a call, imported a file); its rows are what that
changed. Nothing is ever erased: undoing is an action of its own that marks the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from core.locale.words import Words, _, n_
from core.store.schema import ACTION, JOURNAL, TABLE_OF
from core.tables import TABLES, Column

#: Actions that can be taken back. Undoing itself is taken back by doing the other again.
UNDOABLE = frozenset(
    {
        "add",
        "correct",
        "remove",
        "outcome",
        "outcomes",
        "import",
        "settings",
        "same_person",
        "hand_over",
        "join_household",
        "leave_household",
        "plan",
        "attach",
    }
)


#: What is written down without a name.
_PLAIN = {
    "settings": _("Settings changed"),
    "export_person": _("Everything about one person was written to a file"),
    "export_ledger": _("The whole ledger was written to a file"),
    "erase": _("One person was erased"),
    "accept_again": _("A person who had been erased may come in again"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing somebody did.

    Attributes:
        id: its number, ascending in time.
        at: when, in Japan's time; ``who``: as the program was told.
        verb: add, correct, remove, outcome, outcomes, import, settings, same_person, hand_over,
            join_household, leave_household, plan, attach, call_list, undo, redo,
            export_person, export_ledger, erase, accept_again, restore.
        words: the same for the owner.
        undone: it was taken back and not done again.
        batch_id: the import, where it was one.
        erased: it was about somebody who was erased since, and about nobody else.
    """

    id: int
    at: dt.datetime
    who: str
    verb: str
    words: Words
    undone: bool
    batch_id: int | None = None
    erased: bool = False

    @property
    def undoable(self) -> bool:
        """Whether it can be taken back now."""
        return self.verb in UNDOABLE and not self.undone and not self.erased


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal: what an action changed in one row of one table."""

    verb: str
    table: str
    row_id: int | None
    customer_id: str
    before: dict[str, Any]
    after: dict[str, Any]


#: A value by hand in the form in which a sheet would bring it; None where no sheet could.
Proper = Callable[[Column, Any], Any]


def as_typed(_column: Column, value: Any) -> Any:  # noqa: ANN401 - any cell
    """The value itself, for a ledger whose door is not kept."""
    return value


@dataclass(slots=True)
class Write:
    """An action while it is being done, inside a transaction that writes.

    Attributes:
        connection: the transaction.
        at: the moment, as :func:`core.store.clock.stamp` writes it.
        who: by whom.
        scale: decimals in which money is handed in by a page.
        proper: the rule for values by hand; the store knows none of its own.
        id: number of the action, once :meth:`begin` was called.
        begun: the numbers of all actions of this transaction.
    """

    connection: sa.Connection
    at: str
    who: str
    scale: int = 0
    id: int = field(default=0)
    begun: list[int] = field(default_factory=list)
    proper: Proper = as_typed

    def begin(self, verb: str, facts: Mapping[str, Any], batch_id: int | None = None) -> int:
        """Write the action's own row."""
        values = {"at": self.at, "who": self.who, "verb": verb, "facts": dict(facts)}
        done = self.connection.execute(sa.insert(ACTION).values(**values, batch_id=batch_id))
        self.id = new_id(done)
        self.begun.append(self.id)
        return self.id

    def note(self, entry: Entry) -> None:
        """Write down what changed in one row."""
        self.note_all([entry])

    def note_all(self, entries: list[Entry]) -> None:
        """Write down what changed in many rows."""
        if not entries:
            return
        rows = [
            {
                "action_id": self.id,
                "verb": entry.verb,
                "table_name": entry.table,
                "row_id": entry.row_id,
                "customer_id": entry.customer_id,
                "before": entry.before,
                "after": entry.after,
            }
            for entry in entries
        ]
        self.connection.execute(sa.insert(JOURNAL), rows)


def new_id(done: sa.CursorResult[Any]) -> int:
    """The number that a new row was given."""
    key = done.inserted_primary_key
    assert key is not None
    return int(key[0])


def entries_of(connection: sa.Connection, action_id: int) -> list[Entry]:
    """What an action changed, in the order in which it did."""
    query = sa.select(JOURNAL).where(JOURNAL.c.action_id == action_id).order_by(JOURNAL.c.id)
    return [entry_of(row) for row in connection.execute(query)]


def standing(connection: sa.Connection, table: str, row_id: int) -> list[Entry]:
    """What was done by hand to a row and not taken back, oldest first."""
    query = (
        sa.select(JOURNAL)
        .join(ACTION, ACTION.c.id == JOURNAL.c.action_id)
        .where(JOURNAL.c.table_name == table, JOURNAL.c.row_id == row_id)
        .where(JOURNAL.c.verb.in_(("add", "correct", "remove")), ACTION.c.undone_by.is_(None))
        .order_by(JOURNAL.c.id)
    )
    return [entry_of(row) for row in connection.execute(query)]


def added_by_hand(connection: sa.Connection, table: str) -> list[tuple[str, Entry]]:
    """What was added to a table by hand and not taken back: (``import_key``, entry)."""
    kept = TABLE_OF[table]
    query = (
        sa.select(JOURNAL, kept.c.import_key)
        .join(ACTION, ACTION.c.id == JOURNAL.c.action_id)
        .join(kept, kept.c.id == JOURNAL.c.row_id)
        .where(JOURNAL.c.table_name == table, JOURNAL.c.verb == "add")
        .where(ACTION.c.undone_by.is_(None))
        .order_by(JOURNAL.c.id)
    )
    return [(row.import_key, entry_of(row)) for row in connection.execute(query)]


def entry_of(row: sa.Row[Any]) -> Entry:
    """A row of the journal."""
    return Entry(row.verb, row.table_name, row.row_id, row.customer_id, row.before, row.after)


def position(connection: sa.Connection, *, entry: int | None = None) -> str:
    """A mark that changes with every entry; with ``entry``, the mark that this entry made.

    The moment stands in it beside the number: after a restored backup numbers come again.
    """
    query = (
        sa.select(JOURNAL.c.id, ACTION.c.at)
        .join(ACTION, ACTION.c.id == JOURNAL.c.action_id)
        .order_by(JOURNAL.c.id.desc())
        .limit(1)
    )
    if entry is not None:
        query = query.where(JOURNAL.c.id == entry)
    row = connection.execute(query).first()
    return f"{row.id}@{row.at}" if row else "0"


def position_of(connection: sa.Connection, table: str) -> str:
    """A mark that changes with every entry about a table."""
    query = (
        sa.select(JOURNAL.c.id, ACTION.c.at)
        .join(ACTION, ACTION.c.id == JOURNAL.c.action_id)
        .where(JOURNAL.c.table_name == table)
        .order_by(JOURNAL.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return f"{row.id}@{row.at}" if row else "0"


def rows_since(connection: sa.Connection, table: str, entry: int) -> list[int] | None:
    """Rows of a table changed after an entry; none (not an empty list) after an import of it."""
    query = sa.select(JOURNAL.c.row_id).where(JOURNAL.c.table_name == table, JOURNAL.c.id > entry)
    found = set(connection.execute(query.distinct()).scalars())
    return None if None in found else sorted(row for row in found if row is not None)


def changed_since(connection: sa.Connection, entry: int) -> dict[str, set[int] | None]:
    """{table: rows changed after an entry}; none instead of rows where an import changed it."""
    query = sa.select(JOURNAL.c.table_name, JOURNAL.c.row_id).where(JOURNAL.c.id > entry)
    found: dict[str, set[int] | None] = {}
    for name, row_id in connection.execute(query.distinct()):
        rows = found.setdefault(name, set())
        if row_id is None:
            found[name] = None
        elif rows is not None:
            rows.add(row_id)
    return found


def find(connection: sa.Connection, action_id: int) -> Action | None:
    """One action."""
    row = connection.execute(sa.select(ACTION).where(ACTION.c.id == action_id)).first()
    return _action(row) if row else None


def facts_of(connection: sa.Connection, action_id: int) -> dict[str, Any]:
    """What was written down about an action beside its rows."""
    query = sa.select(ACTION.c.verb, ACTION.c.facts).where(ACTION.c.id == action_id)
    row = connection.execute(query).one()
    return {"verb": row.verb, "facts": row.facts}


def last(connection: sa.Connection, n: int) -> list[Action]:
    """The last actions, newest first."""
    query = sa.select(ACTION).order_by(ACTION.c.id.desc()).limit(n)
    return [_action(row) for row in connection.execute(query)]


def after(connection: sa.Connection, action_id: int) -> list[Action]:
    """Everything done after an action but going back to a backup, newest first."""
    query = sa.select(ACTION).where(ACTION.c.id > action_id, ACTION.c.verb != "restore")
    return [_action(row) for row in connection.execute(query.order_by(ACTION.c.id.desc()))]


def of_customer(connection: sa.Connection, customer_ids: Sequence[str]) -> list[Action]:
    """Everything that changed a row of a customer (under any of its ids), newest first."""
    touched = sa.select(JOURNAL.c.action_id).where(JOURNAL.c.customer_id.in_(customer_ids))
    query = sa.select(ACTION).where(ACTION.c.id.in_(touched)).order_by(ACTION.c.id.desc())
    return [_action(row) for row in connection.execute(query)]


def of_import(connection: sa.Connection, batch_id: int) -> int:
    """The number of the action that brought an import."""
    query = sa.select(ACTION.c.id).where(ACTION.c.batch_id == batch_id)
    return int(connection.execute(query).scalar_one())


def mark_undone(connection: sa.Connection, action_id: int, by: int | None) -> None:
    """Mark an action as taken back by another, or as standing again."""
    query = sa.update(ACTION).where(ACTION.c.id == action_id).values(undone_by=by)
    connection.execute(query)


def _action(row: sa.Row[Any]) -> Action:
    return Action(
        id=row.id,
        at=dt.datetime.fromisoformat(row.at),
        who=row.who,
        verb=row.verb,
        words=words_of(row.verb, row.facts),
        undone=row.undone_by is not None,
        batch_id=row.batch_id,
        erased="erased" in row.facts,
    )


def hindrance(action: Action) -> Words | None:
    """Why an action cannot be taken back; none where it can."""
    if action.undoable:
        return None
    if action.undone:
        return _("This was taken back already; it can be done again.")
    if action.verb in ("undo", "redo"):
        return _("This entry turned another one; please take back or repeat that one itself.")
    if action.verb == "call_list":
        return _("A call list that was kept shows what was planned; it stays as it was.")
    return _("This cannot be taken back.")


def words_of(verb: str, facts: Mapping[str, Any]) -> Words:
    """An action in the owner's words."""
    if "erased" in facts:
        return _("An entry about somebody who was erased")
    if verb in ("undo", "redo"):
        what = words_of(facts["verb"], facts["facts"])
        return _("Taken back: {what}", what=what) if verb == "undo" else _again(what)
    if verb == "import":
        return _("Imported: {files}", files=", ".join(facts["files"]))
    if verb in _PLAIN:
        return _PLAIN[verb]
    return _TOGETHER[verb](facts) if verb in _TOGETHER else _row_words(verb, facts)


def _handed_over(facts: Mapping[str, Any]) -> Words:
    return n_(
        "Handed over from {leaving} to {successor}: {n} customer",
        "Handed over from {leaving} to {successor}: {n} customers",
        n=facts["customers"],
        leaving=facts["leaving"],
        successor=facts["successor"],
    )


def _again(what: Words) -> Words:
    return _("Done again: {what}", what=what)


def _call_list_words(facts: Mapping[str, Any]) -> Words:
    week = dt.date.fromisoformat(facts["week"])
    return _("Call list kept for the week from {week}", week=week)


def _restore_words(facts: Mapping[str, Any]) -> Words:
    at = dt.datetime.fromisoformat(facts["at"])
    return _("Went back to the backup of {day}, {time}", day=at, time=f"{at:%H:%M}")


def _pair_words(facts: Mapping[str, Any]) -> Words:
    """What the owner said about two customers."""
    names = {"name": facts["name"], "other": facts["other"]}
    if facts["decision"] == "same":
        return _("The same person: {name} and {other}", **names)
    if facts["decision"] == "apart":
        return _("Two people: {name} and {other}", **names)
    return _("No longer decided: {name} and {other}", **names)


#: What is told by more than a row of a table.
_TOGETHER: dict[str, Callable[[Mapping[str, Any]], Words]] = {
    "hand_over": _handed_over,
    "same_person": _pair_words,
    "call_list": _call_list_words,
    "restore": _restore_words,
    "outcomes": lambda facts: n_(
        "A call sheet was handed in: {n} call",
        "A call sheet was handed in: {n} calls",
        n=facts["n"],
    ),
    "plan": lambda facts: _("Plan changed: {plan}", plan=facts["plan"]),
    "attach": lambda facts: _("Planned for {name}: {plan}", **facts),
    "join_household": lambda facts: _(
        "Same household or company: {name} and {other}", name=facts["name"], other=facts["other"]
    ),
    "leave_household": lambda facts: _(
        "Not of the same household or company any more: {name}", name=facts["name"]
    ),
}


def _row_words(verb: str, facts: Mapping[str, Any]) -> Words:
    name = facts["name"]
    if verb == "outcome":
        choices = TABLES["activities"].column("outcome").choices
        label = {choice.code: choice.label for choice in choices}[facts["outcome"]]
        return _("{name}: {outcome}", name=name, outcome=label)
    table = TABLES[facts["table"]].label
    if verb == "add":
        return _("Added to {table}: {name}", table=table, name=name)
    if verb == "correct":
        return _("Corrected in {table}: {name}", table=table, name=name)
    return _("Removed from {table}: {name}", table=table, name=name)
