"""The businesses kept in a data folder: listing them, making a new one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy.exc import InvalidRequestError

from core.errors import StoreError
from core.store import kept
from core.store.address import Shared
from core.store.connection import (
    Ledger,
    create,
    known_revisions,
    open_ledger,
    version_of,
)
from core.store.kept import Business
from core.store.network import refuse_network
from core.store.places import Place, place_of, slugs, staging
from core.store.restore import finish_all


def businesses(root: Path) -> list[Business]:
    """Every business kept here, in order of their slugs; none of them is changed by that.

    One whose ledger cannot be opened stands under its slug; opening it says why. One that was
    being brought back from a backup when the program was killed is brought back first.
    """
    finish_all(root)
    return [_business(root, slug) for slug in slugs(root)]


def _business(root: Path, slug: str) -> Business:
    unnamed = Business(slug, slug, "other")
    try:
        where = place_of(root, slug).where
        if isinstance(where, Shared):
            ledger = open_ledger(where.without_copies())
        elif version_of(where) in known_revisions():
            # An older one is brought up to date when it is opened, after a backup, not for a look.
            ledger = Ledger(where)
        else:
            return unnamed
        with contextlib.closing(ledger), ledger.reading() as connection:
            return kept.read_business(connection, slug)
    except (StoreError, InvalidRequestError, ValueError, TypeError):
        return unnamed


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
