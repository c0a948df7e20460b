"""Opening the ledger: its version is checked, and every transaction counts as a whole.

SQLite is set for durability (ENGINE 6, SAFETY 2.3): rollback journal with ``synchronous=EXTRA``,
or WAL with ``FULL`` from the release in which the WAL-reset damage is mended. A writer takes its
lock at once (``BEGIN IMMEDIATE``), so two writers queue instead of failing half way.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store.faults import said, words_for
from core.store.schema import HEAD

#: The first release without the WAL-reset damage (sqlite.org/wal.html#walresetbug).
WAL_SAFE = (3, 51, 3)
BUSY_MS = 30_000
MIGRATIONS = Path(__file__).parent / "migrations"


class Ledger:
    """One SQLite file, open. Threads may share it; each transaction has its own connection."""

    def __init__(self, path: Path, *, busy_ms: int = BUSY_MS) -> None:
        self.path = path
        self._engine = _engine(path, busy_ms)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads: everything in it is of one moment."""
        with said(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: durable when the block ends, undone when it raises."""
        writer = self._engine.execution_options(daifukucho_write=True)
        with said(), writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def create(path: Path) -> Ledger:
    """A new, empty ledger."""
    ledger = Ledger(path)
    with ledger.writing() as connection:
        _upgrade(connection)
    return ledger


def open_ledger(path: Path, *, busy_ms: int = BUSY_MS) -> Ledger:
    """Open a ledger and bring an older one up to date.

    Args:
        path: the SQLite file.
        busy_ms: how long to wait for another program that writes, in milliseconds.

    Raises:
        StoreError: it was written by a newer version (the file is left untouched), or it is
            damaged.
    """
    version = version_of(path, busy_ms=busy_ms)
    if version not in _known():
        raise StoreError(
            _(
                "This ledger was written by a newer version of this program ({version}). "
                "Please update the program. Nothing was changed.",
                version=version or "?",
            )
        )
    ledger = Ledger(path, busy_ms=busy_ms)
    if version != HEAD:
        with ledger.writing() as connection:
            _upgrade(connection)
    return ledger


def version_of(path: Path, *, busy_ms: int = BUSY_MS) -> str:
    """The revision of a ledger, read without touching the file.

    Only where a journal stands beside it SQLite may write: it is of a writer at work, or of one
    that died, and then what was half written must first be taken back.
    """
    mode = "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    try:
        with contextlib.closing(
            sqlite3.connect(address, uri=True, timeout=busy_ms / 1000)
        ) as plain:
            row = plain.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(words_for(error)) from error
    return str(row[0]) if row else ""


def _engine(path: Path, busy_ms: int) -> sa.Engine:
    url = sa.URL.create("sqlite", database=str(path))
    engine = sa.create_engine(
        url,
        json_serializer=partial(json.dumps, ensure_ascii=False),
        max_overflow=-1,  # sessions wait for the file, never for a free connection
    )
    sa.event.listen(engine, "connect", partial(_on_connect, busy_ms=busy_ms))
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(plain: Any, _record: object, *, busy_ms: int) -> None:  # noqa: ANN401 - the driver's connection
    plain.isolation_level = None  # BEGIN is ours, see _on_begin
    wal = sqlite3.sqlite_version_info >= WAL_SAFE
    for pragma in (
        f"busy_timeout={busy_ms}",
        f"journal_mode={'WAL' if wal else 'DELETE'}",
        f"synchronous={'FULL' if wal else 'EXTRA'}",
        "fullfsync=1",  # only macOS knows it; without it a Mac's disk may keep the last write
        "foreign_keys=ON",
    ):
        plain.execute(f"PRAGMA {pragma}")


def _on_begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("daifukucho_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _config() -> Any:  # noqa: ANN401 - imported late: Alembic is only needed for a migration
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _known() -> set[str]:
    """Every revision that this version knows; the newest needs no look at the scripts."""
    return {HEAD, *(path.name.split("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))}


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
