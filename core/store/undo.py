"""Taking an action back, and doing it again: by hand or by import, in any order."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import imports, journal, kept, people, rows
from core.store.folding import refold
from core.store.journal import Action, Entry, Write
from core.store.keyed import is_gone
from core.store.places import Place
from core.store.schema import TABLE_OF


def take_back(write: Write, place: Place, action_id: int) -> None:
    """Undo an action.

    Raises:
        StoreError: there is no such action, or it cannot be taken back (any more).
    """
    action = _found(write, action_id)
    hindrance = journal.hindrance(action)
    if hindrance is not None:
        raise StoreError(hindrance)
    _turn(write, place, action, "undo")


def do_again(write: Write, place: Place, action_id: int) -> None:
    """Redo an action that was taken back.

    Raises:
        StoreError: there is no such action, or it stands.
    """
    action = _found(write, action_id)
    if not action.undone or action.erased:
        raise StoreError(_("This was not taken back, so it cannot be done again."))
    _turn(write, place, action, "redo")


def action_of(connection: sa.Connection, batch_id: int) -> int:
    """The action that an import was."""
    imports.get(connection, batch_id)
    return journal.of_import(connection, batch_id)


def _found(write: Write, action_id: int) -> Action:
    action = journal.find(write.connection, action_id)
    if action is None:
        raise StoreError(_("There is no such entry in the journal."))
    return action


def _turn(write: Write, place: Place, action: Action, verb: str) -> None:
    by = write.begin(verb, journal.facts_of(write.connection, action.id))
    journal.mark_undone(write.connection, action.id, by if verb == "undo" else None)
    if action.batch_id is not None:
        imports.set_active(write, place, action.batch_id, active=verb == "redo")
    for entry in reversed(journal.entries_of(write.connection, action.id)):
        if not is_gone(entry.customer_id):
            _turn_entry(write, place, entry, verb)


def _turn_entry(write: Write, place: Place, entry: Entry, verb: str) -> None:
    if entry.table == "setting":
        values = entry.before if verb == "undo" else entry.after
        kept.put_settings(write, values, verb)
    elif entry.verb == people.TABLE and entry.after:  # nothing is left of one about an erased one
        people.settle(write, entry, verb)
    elif entry.verb in ("add", "correct", "remove"):
        rows.reapply(write, entry, verb)
        if entry.verb == "add":
            _ask_imports(write, place, entry)


def _ask_imports(write: Write, place: Place, entry: Entry) -> None:
    """A row written by hand that an import knows too: without the hand the import's word holds."""
    table = TABLE_OF[entry.table]
    query = sa.select(table.c.import_key, table.c.batch_id).where(table.c.id == entry.row_id)
    row = write.connection.execute(query).one()
    if row.batch_id is not None:
        keys = pd.Index([row.import_key], dtype="str")
        refold(write, place, entry.table, keys, row.batch_id)
