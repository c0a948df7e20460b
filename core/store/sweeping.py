"""Files of imports that never became durable: found and removed when a business is opened."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from core.store.connection import Ledger
from core.store.places import Place
from core.store.schema import BATCH, UPLOAD


def sweep(ledger: Ledger, place: Place) -> None:
    """Remove files of imports that never became durable.

    A file may also be of an import that is just coming in; so they are looked at once more with
    the writer's lock, when no import is.
    """
    with ledger.reading() as connection:
        found = strays(connection, place)
    if found:
        with ledger.writing() as connection:
            for path in strays(connection, place):
                path.unlink(missing_ok=True)


def strays(connection: sa.Connection, place: Place) -> list[Path]:
    """Files that no import knows: left by a crash, or of an import that is just coming in."""
    numbers = {str(n) for n in connection.execute(sa.select(BATCH.c.id)).scalars()}
    uploads = set(connection.execute(sa.select(UPLOAD.c.sha256)).scalars())
    bought = place.purchases.glob("*")
    lines = [p for p in bought if p.stem.split("-")[0] not in numbers or _temporary(p)]
    said = place.layers.glob("*/*")
    parts = [p for p in said if p.parent.name not in numbers or _temporary(p)]
    return [*lines, *parts, *(p for p in place.uploads.glob("*") if p.name not in uploads)]


def _temporary(path: Path) -> bool:
    return path.suffix == ".tmp"
