"""Opening the ledger: its version is checked, and every transaction counts as a whole.

A ledger is a SQLite file, or a business on a PostgreSQL server (:mod:`core.store.postgres`); above
this module nobody asks which. SQLite is set for durability (ENGINE 6, SAFETY 2.3): rollback
journal with ``synchronous=EXTRA``, or WAL with ``FULL`` from the release in which the WAL-reset
damage is mended. A writer takes its lock at once (``BEGIN IMMEDIATE``), so two writers queue
instead of failing half way.
"""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import driver, files, postgres, sqlites
from core.store.address import Shared, Where
from core.store.faults import said, words_for
from core.store.files import Copies
from core.store.schema import HEAD, METADATA

#: The first release without the WAL-reset damage (sqlite.org/wal.html#walresetbug).
WAL_SAFE = (3, 51, 3)
BUSY_MS = 30_000
#: Seconds between two tries to take the writer's lock, at random between these.
_PAUSE = (0.001, 0.01)
#: The bits of SQLite's error codes that say of what kind one is.
_KIND = 0xFF
MIGRATIONS = Path(__file__).parent / "migrations"
#: Alembic knows one migration at a time in a whole process; sessions are its threads.
_MIGRATING = threading.Lock()


class Ledger:
    """A ledger, open. Threads may share it; each transaction has its own connection.

    Attributes:
        where: the SQLite file, or the business on a server.
        written: called after every transaction that wrote, or was taken back.
        writes: how many there were.
    """

    def __init__(self, where: Where, *, busy_ms: int = BUSY_MS) -> None:
        self.where = where
        self.written: Callable[[], None] | None = None
        self.writes = 0
        self._engine = _engine(where, busy_ms)
        self._copies = Copies(where.folder) if isinstance(where, Shared) and where.folder else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads: everything in it is of one moment."""
        with self._begun(write=False) as connection:
            self._look_around(connection)
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: durable when the block ends, undone when it raises."""
        try:
            with self._begun(write=True) as connection:
                self._look_around(connection)
                yield connection
        finally:
            self.writes += 1
            if self.written is not None:
                self.written()

    def make(self, first: Callable[[sa.Connection], None]) -> None:
        """Make the tables of a new ledger and write what stands in it first, all or nothing.

        On a server the schema is made too.
        """
        with self._begun(write=True) as connection:
            if isinstance(self.where, Shared):
                connection.exec_driver_sql(f'CREATE SCHEMA "{self.where.name}"')
            _upgrade(connection)
            first(connection)

    def bring_up_to_date(self) -> None:
        """Run the migrations that are missing, once, however many computers open it now.

        Raises:
            StoreError: it was written by a newer version.
        """
        with self._begun(write=True) as connection:
            _check(_version(connection))
            _upgrade(connection)

    def version(self) -> str:
        """Its revision, empty where there is none."""
        with self._begun(write=False) as connection:
            return _version(connection)

    def drop(self) -> None:
        """Remove a business from its server, with everything in it."""
        assert isinstance(self.where, Shared)
        with self._begun(write=True) as connection:
            connection.exec_driver_sql(f'DROP SCHEMA "{self.where.name}" CASCADE')

    def vacuum(self) -> None:
        """Write everything anew, so that nothing of what was deleted is left in free pages."""
        options = {"daifukucho_bare": True, "isolation_level": "AUTOCOMMIT"}
        with said(), self._refused(), self._engine.connect() as connection:
            bare = connection.execution_options(**options)
            if isinstance(self.where, Shared):
                for table in METADATA.tables:
                    bare.exec_driver_sql(f'VACUUM FULL "{self.where.name}"."{table}"')
            else:
                bare.exec_driver_sql("VACUUM")
                bare.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file, or of the server."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _begun(self, *, write: bool) -> Iterator[sa.Connection]:
        options: dict[str, Any] = {"daifukucho_write": write}
        if isinstance(self.where, Shared):
            options |= {} if write else postgres.READS
        begun = self._engine.execution_options(**options).begin()
        with said(), self._refused(), begun as connection:
            yield connection

    def _refused(self) -> contextlib.AbstractContextManager[None]:
        """What a server refuses becomes a sentence."""
        if isinstance(self.where, Shared):
            return postgres.said(self.where.url, self.where.name)
        return contextlib.nullcontext()

    def _look_around(self, connection: sa.Connection) -> None:
        """On a server others may have brought files, or a newer version, since the last time."""
        if isinstance(self.where, Shared):
            version, mark = files.mark(connection)
            if version != HEAD:
                raise _newer(version)
            if self._copies:
                self._copies.bring(connection, mark)


def create(
    where: Where, first: Callable[[sa.Connection], None] = lambda _connection: None
) -> Ledger:
    """A new ledger.

    Args:
        where: a file that is not there yet, or a business that the server does not know yet.
        first: writes what stands in it first, in the same transaction.
    """
    ledger = Ledger(where)
    try:
        ledger.make(first)
    except BaseException:
        ledger.close()
        raise
    return ledger


