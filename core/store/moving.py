"""Moving a business from this computer to a server, or from a server to this computer (引っ越し).

The copy is made and compared, table by table and file by file, before anything happens to the
original. Then the folder here is set aside, where it stays for 90 days; what stands on a server is
left there, for other computers may work with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import files, kept_bytes, postgres, transfer
from core.store.address import Shared, parse, server_of, write_address
from core.store.connection import Ledger, create, open_ledger
from core.store.copying import copy_business
from core.store.damage import examine
from core.store.faults import reason_for, said
from core.store.network import refuse_network
from core.store.places import (
    Place,
    businesses_folder,
    flush,
    make_folder,
    place_of,
    remove_folder,
    staging,
)
from core.store.present import aside_folder
from core.store.schema import ACTION


def move_to_server(root: Path, slug: str, address: str, *, now: dt.datetime) -> Shared:
    """Move a business of this computer onto a server; it keeps its slug here.

    Nobody may have it open: what somebody writes meanwhile is noticed, and the move given up.

    Args:
        root: the data folder.
        slug: which business.
        address: of the server, see :func:`core.store.address.parse`.
        now: the moment, for the name of the folder that is set aside.

    Returns:
        Where it is now.

    Raises:
        StoreError: it is on a server already, damaged, or somebody wrote; or the disk or the
            server refuses. Then everything is as it was.
    """
    refuse_network(root)
    place = place_of(root, slug)
    if isinstance(place.where, Shared):
        raise StoreError(_("This business is on a server already. Nothing was changed."))
    _refuse_damaged(place)
    url = parse(address)
    with _nothing_moved(url):
        with contextlib.closing(open_ledger(place.ledger)) as ledger, ledger.writing() as source:
            with contextlib.closing(
                create(Shared(url, postgres.free_name(url, slug)), partial(_fill, source, place))
            ) as copy:
                assert isinstance(copy.where, Shared)
                moved = copy.where
            last = _last_action(source)
        try:
            with staging(root) as folder:
                write_address(Place(folder).address, moved)
                _copy_marks(place, folder)
                _exchange(root, slug, folder, now, partial(_unwritten, last=last))
        except BaseException:
            with contextlib.closing(Ledger(moved)) as made:
                made.drop()
            raise
    return moved


def move_here(root: Path, slug: str, *, now: dt.datetime) -> Place:
    """Move a business of a server to this computer; on the server it stays as it is.

    Args:
        root: the data folder.
        slug: which business.
        now: the moment, for the name of the folder that is set aside.

    Raises:
        StoreError: it is on this computer already, or the disk or the server refuses. Then
            everything is as it was.
    """
    refuse_network(root)
    place = place_of(root, slug)
    if not isinstance(place.where, Shared):
        raise StoreError(_("This business is on this computer already. Nothing was changed."))
    with _nothing_moved(place.where.url), staging(root) as folder:
        with contextlib.closing(open_ledger(place.where)) as ledger:
            copy_business(ledger, place, folder)
        _refuse_damaged(Place(folder))
        _exchange(root, slug, folder, now)
    return Place(businesses_folder(root) / slug)


@contextlib.contextmanager
def _nothing_moved(url: sa.URL) -> Iterator[None]:
    """What the disk or the server refuses on the way is said together with what that means."""
    try:
        yield
    except StoreError as refusal:
        cause, server = refusal.__cause__, server_of(url) or "localhost"
        if refusal.words == postgres.broken(server):
            why = _("The connection to the server {server} broke.", server=server)
        elif isinstance(cause, Exception):
            why = reason_for(cause)
        else:
            why = refusal.words
        raise StoreError(
            _("{why} The business was not moved: it stands where it was, as it was.", why=why)
        ) from refusal


def _fill(source: sa.Connection, place: Place, target: sa.Connection) -> None:
    """Write everything of a business of this computer into the tables of a server."""
    transfer.copy_rows(source, target)
    ours = [p for f in (place.purchases, place.layers, place.uploads) for p in f.rglob("*")]
    ours = sorted(path for path in (*ours, place.key) if path.is_file())
    files.keep(target, place, ours)
    for path in ours:
        name = path.relative_to(place.folder).as_posix()
        if files.content_of(target, name) != kept_bytes.read(path):
            raise transfer.unequal()


def _exchange(
    root: Path, slug: str, folder: Path, now: dt.datetime, look: partial[None] | None = None
) -> None:
    """Put a folder in the place of a business; what was there is set aside, or stays."""
    old = businesses_folder(root) / slug
    aside = aside_folder(root, slug, now)
    with said():
        make_folder(aside.parent)
        old.rename(aside)
        try:
            if look is not None:
                look(Place(aside))
            folder.rename(old)
            _flush_or_undo(old, folder, aside.parent)
        except BaseException:
            aside.rename(old)
            raise
    with contextlib.suppress(OSError):  # it is moved; what can be made again may lie there
        remove_folder(Place(aside).cache)


def _flush_or_undo(moved: Path, before: Path, aside: Path) -> None:
    """Bring the new names to the disk itself, else take the last one back."""
    try:
        for path in (moved.parent, aside):
            flush(path)
    except BaseException:
        moved.rename(before)
        raise


def _unwritten(place: Place, *, last: str) -> None:
    """Refuse where somebody wrote since."""
    with contextlib.closing(open_ledger(place.ledger)) as ledger, ledger.reading() as connection:
        if _last_action(connection) != last:
            raise StoreError(
                _(
                    "Somebody wrote into the ledger meanwhile, so it was not moved. Please close "
                    "the program and try again."
                )
            )


def _last_action(connection: sa.Connection) -> str:
    """Changes with everything that anybody does."""
    rows = connection.execute(sa.select(ACTION.c.id, ACTION.c.undone_by).order_by(ACTION.c.id))
    return hashlib.sha256(repr(rows.all()).encode()).hexdigest()


def _copy_marks(place: Place, folder: Path) -> None:
    """Who was erased is known beside the ledger too."""
    if place.erased.exists():
        shutil.copyfile(place.erased, folder / place.erased.name)
        flush(folder / place.erased.name)


def _refuse_damaged(place: Place) -> None:
    if examine(place).damages:
        raise StoreError(
            _("The ledger is damaged, so it was not moved. Please restore a backup first.")
        )
