"""Rows as all that was said of them makes them: by hand, by each active import, by a new one."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from core.store import journal, layers
from core.store.frames import EXTRA, among
from core.store.journal import Write
from core.store.layers import Layer
from core.store.places import Place
from core.store.schema import BATCH
from core.store.upsert import apply, current_rows, said_by_imports
from core.tables import TABLES


def active_ids(connection: sa.Connection) -> list[int]:
    """The numbers of the imports that count, oldest first."""
    query = sa.select(BATCH.c.id).where(BATCH.c.active).order_by(BATCH.c.id)
    return list(connection.execute(query).scalars())


def over_ledger(
    connection: sa.Connection, place: Place, name: str, layer: Layer
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that a layer speaks of: as they are, and as the imports will say them."""
    rows = current_rows(connection, name, layer.frame.index)
    base = said_by_imports(name, rows[~rows["absent"].astype(bool)])
    folded = layers.fold(name, [Layer(base), layer])
    settled = _settled(connection, place, name, base, layer)
    if len(settled):  # only the imports themselves tell such a text from the owner's own
        said = _said_before(connection, place, name, settled)
        anew = layers.fold(name, [*said, layer.of(settled)])
        for column in (c for c in folded.columns if c.startswith(EXTRA)):
            texts = anew[column] if column in anew else pd.Series("", index=anew.index)
            folded.loc[settled, column] = texts.reindex(settled).fillna("")
    return rows, folded


def _settled(
    connection: sa.Connection, place: Place, name: str, base: pd.DataFrame, layer: Layer
) -> pd.Index[str]:
    """Rows with a text that could not be read, for which a layer brings the value at last."""
    free = [column for column in base.columns if column.startswith(EXTRA)]
    found: set[str] = set()
    if free and layer.beside:
        known = {**layer.beside}
        for number in active_ids(connection):
            known |= layers.beside(place, number, name)
        for column in set(free) & set(known):
            texts = base.index[base[column].ne("")]
            found |= set(texts) & set(layer.values(known[column]))
    return layer.frame.index[among(layer.frame.index, found)]


def refold(write: Write, place: Place, name: str, keys: pd.Index[str], batch_id: int) -> None:
    """Work out rows anew from what was added by hand and every active import."""
    said = _said_before(write.connection, place, name, keys)
    rows = current_rows(write.connection, name, keys)
    apply(write, name, rows, layers.fold(name, said), batch_id)


def _said_before(
    connection: sa.Connection, place: Place, name: str, keys: pd.Index[str]
) -> list[Layer]:
    """What was written by hand about rows, and what every active import says of them."""
    said = [Layer(_by_hand(connection, name, keys))]
    for number in active_ids(connection):
        said.append(layers.read_layer(place, number, name, keys))
    return said


def _by_hand(connection: sa.Connection, name: str, keys: pd.Index[str]) -> pd.DataFrame:
    """Rows as they were written by hand, as the layer below all imports."""
    wanted = set(keys)
    said = [(k, e) for k, e in journal.added_by_hand(connection, name) if k in wanted]
    frame = TABLES[name].shape(pd.DataFrame([entry.after for _key, entry in said]))
    free = [column for column in frame.columns if column.startswith(EXTRA)]
    frame[free] = frame[free].fillna("").astype("str")
    return frame.set_axis(pd.Index([key for key, _e in said], dtype="str", name="import_key"))
