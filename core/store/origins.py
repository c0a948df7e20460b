"""Where what is known of a customer came from: the imports that spoke of them (情報の出どころ)."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow.parquet as pq
import sqlalchemy as sa

from core.store import imports, kept_bytes, layers
from core.store.imports import Batch
from core.store.places import Place


def origins(connection: sa.Connection, place: Place, ids: Sequence[str]) -> list[Batch]:
    """The imports that count and spoke of a customer, oldest first.

    Args:
        connection: a transaction.
        place: the business.
        ids: everybody who is shown as this customer.
    """
    active = (batch for batch in imports.batches(connection) if batch.active)
    return [batch for batch in active if _speaks(place, batch, ids)]


def _speaks(place: Place, batch: Batch, ids: Sequence[str]) -> bool:
    told = "customers" in layers.tables(place, batch.id)
    if told and set(ids) & set(layers.keys(place, batch.id, "customers")):
        return True
    wanted = [("customer_id", "in", list(ids))]
    paths = [kept_bytes.source(place.purchases / name) for name in batch.purchases_files]
    return any(pq.read_table(p, columns=["date"], filters=wanted).num_rows for p in paths)
