"""How tables of a shape were matched the last time, so that the next file needs no questions.

Remembered with the import that used it; taking the import back does not forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core.store.journal import Write
from core.store.schema import BATCH, SHAPE


def remember(write: Write, shapes: Mapping[str, Mapping[str, Any]], source: str) -> None:
    """Remember choices by shape, and whose numbers such files have; the last word holds.

    Args:
        write: the action.
        shapes: {fingerprint of the headers: choices as plain values}.
        source: whose customer numbers these files have, empty for the ledger's own.
    """
    if not shapes:
        return
    write.connection.execute(sa.delete(SHAPE).where(SHAPE.c.shape.in_(list(shapes))))
    rows = [
        {"shape": shape, "choices": dict(said), "source": source, "used": write.at}
        for shape, said in shapes.items()
    ]
    write.connection.execute(sa.insert(SHAPE), rows)


def remembered(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """{shape: choices} of all tables that were ever taken in."""
    rows = connection.execute(sa.select(SHAPE.c.shape, SHAPE.c.choices)).all()
    return {row.shape: row.choices for row in sorted(rows, key=lambda row: str(row.shape))}


def source_of(connection: sa.Connection, shape: str) -> str:
    """Whose numbers files of a shape had the last time; empty for our own or an unknown shape."""
    query = sa.select(SHAPE.c.source).where(SHAPE.c.shape == shape)
    return str(connection.execute(query).scalar() or "")


def sources(connection: sa.Connection) -> list[str]:
    """The named sources of all imports, undone ones too, the oldest first."""
    told = connection.execute(sa.select(BATCH.c.source).order_by(BATCH.c.id)).scalars()
    names = [name for text in told for name in text.split("\n") if name]
    return list(dict.fromkeys(names))
