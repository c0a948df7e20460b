"""The half of the workspace that keeps the business safe: its backups, and what is found damaged.

What can be asked where no ledger can be opened are functions here; the rest are methods.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from abc import ABC
from collections.abc import Iterator
from pathlib import Path

from core.errors import StoreError
from core.locale.words import Words, _
from core.store import (
    backup,
    damage,
    journal,
    mending,
    pruning,
    restore,
    seal,
    taking,
)
from core.store.address import Shared
from core.store.backup import Backup, shelf_of
from core.store.clock import Clock, day_of
from core.store.connection import Ledger
from core.store.journal import Action
from core.store.keeper import Keeper
from core.store.mending import mendable
from core.store.places import STAGING, Place, place_of, slugs


@dataclasses.dataclass(frozen=True, slots=True)
class Gone:
    """A business of which only backups are left.

    Attributes:
        slug: its folder's name; ``newest``: its newest backup.
    """

    slug: str
    newest: Backup


def backups(root: Path, slug: str) -> list[Backup]:
    """The backups of a business, the newest first; the business itself need not be there."""
    return backup.backups(shelf_of(root, slug))


def newest_good(root: Path, slug: str) -> Backup | None:
    """The newest backup that can be read back whole; none where there is none."""
    shelf = shelf_of(root, slug)
    return next((b for b in backup.backups(shelf) if not backup.wrong_objects(shelf, b)), None)


def gone(root: Path) -> list[Gone]:
    """Businesses of which only backups are left."""
    kept, folder = set(slugs(root)), root / "backups"
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    found = [(name, backups(root, name)) for name in names if name not in kept]
    return [Gone(name, of[0]) for name, of in found if of]


def mend(root: Path, slug: str, *, now: Clock) -> None:
    """Bring back damaged files of imports from a backup; nothing recorded is lost by that.

    Raises:
        StoreError: no backup holds them, or the disk refuses.
    """
    mending.mend(root, slug, now=now())


def safe_to_open(root: Path, slug: str, *, busy_ms: int) -> bool:
    """Finish what a killed program began, and look at all of a business before it is opened.

    Returns:
        Whether everything is as its seal says; else it is to be sealed.

    Raises:
        DamagedLedger: something is damaged; nothing was changed.
        StoreError: there is no such business, or the disk does not let us look.
    """
    restore.finish(root, slug)
    place = place_of(root, slug)
    return not place.ledger.exists() or damage.refuse_damaged(place, busy_ms=busy_ms)


class Backups(ABC):
    """What a workspace does for its own safety."""

    _place: Place
    _ledger: Ledger
    _keeper: Keeper
    _now: Clock
    shared: Shared | None

    @property
    def _root(self) -> Path:
        return self._place.folder.parents[1]

    @property
    def _slug(self) -> str:
        return self._place.folder.name

    def backups(self) -> list[Backup]:
        """Its backups, the newest first."""
        return backups(self._root, self._slug)

    def back_up(self) -> Backup:
        """Take a backup now.

        Raises:
            StoreError: the disk refuses, something is damaged, or the ledger is on a server.
        """
        if self.shared is not None:
            raise StoreError(
                _(
                    "This ledger is on a server ({server}). Its backups are taken there; please "
                    "ask whoever looks after the server.",
                    server=self.shared.server,
                )
            )
        made = self._take("hand", self._now())
        assert made is not None
        return made

    def backup_problem(self) -> Words | None:
        """Why the backup of the day could not be taken; none where it was."""
        return self._keeper.problem

    def done_since(self, kept: Backup) -> list[Action]:
        """What was done after a backup and is not in it, newest first."""
        with self._ledger.reading() as connection:
            return journal.after(connection, kept.last_action)

    def _take(self, why: str, now: dt.datetime) -> Backup | None:
        return taking.take(self._root, self._slug, why=why, now=now)

    def _take_backup(self, why: str) -> None:
        """Take a backup now, unless the ledger is on a server, which has its own."""
        if self.shared is None:
            self._take(why, self._now())

    def _before_import(self) -> None:
        making = self._slug.startswith(STAGING)  # one that has nothing to lose yet
        if self.shared is None and not making:
            self._take("import", self._now())

    def _look_after(self, *, sealed: bool) -> None:
        """Begin what is done while nobody waits; a server looks after its ledgers itself."""
        if self.shared is not None:
            return
        if not sealed or not seal.path_of(self._place).exists():
            self._keeper.touched()
        self._keeper.soon(self._of_the_day)

    @contextlib.contextmanager
    def _touching(self) -> Iterator[None]:
        """What is written, or taken back, is sealed when it has been quiet for a while."""
        try:
            yield
        finally:
            if self.shared is None:
                self._keeper.touched()

    def _of_the_day(self) -> None:
        now, root, slug = self._now(), self._root, self._slug
        if taking.due(root, slug, day_of(now)):
            self._take("daily", now)
        else:
            pruning.prune(root, slug, day_of(now))


__all__ = [
    "Backup",
    "Backups",
    "Gone",
    "backups",
    "gone",
    "mend",
    "mendable",
    "newest_good",
    "safe_to_open",
]
