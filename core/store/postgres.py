"""A ledger on a PostgreSQL server: connecting, queueing, what the server refuses.

Every business is a schema of its own. A writer takes the ledger's one advisory lock at once, so
that writers queue as they do for a SQLite file and numbers of the journal ascend in the order in
which they become durable; it then reads each statement anew (READ COMMITTED), for what it reads
must be what the writer before it left. A reader sees one moment (REPEATABLE READ).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import StoreError
from core.locale.words import Words, _
from core.store.address import Shared, server_of
from core.store.faults import of_a_file

#: Seconds to wait for a server that does not answer.
_PATIENCE = 5
#: A computer that falls asleep in the middle of a write lets the others go on after so long.
_ASLEEP = "15min"
#: A computer that vanished from the network is noticed after about two minutes.
_ALIVE = {"keepalives_idle": 60, "keepalives_interval": 15, "keepalives_count": 4}
_ALIVE_THERE = "".join(f"SET tcp_{name} = {value};" for name, value in _ALIVE.items())

#: How a reader begins.
READS = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

_FOUND = """
SELECT space.nspname FROM pg_catalog.pg_namespace AS space
WHERE pg_catalog.has_schema_privilege(space.oid, 'USAGE') AND 2 = (
    SELECT count(*) FROM pg_catalog.pg_class AS held
    WHERE held.relnamespace = space.oid AND held.relname IN ('alembic_version', 'business'))
"""


def engine(
    shared: Shared,
    *,
    busy_ms: int,
    serializer: Any,  # noqa: ANN401 - as SQLAlchemy wants it
) -> sa.Engine:
    """The engine of a ledger on a server.

    Args:
        shared: where it is.
        busy_ms: how long to wait for another who writes, in milliseconds.
        serializer: makes JSON of plain values.

    Raises:
        StoreError: the driver is not installed.
    """
    made = _connecting(shared.url, json_serializer=serializer)
    sa.event.listen(made, "begin", partial(_on_begin, name=shared.name, busy_ms=busy_ms))
    return made


def names_at(url: sa.URL) -> list[str]:
    """The names of the businesses that the server knows, as far as this user may see them.

    Raises:
        StoreError: the server cannot be asked.
    """
    return sorted(_asked(url, _FOUND))


def free_name(url: sa.URL, wanted: str) -> str:
    """The wanted name, or the wanted name with the next number, that no schema has.

    Raises:
        StoreError: the server cannot be asked.
    """
    there = set(_asked(url, "SELECT nspname FROM pg_catalog.pg_namespace"))
    number, name = 1, wanted
    while name in there:
        number += 1
        name = f"{wanted}-{number}"
    return name


def taken(error: StoreError) -> bool:
    """Whether a schema could not be made because somebody just made one of its name."""
    state = getattr(getattr(error.__context__, "orig", None), "sqlstate", "")
    return state in ("42P06", "23505")


def _asked(url: sa.URL, query: str) -> list[str]:
    asking = _connecting(url)
    try:
        with said(url), asking.connect() as connection:
            return list(connection.exec_driver_sql(query).scalars())
    finally:
        asking.dispose()


def _connecting(url: sa.URL, **more: Any) -> sa.Engine:  # noqa: ANN401 - passed on
    try:
        made = sa.create_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,  # a server that was started anew is no error
            hide_parameters=True,  # an error must not carry customers into a log
            connect_args={"connect_timeout": _PATIENCE, **_ALIVE},
            **more,
        )
    except ImportError:
        raise StoreError(
            _(
                "The part of the program that speaks to servers is missing (psycopg). Please "
                "delete the folder .venv of the program and start it again while connected to "
                "the internet."
            )
        ) from None
    sa.event.listen(made, "connect", _on_connect)
    return made


def _on_connect(plain: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
    with contextlib.closing(plain.cursor()) as cursor:
        cursor.execute(_ALIVE_THERE)
    plain.commit()


def _on_begin(connection: sa.Connection, *, name: str, busy_ms: int) -> None:
    """Look into the business's own schema; a writer gets in line and asks for durability."""
    steps = [f'SET LOCAL search_path = "{name}"']
    if connection.get_execution_options().get("daifukucho_write", False):
        steps += [
            f"SET LOCAL lock_timeout = {busy_ms}",
            f"SET LOCAL idle_in_transaction_session_timeout = '{_ASLEEP}'",
            "SET LOCAL synchronous_commit = on",
            f"SELECT pg_catalog.pg_advisory_xact_lock({_lock(name)})",
        ]
    connection.exec_driver_sql("; ".join(steps))


