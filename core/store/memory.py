"""What a process remembers of the tables it read last, so that a click reads only what changed.

Reading fifty thousand customers from their file takes a tenth of a second, and every click that
writes asks for the whole ledger again. The journal says which rows changed since; only those are
read. Frames in memory are shared by all sessions and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from core.store import journal
from core.store.people import Known
from core.store.schema import ERASED


@dataclass(frozen=True)
class Remembered:
    """One moment of a ledger.

    Attributes:
        entry: the newest entry of the journal at that moment; ``mark``: its mark, which a
            restored backup does not have; ``erased``: how many persons had been erased.
        frames: every state table as it can be seen, in kept form.
        who: who is who, for ``finder``.
        finder: the mark of the rule that found it.
        scale: decimals in which ``tables`` have their money.
        tables: as a Book has them: joined customers as one.
    """

    entry: int
    mark: str
    erased: int
    frames: dict[str, pd.DataFrame]
    who: Known
    finder: str
    scale: int
    tables: dict[str, pd.DataFrame]


@dataclass
class Memory:
    """The newest moment that a process read; replaced whole, so that threads may share it."""

    last: Remembered | None = None


def changed_since(
    connection: sa.Connection, last: Remembered | None
) -> dict[str, set[int] | None] | None:
    """{table: its rows that changed since, or none for the whole table}.

    None where nothing usable is remembered: everything has to be read.
    """
    if last is None or last.erased != erased(connection):
        return None
    if last.entry and journal.position(connection, entry=last.entry) != last.mark:
        return None
    return journal.changed_since(connection, last.entry)


def erased(connection: sa.Connection) -> int:
    """How many persons were erased so far: what a process remembers of them must go."""
    return connection.execute(sa.select(sa.func.count()).select_from(ERASED)).scalar_one()
