"""Where a ledger lives: a file on this computer, or a schema on a PostgreSQL server.

A business on a server has a folder on every computer that works with it, and in it
``ledger.url``: the server's address, and below it the name of the business there. It holds a
password, so only its owner may read the file; nothing else ever shows it: a :class:`Shared` says
itself without.
"""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from core.errors import StoreError
from core.locale.words import _
from core.store.faults import said

#: Names of PostgreSQL in an address, as other programs write them too.
_NAMES = {"postgres", "postgresql", "postgresql+psycopg"}
_LOCAL = {"", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Shared:
    """A ledger on a server (共有の台帳).

    Attributes:
        url: the server and its database; says itself without the password.
        name: of the business there: its schema.
        folder: where copies of its files lie on this computer; none where they are not wanted.
    """

    url: sa.URL
    name: str
    folder: Path | None = None

    @property
    def server(self) -> str:
        """The server's name, for the owner."""
        return server_of(self.url)

    @property
    def database(self) -> str:
        """The name of the database."""
        return self.url.database or ""

    def without_copies(self) -> Shared:
        """The same business for a short look: no file is fetched."""
        return dataclasses.replace(self, folder=None)

    def same_as(self, other: Shared) -> bool:
        """Whether both are one business, whoever asks and with whatever password."""
        return _spot(self) == _spot(other)


#: A SQLite file, or a business on a server.
Where = Path | Shared


def parse(text: str) -> sa.URL:
    """The address of a server as the owner writes it: ``postgresql://user:password@server/name``.

    A server elsewhere must encrypt the connection unless the address says otherwise
    (``?sslmode=disable``); a certificate is checked where it says so (``?sslmode=verify-full``).

    Raises:
        StoreError: it is no such address; the sentence does not repeat it.
    """
    try:
        url = sa.make_url(text.strip())
    except (ArgumentError, ValueError):
        raise _unreadable() from None  # their words may hold the password
    if url.drivername not in _NAMES or not url.database:
        raise _unreadable()
    url = url.set(drivername="postgresql+psycopg")
    elsewhere = server_of(url) not in _LOCAL and not server_of(url).startswith("/")
    if elsewhere and "sslmode" not in url.query:
        url = url.update_query_dict({"sslmode": "require"})
    return url


def _unreadable() -> StoreError:
    return StoreError(
        _(
            "The address of the server cannot be read. It looks like {example}.",
            example="postgresql://user:password@server/database",
        )
    )


def server_of(url: sa.URL) -> str:
    """The server's name, or the folder of its socket; empty for the usual one of this computer."""
    named = url.host or url.query.get("host", "")
    return named if isinstance(named, str) else ", ".join(named)


def read_address(file: Path) -> Shared:
    """The business that a ``ledger.url`` names.

    Raises:
        StoreError: it does not name one.
    """
    with said():
        words = file.read_text(encoding="utf-8").split()
    if len(words) != 2:
        raise _unreadable()
    return Shared(parse(words[0]), words[1], file.parent)


def write_address(file: Path, shared: Shared) -> None:
    """Write a ``ledger.url`` that only its owner may read, whole or not at all."""
    from core.store.places import flush  # noqa: PLC0415 - places asks this module for addresses

    text = f"{shared.url.render_as_string(hide_password=False)}\n{shared.name}\n"
    temporary = file.with_name(f"{file.name}.tmp")
    with said():
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as open_file:
            open_file.write(text)
            open_file.flush()
            os.fsync(open_file.fileno())
        temporary.replace(file)
        flush(file.parent)


def _spot(shared: Shared) -> tuple[str, int, str, str]:
    return server_of(shared.url), shared.url.port or 5432, shared.database, shared.name
