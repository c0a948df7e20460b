"""Who saw and did what (だれが何を見たか): a log of sharing, each line chained to the one before.

No name of a customer stands in it, nor a number that could be looked up: whose card was seen is a
keyed mark, which only this computer can compare with the ledger. Whoever is erased there is a mark
without a meaning here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.errors import StoreError
from core.locale.words import Words, _
from core.store.clock import Clock, stamp
from core.store.keyed import Keyed, keyed
from core.store.places import make_folder

NAME, KEY = "access.db", "access.key"
_COLUMNS = ("at", "person", "kind", "address", "business", "customer", "what")
_TABLE = f"""CREATE TABLE IF NOT EXISTS access (
    id INTEGER PRIMARY KEY, {", ".join(f"{name} TEXT NOT NULL" for name in _COLUMNS)},
    chain TEXT NOT NULL)"""

#: What is written down, in the owner's words.
KINDS: Mapping[str, Words] = MappingProxyType(
    {
        "signed_in": _("Signed in"),
        "signed_out": _("Signed out"),
        "failed": _("Wrong name or password"),
        "waits": _("Had to wait after too many tries"),
        "saw": _("Saw a customer card"),
        "changed": _("Changed something"),
        "imported": _("Brought in sheets, or took that back"),
        "exported": _("Took something out"),
        "refused": _("Was not allowed to"),
        "people": _("Changed who shares"),
    }
)

#: What was written or taken out, by the verb of the journal or the detail, in the owner's words.
WHAT: Mapping[str, Words] = MappingProxyType(
    {
        "outcome": _("What came of a call"),
        "outcomes": _("What came of calls, from a sheet"),
        "add": _("A new row"),
        "correct": _("A row corrected"),
        "remove": _("A row removed"),
        "undo": _("Something taken back"),
        "settings": _("Settings"),
        "erase": _("One person erased"),
        "export_ledger": _("The whole ledger"),
        "export_person": _("All about one person"),
        "list": _("A list of the ledger"),
        "report": _("The report of the week"),
        "paper": _("The call list, to print"),
        "excel": _("The call list as a sheet"),
        "ics": _("The calendar of calls"),
        "addresses": _("Addresses"),
        "access_log": _("This log"),
    }
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the log.

    Attributes:
        id: ascending in time; ``at``: when.
        person: id of who did it; empty where nobody was signed in.
        kind: a key of :data:`KINDS`; ``what``: the verb of the journal, or a detail.
        address: from where; ``business``: the slug; ``customer``: whose card, as a mark.
    """

    id: int
    at: dt.datetime
    person: str
    kind: str
    address: str
    business: str
    customer: str
    what: str


class Trail:
    """The log of a data folder."""

    def __init__(self, root: Path, now: Clock) -> None:
        self._file, self._key_file = root / NAME, root / KEY
        self._now = now
        self._lock = threading.Lock()

    def note(
        self,
        kind: str,
        *,
        person: str = "",
        address: str = "",
        business: str = "",
        customer: str = "",
        what: str = "",
    ) -> None:
        """Write a line; it is on the disk when this returns.

        Args:
            kind: a key of :data:`KINDS`.
            person: id of who did it.
            address: of the browser.
            business: the slug.
            customer: the number of the customer whose card it was; kept as a mark.
            what: the verb of the journal, or a detail.

        Raises:
            StoreError: the disk refuses.
        """
        with self._lock, self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            key = keyed(self._key_file)
            mark = key.mark("seen", business, customer) if customer else ""
            values = (stamp(self._now()), person, kind, address, business, mark, what)
            link = _link(key, _newest_link(connection), values)
            places = ", ".join("?" * (len(_COLUMNS) + 1))
            connection.execute(
                f"INSERT INTO access ({', '.join(_COLUMNS)}, chain) VALUES ({places})",
                (*values, link),
            )
            connection.execute("COMMIT")

    def last(self, n: int, *, before: int | None = None, kinds: Iterable[str] = ()) -> list[Seen]:
        """The newest lines, of some kinds alone if asked, before a line if asked."""
        wanted, said = list(kinds), ["1 = 1"]
        values: list[object] = []
        if before is not None:
            said.append("id < ?")
            values.append(before)
        if wanted:
            said.append(f"kind IN ({', '.join('?' * len(wanted))})")
            values += wanted
        with self._open() as connection:
            query = f"SELECT id, {', '.join(_COLUMNS)} FROM access WHERE {' AND '.join(said)}"
            rows = connection.execute(f"{query} ORDER BY id DESC LIMIT ?", (*values, n))
            return [_seen(row) for row in rows]

    def count(self) -> int:
        """How many lines there are."""
        with self._open() as connection:
            return int(connection.execute("SELECT COUNT(*) FROM access").fetchone()[0])

    def first_broken(self) -> Seen | None:
        """The first line at which the chain does not hold; none where it holds to the end."""
        with self._lock, self._open() as connection:
            key, before = keyed(self._key_file), ""
            query = f"SELECT id, {', '.join(_COLUMNS)}, chain FROM access ORDER BY id"
            for row in connection.execute(query):
                if row[-1] != _link(key, before, row[1:-1]):
                    return _seen(row[:-1])
                before = row[-1]
            return None

    def whose(self, business: str, customer_ids: Iterable[str]) -> dict[str, str]:
        """{mark: number} of customers who are still there."""
        key = keyed(self._key_file)
        return {key.mark("seen", business, one): one for one in customer_ids}

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        make_folder(self._file.parent)
        if not self._file.exists():  # nobody else may read it, not even for a moment
            os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            connection = sqlite3.connect(self._file, isolation_level=None, timeout=10)
            with contextlib.closing(connection):
                connection.execute("PRAGMA synchronous=EXTRA")
                connection.execute(_TABLE)
                yield connection
        except sqlite3.Error as error:
            raise StoreError(
                _("The log of sharing cannot be written. Is the disk full?")
            ) from error


def _newest_link(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT chain FROM access ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def _link(key: Keyed, before: str, values: Iterable[str]) -> str:
    return key.mark("access", before, *values)


def _seen(row: tuple[int, str, str, str, str, str, str, str]) -> Seen:
    number, at, *rest = row
    person, kind, address, business, customer, what = rest
    moment = dt.datetime.fromisoformat(at)
    return Seen(number, moment, person, kind, address, business, customer, what)
