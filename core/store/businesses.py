"""The businesses kept in a data folder: listing them, making a new one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from core.errors import StoreError
from core.store import kept
from core.store.address import Shared
from core.store.connection import Ledger, create, open_ledger
from core.store.kept import Business
from core.store.network import refuse_network
from core.store.places import Place, place_of, slugs, staging


def businesses(root: Path) -> list[Business]:
    """Every business kept here, in order of their slugs.

    One whose ledger cannot be opened stands under its slug; opening it says why.
    """
    return [_business(root, slug) for slug in slugs(root)]


def _business(root: Path, slug: str) -> Business:
    try:
        where = place_of(root, slug).where
        ledger = open_ledger(where.without_copies() if isinstance(where, Shared) else where)
    except StoreError:
        return Business(slug, slug, "other")
    with contextlib.closing(ledger), ledger.reading() as connection:
        return kept.read_business(connection, slug)


@contextlib.contextmanager
def new_ledger(root: Path, business: Business, at: str) -> Iterator[tuple[Place, Ledger]]:
    """A new business in a folder without a name, gone at the end unless it was settled.

    Raises:
        StoreError: the data folder is on a network drive.
    """
    refuse_network(root)
    with staging(root) as folder:
        place = Place(folder)
        first = partial(kept.write_business, business=business, at=at)
        with contextlib.closing(create(place.ledger, first)) as ledger:
            yield place, ledger
