"""What was never finished: files of imports that failed or died, and things half made."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreError
from core.store import files
from core.store.backup import shelf_of
from core.store.connection import Ledger
from core.store.inbox import inbox
from core.store.places import STAGING, Place, businesses_folder, remove_folder
from core.store.schema import BATCH, UPLOAD

#: Seconds after which nobody is at work on something half made any more: the largest import takes
#: minutes.
UNTOUCHED = 3600


def sweep(ledger: Ledger, place: Place, *, wait: bool = True) -> None:
    """Remove files of imports that never became durable, as far as that is possible now.

    A file may also be of an import that is just coming in; so they are looked at once more with
    the writer's lock, when no import is.

    Args:
        ledger: the business's.
        place: where its files lie.
        wait: for another program that writes; else the next opening removes them.
    """
    with contextlib.suppress(StoreError):
        with ledger.reading() as connection:
            found = strays(connection, place) or cold_journal(place)
        if found and wait:
            _remove(ledger, place)
        elif found:
            with contextlib.closing(Ledger(ledger.where, busy_ms=0)) as at_once:
                _remove(at_once, place)


def _remove(ledger: Ledger, place: Place) -> None:
    with ledger.writing() as connection:
        if shelf_of(place.root, place.folder.name).restoring.exists():
            return  # files of a ledger that is just being brought back are known to none yet
        for path in strays(connection, place):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if cold_journal(place):
            # SQLite leaves it lying, with what stood in the ledger before, until it writes again.
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version={version}")


def cold_journal(place: Place) -> bool:
    """Whether a journal lies beside the ledger: of a writer at work, or of one that died."""
    return place.ledger.with_name(f"{place.ledger.name}-journal").exists()


@contextlib.contextmanager
def nothing_left_over(ledger: Ledger, place: Place) -> Iterator[None]:
    """What an import wrote that fails in this block goes at once; the next opening tries again."""
    try:
        yield
    except BaseException:
        sweep(ledger, place)
        raise


def strays(connection: sa.Connection, place: Place) -> list[Path]:
    """Files that no import knows: left by a crash, or of an import that is just coming in.

    Files of lines count by the names that their import says: after a backup of before an erasure
    was brought back, those of after it belong to nobody any more, and still name customers.
    """
    said_by = connection.execute(sa.select(BATCH.c.id, BATCH.c.purchases_file)).all()
    numbers = {str(row.id) for row in said_by}
    named = {name for row in said_by for name in row.purchases_file.split("\n")}
    uploads = set(connection.execute(sa.select(UPLOAD.c.sha256)).scalars())
    bought = list(place.purchases.glob("*"))
    said = list(place.layers.glob("*/*"))
    folders = [p for p in place.layers.glob("*") if p.name not in numbers]
    if files.on_server(connection):
        kept = files.known(connection, place)
        return [
            *(p for p in (*bought, *said, *place.uploads.glob("*")) if p not in kept),
            *folders,
        ]
    lines = [p for p in bought if p.name not in named]
    parts = [p for p in said if p.parent.name not in numbers or _temporary(p)]
    return [*lines, *parts, *folders, *_unknown(place.uploads, uploads)]


def clear(place: Place, batch_id: int) -> None:
    """Make room for an import: its number may have been that of one that failed.

    What an earlier one left under the same number would speak for this one, until it is swept.
    """
    lines = [p for p in place.purchases.glob("*") if _number(p) == str(batch_id)]
    for path in (*lines, *(place.layers / str(batch_id)).glob("*")):
        path.unlink(missing_ok=True)


def tidy(root: Path, place: Place) -> None:
    """Remove what nobody has touched for an hour: businesses, files and caches half made.

    They are of programs that died; what another program is at work on is younger. A folder that
    cannot be written to stays as it is.
    """
    with contextlib.suppress(OSError):
        found = list(_unfinished(root, place))
        now = _time_there(root) if found else 0.0
        for path in found:
            if abs(now - _touched(path)) > UNTOUCHED:  # a clock may have been set back
                remove_folder(path) if path.is_dir() else path.unlink(missing_ok=True)


def _unfinished(root: Path, place: Place) -> Iterator[Path]:
    yield from root.glob("*.tmp")
    yield from inbox(root).glob("**/*.tmp")
    yield from businesses_folder(root).glob(f"{STAGING}*")
    yield from place.folder.glob("*.tmp")
    yield from place.cache.rglob("*.tmp")
    yield from place.cache.glob("layer-*.*")


def _touched(path: Path) -> float:
    """When anything of it was written last."""
    inside = path.rglob("*") if path.is_dir() else ()
    times: list[float] = [p.stat().st_mtime for p in (path, *inside)]
    return max(times)


def _time_there(folder: Path) -> float:
    """The time of the disk itself, which may be another computer's."""
    probe = folder / f"{uuid.uuid4().hex}.tmp"
    try:
        os.close(os.open(probe, os.O_CREAT | os.O_WRONLY))
        return probe.stat().st_mtime
    finally:
        probe.unlink(missing_ok=True)


def _number(path: Path) -> str:
    """The number of the import that a file of lines belongs to: ``7.parquet, 7-2.parquet``."""
    return path.name.partition(".")[0].partition("-")[0]


def _unknown(folder: Path, names: set[str]) -> list[Path]:
    return [path for path in folder.glob("*") if path.name not in names]


def _temporary(path: Path) -> bool:
    return path.suffix == ".tmp"
