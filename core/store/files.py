"""The files of a ledger on a server: kept in it, copied to every computer that works with it.

Files of imports never change. On a server their bytes stand in the table ``file``, written in the
very transaction that makes the import durable; what lies in the folder of a computer is a copy,
fetched before it is needed and checked by its SHA-256. Beside a SQLite file the folder itself is
what is kept, and the table is empty.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import threading
import uuid
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import NamedTuple

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import kept_bytes
from core.store.places import Place, flush, make_folder, remove_folder
from core.store.schema import BATCH, FILE, UPLOAD

#: Originals are read seldom: they stay on the server until somebody asks.
_ORIGINALS = "uploads/"
#: Nothing that a server says is written anywhere else.
_NAME = re.compile(r"(purchases|layers|uploads)(/\w[\w.-]*){1,2}|key", re.ASCII)


class Mark(NamedTuple):
    """Changes with every file that comes or goes; of two the later one is the greater."""

    newest: int
    missing: int


def mark(connection: sa.Connection) -> tuple[str, Mark]:
    """The revision of a ledger on a server, and the mark of its files."""
    version = sa.select(sa.text("version_num")).select_from(sa.text("alembic_version"))
    newest = sa.select(sa.func.coalesce(sa.func.max(FILE.c.id), 0)).scalar_subquery()
    count = sa.select(sa.func.count(FILE.c.id)).scalar_subquery()
    row = connection.execute(version.add_columns(newest, count)).one()
    return str(row[0]), Mark(row[1], -row[2])


def keep(connection: sa.Connection, place: Place, paths: Iterable[Path]) -> None:
    """Keep files of the folder in the ledger, where that is on a server; they may replace others.

    To be called in the transaction that makes them count.

    Args:
        connection: a transaction that writes.
        place: the business.
        paths: files that were written whole.
    """
    if on_server(connection):
        for path in paths:
            keep_as(connection, place, path, path)


def keep_as(connection: sa.Connection, place: Place, path: Path, made: Path) -> None:
    """Keep what was made ready elsewhere under the name of a file, on a server.

    Args:
        connection: a transaction that writes.
        place: the business.
        path: the file that it will be.
        made: where it lies ready.
    """
    if not on_server(connection):
        return
    content = kept_bytes.read(made)
    values = {"path": _name(place, path), "sha256": _sha256(content), "size": len(content)}
    held = sa.select(FILE.c.sha256).where(FILE.c.path == values["path"])
    if connection.execute(held).scalar() != values["sha256"]:
        forget(connection, place, [path])
        connection.execute(sa.insert(FILE).values(**values, content=content))


def keep_import(connection: sa.Connection, place: Place, batch_id: int) -> None:
    """Keep every file of an import: its lines, what it said about tables, the originals."""
    if not on_server(connection):
        return
    lines = sa.select(BATCH.c.purchases_file).where(BATCH.c.id == batch_id)
    names = str(connection.execute(lines).scalar_one()).split()
    originals = sa.select(UPLOAD.c.sha256).where(UPLOAD.c.batch_id == batch_id).distinct()
    handed_in = [place.uploads / mark for mark in connection.execute(originals).scalars()]
    said = sorted((place.layers / str(batch_id)).glob("*.parquet"))
    bought = [place.purchases / name for name in names]
    keep(connection, place, [*bought, *said, *(path for path in handed_in if path.exists())])


def forget(connection: sa.Connection, place: Place, paths: Iterable[Path]) -> None:
    """Remove files from a ledger on a server; their copies go when a computer next looks."""
    for path in paths:
        connection.execute(sa.delete(FILE).where(FILE.c.path == _name(place, path)))


def known(connection: sa.Connection, place: Place) -> set[Path]:
    """Where the files that a ledger on a server knows lie in the folder, once fetched."""
    names = connection.execute(sa.select(FILE.c.path)).scalars()
    return {place.folder / name for name in names}


def on_server(connection: sa.Connection) -> bool:
    """Whether this is a ledger on a server."""
    return connection.dialect.name != "sqlite"


def fetch(connection: sa.Connection, place: Place, path: Path) -> Path:
    """Have a file of the folder here, also one that is fetched only when it is asked for.

    Raises:
        StoreError: the server has another file under its name than it says.
    """
    if on_server(connection) and not path.exists():
        _fetch(connection, place, _name(place, path))
    return path


class Copies:
    """The copies of one business on this computer, as far as they were looked at."""

    def __init__(self, folder: Path) -> None:
        self._place = Place(folder)
        self._seen = Mark(-1, 0)
        self._good: dict[str, str] = {}
        self._lock = threading.Lock()

    def bring(self, connection: sa.Connection, now: Mark) -> None:
        """Fetch what is missing or was written anew; drop what the ledger no longer has.

        Args:
            connection: a transaction.
            now: :func:`mark` of this very transaction.
        """
        with self._lock:
            if now == self._seen and all(self._here(name) for name in self._good):
                return
            query = sa.select(FILE.c.path, FILE.c.sha256)
            held = {row.path: row.sha256 for row in connection.execute(query)}
            for name, sha256 in held.items():
                if self._here(name) or not name.startswith(_ORIGINALS):
                    self._have(connection, name, sha256)
            if now >= self._seen:  # a transaction may be older than what others did meanwhile
                for name in self._good.keys() - held.keys():
                    self._drop(name)
                self._seen = now

    def _here(self, name: str) -> bool:
        return (self._place.folder / name).exists()

    def _have(self, connection: sa.Connection, name: str, sha256: str) -> None:
        path = self._place.folder / name
        if self._good.get(name) == sha256 and path.exists():
            return
        if path.exists() and _sha256(kept_bytes.read(path)) != sha256:
            self._drop(name)
        if not path.exists():
            _fetch(connection, self._place, name)
        self._good[name] = sha256

    def _drop(self, name: str) -> None:
        """Remove a copy, and with it all that was made of it."""
        (self._place.folder / name).unlink(missing_ok=True)
        self._good.pop(name, None)
        with contextlib.suppress(OSError):  # another page writes there just now
            remove_folder(self._place.cache)


def _fetch(connection: sa.Connection, place: Place, name: str) -> None:
    """Write a file as the ledger has it, whole or not at all.

    Half-written it lies in the cache, where nobody looks for files of imports that failed.
    """
    held = sa.select(FILE.c.id).where(FILE.c.path == name)
    if connection.execute(held).first() is None:
        return
    content = content_of(connection, name)
    target = place.folder / name
    temporary = place.cache / f"{uuid.uuid4().hex}.tmp"
    for folder in (target.parent, temporary.parent):
        make_folder(folder)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(kept_bytes.as_kept(target, content))
    flush(temporary)
    temporary.replace(target)


def content_of(connection: sa.Connection, name: str) -> bytes:
    """The bytes of a file that a server keeps.

    Raises:
        StoreError: it has another file under its name than it says, or a name that is none.
    """
    query = sa.select(FILE.c.sha256, FILE.c.content).where(FILE.c.path == name)
    row = connection.execute(query).one()
    if not _NAME.fullmatch(name) or _sha256(row.content) != row.sha256:
        raise StoreError(
            _("The server holds a damaged file ({name}). Please restore a backup.", name=name)
        )
    return bytes(row.content)


def _name(place: Place, path: Path) -> str:
    return PurePath(path.relative_to(place.folder)).as_posix()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
