"""The workspace: the only door through which pages and the command line write.

A workspace is one business in its folder. Everything is written at once and whole: when a method
returns, what it did is on the disk; when it raises, nothing was changed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from core.book import Book
from core.settings import Settings
from core.store import imports, journal, kept, reading, rows, undo
from core.store.clock import JST, Clock, day_of, stamp
from core.store.connection import Ledger, create, open_ledger
from core.store.imports import Batch, Incoming
from core.store.journal import Action, Write
from core.store.kept import Business
from core.store.places import (
    Place,
    current,
    home,
    place_of,
    refuse_network,
    set_current,
    settle,
    slug_of,
    slugs,
    staging,
)


class Readable(Protocol):
    """What is to be imported: :class:`core.ingest.Combined`, or anything of its shape."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Checked frames by table name, without purchases."""

    @property
    def purchases(self) -> pd.DataFrame:
        """Checked lines."""

    @property
    def scale(self) -> int:
        """Decimals of all amounts."""

    @property
    def currency(self) -> str:
        """ISO code."""


class Workspace:
    """One business, open.

    Attributes:
        business: whose it is.
        folder: where it is kept.
    """

    def __init__(self, place: Place, ledger: Ledger, *, now: Clock, who: str = "") -> None:
        self.folder = place.folder
        self._place = place
        self._ledger = ledger
        self._now = now
        self._who = who
        with ledger.reading() as connection:
            self.business = kept.read_business(connection, place.folder.name)

    @classmethod
    def open(cls, root: Path, slug: str, *, now: Clock, who: str = "") -> Workspace:
        """Open a business.

        Args:
            root: the data folder, see :func:`home`.
            slug: which business, see :func:`businesses`.
            now: the clock; only programs' entry files read the real one.
            who: who works here, for the journal.

        Raises:
            StoreError: there is no such business, its ledger is of a newer version or damaged,
                or the folder is on a network drive.
        """
        refuse_network(root)
        place = place_of(root, slug)
        workspace = cls(place, open_ledger(place.ledger), now=now, who=who)
        workspace._sweep()
        return workspace

    @classmethod
    def create(
        cls, root: Path, name: str, *, now: Clock, trade_code: str = "other", who: str = ""
    ) -> Workspace:
        """Make a business of its own and open it."""
        business = Business("", name, trade_code)
        with _staged(root, business, now) as (staged, _workspace):
            slug = settle(staged, root, slug_of(name))
        return cls.open(root, slug, now=now, who=who)

    def close(self) -> None:
        """Let go of the files."""
        self._ledger.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def today(self) -> dt.date:
        """The real day in Japan; a sample business lives on its own day."""
        return self.business.today or day_of(self._now())

    # What is known

    def book(self, today: dt.date | None = None) -> Book:
        """Everything known, as seen on ``today`` (default: the real day)."""
        with self._ledger.reading() as connection:
            return reading.book(connection, self._place, today or self.today())

    def digest(self, today: dt.date | None = None) -> str:
        """The mark that changes whenever :meth:`book` would; reads no table."""
        with self._ledger.reading() as connection:
            return reading.digest(connection, self._place, today or self.today())

    def settings(self) -> Settings:
        """The settings in force."""
        with self._ledger.reading() as connection:
            return kept.read_settings(connection)

    def change_settings(self, changes: Mapping[str, Any]) -> int:
        """Change settings (``{"calls.per_day": 5}``); None brings a default back.

        Raises:
            KeyError: a key that names no setting.
        """
        with self._writing() as write:
            kept.change_settings(write, changes)
            return write.id

    # Imports

    def commit(
        self,
        combined: Readable,
        *,
        files: Sequence[tuple[str, bytes]],
        mapping: Mapping[str, Any] | None = None,
        counts: Mapping[str, Any] | None = None,
        preset: str = "",
    ) -> Batch:
        """Take in what was read, all or nothing.

        Args:
            combined: the checked tables and lines.
            files: (name, content) of every file they came from.
            mapping: {field: header} of each sheet, as accepted.
            counts: what the reader counted, kept beside our own.
            preset: the known export it was read as.

        Raises:
            StoreError: another currency, a full disk, a locked ledger; nothing was changed.
        """
        incoming = Incoming(
            tables=combined.tables,
            purchases=combined.purchases,
            currency=combined.currency,
            scale=combined.scale,
            files=files,
            mapping=mapping or {},
            counts=counts or {},
            preset=preset,
        )
        with self._writing() as write:
            batch_id = imports.commit(write, self._place, incoming)
            return imports.get(write.connection, batch_id)

    def batches(self) -> list[Batch]:
        """All imports, oldest first, undone ones too."""
        with self._ledger.reading() as connection:
            return imports.batches(connection)

    def already(self, sha256: str) -> Batch | None:
        """The import that this very file came with, where it still counts."""
        with self._ledger.reading() as connection:
            return imports.holding(connection, sha256)

    def undo_batch(self, batch_id: int) -> None:
        """Take an import back; everything else stands as if it had never been.

        Raises:
            StoreError: there is no such import, or it was taken back already.
        """
        with self._writing() as write:
            undo.take_back(write, self._place, undo.action_of(write.connection, batch_id))

    def redo_batch(self, batch_id: int) -> None:
        """Bring back an import that was taken back.

        Raises:
            StoreError: there is no such import, or it counts.
        """
        with self._writing() as write:
            undo.do_again(write, self._place, undo.action_of(write.connection, batch_id))

    # By hand

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Add a row to a table; returns the action's number. Money in the Book's scale.

        Raises:
            StoreError: a rule of the table is broken.
            KeyError: there is no such table or column.
        """
        with self._writing() as write:
            title = rows.title(write.connection, table, values)
            write.begin("add", {"table": table, "name": title})
            rows.add(write, table, values)
            return write.id

    def correct(self, table: str, row_id: int, values: Mapping[str, Any]) -> int:
        """Correct columns of a row (``row_id`` as in the Book); returns the action's number.

        A correction wins over every import until it is taken back.

        Raises:
            StoreError: the row is gone, or a rule of the table is broken.
            KeyError: there is no such table or column.
        """
        with self._writing() as write:
            title = rows.title(write.connection, table, rows.get(write.connection, table, row_id))
            write.begin("correct", {"table": table, "name": title})
            rows.correct(write, table, row_id, values)
            return write.id

    def remove(self, table: str, row_id: int) -> int:
        """Remove a row; returns the action's number.

        Raises:
            StoreError: the row is gone already.
        """
        with self._writing() as write:
            title = rows.title(write.connection, table, rows.get(write.connection, table, row_id))
            write.begin("remove", {"table": table, "name": title})
            rows.remove(write, table, row_id)
            return write.id

    # The call list

    def log_outcome(
        self,
        customer_id: str,
        outcome: str,
        *,
        day: dt.date,
        note: str = "",
        product: str = "",
        minutes: int | None = None,
        staff: str = "",
        channel: str = "phone",
        direction: str = "out",
    ) -> int:
        """Log what came of a call; returns the action's number, which takes back all of it.

        Raises:
            StoreError: a value that cannot stand in the ledger.
        """
        contact = {
            "date": day,
            "customer_id": customer_id,
            "channel": channel,
            "direction": direction,
            "note": note,
            "outcome": outcome,
            "product": product,
            "minutes": minutes,
            "staff": staff,
        }
        with self._writing() as write:
            name = rows.name_of(write.connection, customer_id)
            write.begin("outcome", {"name": name, "outcome": outcome})
            rows.add(write, "activities", contact)
            return write.id

    def keep_calls(self, week: dt.date, calls: Sequence[Mapping[str, Any]]) -> None:
        """Keep a week's call list as it was accepted: plain values and dates only."""
        with self._writing() as write:
            kept.keep_calls(write, week, calls)

    def calls_kept(self, week: dt.date) -> list[dict[str, Any]] | None:
        """The list of a week as it was accepted; none when it was not."""
        with self._ledger.reading() as connection:
            return kept.calls_kept(connection, week)

    # The journal

    def undo(self, action_id: int) -> None:
        """Take an action back, in any order.

        Raises:
            StoreError: there is no such action, or it was taken back already.
        """
        with self._writing() as write:
            undo.take_back(write, self._place, action_id)

    def redo(self, action_id: int) -> None:
        """Do an action again that was taken back.

        Raises:
            StoreError: there is no such action, or it stands.
        """
        with self._writing() as write:
            undo.do_again(write, self._place, action_id)

    def last_actions(self, n: int) -> list[Action]:
        """The last things that were done, newest first."""
        with self._ledger.reading() as connection:
            return journal.last(connection, n)

    def history(self, customer_id: str) -> list[Action]:
        """Everything that changed a row of a customer, newest first."""
        with self._ledger.reading() as connection:
            return journal.of_customer(connection, customer_id)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Write]:
        with self._ledger.writing() as connection:
            scale = reading.scale_of([b for b in imports.batches(connection) if b.active])
            yield Write(connection, stamp(self._now()), self._who, scale)

    def _sweep(self) -> None:
        """Remove what a crash left behind; only then is the writer's lock taken."""
        with self._ledger.reading() as connection:
            found = imports.strays(connection, self._place)
        if found:
            with self._ledger.writing() as connection:
                imports.sweep(connection, self._place)


def businesses(root: Path) -> list[Business]:
    """Every business kept here, in order of their slugs."""
    return [_business(root, slug) for slug in slugs(root)]


def _business(root: Path, slug: str) -> Business:
    ledger = open_ledger(place_of(root, slug).ledger)
    try:
        with ledger.reading() as connection:
            return kept.read_business(connection, slug)
    finally:
        ledger.close()


@contextlib.contextmanager
def _staged(root: Path, business: Business, now: Clock) -> Iterator[tuple[Path, Workspace]]:
    """A new business in a folder without a name; the caller settles it after this ends."""
    refuse_network(root)
    with staging(root) as folder:
        place = Place(folder)
        ledger = create(place.ledger)
        with ledger.writing() as connection:
            kept.write_business(connection, business, stamp(now()))
        workspace = Workspace(place, ledger, now=now)
        ledger.close()
        yield folder, workspace


__all__ = [
    "JST",
    "Action",
    "Batch",
    "Business",
    "Clock",
    "Workspace",
    "businesses",
    "current",
    "home",
    "set_current",
]
