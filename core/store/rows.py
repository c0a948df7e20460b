"""Rows written by hand: added, corrected, removed, and each of these taken back.

What stands in a row is always: what the imports say, with everything over it that was corrected
by hand and not taken back, newest last. ``underneath`` remembers what the imports say where a
correction covers it; so undoing works in any order and a re-import never loses a correction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.errors import ChangedMeanwhile, StoreError
from core.locale.words import _
from core.store import journal
from core.store.frames import (
    EXTRA,
    Row,
    blank_row,
    check_row,
    identity,
    kept_row,
    refuse_known_header,
    to_database,
    unusable,
)
from core.store.journal import Entry, Write, new_id
from core.store.schema import TABLE_OF
from core.tables import TABLES, Table

#: Rows that are looked up by their ids in one go.
_AT_ONCE = 500


def begin(write: Write, verb: str, name: str, row: Mapping[str, Any]) -> None:
    """Begin an action on one row, called after its customer, else after its first words."""
    texts = (str(row[column]) for column in TABLES[name].names if row.get(column))
    title = next(texts, "")
    if name != "customers" and row.get("customer_id"):
        title = name_of(write.connection, str(row["customer_id"]))
    elif name == "customers":
        title = str(row.get("name") or title)
    write.begin(verb, {"table": name, "name": title})


def add(write: Write, name: str, values: Mapping[str, Any]) -> int:
    """Add a row; returns its id.

    Raises:
        StoreError: a rule of the table is broken, or the customer is there already.
    """
    table = TABLES[name]
    asked = kept_row(table, values, scale=write.scale)
    free = {column: asked.pop(column) for column in list(asked) if column.startswith(EXTRA)}
    row = blank_row(table) | _proper(write, table, asked)
    check_row(table, row)
    _refuse_new_headers(table, {}, free)
    if name == "customers" and customer_row(write.connection, row["customer_id"]) is not None:
        raise StoreError(_("There is a customer with the ID {id} already.", id=row["customer_id"]))
    behind: Row = {
        "import_key": _free_key(write.connection, name, row),
        "batch_id": None,
        "extra": _as_extra(free),
        "underneath": {},
        "absent": False,
        "deleted": False,
        "created": write.at,
        "updated": write.at,
    }
    query = sa.insert(TABLE_OF[name]).values(**to_database(table, row), **behind)
    row_id = new_id(write.connection.execute(query))
    said = {c: value for c, value in (row | free).items() if value not in ("", None)}
    write.note(Entry("add", name, row_id, row.get("customer_id", ""), {}, said))
    return row_id


def correct(
    write: Write,
    name: str,
    row_id: int,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Correct columns of a row; what is the same already is left alone.

    The owner's free columns are ``extra.<header>``; an empty text takes one away.

    Args:
        write: the action.
        name: the table.
        row_id: its row.
        values: {column: new value}.
        seen: {column: value} as the form showed them when the correction was begun.

    Raises:
        StoreError: there is no such row, a rule of the table is broken, or the customer ID
            would change.
        ChangedMeanwhile: a column to be corrected no longer holds what the form showed.
    """
    table = TABLES[name]
    row = get(write.connection, name, row_id)
    asked = kept_row(table, values, scale=write.scale, known=row)
    shown = kept_row(table, seen or {}, scale=write.scale, known=row)
    _refuse_unseen(table, row, asked, shown)
    changed = {column: said for column, said in asked.items() if value(row, column) != said}
    proper = _proper(write, table, changed)
    after = {column: said for column, said in proper.items() if value(row, column) != said}
    if not after:
        return
    if "customer_id" in after:
        raise StoreError(_("The customer ID of a row cannot be changed."))
    _refuse_new_headers(table, row, after)
    own = {column: said for column, said in after.items() if not column.startswith(EXTRA)}
    check_row(table, {column: row[column] for column in table.names} | own)
    before = {column: value(row, column) for column in after}
    write.note(Entry("correct", name, row_id, row.get("customer_id", ""), before, after))
    _settle(write, name, row_id, set(after))


