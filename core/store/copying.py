"""A copy of a ledger as it is at one moment, while others work with it."""

from __future__ import annotations

import contextlib
import os
import shutil
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from core.store import driver, transfer
from core.store.address import Shared
from core.store.connection import Ledger, create
from core.store.faults import said
from core.store.places import Place, make_folder
from core.store.sweeping import strays


def copy_ledger(ledger_path: Path, target: Path) -> None:
    """Copy a SQLite file by its backup API: whole, of one moment, also while others write.

    A plain copy of a live file may be of two moments, or lack what its journal holds
    (sqlite.org/howtocorrupt).

    Raises:
        StoreError: the disk refuses.
    """
    with (
        said(),
        contextlib.closing(driver.connect(ledger_path)) as source,
        contextlib.closing(driver.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def copy_business(ledger: Ledger, place: Place, target: Path) -> list[Path]:
    """Copy everything of a business but its cache, all of one moment.

    Nobody writes meanwhile. Files of imports never change in place, so they are linked where the
    disk can do it. Of a business on a server the copy is an ordinary one of this computer.

    Args:
        ledger: open.
        place: its folder.
        target: a folder that is there.

    Returns:
        What was copied, as paths below ``target``, in order of their names.

    Raises:
        StoreError: the disk or the server refuses.
    """
    if isinstance(ledger.where, Shared):
        _copy_from_server(ledger, place, target)
        return _copied(target)
    with ledger.writing() as connection:
        copy_ledger(place.ledger, target / place.ledger.name)
        for path in _files(connection, place):
            copy = target / path.relative_to(place.folder)
            make_folder(copy.parent)
            _link(path, copy)
    return _copied(target)


def _copied(target: Path) -> list[Path]:
    return sorted(path for path in target.rglob("*") if path.is_file())


def _copy_from_server(ledger: Ledger, place: Place, target: Path) -> None:
    """Make of a business on a server an ordinary one of this computer, all of one moment."""
    with ledger.reading() as connection, said():
        copy = create(target / place.ledger.name, partial(transfer.copy_rows, connection))
        copy.close()
        transfer.files_to_folder(connection, target)
        if place.erased.exists():
            shutil.copyfile(place.erased, target / place.erased.name)


def _files(connection: sa.Connection, place: Place) -> list[Path]:
    """What belongs to a business beside its ledger."""
    gone = set(strays(connection, place))
    folders = (place.purchases, place.layers, place.uploads)
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    beside = [path for path in (place.key, place.erased) if path.exists()]
    return [path for path in (*found, *beside) if not gone & {path, *path.parents}]


def _link(path: Path, copy: Path) -> None:
    try:
        os.link(path, copy)
    except OSError:
        shutil.copyfile(path, copy)
