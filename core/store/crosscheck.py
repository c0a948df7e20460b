"""A ledger without a seal that fits it: looked at row by row, file by file.

That is one that was written and then killed before it could be sealed, and one of an earlier
version. What SQLite itself checks comes first; then that every cell is of its column's kind.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from core.errors import StoreError
from core.store import kept_bytes
from core.store.schema import HEAD, METADATA
from core.store.seal import Mark, mark_of


def sound(connection: sqlite3.Connection, revision: str) -> bool:
    """Whether SQLite, the tables and their cells agree.

    Args:
        connection: to the ledger.
        revision: of its tables; the cells of an older or newer one are not looked at.

    Raises:
        sqlite3.Error: it cannot be read through.
    """
    connection.create_function("is_json", 1, _is_json, deterministic=True)
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        return False
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return False
    numbered = connection.execute("SELECT name, seq FROM sqlite_sequence")
    if any(_highest(connection, name) > number for name, number in list(numbered)):
        return False
    return revision != HEAD or not any(_odd(connection, t) for t in METADATA.sorted_tables)


def _is_json(text: object) -> bool:
    """Whether this program reads a text as JSON; SQLite does not know the NaN of a snapshot."""
    try:
        json.loads(str(text))
    except ValueError:
        return False
    return isinstance(text, str | int | float)  # a lone number is kept as one


def _highest(connection: sqlite3.Connection, table: str) -> int:
    row = connection.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()
    return int(row[0])


def _odd(connection: sqlite3.Connection, table: sa.Table) -> bool:
    """Whether any row of a table has a cell that is not of its column's kind."""
    fine = " AND ".join(_fine(column) for column in table.columns)
    query = f'SELECT 1 FROM "{table.name}" WHERE NOT ({fine}) LIMIT 1'
    return connection.execute(query).fetchone() is not None


def _fine(column: sa.Column[Any]) -> str:
    """What holds of every cell of a column, as SQL; true or false, never NULL."""
    name, kind = f'"{column.name}"', column.type
    if isinstance(kind, sa.JSON):
        said = f"is_json({name})"
    elif isinstance(kind, sa.Date):
        said = f"{name} IS date({name})"
    elif isinstance(kind, sa.Boolean):
        said = f"{name} IN (0, 1)"
    elif isinstance(kind, sa.Integer):
        said = f"typeof({name}) = 'integer'"
    elif isinstance(kind, sa.Float):
        said = f"typeof({name}) IN ('real', 'integer')"
    else:
        said = f"typeof({name}) = 'text'"
    return f"({name} IS NULL OR {said})" if column.nullable else f"coalesce({said}, 0)"


def wrong_files(folder: Path, names: Sequence[str], known: dict[str, Mark]) -> Iterator[str]:
    """Those of the imported files that are missing, altered or unreadable."""
    for name in names:
        path, mark = folder / name, known.get(name)
        try:
            right = mark_of(path) == mark if mark else _readable(path)
        except (FileNotFoundError, StoreError):
            right = False
        if not right:
            yield name


def _readable(path: Path) -> bool:
    """A file that was never sealed: by its name where that is its SHA-256, else by its form."""
    if path.parent.name == "uploads":
        return hashlib.sha256(kept_bytes.read(path)).hexdigest() == path.name
    if path.suffix != ".parquet":
        return path.stat().st_size > 0
    try:
        pq.read_table(kept_bytes.source(path))
    except (pa.ArrowException, ValueError, StoreError):
        return False
    return True
