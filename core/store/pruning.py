"""Letting go of backups whose time is over, of what only they held, and of what was set aside."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

from core.store import rotation
from core.store.backup import FORM, Backup, Shelf, complete, read, shelf_of, spoken
from core.store.places import flush, remove_folder

#: A backup that cannot be read, and a folder set aside, have their day in their name.
_DAY = re.compile(r"(?:\d+-)?(\d{8})-\d{6}")


def prune(root: Path, slug: str, today: dt.date) -> None:
    """Let go of what need not stay; never of the last good backup.

    Args:
        root: the data folder.
        slug: which business.
        today: the day that it is in Japan.

    Raises:
        StoreError: the disk refuses.
    """
    shelf = shelf_of(root, slug)
    if shelf.folder.is_dir():
        with spoken(), shelf.alone():
            prune_alone(root, slug, today)


def prune_alone(root: Path, slug: str, today: dt.date, *, sparing: str = "") -> None:
    """The same for one who holds the shelf's lock, but for the backup of the id ``sparing``."""
    shelf = shelf_of(root, slug)
    found = {path: read(path) for path in shelf.folder.glob("*.json")}
    damaged = [path for path, backup in found.items() if backup is None]
    if shelf.restoring.exists() or any(newer(path) for path in damaged):
        return  # it is not ours to say what is needed
    known = [backup for backup in found.values() if backup is not None]
    good = complete(shelf, known)
    if rotation.sure(good, today):
        for path in [*damaged, *_set_aside(root, slug)]:
            if (day := _day_of(path)) and today - day > rotation.OLDEST:
                remove_folder(path) if path.is_dir() else path.unlink(missing_ok=True)
    kept = rotation.staying(good, today) | {sparing}
    whole = {backup.id for backup in good}
    kept |= {b.id for b in known if b.id not in whole} - set(rotation.too_old(known, today))
    _remove(shelf, known, kept)


def _remove(shelf: Shelf, known: list[Backup], kept: set[str]) -> None:
    """Remove all backups but these, and what none of these needs."""
    for backup in known:
        if backup.id not in kept:
            (shelf.folder / f"{backup.id}.json").unlink(missing_ok=True)
    flush(shelf.folder)  # a power cut must not bring a backup back whose objects are gone
    needed = {mark.sha256 for backup in known if backup.id in kept for mark in backup.marks}
    others = (path for path in shelf.objects.glob("*") if path.name not in needed)
    for path in (*others, *shelf.folder.glob("*.tmp*")):  # whoever wrote such a file has died
        path.unlink(missing_ok=True)


def newer(path: Path) -> bool:
    """Whether a newer version of this program wrote a backup."""
    try:
        form = json.loads(path.read_text(encoding="utf-8"))["form"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return isinstance(form, int) and form > FORM


def _set_aside(root: Path, slug: str) -> list[Path]:
    """The folders of this business that were set aside."""
    found = (root / "set-aside").glob(f"{slug}-*")
    return [path for path in found if _DAY.match(path.name.removeprefix(f"{slug}-"))]


def _day_of(path: Path) -> dt.date | None:
    said = _DAY.search(path.name)
    return dt.datetime.strptime(said[1], "%Y%m%d").date() if said else None  # noqa: DTZ007
