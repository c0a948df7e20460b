"""The workspace: the only door through which pages and the command line write.

A workspace is one business in its folder. Everything is written at once and whole: when a method
returns, what it did is on the disk; when it raises, nothing was changed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from core import ingest
from core.backups import (
    Backup,
    Backups,
    Gone,
    backups,
    gone,
    mend,
    mendable,
    newest_good,
    safe_to_open,
)
from core.book import Book
from core.carrying import Carrying
from core.casework import CaseWork
from core.deciding import Deciding
from core.engine.setting import as_counted, digest_with
from core.erasing import Erasing
from core.handover import HandOver
from core.households import Households
from core.ingest.proper import proper
from core.intake import Intake
from core.locale.words import Words
from core.past import Past
from core.planning import Planning
from core.records import Records
from core.settings import Settings
from core.share.door import Keep, KeptWrite
from core.store import chain, erase, imports, inbox, journal, kept, reading, undo
from core.store.address import Shared
from core.store.businesses import businesses, new_ledger
from core.store.clock import JST, Clock, day_of, stamp
from core.store.coming import Coming, SamePeriod
from core.store.connection import BUSY_MS, Ledger, open_ledger
from core.store.files import keep
from core.store.home import home
from core.store.imports import Batch
from core.store.journal import Action, Write
from core.store.keeper import Keeper
from core.store.kept import Business
from core.store.keyed import keyed
from core.store.looks import keep_look, kept_look
from core.store.memory import Memory
from core.store.network import refuse_network, sync_warning
from core.store.people import SamePeople
from core.store.places import (
    Place,
    current,
    place_of,
    set_current,
    settle,
    slug_of,
    slugs,
)
from core.store.restore import half_way, restore
from core.store.sharing import join_shared, new_shared, usual_server
from core.store.sweeping import sweep, tidy
from core.store.taking import take
from core.weeks import Weeks

SAMPLE_DATA = Path(__file__).parents[1] / "sample_data"


class Workspace(
    Backups,
    Intake,
    Records,
    CaseWork,
    Past,
    HandOver,
    Households,
    Planning,
    Deciding,
    Erasing,
    Weeks,
    Carrying,
):
    """One business, open.

    Attributes:
        business: whose it is.
        folder: where it is kept.
        shared: on which server it is, then the folder holds copies; none on this computer.
    """

    def __init__(self, place: Place, ledger: Ledger, *, now: Clock, who: str = "") -> None:
        self.folder = place.folder
        self._place = place
        self._ledger = ledger
        self._now = now
        self._who = who
        self._keep = Keep()
        self._memory = Memory()
        self.shared = ledger.where if isinstance(ledger.where, Shared) else None
        self._keeper = Keeper(place)
        if self.shared is None:
            ledger.written = self._keeper.touched
        with ledger.reading() as connection:
            self.business = kept.read_business(connection, place.folder.name)

    @classmethod
    def open(
        cls,
        root: Path,
        slug: str,
        *,
        now: Clock,
        who: str = "",
        busy_ms: int = BUSY_MS,
        keep: Keep | None = None,
    ) -> Workspace:
        """Open a business.

        Args:
            root: the data folder, see :func:`home`.
            slug: which business, see :func:`businesses`.
            now: the clock; only programs' entry files read the real one.
            who: who works here, for the journal.
            busy_ms: how long to wait for another program that writes, in milliseconds.
            keep: who may write what where several share it; none lets the owner alone work.

        Raises:
            DamagedLedger: something of it is damaged; nothing was changed.
            StoreError: there is no such business, its ledger is of a newer version, or the folder
                is on a network drive.
        """
        refuse_network(root)
        sealed = safe_to_open(root, slug, busy_ms=busy_ms)
        place = place_of(root, slug)
        ledger = open_ledger(
            place.where,
            busy_ms=busy_ms,
            before_upgrade=lambda: take(root, slug, why="migration", now=now()),
        )
        try:
            sweep(ledger, place, wait=False)
            tidy(root, place)
            opened = cls(place, ledger, now=now, who=who)
            opened._catch_up()
        except BaseException:
            ledger.close()
            raise
        inbox.sweep(root, now=now, days=opened.settings().intake.waiting_days)
        opened._look_after(sealed=sealed)
        opened._keep = keep or opened._keep  # what had to be caught up is nobody's own work
        return opened

    @classmethod
    def create(
        cls,
        root: Path,
        name: str,
        *,
        now: Clock,
        trade_code: str = "other",
        who: str = "",
        url: str = "",
    ) -> Workspace:
        """Make a business of its own and open it.

        Args:
            root: the data folder, see :func:`home`.
            name: as the owner calls it.
            now: the clock.
            trade_code: key of :data:`core.settings.TRADES`.
            who: who works here, for the journal.
            url: of the PostgreSQL server where it is to live; empty for this computer, unless
                ``DAIFUKUCHO_DATABASE`` names one.

        Raises:
            StoreError: the server cannot be reached, the folder is on a network drive.
        """
        business = Business("", name, trade_code)
        if server := url or usual_server():
            slug = new_shared(root, business, stamp(now()), server)
        else:
            with _staged(root, business, now) as made:
                made.close()
                slug = settle(made.folder, root, slug_of(name))
        return cls.open(root, slug, now=now, who=who)

    def close(self) -> None:
        """Finish what is done while nobody waits, and let go of the files."""
        self._keeper.close()
        self._ledger.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def today(self) -> dt.date:
        """The real day in Japan; a sample business lives on its own day."""
        return self.business.today or day_of(self._now())

    # What is known

    @property
    def writes(self) -> int:
        """How often something was written through this door."""
        return self._ledger.writes

    def book(self, today: dt.date | None = None) -> Book:
        """Everything known, as seen on ``today`` (default: the real day)."""
        with self._ledger.reading() as connection:
            finder = self._finder(connection)
            day = today or self.today()
            found = reading.book(connection, self._place, day, finder, self._memory)
        return as_counted(found, self._place.cache)

    def aliases(self) -> Mapping[str, str]:
        """The ids of joined customers, each with the id that stands for it."""
        with self._ledger.reading() as connection:
            finder = self._finder(connection)
            return reading.aliases(connection, self._place, finder, self._memory)

    def digest(self, today: dt.date | None = None) -> str:
        """The mark that changes whenever :meth:`book` would; reads no table."""
        with self._ledger.reading() as connection:
            finder = self._finder(connection)
            found = reading.digest(connection, self._place, today or self.today(), finder)
        return digest_with(found, self._place.cache)

    def settings(self) -> Settings:
        """The settings in force."""
        with self._ledger.reading() as connection:
            return kept.read_settings(connection)

    def change_settings(self, changes: Mapping[str, Any]) -> int:
        """Change settings (``{"calls.per_day": 5}``); None brings a default back.

        Raises:
            StoreError: a key that names no setting.
        """
        with self._writing() as write:
            kept.change_settings(write, changes)
            return write.id

    # The journal

    def undo(self, action_id: int) -> None:
        """Take an action back, in any order; StoreError when it cannot be (any more)."""
        with self._writing() as write:
            undo.take_back(write, self._place, action_id)

    def redo(self, action_id: int) -> None:
        """Do an action again that was taken back; StoreError when it stands."""
        with self._writing() as write:
            undo.do_again(write, self._place, action_id)

    def last_actions(self, n: int) -> list[Action]:
        """The last things that were done, newest first."""
        with self._ledger.reading() as connection:
            return journal.last(connection, n)

    def history(self, customer_id: str) -> list[Action]:
        """Everything that changed a row of a customer (or of one joined), newest first."""
        with self._ledger.reading() as connection:
            return journal.of_customer(connection, self._group(connection, customer_id))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Write]:
        who = self._keep.person().name or self._who
        with self._ledger.writing() as connection:
            erase.catch_up(connection, self._place)
            scale = reading.scale_of([b for b in imports.batches(connection) if b.active])
            write = KeptWrite(
                connection, stamp(self._now()), who, scale, proper=proper, keep=self._keep
            )
            yield write
            key = keyed(self._place.key)
            keep(connection, self._place, [self._place.key])
            chain.seal(write, key)
        self._keep.done(self.folder.name, write.verbs)


def create_sample(
    root: Path,
    code: str,
    *,
    now: Clock,
    language: str = "ja",
    progress: Callable[[float, Words], None] | None = None,
) -> Workspace:
    """Open a sample business, made from ``sample_data`` at the first time, whole or not at all.

    It is a business of its own with its own day, never mixed with the owner's.

    Args:
        root: the data folder.
        code: ``salon`` …, a key of ``sample_data/businesses.json``.
        now: the clock, for the journal.
        language: of its name.
        progress: told the share done (0 to 1) and what is being done.
    """
    known = json.loads((SAMPLE_DATA / "businesses.json").read_text(encoding="utf-8"))[code]
    slug = f"sample-{code}"
    if slug not in slugs(root):
        name = known["name_en"] if language == "en" else known["name"]
        today = dt.date.fromisoformat(known["today"])
        with _staged(root, Business("", name, known["trade_code"], True, today), now) as made:
            _fill(made, [SAMPLE_DATA / file for file in known["files"]], progress)
            made.close()
            slug = settle(made.folder, root, slug, alone=True)
    return Workspace.open(root, slug, now=now)


def go_back(root: Path, slug: str, backup_id: str, *, now: Clock, who: str = "") -> Backup:
    """Bring a backup back; what is there now becomes a backup too, or is set aside where damaged.

    Who was erased since is erased again before this returns. Whoever has the business open must
    open it again.

    Raises:
        StoreError: the backup is damaged, or the disk refuses; see
            :func:`core.store.restore.restore`.
    """
    refuse_network(root)
    taken = restore(root, slug, backup_id, now=now(), who=who)
    with half_way():
        Workspace.open(root, slug, now=now, who=who).close()
    return taken


def _fill(
    workspace: Workspace, paths: list[Path], progress: Callable[[float, Words], None] | None
) -> None:
    """Read files and take them in."""
    files = [(path.name, path.read_bytes()) for path in paths]
    settings, today = workspace.settings(), workspace.today()
    readings = [
        ingest.read(content, name, settings=settings, today=today, progress=progress)
        for name, content in files
    ]
    sheets = [sheet for reading in readings for sheet in reading.sheets]
    workspace.commit(
        ingest.combine(readings),
        files=files,
        mapping={sheet.name: sheet.mapping for sheet in sheets},
        counts={"rows_read": sum(s.rows_read for s in sheets)},
    )


@contextlib.contextmanager
def _staged(root: Path, business: Business, now: Clock) -> Iterator[Workspace]:
    """A new business in a folder without a name, gone at the end unless it was settled."""
    with (
        new_ledger(root, business, stamp(now())) as (place, ledger),
        Workspace(place, ledger, now=now) as made,
    ):
        yield made


__all__ = [
    "JST",
    "Action",
    "Backup",
    "Batch",
    "Business",
    "Clock",
    "Coming",
    "Gone",
    "SamePeople",
    "SamePeriod",
    "Shared",
    "Workspace",
    "backups",
    "businesses",
    "create_sample",
    "current",
    "go_back",
    "gone",
    "home",
    "join_shared",
    "keep_look",
    "kept_look",
    "mend",
    "mendable",
    "newest_good",
    "set_current",
    "sync_warning",
]
