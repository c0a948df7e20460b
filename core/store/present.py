"""What is there before a backup is brought back: it becomes a backup too, or is set aside.

Set aside (よけておく) means copied as it is, damage and all, into ``<home>/set-aside``: somebody
who knows more may still read something of it. It goes with the backups, after 90 days.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from pathlib import Path

from core.errors import DamagedLedger
from core.store.clock import JST
from core.store.connection import known_revisions, version_of
from core.store.damage import examine
from core.store.places import Place, businesses_folder, flush, make_folder
from core.store.taking import take


def keep_present(root: Path, slug: str, wanted: str, now: dt.datetime) -> str:
    """Make a backup of what is there now; where that cannot be, set it aside as it is.

    Args:
        root: the data folder.
        slug: which business; it need not be there.
        wanted: the id of the backup that is to be brought back.
        now: the moment.

    Returns:
        The name of the folder in which it was set aside; empty where it was not.

    Raises:
        StoreError: the disk refuses.
    """
    place = Place(businesses_folder(root) / slug)
    ours = place.ledger.exists() and not examine(place).damages
    if ours and version_of(place.ledger) in known_revisions():
        with contextlib.suppress(DamagedLedger):
            take(root, slug, why="restore", now=now, sparing=wanted)
            return ""
    return set_aside(root, slug, place, now) if place.folder.exists() else ""


def set_aside(root: Path, slug: str, place: Place, now: dt.datetime) -> str:
    """Copy a damaged business as it is, without its cache; imported files by a link.

    Returns:
        The name of the folder that it is copied to.

    Raises:
        OSError: the disk refuses.
    """
    target = aside_folder(root, slug, now)
    for source in sorted(place.folder.rglob("*")):
        below = source.relative_to(place.folder)
        if source.is_file() and below.parts[0] != place.cache.name:
            make_folder((target / below).parent)
            _copy(source, target / below, link=len(below.parts) > 1)
    return target.name


def aside_folder(root: Path, slug: str, now: dt.datetime) -> Path:
    """A free name for a folder to be set aside, with the moment in it."""
    base = f"{slug}-{now.astimezone(JST):%Y%m%d-%H%M%S}"
    target, number = root / "set-aside" / base, 1
    while target.exists():
        number += 1
        target = root / "set-aside" / f"{base}-{number}"
    return target


def _copy(source: Path, target: Path, *, link: bool) -> None:
    """Imported files are only ever replaced, so a link keeps what they were."""
    if link:
        with contextlib.suppress(OSError):
            target.hardlink_to(source)
            return
    shutil.copyfile(source, target)
    flush(target)
