"""A copy of a ledger as it is at one moment, while others work with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store.connection import Ledger
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
        contextlib.closing(sqlite3.connect(ledger_path)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def copy_business(ledger: Ledger, place: Place, target: Path) -> list[Path]:
    """Copy everything of a business but its cache, all of one moment.

    Nobody writes meanwhile. Files of imports never change in place, so they are linked where the
    disk can do it.

    Args:
        ledger: open.
        place: its folder.
        target: a folder that is there.

    Returns:
        What was copied, as paths below ``target``, in order of their names.

    Raises:
        StoreError: the ledger is on a server, or the disk refuses.
    """
    if not isinstance(ledger.where, Path):
        raise StoreError(
            _(
                "This ledger is kept on a server, where every computer of the shop reads it. To "
                "take it away, please use the workbook."
            )
        )
    with ledger.writing() as connection:
        copy_ledger(place.ledger, target / place.ledger.name)
        for path in _files(connection, place):
            copy = target / path.relative_to(place.folder)
            make_folder(copy.parent)
            _link(path, copy)
    return sorted(path for path in target.rglob("*") if path.is_file())


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
