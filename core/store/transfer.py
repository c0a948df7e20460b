"""A whole ledger from a file of this computer to a server, or from a server to a file.

Every table is copied row by row with its numbers, and the numbers that were given out stay given
out; files of imports go between the folder and the table ``file``. Nothing is left out, nothing is
made anew: the chain of the journal holds in the copy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import files, kept_bytes
from core.store.places import flush, make_folder
from core.store.schema import ACTION, FILE, METADATA

#: Rows that are held in memory at once.
_ROWS = 2_000
#: All but the files, in an order in which no row names one that is not there yet.
_TABLES = [table for table in METADATA.sorted_tables if table is not FILE]


def copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """Copy every row into a ledger whose tables are empty.

    Args:
        source: a transaction that reads everything of one moment.
        target: a transaction that writes.

    Raises:
        StoreError: the copy is not equal.
    """
    for table in _TABLES:
        for rows in _read(source, table):
            later = {"undone_by": None} if table is ACTION else {}
            target.execute(sa.insert(table), [{**row, **later} for row in rows])
    undone = sa.select(ACTION.c.id, ACTION.c.undone_by).where(ACTION.c.undone_by.is_not(None))
    for row in source.execute(undone):
        change = sa.update(ACTION).where(ACTION.c.id == row.id)
        target.execute(change.values(undone_by=row.undone_by))
    for name, number in _given_out(source).items():
        _give_out(target, name, number)
    if digests(source) != digests(target):
        raise unequal()


def digests(connection: sa.Connection) -> dict[str, str]:
    """A mark over all rows of each table but the files; the same on a server and in a file.

    In whatever order the rows come: two databases order the same text differently.
    """
    found = {}
    for table in _TABLES:
        marks = [
            hashlib.sha256(json.dumps(list(row.values()), default=str).encode()).digest()
            for rows in _read(connection, table)
            for row in rows
        ]
        found[table.name] = hashlib.sha256(b"".join(sorted(marks))).hexdigest()
    return found


def files_to_folder(source: sa.Connection, target: Path) -> None:
    """Write every file that a server keeps for a ledger below a folder, each checked.

    Raises:
        StoreError: the server holds a damaged file, or the disk refuses.
    """
    for name in sorted(source.execute(sa.select(FILE.c.path)).scalars()):
        content = files.content_of(source, name)
        path = target / name
        make_folder(path.parent)
        path.write_bytes(kept_bytes.as_kept(path, content))
        flush(path)


def _read(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table in order of their keys, some at a time."""
    result = connection.execute(sa.select(table).order_by(*table.primary_key))
    for part in result.mappings().partitions(_ROWS):
        yield [dict(row) for row in part]


def _given_out(connection: sa.Connection) -> dict[str, int]:
    """{table: the last number that was given out}, also where its row is gone."""
    if not files.on_server(connection):
        rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        numbers = {str(name): int(seq) for name, seq in rows if seq}
    else:
        numbers = {}
        for name in _numbered():
            asked = sa.text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id'))")
            last = connection.execute(asked, {"name": f'"{name}"'}).scalar()
            numbers |= {name: int(last)} if last else {}
    return {name: numbers[name] for name in _numbered() if name in numbers}


def _give_out(connection: sa.Connection, name: str, number: int) -> None:
    """Let the next row of a table have a number above this one."""
    values = {"name": name, "number": number}
    if files.on_server(connection):
        wanted = sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)")
        connection.execute(wanted, {**values, "name": f'"{name}"'})
        return
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
    put = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)")
    connection.execute(put, values)


def _numbered() -> list[str]:
    """The tables whose rows are numbered by the database."""
    return [t.name for t in _TABLES if t.dialect_options["sqlite"]["autoincrement"]]


def unequal() -> StoreError:
    """What to raise where a copy is not what it was made of."""
    return StoreError(
        _("The copy is not the same as the original, so it was given up. Nothing was changed.")
    )
