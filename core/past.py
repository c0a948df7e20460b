"""The half of the workspace that tells what was done, row by row."""

from __future__ import annotations

from abc import ABC, abstractmethod

import sqlalchemy as sa

from core.store import history, imports, reading
from core.store.connection import Ledger
from core.store.history import Told


class Past(ABC):
    """What a workspace tells of its journal."""

    _ledger: Ledger

    @abstractmethod
    def _group(self, connection: sa.Connection, customer_id: str) -> list[str]: ...

    def past(self, customer_id: str = "", *, limit: int, offset: int = 0) -> list[Told]:
        """What was done, newest first, with what it changed.

        Args:
            customer_id: whose rows (also under the ids joined with it); empty for everything.
            limit: how many actions.
            offset: how many newer ones are passed over.
        """
        with self._ledger.reading() as connection:
            scale = reading.scale_of([b for b in imports.batches(connection) if b.active])
            ids = self._ids(connection, customer_id)
            return history.past(connection, ids, scale=scale, limit=limit, offset=offset)

    def past_count(self, customer_id: str = "") -> int:
        """How many actions :meth:`past` can tell of."""
        with self._ledger.reading() as connection:
            return history.count(connection, self._ids(connection, customer_id))

    def _ids(self, connection: sa.Connection, customer_id: str) -> list[str] | None:
        if not customer_id:
            return None
        return list(dict.fromkeys([customer_id, *self._group(connection, customer_id)]))
