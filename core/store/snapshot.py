"""A ledger at one moment, byte by byte, read through SQLite itself.

The file is never opened beside SQLite: on POSIX systems closing it would drop the locks that
SQLite holds for every other connection of this process (sqlite.org/howtocorrupt, 2.2).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.store import driver
from core.store.connection import BUSY_MS
from core.store.schema import STATE

_PAGE_SIZE = slice(16, 18)
#: Counts the transactions of a rollback journal, and those of a write-ahead log (see
#: :func:`core.store.connection._on_begin`).
_COUNTERS = (slice(24, 28), slice(60, 64))
_FIRST_TRUNK = 32
#: What :func:`core.store.driver.mark_transaction` counts with.
_NUMBERS = ("user_version", "application_id")
_NUMBER = 4


@dataclass(frozen=True)
class Snapshot:
    """All of a ledger at one moment.

    Attributes:
        data: the file as SQLite sees it; of a locked ledger a copy that is locked too.
        revision: of its tables.
        rows: {table: rows}, hidden ones too.
        sequences: {table: the highest number ever given}.
        last_action: number of the last thing that was done, 0 where nothing was.
        customers, lines: what an owner would count: customers, purchase lines that stand.
        files: every file that its imports lie in, as paths below the business's folder.
        business: its name.
        locked: of a locked ledger its counter and digest, which cannot be told from its bytes.
    """

    data: bytes
    revision: str
    rows: dict[str, int]
    sequences: dict[str, int]
    last_action: int
    customers: int
    lines: int
    files: tuple[str, ...]
    business: str
    locked: tuple[str, str] | None = None

    @cached_property
    def counter(self) -> str:
        """Changes with every transaction that wrote."""
        return self.locked[0] if self.locked else counter_of(self.data)

    @cached_property
    def digest(self) -> str:
        """The mark of everything that the ledger says."""
        return self.locked[1] if self.locked else digest_of(self.data)


@contextlib.contextmanager
def plain(path: Path, *, busy_ms: int = BUSY_MS) -> Iterator[sqlite3.Connection]:
    """A connection of its own that makes no file; what a writer who died left half is undone.

    Raises:
        sqlite3.Error: the ledger cannot be opened.
    """
    with contextlib.closing(driver.connect(path, mode="rw", seconds=busy_ms / 1000)) as connection:
        yield connection


@contextlib.contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that reads: nobody writes to the file while the block runs."""
    connection.execute("BEGIN")
    try:
        # Only the first look takes the lock; copying bytes would not say that it is busy.
        connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
        yield
    finally:
        connection.execute("ROLLBACK")


def snapshot(connection: sqlite3.Connection) -> Snapshot:
    """Everything at one moment; the reader's lock is held while the bytes are copied only.

    Raises:
        sqlite3.Error: the ledger cannot be read.
    """
    with one_moment(connection):
        return _read(connection)


def revision_of(connection: sqlite3.Connection) -> str:
    """The revision of a ledger's tables.

    Raises:
        sqlite3.Error: there is none, or it cannot be read.
    """
    return str(_one(connection, "SELECT version_num FROM alembic_version"))


def _read(connection: sqlite3.Connection) -> Snapshot:
    names = [
        str(row[0])
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
    ]
    return Snapshot(
        revision=revision_of(connection),
        rows={name: int(_one(connection, f'SELECT count(*) FROM "{name}"')) for name in names},
        sequences={
            str(name): int(number)
            for name, number in connection.execute("SELECT name, seq FROM sqlite_sequence")
        },
        last_action=int(_one(connection, "SELECT coalesce(max(id), 0) FROM action")),
        customers=int(
            _one(connection, "SELECT count(*) FROM customers WHERE NOT absent AND NOT deleted")
        ),
        lines=int(_one(connection, "SELECT coalesce(sum(lines), 0) FROM batch WHERE active")),
        files=tuple(files_of(connection)),
        business=str(_one(connection, "SELECT coalesce(max(name), '') FROM business")),
        data=driver.moment(connection),
        locked=marks(connection) if driver.is_locked(connection) else None,
    )


def _one(connection: sqlite3.Connection, query: str) -> Any:  # noqa: ANN401 - any cell
    row = connection.execute(query).fetchone()
    if row is None:
        raise sqlite3.DatabaseError("a row that every ledger has is missing")
    return row[0]


def files_of(connection: sqlite3.Connection) -> list[str]:
    """Every file that imports lie in, undone ones too, such as ``purchases/1.parquet``."""
    found = {
        f"uploads/{row[0]}" for row in connection.execute("SELECT DISTINCT sha256 FROM upload")
    }
    for number, lines, counts in connection.execute(
        "SELECT id, purchases_file, counts FROM batch"
    ):
        found |= {f"purchases/{name}" for name in lines.split("\n") if name}
        said = json.loads(counts)
        tables = (name for name in STATE if f"{name}_new" in said)
        found |= {f"layers/{number}/{name}.parquet" for name in tables}
    return sorted(found)


def marks(connection: sqlite3.Connection) -> tuple[str, str]:
    """Counter and digest of a ledger, inside a transaction.

    Of a locked ledger every page is checked on the way: each carries a keyed mark of its own, and
    the two numbers of its last transaction stand for everything that it says.

    Raises:
        ERRORS: a page is not what it was.
    """
    if not driver.is_locked(connection):
        data = connection.serialize()
        return counter_of(data), digest_of(data)
    if (wrong := connection.execute("PRAGMA cipher_integrity_check").fetchone()) is not None:
        raise sqlite3.DatabaseError(f"malformed: {wrong[0]}")
    numbers = [int(_one(connection, f"PRAGMA {name}")) for name in _NUMBERS]
    counter = "-".join(f"{number:08x}" for number in numbers)
    return counter, hashlib.sha256(f"locked|{counter}".encode()).hexdigest()


def counter_of(data: bytes) -> str:
    """What a ledger's bytes count its transactions with."""
    return "-".join(data[part].hex() for part in _COUNTERS)


def digest_of(data: bytes) -> str:
    """SHA-256 of a ledger's bytes without its counters and without what stands on free pages.

    A transaction that is taken back leaves its traces on pages that were free before, and only
    there: SQLite does not restore what means nothing.
    """
    size = _page_size(data)
    view, hasher, at = memoryview(data), hashlib.sha256(), 0
    left_out = [(part.start, part.stop) for part in _COUNTERS]
    left_out += [((page - 1) * size, page * size) for page in _free_pages(data, size)]
    for start, stop in left_out:
        hasher.update(view[at:start])
        at = stop
    hasher.update(view[at:])
    return hasher.hexdigest()


def _page_size(data: bytes) -> int:
    size = int.from_bytes(data[_PAGE_SIZE], "big")
    return 65_536 if size == 1 else size


def _free_pages(data: bytes, size: int) -> list[int]:
    """The leaves of the list of free pages, ascending; the list itself means something."""
    found: set[int] = set()
    seen: set[int] = set()
    last, trunk = len(data) // max(size, 1), _number(data, _FIRST_TRUNK)
    while 1 < trunk <= last and trunk not in seen:
        seen.add(trunk)
        start = (trunk - 1) * size
        count = min(_number(data, start + _NUMBER), size // _NUMBER - 2)
        leaves = (_number(data, start + _NUMBER * (2 + n)) for n in range(count))
        found |= {leaf for leaf in leaves if 1 < leaf <= last}
        trunk = _number(data, start)
    return sorted(found - seen)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + _NUMBER], "big")
