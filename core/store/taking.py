"""Taking a backup: everything at one moment, copied, read back, and only then a backup."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.errors import StoreError
from core.locale.words import _
from core.store import damage, seal
from core.store.backup import Backup, Shelf, backups, shelf_of, spoken, write, wrong_objects
from core.store.clock import JST, day_of
from core.store.places import (
    Place,
    copy_whole,
    make_folder,
    place_of,
    private_file,
    whole_file,
)
from core.store.pruning import prune_alone
from core.store.seal import Mark
from core.store.snapshot import Snapshot, plain, snapshot

#: Says in a ledger's file how it is written: through a rollback journal, or through a log that
#: stands beside it. A copy stands alone.
_JOURNAL = slice(18, 20)
_ALONE = b"\x01\x01"
#: Tables in which every new ledger has a row.
_FROM_THE_START = {"alembic_version", "business"}
_TRIES = 2
#: The file of who was erased: the one of a business's files that grows.
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class _Source:
    """What a backup is taken of: the business, its ledger, the file of who was erased."""

    place: Place
    seen: Snapshot
    erased: bytes | None


def take(root: Path, slug: str, *, why: str, now: dt.datetime, sparing: str = "") -> Backup | None:
    """Take a backup and let go of those whose time is over.

    Args:
        root: the data folder.
        slug: which business.
        why: a key of :data:`core.store.backup.WHY`.
        now: the moment.
        sparing: the id of a backup that stays though its time may be over.

    Returns:
        The backup; none where there is nothing in the ledger yet and nobody asked for one by hand.

    Raises:
        DamagedLedger: something of the business is damaged, so this would be no good backup.
        StoreError: the disk refuses, or what was written cannot be read back.
    """
    place, shelf = place_of(root, slug), shelf_of(root, slug)
    if why in ("daily", "import", "hand") and seal.moving(place):
        raise StoreError(
            _(
                "An earlier erasure is not finished yet. Please close the other windows of this "
                "program and try again."
            )
        )
    with spoken():
        with plain(place.ledger) as connection:
            seen = snapshot(connection)
        if why in ("daily", "import") and _nothing_in(seen):
            return None
        marks = place.erased.read_bytes() if place.erased.exists() else None
        before = seal.read(place)
        if before and before.counter == seen.counter and before.digest != seen.digest:
            damage.refuse_damaged(place)
        with shelf.alone():
            source = _Source(place, seen, marks)
            made = _made(shelf, source, before, (why, now.astimezone(JST)))
            _keep(shelf, source, made)
            prune_alone(root, slug, day_of(now), sparing=sparing)
    return made


def due(root: Path, slug: str, today: dt.date) -> bool:
    """Whether the day has no backup yet."""
    newest = backups(shelf_of(root, slug))[:1]
    return not newest or newest[0].at.date() != today


def _nothing_in(seen: Snapshot) -> bool:
    return not any(n for table, n in seen.rows.items() if table not in _FROM_THE_START)


def _made(
    shelf: Shelf, source: _Source, before: seal.Seal | None, said: tuple[str, dt.datetime]
) -> Backup:
    (why, at), place, seen = said, source.place, source.seen
    try:
        files = dict(seal.made_of(place, seen, before).files)
    except FileNotFoundError:
        damage.refuse_damaged(place)
        raise
    if source.erased is not None:
        files[ERASED] = Mark(len(source.erased), hashlib.sha256(source.erased).hexdigest())
    earlier = backups(shelf)
    number = 1 + max((b.number for b in earlier), default=0)
    same = [b for b in earlier if (b.content, b.revision) == (seen.digest, seen.revision)]
    return Backup(
        id=f"{number:06}-{at:%Y%m%d-%H%M%S}-{why}-{uuid.uuid4().hex[:6]}",
        number=number,
        at=at,
        why=why,
        business=seen.business,
        revision=seen.revision,
        customers=seen.customers,
        lines=seen.lines,
        last_action=seen.last_action,
        content=seen.digest,
        ledger=same[0].ledger if same else _copy_mark(seen),
        sequences=seen.sequences,
        rows=seen.rows,
        files=files,
    )


def _keep(shelf: Shelf, source: _Source, made: Backup) -> None:
    """Store what is missing, read everything back, and write the backup's own file last."""
    make_folder(shelf.objects)
    for _try in range(_TRIES):
        _fill(shelf, source, made)
        wrong = wrong_objects(shelf, made)
        if not wrong:
            write(shelf, made)
            return
        for name in wrong:
            (shelf.objects / name).unlink(missing_ok=True)
    damage.refuse_damaged(source.place)  # it is the business's own file that is not what it was
    raise StoreError(
        _(
            "The backup could not be read back after it was written, so it was not kept. Please "
            "check the disk and try again."
        )
    )


def _fill(shelf: Shelf, source: _Source, made: Backup) -> None:
    for name, mark in made.files.items():
        target, path = shelf.objects / mark.sha256, source.place.folder / name
        if _there(target, mark):
            continue
        if name == ERASED:
            _write(target, [source.erased or b""])
        elif path.exists():
            copy_whole(path, target, private=True)
    target = shelf.objects / made.ledger.sha256
    if not _there(target, made.ledger):
        _write(target, _copy_of(source.seen))


def _write(target: Path, parts: Iterable[bytes | memoryview]) -> None:
    with whole_file(target) as temporary, private_file(temporary) as handle:
        for part in parts:
            handle.write(part)


def _there(path: Path, mark: Mark) -> bool:
    return path.exists() and path.stat().st_size == mark.size


def _copy_of(seen: Snapshot) -> tuple[bytes | memoryview, ...]:
    """The ledger's bytes in parts, as a file that stands alone; a locked one always does."""
    view = memoryview(seen.data)
    if seen.locked:
        return (view,)
    return seen.data[: _JOURNAL.start], _ALONE, view[_JOURNAL.stop :]


def _copy_mark(seen: Snapshot) -> Mark:
    hasher = hashlib.sha256()
    for part in _copy_of(seen):
        hasher.update(part)
    return Mark(len(seen.data), hasher.hexdigest())