def _lock(name: str) -> int:
    """The number of a ledger's lock; locks are counted within a database."""
    said_as = hashlib.sha256(f"daifukucho/{name}".encode()).digest()
    return int.from_bytes(said_as[:8], "big", signed=True)


@contextlib.contextmanager
def said(url: sa.URL, name: str = "") -> Iterator[None]:
    """What the server refuses becomes a sentence.

    Raises:
        StoreError: in the place of any error of the server, the network or the driver.
        DBAPIError: SQLite's, where the ledger is copied from or to a file.
    """
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if isinstance(error, DBAPIError) and of_a_file(error):
            raise
        # Not ``from error``: its words hold values, and they would stand in a log.
        raise StoreError(words_for(error, url, name)) from None


def words_for(error: Exception, url: sa.URL, name: str = "") -> Words:
    """What to tell the owner about a failure of a server; never a password.

    Args:
        error: of SQLAlchemy.
        url: the server that was asked.
        name: of the business there.
    """
    server = server_of(url) or "localhost"
    orig: Any = getattr(error, "orig", None)
    state = str(getattr(orig, "sqlstate", None) or "")
    if state in ("55P03", "40001", "40P01") or isinstance(error, PoolTimeout):
        return _("Another window is still writing. Please try again in a moment.")
    if (not state and type(orig).__name__ != "DataError") or state[:2] in ("08", "57"):
        return _no_connection(orig, server)
    if state in ("42P01", "3F000"):
        return _(
            "There is no business called {name} on the server {server}.", name=name, server=server
        )
    return _refused(orig, state, server)


def _no_connection(orig: Any, server: str) -> Words:  # noqa: ANN401 - the driver's error
    """Never connected, turned away at the door, or cut off."""
    text = str(orig or "").lower()
    asked = getattr(orig, "pgconn", None)
    if "ssl" in text and ("not support" in text or "required" in text or "certificate" in text):
        return _(
            "The connection to the server {server} is not encrypted, or its certificate is not "
            "the expected one. Nothing was sent. Please ask whoever looks after the server.",
            server=server,
        )
    if "starting up" in text or "shutting down" in text or "too many" in text:
        return _("The server {server} is busy. Please try again in a moment.", server=server)
    if "fatal" in text or (asked is not None and (asked.needs_password or asked.used_password)):
        return _(
            "The server {server} did not let us in. Please check the user name, the password and "
            "the name of the database.",
            server=server,
        )
    if "connection failed" in text or "connection is bad" in text or "timeout" in text:
        return _(
            "The server {server} cannot be reached. Please check that it is running and that this "
            "computer is connected to its network.",
            server=server,
        )
    return broken(server)


def broken(server: str) -> Words:
    """What to tell whoever wrote when the connection broke."""
    return _(
        "The connection to the server {server} broke. Please load the page again and look whether "
        "the last entry is there.",
        server=server,
    )


def _refused(orig: Any, state: str, server: str) -> Words:  # noqa: ANN401 - the driver's error
    """Connected, and a statement was refused."""
    if state in ("25006", "42501"):
        return _(
            "The server {server} does not allow this user to write. Nothing was saved.",
            server=server,
        )
    if state[:2] in ("53", "58"):
        return _("The server {server} is full or failing. Nothing was saved.", server=server)
    diag = getattr(orig, "diag", None)
    detail = str(getattr(diag, "message_primary", None) or orig)
    return _(
        "The server {server} refused. Nothing was saved ({detail}).",
        server=server,
        detail=detail[:120],
    )