def _proper(write: Write, table: Table, row: Row) -> Row:
    """Values as a sheet would bring them, so that a ledger comes back from a sheet as it was.

    Raises:
        StoreError: no sheet could bring the value.
    """
    kept = {}
    for name, said in row.items():
        if name.startswith(EXTRA) or said in (None, ""):
            kept[name] = said
            continue
        column = table.column(name)
        kept[name] = write.proper(column, said)
        if kept[name] is None:
            raise unusable(column, said)
    return kept


def correct_alike(write: Write, name: str, row_ids: Sequence[int], values: Row) -> None:
    """Correct the same columns of many rows; nothing that a rule of the table looks at.

    Args:
        write: the action.
        name: the table.
        row_ids: rows that can be seen.
        values: {column: new value} in kept form.
    """
    table = TABLE_OF[name]
    for start in range(0, len(row_ids), _AT_ONCE):
        part = list(row_ids[start : start + _AT_ONCE])
        query = sa.select(table).where(table.c.id.in_(part)).order_by(table.c.id)
        entries, changes = [], []
        for row in write.connection.execute(query).mappings():
            before = {c: row[c] for c, said in values.items() if row[c] != said}
            if before:
                changes.append({"row": row["id"], "under": before | row["underneath"]})
                after = {column: values[column] for column in before}
                whose = row.get("customer_id", "")
                entries.append(Entry("correct", name, row["id"], whose, before, after))
        write.note_all(entries)
        if changes:
            update = sa.update(table).where(table.c.id == sa.bindparam("row"))
            update = update.values(
                **values,
                updated=write.at,
                underneath=sa.bindparam("under", type_=table.c.underneath.type),
            )
            write.connection.execute(update, changes)


def _refuse_unseen(table: Table, row: Row, asked: Row, seen: Row) -> None:
    """Two windows may correct one row: the second must see the first's word before its own."""
    for column in asked.keys() & seen.keys():
        if value(row, column) not in (seen[column], asked[column]):
            free = column.startswith(EXTRA)
            label = column.removeprefix(EXTRA) if free else table.column(column).label
            raise ChangedMeanwhile(label, column, value(row, column))


def _refuse_new_headers(table: Table, row: Row, asked: Row) -> None:
    for column in asked:
        if column.startswith(EXTRA) and column not in row:
            refuse_known_header(table, column.removeprefix(EXTRA))


def _as_extra(free: Row) -> Row:
    """Free columns as they are kept beside the row: by header, without the empty ones."""
    return {column.removeprefix(EXTRA): said for column, said in free.items() if said}


def value(row: Row, column: str) -> Any:  # noqa: ANN401 - any cell
    """What a row says in a column; a free column that it does not have is empty."""
    return row.get(column, "") if column.startswith(EXTRA) else row[column]


def remove(write: Write, name: str, row_id: int) -> None:
    """Remove a row; it is kept out of sight and comes back when that is undone.

    Raises:
        StoreError: there is no such row.
    """
    row = get(write.connection, name, row_id)
    write.note(Entry("remove", name, row_id, row.get("customer_id", ""), {}, {}))
    _settle(write, name, row_id, set())


def reapply(write: Write, entry: Entry, verb: str) -> None:
    """Bring a row to what it must be now that an entry was taken back or done again."""
    assert entry.row_id is not None
    before, after = _settle(write, entry.table, entry.row_id, set(entry.after))
    write.note(Entry(verb, entry.table, entry.row_id, entry.customer_id, before, after))


def get(connection: sa.Connection, name: str, row_id: int) -> Row:
    """A row that can be seen, in kept form, with its id, free columns and ``underneath``.

    Raises:
        StoreError: there is no such row (any more).
    """
    row = any_row(connection, name, row_id)
    if row is None or row["absent"] or row["deleted"]:
        raise StoreError(_("This entry is no longer there. Please load the page again."))
    return row


