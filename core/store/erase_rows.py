"""The database's half of an erasure: rows of the person go, mentions in others' rows are emptied.

Runs inside the transaction of the action. The journal keeps its entries, for the chain covers
which customer an action touched; what was written about the person is emptied and the number
becomes its mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from core.store import traces
from core.store.frames import IDENTITY, Row, identity
from core.store.journal import Entry, Write
from core.store.keyed import Keyed
from core.store.schema import (
    ACTION,
    BATCH,
    CALL_WEEK,
    JOURNAL,
    SAME_PERSON,
    SETTING,
    SHAPE,
    SNAPSHOT,
    STATE,
    TABLE_OF,
    UPLOAD,
)
from core.store.tombstones import household, stand_in
from core.tables import TABLES

#: What stands in place of what was written down about an action.
NOTHING_LEFT = {"erased": True}


@dataclass(frozen=True)
class Changes:
    """What an erasure changes.

    Attributes:
        keyed: the business's key.
        ids: the person's numbers.
        kept: those of them whose purchases stay under a number that says nothing.
        texts: {text about somebody else: the same with the person's name blanked}.
        names: every name they ever had here, for what the journal calls its actions.
        keys: {table: {row's key: its key from now on}}, filled while rows are changed.
    """

    keyed: Keyed
    ids: frozenset[str]
    kept: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """A text as it stands from now on."""
        return self.texts.get(text, text)

    def number(self, column: str, value: str) -> str:
        """A number in somebody else's row as it stands from now on."""
        if value not in self.ids:
            return value
        return household(self.keyed, value) if column == "household_id" else ""

    def buyer(self, customer_id: str) -> str:
        """Whose a line of purchases is from now on."""
        return stand_in(self.keyed, customer_id) if customer_id in self.kept else customer_id

    def row(self, name: str, said: Mapping[str, Any]) -> Row:
        """A row of somebody else, or a part of one, as it stands from now on."""
        numbers, texts = traces.id_columns(name), traces.free_texts(name)
        found = dict(said)
        for column in numbers:
            if isinstance(found.get(column), str):
                found[column] = self.number(column, found[column])
        if self._introduced(said):
            found["referred_name"] = ""
        for column in texts:
            if isinstance(found.get(column), str):
                found[column] = self.text(found[column])
        if isinstance(found.get("extra"), Mapping):
            found["extra"] = {h: self.text(v) for h, v in found["extra"].items()}
        return found

    def _introduced(self, said: Mapping[str, Any]) -> bool:
        """Whether a row says by name that the person was introduced."""
        return said.get("referred_id") in self.ids and "referred_name" in said

    def json(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """Plain JSON as it stands from now on."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, Mapping):
            return {self.text(str(k)): self._named(str(k), v) for k, v in value.items()}
        return value

    def _named(self, key: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, str) and value in self.ids:
            return self.number(key, value)
        return value if key in traces.OWN else self.json(value)


def erase_rows(write: Write, changes: Changes) -> None:
    """Take everything about a person out of the tables."""
    connection, ids = write.connection, changes.ids
    for name in STATE:
        _empty_others(write, name, changes)
        table = TABLE_OF[name]
        if "customer_id" in table.c:
            done = connection.execute(sa.delete(table).where(table.c.customer_id.in_(ids)))
            if done.rowcount:
                write.note(Entry("erase", name, None, "", {}, {"rows": done.rowcount}))
    one, other = SAME_PERSON.c.one.in_(ids), SAME_PERSON.c.other.in_(ids)
    connection.execute(sa.delete(SAME_PERSON).where(one | other))
    _clean_lists(connection, changes)
    _clean_actions(connection, changes)
    _clean_journal(connection, changes)


def _empty_others(write: Write, name: str, changes: Changes) -> None:
    """Rows of others: the person's number and the words that were chosen go."""
    table = TABLE_OF[name]
    others = table.c.customer_id.not_in(changes.ids) if "customer_id" in table.c else sa.true()
    found = []
    for row in write.connection.execute(sa.select(table).where(others)).mappings():
        after = changes.row(name, dict(row)) | {"underneath": changes.row(name, row["underneath"])}
        changed = {column: value for column, value in after.items() if value != row[column]}
        if changed:
            found.append((dict(row), changed))
    for before, changed in found:
        changed["import_key"] = _key(write.connection, name, before, changes)
        update = sa.update(table).where(table.c.id == before["id"])
        write.connection.execute(update.values(**changed, updated=write.at))
    if found:
        write.note(Entry("erase", name, None, "", {}, {"changed": len(found)}))


def _key(connection: sa.Connection, name: str, row: Row, changes: Changes) -> str:
    """The key of a row; where it was made of what is blanked now, a new one.

    So that the sheet that says it again, or our own export, finds the row.
    """
    key = str(row["import_key"])
    said = _plain(name, row) | _plain(name, row["underneath"])
    mark, now = identity(name, said), identity(name, changes.row(name, said))
    if name == "customers" or mark == now or key.rpartition("#")[0] != mark:
        return key
    known = changes.keys.setdefault(name, {})
    keys = TABLE_OF[name].c.import_key
    taken = set(connection.execute(sa.select(keys).where(keys.startswith(f"{now}#"))).scalars())
    number = 0
    while f"{now}#{number}" in taken:
        number += 1
    known[key] = f"{now}#{number}"
    return known[key]


def _plain(name: str, row: Mapping[str, Any]) -> Row:
    """A row of the database in kept form: days as text."""
    days = {c.name for c in TABLES[name].columns if c.kind == "date"}
    wanted = {*IDENTITY[name], *days}
    return {
        c: v.isoformat() if c in days and hasattr(v, "isoformat") else v
        for c, v in row.items()
        if c in wanted
    }


def _clean_lists(connection: sa.Connection, changes: Changes) -> None:
    """Kept call lists, snapshots, settings, how files were matched, and names of files."""
    kept = (
        (CALL_WEEK.c.week, CALL_WEEK.c.rows), (SNAPSHOT.c.id, SNAPSHOT.c.rows),
        (SETTING.c.key, SETTING.c.value), (SHAPE.c.shape, SHAPE.c.choices),
        (BATCH.c.id, BATCH.c.files), (BATCH.c.id, BATCH.c.mapping), (UPLOAD.c.id, UPLOAD.c.name),
    )  # fmt: skip
    for key, column in kept:
        for mark, value in connection.execute(sa.select(key, column)).all():
            others = traces.without(value, changes.ids) if column in traces.LISTS else value
            clean = changes.json(others)
            if clean != value:
                update = sa.update(column.table).where(key == mark)
                connection.execute(update.values({column: clean}))


def _clean_journal(connection: sa.Connection, changes: Changes) -> None:
    """Entries about the person are emptied; others lose the person's number and chosen words."""
    for customer_id in changes.ids:
        update = sa.update(JOURNAL).where(JOURNAL.c.customer_id == customer_id)
        values = {"before": {}, "after": {}, "customer_id": changes.keyed.gone(customer_id)}
        connection.execute(update.values(**values))
    found = []
    for row in connection.execute(sa.select(JOURNAL).order_by(JOURNAL.c.id)):
        before, after = (_clean(row.table_name, said, changes) for said in (row.before, row.after))
        if (before, after) != (row.before, row.after):
            found.append({"entry": row.id, "was": before, "now": after})
    if found:
        update = sa.update(JOURNAL).where(JOURNAL.c.id == sa.bindparam("entry"))
        now = {
            "before": sa.bindparam("was", type_=sa.JSON),
            "after": sa.bindparam("now", type_=sa.JSON),
        }
        connection.execute(update.values(now), found)


def _clean(name: str, said: Any, changes: Changes) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(said, Mapping):
        return said
    if name == SAME_PERSON.name and {said.get("one"), said.get("other")} & changes.ids:
        return {}
    if name in STATE:
        return changes.row(name, said)
    return changes.json(traces.without(said, changes.ids))


def _clean_actions(connection: sa.Connection, changes: Changes) -> None:
    """What the journal calls its actions: nothing of one that was about the person alone."""
    touched = sa.select(JOURNAL.c.action_id).where(JOURNAL.c.customer_id.in_(changes.ids))
    others = JOURNAL.c.customer_id.not_in([*changes.ids, ""])
    with_others = set(connection.execute(sa.select(JOURNAL.c.action_id).where(others)).scalars())
    theirs = set(connection.execute(touched).scalars())
    for row in connection.execute(sa.select(ACTION).order_by(ACTION.c.id)).all():
        facts = changes.json(row.facts)
        if row.id in theirs:
            facts = _facts(row.facts, changes)
            if row.id not in with_others and row.batch_id is None and "files" not in _said(facts):
                facts = NOTHING_LEFT
        if facts != row.facts:
            update = sa.update(ACTION).where(ACTION.c.id == row.id)
            connection.execute(update.values(facts=facts))


def _said(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an action was about, also of one that took another back."""
    while isinstance(facts.get("facts"), Mapping):
        facts = facts["facts"]
    return facts


def _facts(facts: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    found = changes.json(facts)
    for key in ("name", "other"):
        if facts.get(key) in changes.names | changes.ids:
            found[key] = ""
    if isinstance(facts.get("facts"), Mapping):
        found["facts"] = _facts(facts["facts"], changes)
    assert isinstance(found, dict)
    return found
