"""Backups (控え): what they are, where they lie, whether one is still whole.

::

    <home>/backups/<business>/
        000012-20261122-090000-daily-3fa2c1.json    one backup: what it holds, and marks of it all
        objects/<sha256>                            ledgers and imported files, each kept once

A backup is its small file; it is written last, so that one that is there is whole. Files that
never change are stored once for all backups, and so is a ledger in which nothing changed. They are
copies, never links to the business's own files: what damages those must not reach these.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.locale.words import Words, _
from core.store import driver, sqlites
from core.store.checked import check_of
from core.store.clock import JST
from core.store.faults import said, words_for
from core.store.only_one import only_one
from core.store.places import make_folder, write_text
from core.store.seal import Mark, mark_of, marks_of

FORM = 1
WHY: dict[str, Words] = {
    "daily": _("Of the day"),
    "import": _("Before bringing in a sheet"),
    "migration": _("Before a new version of the program"),
    "hand": _("Taken by hand"),
    "restore": _("Before going back to a backup"),
    "erase": _("After somebody was erased"),
}


@dataclass(frozen=True)
class Backup:
    """One backup.

    Attributes:
        id: its file's name; ``number`` grows with every backup, whatever the clock says.
        at: when, in Japan's time; ``why``: a key of :data:`WHY`.
        business: its name; ``revision``: of its tables.
        customers, lines: what an owner would count in it.
        last_action: number of the last thing done in it; ``sequences``: highest numbers given.
        ledger: the mark of the ledger's copy, ``content``: of what it says whoever wrote it.
        rows: {table: rows}; ``files``: {path below the business's folder: mark}.
    """

    id: str
    number: int
    at: dt.datetime
    why: str
    business: str
    revision: str
    customers: int
    lines: int
    last_action: int
    content: str
    ledger: Mark
    sequences: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, Mark] = field(default_factory=dict)

    @property
    def marks(self) -> set[Mark]:
        """The marks of the objects that it needs."""
        return {self.ledger, *self.files.values()}

    @property
    def size(self) -> int:
        """Bytes of all that it holds; much of it is shared with other backups."""
        return sum(mark.size for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the backups of one business lie (控えの棚)."""

    folder: Path

    @property
    def objects(self) -> Path:
        """What the backups hold, each named by its SHA-256."""
        return self.folder / "objects"

    @property
    def restoring(self) -> Path:
        """There while a backup is brought back, see :mod:`core.store.restore`."""
        return self.folder / "restoring"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """To be held by whoever adds, removes or brings back."""
        make_folder(self.folder)
        with only_one(self.folder / ".lock"):
            yield


def shelf_of(root: Path, slug: str) -> Shelf:
    """The shelf of a business, whether there is anything on it or not."""
    return Shelf(root / "backups" / slug)


def backups(shelf: Shelf) -> list[Backup]:
    """All backups that can be read, the newest first."""
    found = (read(path) for path in shelf.folder.glob("*.json"))
    return sorted((b for b in found if b is not None), key=lambda b: b.number, reverse=True)


def find(shelf: Shelf, backup_id: str) -> Backup:
    """One backup.

    Raises:
        StoreError: there is none of that name, or it cannot be read.
    """
    for backup in backups(shelf):
        if backup.id == backup_id:
            return backup
    raise StoreError(_("This backup is not there, or it is damaged. Please choose another one."))


def read(path: Path) -> Backup | None:
    """The backup that a file describes; none where the file is damaged."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept.pop("check") != check_of(kept) or kept.pop("form") != FORM:
            return None
        return Backup(
            **kept
            | {
                "id": path.stem,
                "at": dt.datetime.fromisoformat(kept["at"]).astimezone(JST),
                "ledger": Mark(*kept["ledger"]),
                "files": marks_of(kept["files"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(shelf: Shelf, backup: Backup) -> None:
    """Write the file that makes a backup of what lies among the objects."""
    kept: dict[str, Any] = {
        "form": FORM,
        "number": backup.number,
        "at": backup.at.isoformat(timespec="seconds"),
        "why": backup.why,
        "business": backup.business,
        "revision": backup.revision,
        "customers": backup.customers,
        "lines": backup.lines,
        "last_action": backup.last_action,
        "content": backup.content,
        "ledger": _plain(backup.ledger),
        "sequences": backup.sequences,
        "rows": backup.rows,
        "files": {name: _plain(mark) for name, mark in backup.files.items()},
    }
    text = json.dumps(kept | {"check": check_of(kept)}, ensure_ascii=False, indent=1)
    write_text(shelf.folder / f"{backup.id}.json", text)


def _plain(mark: Mark) -> list[int | str]:
    return [mark.size, mark.sha256]


def complete(shelf: Shelf, found: Sequence[Backup]) -> list[Backup]:
    """Those of which everything is there in its size: a quick look, for lists."""
    sizes: dict[str, int] = {}
    if shelf.objects.is_dir():
        with os.scandir(shelf.objects) as entries:
            sizes = {entry.name: entry.stat().st_size for entry in entries}
    return [b for b in found if all(sizes.get(m.sha256) == m.size for m in b.marks)]


def wrong_objects(shelf: Shelf, backup: Backup) -> list[str]:
    """Read a backup back: the names of those objects that are missing or not what they were."""
    marks = backup.marks
    wrong = [m.sha256 for m in marks if not _right(shelf.objects / m.sha256, m)]
    ledger = backup.ledger.sha256
    if ledger not in wrong and not whole(shelf.objects / ledger, backup.rows):
        wrong.append(ledger)
    return wrong


def _right(path: Path, mark: Mark) -> bool:
    try:
        return mark_of(path) == mark
    except OSError:
        return False


def refuse_damaged(shelf: Shelf, backup: Backup) -> None:
    """Read a backup back before anything of it is used.

    Raises:
        StoreError: something of it is missing or altered.
    """
    if wrong_objects(shelf, backup):
        raise StoreError(
            _(
                "The backup of {day}, {time} is damaged and cannot be used. Nothing was changed. "
                "Please choose another one.",
                day=backup.at,
                time=f"{backup.at:%H:%M}",
            )
        )


def whole(path: Path, rows: dict[str, int]) -> bool:
    """Whether a copy of a ledger is sound and has these rows; nobody else has it open."""
    try:
        with opened(path) as connection:
            checked = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            return checked and all(
                connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (count,)
                for table, count in rows.items()
            )
    except sqlites.ERRORS:
        return False


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of a ledger to look into; nothing is written, not even a lock."""
    with contextlib.closing(driver.connect(path, mode="ro", more="immutable=1")) as connection:
        yield connection


@contextlib.contextmanager
def spoken() -> Iterator[None]:
    """What the disk or SQLite refuses becomes a sentence.

    Raises:
        StoreError: in the place of it.
    """
    try:
        with said():
            yield
    except sqlites.ERRORS as error:
        raise StoreError(words_for(error)) from error
