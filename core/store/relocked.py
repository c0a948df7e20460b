"""A ledger written anew, locked or bare, with every row and number; read back before it counts."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from core.store import driver
from core.store.places import whole_file
from core.store.transfer import unequal
from core.store.vault import Opened

#: Rows that are held in memory at once.
_ROWS = 2_000
#: How long to wait for a window that is still writing, in seconds.
_PATIENCE = 30.0
_HEADER = ("user_version", "application_id")


def lock_ledger(path: Path, opened: Opened) -> None:
    """Put a locked ledger in the place of a bare one; nobody else may have it open.

    Raises:
        ERRORS: it is damaged, or another program is at work in it.
        StoreError: the copy is not equal, or the disk refuses; then it stays bare.
    """
    with (
        whole_file(path) as made,  # it gets its name when both are closed, as Windows wants it
        contextlib.closing(_bare(path)) as source,
        contextlib.closing(driver.keyed(made, opened)) as target,
    ):
        source.execute("PRAGMA journal_mode=DELETE")  # what stands in a log is brought in
        source.execute("BEGIN EXCLUSIVE")
        _copy(source, target)


def bare_ledger(path: Path, opened: Opened) -> None:
    """Put a bare ledger in the place of a locked one.

    Raises:
        ERRORS, StoreError: as :func:`lock_ledger`.
    """
    with (
        whole_file(path) as made,
        contextlib.closing(driver.keyed(path, opened, seconds=_PATIENCE)) as source,
        contextlib.closing(_bare(made)) as target,
    ):
        source.execute("BEGIN EXCLUSIVE")
        _copy(source, target)


def bytes_of(path: Path) -> bytes:
    """The bytes of a ledger as they would be bare, for another computer; the file stays."""
    with contextlib.closing(driver.connect(path, mode="ro")) as source:
        if not driver.is_locked(source):
            return source.serialize()
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as target:
            source.execute("BEGIN")
            _copy(source, target)
            return target.serialize()


def keep_bytes(target: Path, data: bytes) -> None:
    """Keep the bytes of a bare ledger that came from elsewhere, locked by the target's vault.

    Raises:
        ERRORS: they are no ledger.
    """
    with (
        contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as source,
        contextlib.closing(driver.connect(target)) as made,
    ):
        source.deserialize(data)
        _copy(source, made)


def _bare(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)


def _copy(source: Any, target: Any) -> None:  # noqa: ANN401 - either module's connection
    """Everything of a ledger into an empty one: tables and rows, then what stands on them."""
    target.execute("PRAGMA foreign_keys=OFF")
    target.execute("BEGIN IMMEDIATE")
    made = source.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
        "'sqlite\\_%' ESCAPE '\\' ORDER BY type <> 'table', rowid"
    ).fetchall()
    tables = [name for kind, name, _sql in made if kind == "table"]
    for kind, name, sql in made:
        target.execute(sql)
        if kind == "table":
            _rows(source, target, name)
    if _numbered(source):
        target.execute("DELETE FROM sqlite_sequence")
        _rows(source, target, "sqlite_sequence")
    for name in _HEADER:
        (number,) = source.execute(f"PRAGMA {name}").fetchone()
        target.execute(f"PRAGMA {name}={number}")
    target.execute("COMMIT")
    if any(_differ(source, target, name) for name in tables):
        raise unequal()


def _numbered(source: Any) -> bool:  # noqa: ANN401
    query = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    return source.execute(query).fetchone() is not None


def _rows(source: Any, target: Any, name: str) -> None:  # noqa: ANN401
    rows = source.execute(f'SELECT * FROM "{name}"')
    places = ", ".join("?" for _column in rows.description)
    while part := rows.fetchmany(_ROWS):
        target.executemany(f'INSERT INTO "{name}" VALUES ({places})', part)


def _differ(source: Any, target: Any, name: str) -> bool:  # noqa: ANN401
    """Whether any row of a table is not the same in both, in the same order."""
    query = f'SELECT * FROM "{name}" ORDER BY rowid'
    ours, theirs = source.execute(query), target.execute(query)
    while part := ours.fetchmany(_ROWS):
        if part != theirs.fetchmany(_ROWS):
            return True
    return theirs.fetchone() is not None
