"""Locking a data folder, and laying it bare again: file by file, and on after a power cut.

A locked file is known by itself, so every state in between can be gone on from: ``vault.json``
says which way, and nothing is opened before it is done. Each file is replaced whole. What was bare
is written over where it lay; a flash disk may keep it somewhere else all the same, and so may
copies of others (docs/help).
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import StoreError
from core.locale.words import _
from core.store import backup, kept_bytes, relocked, seal, sqlites, vault
from core.store.backup import Backup, Shelf
from core.store.damage import examine
from core.store.inbox import inbox
from core.store.network import refuse_network
from core.store.only_one import only_one
from core.store.places import Place, businesses_folder, remove_folder, slugs, whole_file
from core.store.pruning import newer
from core.store.restore import finish as finish_restore
from core.store.seal import Mark
from core.store.taking import ERASED
from core.store.vault import ON, TURNING_OFF, TURNING_ON, Opened

_LEDGER = "ledger.db"
_PIECE = 1 << 20
Tell = Callable[[float], None]


def turn_on(
    root: Path, passphrase: str, recovery: str, *, tell: Tell = lambda _share: None
) -> None:
    """Lock a data folder; nobody else may be at work in it.

    Args:
        root: the data folder.
        passphrase: opens it from now on.
        recovery: the recovery key that was printed.
        tell: hears the share done.

    Raises:
        StoreError: something of a business is damaged (nothing was changed), or the disk refuses:
            then the next opening goes on.
    """
    refuse_network(root)
    vault.refuse_missing()
    _refuse_damaged(root)
    opened = vault.make(root, passphrase, recovery)
    _go_on(root, opened, tell)


def turn_off(root: Path, passphrase: str, *, tell: Tell = lambda _share: None) -> None:
    """Lay a data folder bare again.

    Raises:
        StoreError: it is another passphrase, or the disk refuses: then the next opening goes on.
    """
    vault.unlock(root, passphrase)
    _refuse_damaged(root)
    vault.set_state(root, TURNING_OFF)
    finish(root, tell=tell)


def unfinished(root: Path) -> bool:
    """Whether locking, or laying bare, was begun and is not done."""
    found = vault.find(root)
    return found is not None and found.state != ON


def finish(root: Path, *, tell: Tell = lambda _share: None) -> None:
    """Go on with what was begun, where anything was; the vault is open.

    Raises:
        StoreError: the disk refuses; then the next opening goes on.
    """
    opened = vault.opened(root)
    if opened is not None and opened.vault.state != ON:
        _go_on(root, opened, tell)


def _refuse_damaged(root: Path) -> None:
    """Bring every business in order first: what is damaged could not be read back afterwards."""
    if any(newer(path) for path in (root / "backups").glob("*/*.json")):
        raise StoreError(
            _(
                "A newer version of this program has taken backups here. Please update the "
                "program first. Nothing was changed."
            )
        )
    for slug in slugs(root):
        finish_restore(root, slug)
        place = Place(businesses_folder(root) / slug)
        if seal.moving(place):
            raise StoreError(
                _(
                    "An earlier erasure is not finished yet. Please open every business once and "
                    "try again. Nothing was changed."
                )
            )
        if place.ledger.exists() and examine(place).damages:
            raise StoreError(
                _(
                    "A business is damaged ({name}). Please restore a backup of it first. Nothing "
                    "was changed.",
                    name=slug,
                )
            )


def _go_on(root: Path, opened: Opened, tell: Tell) -> None:
    with backup.spoken(), only_one(root / ".vault.lock"):
        if not unfinished(root):
            return  # another window was quicker
        to_lock = opened.vault.state == TURNING_ON
        files = list(_files(root))
        total = sum(path.stat().st_size for path in files) or 1
        done = 0
        for folder in sorted(businesses_folder(root).glob("*")):
            seal.path_of(Place(folder)).unlink(missing_ok=True)
            remove_folder(Place(folder).cache)
        for path in files:
            done += path.stat().st_size
            _turn(path, opened, to_lock=to_lock, ledger=path.name == _LEDGER)
            tell(done / total * 0.7)
        shelves = sorted((root / "backups").glob("*/objects"))
        for number, objects in enumerate(shelves, start=1):
            _turn_shelf(Shelf(objects.parent), opened, to_lock=to_lock)
            tell(0.7 + number / len(shelves) * 0.3)
        if to_lock:
            vault.set_state(root, ON)
        else:
            vault.remove(root)
    tell(1.0)


def _files(root: Path) -> Iterator[Path]:
    """Whatever may name a customer, but backups; each business's ledger first."""
    owners = [*businesses_folder(root).glob("*"), *(root / "set-aside").glob("*")]
    for folder in sorted(path for path in owners if path.is_dir()):
        place = Place(folder)
        yield from (path for path in (place.ledger, place.key) if path.exists())
        for part in (place.purchases, place.layers, place.uploads, place.erasing / "layers"):
            yield from sorted(path for path in part.rglob("*") if path.is_file())
    yield from sorted(path for path in inbox(root).rglob("*") if path.is_file())