def open_ledger(
    where: Where, *, busy_ms: int = BUSY_MS, before_upgrade: Callable[[], object] | None = None
) -> Ledger:
    """Open a ledger and bring an older one up to date.

    Args:
        where: the SQLite file, or the business on a server.
        busy_ms: how long to wait for another program that writes, in milliseconds.
        before_upgrade: called before an older one is touched; what it raises keeps it as it is.

    Raises:
        StoreError: it was written by a newer version (it is left untouched), it is damaged, or
            the server cannot be reached.
    """
    if isinstance(where, Path):
        version = version_of(where, busy_ms=busy_ms)
        _check(version)
        if version != HEAD and before_upgrade is not None:
            before_upgrade()
    ledger = Ledger(where, busy_ms=busy_ms)
    try:
        if isinstance(where, Shared):
            version = ledger.version()
            _check(version)
        if version != HEAD:
            ledger.bring_up_to_date()
    except BaseException:
        ledger.close()
        raise
    return ledger


def version_of(path: Path, *, busy_ms: int = BUSY_MS) -> str:
    """The revision of a SQLite file, read without touching it.

    Only where a journal stands beside it SQLite may write: it is of a writer at work, or of one
    that died, and then what was half written must first be taken back.
    """
    mode = "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"
    try:
        with contextlib.closing(driver.connect(path, mode=mode, seconds=busy_ms / 1000)) as plain:
            row = plain.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlites.DATABASE_ERRORS as error:
        raise StoreError(words_for(error)) from error
    return str(row[0]) if row else ""


def _engine(where: Where, busy_ms: int) -> sa.Engine:
    as_json = partial(json.dumps, ensure_ascii=False)
    if isinstance(where, Shared):
        return postgres.engine(where, busy_ms=busy_ms, serializer=as_json)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(where)),
        module=driver.module_for(where),
        creator=partial(driver.connect, where, seconds=busy_ms / 1000),
        json_serializer=as_json,
        max_overflow=-1,  # sessions wait for the file, never for a free connection
        hide_parameters=True,  # an error must not carry customers into a log
    )
    sa.event.listen(engine, "connect", partial(_on_connect, busy_ms=busy_ms))
    sa.event.listen(engine, "begin", partial(_on_begin, busy_ms=busy_ms))
    return engine


def _on_connect(plain: Any, _record: object, *, busy_ms: int) -> None:  # noqa: ANN401 - a driver's
    plain.isolation_level = None  # BEGIN is ours, see _on_begin
    log = wal() and not driver.is_locked(plain)
    for pragma in (
        f"busy_timeout={busy_ms}",
        f"journal_mode={'WAL' if log else 'DELETE'}",
        f"synchronous={'FULL' if log else 'EXTRA'}",
        "fullfsync=1",  # only macOS knows it; without it a Mac's disk may keep the last write
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, not only forgotten
    ):
        plain.execute(f"PRAGMA {pragma}")


def _on_begin(connection: sa.Connection, *, busy_ms: int) -> None:
    options = connection.get_execution_options()
    if options.get("daifukucho_bare", False):
        return
    write = options.get("daifukucho_write", False)
    if write:
        _wait_for_our_turn(connection, busy_ms)
    else:
        connection.exec_driver_sql("BEGIN")
    if write:
        _count(connection)


def _wait_for_our_turn(connection: sa.Connection, busy_ms: int) -> None:
    """Take the writer's lock; of all who wait for it everybody has the same chance.

    SQLite by itself asks less and less often, so one who writes without a pause is first again and
    again, and of ten who write at once eight waited in vain.
    """
    plain: Any = connection.connection.driver_connection
    deadline = time.monotonic() + busy_ms / 1000
    plain.execute("PRAGMA busy_timeout=0")
    try:
        while _another_writes(plain) and time.monotonic() < deadline:
            time.sleep(random.uniform(*_PAUSE))
        if not plain.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        plain.execute(f"PRAGMA busy_timeout={busy_ms}")


def _another_writes(plain: Any) -> bool:  # noqa: ANN401 - a driver's
    """Try to take the writer's lock; what else the disk may refuse is met again, and said."""
    try:
        plain.execute("BEGIN IMMEDIATE")
    except sqlites.OPERATIONAL_ERRORS as error:
        return sqlites.code_of(error) & _KIND == sqlite3.SQLITE_BUSY
    return False


def wal() -> bool:
    """Whether ledgers are written through a write-ahead log with this SQLite."""
    return sqlite3.sqlite_version_info >= WAL_SAFE


def _count(connection: sa.Connection) -> None:
    """Count the transaction where SQLite itself does not; the seal goes by it."""
    plain: Any = connection.connection.driver_connection
    if driver.is_locked(plain):
        driver.mark_transaction(plain)
    elif wal():
        number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        connection.exec_driver_sql(f"PRAGMA user_version={(number + 1) % 2**31}")


def _config() -> Any:  # noqa: ANN401 - imported late: Alembic is only needed for a migration
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def known_revisions() -> set[str]:
    """Every revision that this version knows; the newest needs no look at the scripts."""
    return {HEAD, *(path.name.split("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))}


def _check(version: str) -> None:
    if version not in known_revisions():
        raise _newer(version)


def _newer(version: str) -> StoreError:
    return StoreError(
        _(
            "This ledger was written by a newer version of this program ({version}). "
            "Please update the program. Nothing was changed.",
            version=version or "?",
        )
    )


def _version(connection: sa.Connection) -> str:
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row else ""


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    with _MIGRATING:
        command.upgrade(config, HEAD)
