"""What opens a ledger's file: Python's own SQLite, or SQLCipher where the data folder is locked.

Nobody else in the store connects to a ledger's file or knows which of the two it is; what they
raise stands in :mod:`core.store.sqlites`. A locked one is always written through a rollback
journal.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import uuid
from pathlib import Path
from typing import Any, cast

from core.errors import StoreError
from core.locale.words import _
from core.store import vault
from core.store.sqlites import CIPHER
from core.store.vault import Opened


def connect(
    path: Path, *, mode: str = "rwc", more: str = "", seconds: float = 5.0
) -> sqlite3.Connection:
    """A connection to a ledger, in autocommit.

    Args:
        path: the file.
        mode: ``ro``, ``rw`` or ``rwc``, as SQLite calls them.
        more: further words of SQLite's address, such as ``immutable=1``.
        seconds: how long to wait for another one that writes.

    Raises:
        ERRORS: it cannot be opened.
        LockedVault: its data folder is locked.
    """
    found = vault.covering(path)
    if found is None:
        address = "&".join([_address(path, mode), *([more] if more else [])])
        return sqlite3.connect(
            address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False
        )
    if found.vault.state != vault.ON:
        raise StoreError(
            _(
                "Locking this data folder, or unlocking it for good, is not finished. Please "
                "close the program and start it again: then it goes on."
            )
        )
    return keyed(path, found, mode=mode, more=more, seconds=seconds)


def keyed(
    path: Path, opened: Opened, *, mode: str = "rwc", more: str = "", seconds: float = 5.0
) -> sqlite3.Connection:
    """A connection to a locked ledger, whatever its data folder says."""
    vault.refuse_missing()
    address = "&".join([_address(path, mode), *([more] if more else [])])
    connection = CIPHER.connect(
        address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False
    )
    # The salt is the vault's mark: it stands in front of the file, as of every file of the
    # vault. It only stirs what checks each page; the key itself is by chance.
    connection.execute(f"PRAGMA key=\"x'{opened.key.hex()}{opened.vault.mark.hex()}'\"")
    return cast("sqlite3.Connection", connection)


def _address(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


def module_for(path: Path) -> Any:  # noqa: ANN401 - a module of the database API
    """Which module opens a ledger.

    Raises:
        StoreError: SQLCipher is needed and not installed.
    """
    if vault.covering(path) is None:
        return sqlite3
    vault.refuse_missing()
    return CIPHER


def is_locked(connection: object) -> bool:
    """Whether a connection is to a locked ledger."""
    return not isinstance(connection, sqlite3.Connection)


def mark_transaction(connection: Any) -> None:  # noqa: ANN401 - either module's, or SQLAlchemy's
    """Count a transaction of a locked ledger: a number that grows, and one by chance.

    The second tells apart what was written after going back to a backup.
    """
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version={(number + 1) % 2**31}")
    connection.execute(f"PRAGMA application_id={secrets.randbelow(2**31)}")


def moment(connection: sqlite3.Connection) -> bytes:
    """The bytes of a ledger at the moment of a transaction, as a backup keeps them.

    Those of a locked one are locked too. They are never read beside SQLite: on POSIX systems that
    would drop its locks.

    Raises:
        ERRORS, OSError: it cannot be read, or copied.
    """
    if not is_locked(connection):
        return connection.serialize()
    path = path_of(connection)
    copy = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with contextlib.closing(connect(copy)) as target:
            connection.backup(target)
        return copy.read_bytes()
    finally:
        for left in (copy, copy.with_name(f"{copy.name}-journal")):
            left.unlink(missing_ok=True)


def path_of(connection: Any) -> Path:  # noqa: ANN401 - either module's
    """The file of a connection."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])