def _turn(path: Path, opened: Opened, *, to_lock: bool, ledger: bool) -> None:
    """Lock one file, or lay it bare; one that is so already stays."""
    with path.open("r+b") as old:
        locked = old.read(len(opened.vault.mark)) == opened.vault.mark
        if locked == to_lock:
            return
        if os.name != "nt":
            _replace(path, opened, to_lock=to_lock, ledger=ledger)
            # What lay there has no name any more and is written over; whoever has an old ledger
            # open meets an error then, and cannot write where nobody will ever look.
            if (to_lock or ledger) and os.fstat(old.fileno()).st_nlink == 0:
                _write_over(old)
            return
    _replace(path, opened, to_lock=to_lock, ledger=ledger)  # Windows replaces only closed files


def _replace(path: Path, opened: Opened, *, to_lock: bool, ledger: bool) -> None:
    if to_lock:
        _lock(path, opened, ledger=ledger)
    else:
        _bare(path, opened, ledger=ledger)


def _is_locked(path: Path, opened: Opened) -> bool:
    with path.open("rb") as handle:
        return handle.read(len(opened.vault.mark)) == opened.vault.mark


def _lock(path: Path, opened: Opened, *, ledger: bool) -> None:
    if ledger:
        with contextlib.suppress(*sqlites.DATABASE_ERRORS):
            relocked.lock_ledger(path, opened)
            return
    kept_bytes.write(path, path.read_bytes())  # also a ledger that was set aside, damage and all


def _bare(path: Path, opened: Opened, *, ledger: bool) -> None:
    try:
        data = kept_bytes.read(path)
    except StoreError:  # no file of bytes under this key
        if not ledger:
            raise
        relocked.bare_ledger(path, opened)
        return
    with whole_file(path) as made:
        made.write_bytes(data)


def _write_over(old: BinaryIO) -> None:
    """Write nothing over what lay there bare, as well as that can be done."""
    with contextlib.suppress(OSError):
        size = old.seek(0, os.SEEK_END)
        old.seek(0)
        for at in range(0, size, _PIECE):
            old.write(b"\0" * min(_PIECE, size - at))
        old.flush()
        os.fsync(old.fileno())


# Backups: their objects are called by what they hold


def _turn_shelf(shelf: Shelf, opened: Opened, *, to_lock: bool) -> None:
    known: dict[str, Mark | None] = {}
    with shelf.alone():
        for one in backup.backups(shelf):
            for mark in sorted(one.marks, key=lambda mark: mark.sha256):
                if mark.sha256 not in known and not _stays(one, mark):
                    ledger = mark == one.ledger
                    known[mark.sha256] = _turned(shelf, mark, opened, (to_lock, ledger))
            backup.write(shelf, _renamed(one, known))
        for left in shelf.folder.glob("*.tmp*"):  # whoever wrote such a file has died
            left.unlink()
        needed = {mark.sha256 for one in backup.backups(shelf) for mark in one.marks}
        for path in shelf.objects.glob("*"):
            if path.name not in needed:
                with path.open("r+b") as old:
                    _write_over(old)
                path.unlink()


def _stays(one: Backup, mark: Mark) -> bool:
    """Whether an object is the file of who was erased: keyed marks, never locked."""
    return one.files.get(ERASED) == mark


def _turned(shelf: Shelf, mark: Mark, opened: Opened, how: tuple[bool, bool]) -> Mark | None:
    """Make the other form of an object; none where it is so already, or is damaged."""
    (to_lock, ledger), path = how, shelf.objects / mark.sha256
    if not path.exists() or _is_locked(path, opened) == to_lock:
        return None
    if seal.mark_of(path) != mark:
        path.unlink()  # a damaged one is not made good by being locked
        return None
    made = shelf.objects / f"{mark.sha256}.turned"
    made.write_bytes(path.read_bytes())
    _turn(made, opened, to_lock=to_lock, ledger=ledger)
    turned = seal.mark_of(made)
    made.replace(shelf.objects / turned.sha256)
    return turned


def _renamed(one: Backup, known: dict[str, Mark | None]) -> Backup:
    def now(mark: Mark) -> Mark:
        return known.get(mark.sha256) or mark

    files = {name: mark if name == ERASED else now(mark) for name, mark in one.files.items()}
    ledger = now(one.ledger)
    # What it says is told apart by other means from now on: it equals no ledger to come.
    content = one.content if ledger == one.ledger else ledger.sha256
    return dataclasses.replace(one, ledger=ledger, files=files, content=content)