def customer_row(connection: sa.Connection, customer_id: str) -> int | None:
    """The id of a customer's row in the customer ledger, none when there is no such row."""
    table = TABLE_OF["customers"]
    seen = ~table.c.absent & ~table.c.deleted
    query = sa.select(table.c.id).where(table.c.customer_id == customer_id, seen)
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def held(connection: sa.Connection, name: str, values: Mapping[str, Any]) -> bool:
    """Whether a row that can be seen has these values, given in kept form."""
    table = TABLE_OF[name]
    alike = [table.c[column] == value for column, value in values.items()]
    query = sa.select(table.c.id).where(~table.c.absent, ~table.c.deleted, *alike)
    return connection.execute(query.limit(1)).first() is not None


def customer_ids(connection: sa.Connection) -> list[str]:
    """Every customer number that is or ever was in the customer ledger."""
    return list(connection.execute(sa.select(TABLE_OF["customers"].c.customer_id)).scalars())


def customer_row_or_new(write: Write, customer_id: str) -> int:
    """The id of a customer's row; who is known from purchases only gets one, named by the ID."""
    row_id = customer_row(write.connection, customer_id)
    if row_id is not None:
        return row_id
    return add(write, "customers", {"customer_id": customer_id, "name": customer_id})


def free_customer_id(connection: sa.Connection) -> str:
    """An ID for a prospect who was introduced: R1, R2 and so on."""
    ids = TABLE_OF["customers"].c.customer_id
    taken = set(connection.execute(sa.select(ids).where(ids.startswith("R"))).scalars())
    number = 1
    while f"R{number}" in taken:
        number += 1
    return f"R{number}"


def name_of(connection: sa.Connection, customer_id: str) -> str:
    """A customer's name, or the ID where the ledger does not know it."""
    row_id = customer_row(connection, customer_id)
    return customer_id if row_id is None else str(get(connection, "customers", row_id)["name"])


def any_row(connection: sa.Connection, name: str, row_id: int | None) -> Row | None:
    """A row in kept form, whether it can be seen or not; none where there never was one."""
    table = TABLE_OF[name]
    found = connection.execute(sa.select(table).where(table.c.id == row_id)).mappings().first()
    if found is None:
        return None
    dates = [c.name for c in TABLES[name].columns if c.kind == "date"]
    days = {d: found[d].isoformat() for d in dates if found[d] is not None}
    return dict(found) | days | {f"{EXTRA}{name}": said for name, said in found["extra"].items()}


def _settle(write: Write, name: str, row_id: int, columns: set[str]) -> tuple[Row, Row]:
    """Work out a row anew from what stands in the journal; returns what changed."""
    row = any_row(write.connection, name, row_id)
    assert row is not None
    entries = journal.standing(write.connection, name, row_id)
    verbs = {entry.verb for entry in entries}
    by_hand: Row = {}
    for entry in entries:
        by_hand |= entry.after if entry.verb == "correct" else {}
    after: Row = {"deleted": "remove" in verbs}
    if row["batch_id"] is None:
        after["absent"] = "add" not in verbs
    underneath = dict(row["underneath"])
    for column in columns:
        if column in by_hand:
            underneath.setdefault(column, value(row, column))
            after[column] = by_hand[column]
        elif column in underneath:
            after[column] = underneath.pop(column)
    _update(write, name, row, after | {"underneath": underneath})
    changed = {column for column, said in after.items() if value(row, column) != said}
    return {c: value(row, c) for c in changed}, {c: after[c] for c in changed}


def _update(write: Write, name: str, row: Row, values: Row) -> None:
    table = TABLE_OF[name]
    free = {column: said for column, said in (row | values).items() if column.startswith(EXTRA)}
    own = {column: said for column, said in values.items() if not column.startswith(EXTRA)}
    kept = to_database(TABLES[name], own) | {"extra": _as_extra(free), "updated": write.at}
    write.connection.execute(sa.update(table).where(table.c.id == row["id"]).values(**kept))


def _free_key(connection: sa.Connection, name: str, row: Row) -> str:
    """The mark of a new row: its identity, and the first number that is free."""
    mark = identity(name, row)
    if name == "customers":
        return mark
    keys = TABLE_OF[name].c.import_key
    taken = set(connection.execute(sa.select(keys).where(keys.startswith(f"{mark}#"))).scalars())
    number = 0
    while f"{mark}#{number}" in taken:
        number += 1
    return f"{mark}#{number}"
