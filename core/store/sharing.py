"""Businesses on a server: making one there, and joining those that others made."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import kept, postgres
from core.store.address import Shared, parse, server_of, write_address
from core.store.connection import Ledger, create, open_ledger
from core.store.kept import Business
from core.store.network import refuse_network
from core.store.places import (
    SLUG,
    Place,
    businesses_folder,
    settle,
    slug_of,
    slugs,
    staging,
)


def usual_server() -> str:
    """Where new businesses are made if nobody says otherwise; empty for this computer."""
    return os.environ.get("DAIFUKUCHO_DATABASE", "").strip()


def new_shared(root: Path, business: Business, at: str, address: str) -> str:
    """Make a business on a server and join it; returns its slug here.

    Args:
        root: the data folder of this computer.
        business: whose it is; its slug is not looked at.
        at: the moment, as :func:`core.store.clock.stamp` writes it.
        address: of the server, see :func:`core.store.address.parse`.

    Raises:
        StoreError: the server cannot be reached, or lets nobody make something there.
    """
    refuse_network(root)
    first = partial(kept.write_business, business=business, at=at)
    slug = slug_of(business.name)
    with contextlib.closing(_made(parse(address), slug, first)) as ledger:
        assert isinstance(ledger.where, Shared)
        try:
            return _joined(root, ledger.where, slug)
        except BaseException:
            ledger.drop()
            raise


def join_shared(root: Path, address: str) -> list[str]:
    """Work on this computer with every business of a server; returns their slugs here.

    Joining again brings a new password or a new name of the server to what was joined before.

    Raises:
        StoreError: the server cannot be reached, or has no business for this user.
    """
    refuse_network(root)
    url = parse(address)
    found = [Shared(url, name) for name in postgres.names_at(url) if SLUG.fullmatch(name)]
    if not found:
        raise StoreError(
            _(
                "There is no business in {database} on the server {server} that this user may "
                "open.",
                database=url.database or "",
                server=server_of(url) or "localhost",
            )
        )
    for shared in found:
        open_ledger(shared).close()
    return [_joined(root, shared, shared.name) for shared in found]


def _made(url: sa.URL, wanted: str, first: partial[None]) -> Ledger:
    """A new ledger under the wanted name, or that name with the next free number."""
    while True:
        name = postgres.free_name(url, wanted)
        try:
            return create(Shared(url, name), first)
        except StoreError as error:
            if not postgres.taken(error):  # two computers made one of that name at once
                raise


def _joined(root: Path, shared: Shared, wanted: str) -> str:
    """The slug under which a business of a server is kept here, the wanted one if it is new."""
    for slug in slugs(root):
        place = Place(businesses_folder(root) / slug)
        where = place.where
        if isinstance(where, Shared) and where.same_as(shared):
            write_address(place.address, shared)
            return slug
    with staging(root) as folder:
        write_address(Place(folder).address, shared)
        return settle(folder, root, wanted)
