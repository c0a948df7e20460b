"""What each import said about every table but purchases: immutable layers, folded in order.

A layer is a Parquet file ``layers/<import>/<table>.parquet``. A row of the ledger is the fold of
the layers of the active imports over what was added by hand: a later value fills or replaces, a
blank never overwrites, and whoever asked not to be contacted stays so. Therefore an import can be
undone at any time, not only the last one, and the rest stands as if it had never been.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from core.store.frames import EXTRA, among
from core.store.places import Place, whole_file
from core.tables import DTYPES, TABLES, Table

#: Never cleared by an import (特商法 17条): only the owner can, by hand.
_STICKY = ("contact_permission", "stop")


def write_layer(place: Place, batch_id: int, name: str, frame: pd.DataFrame) -> None:
    """Keep what an import said about a table (kept form, named by ``import_key``)."""
    with whole_file(_path(place, batch_id, name)) as temporary:
        frame.to_parquet(temporary)


def keys(place: Place, batch_id: int, name: str) -> pd.Index[str]:
    """The rows that an import spoke of; it must have spoken of the table (:func:`tables`)."""
    return pd.read_parquet(_path(place, batch_id, name), columns=[]).index


def read_layer(place: Place, batch_id: int, name: str, wanted: pd.Index[str]) -> pd.DataFrame:
    """What an import said about some rows."""
    path = _path(place, batch_id, name)
    if not path.exists():
        return _nothing(TABLES[name])
    frame = pd.read_parquet(path)
    return frame[among(frame.index, wanted)]


def tables(place: Place, batch_id: int) -> list[str]:
    """The tables that an import spoke of."""
    return sorted(p.stem for p in (place.layers / str(batch_id)).glob("*.parquet"))


def fold(name: str, layers: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Lay frames over each other in order; rows are recognised by ``import_key``.

    Returns:
        The template's columns and every free column of the layers, one row for each key, in the
        order in which the keys first came.
    """
    table = TABLES[name]
    result = _nothing(table)
    for layer in layers:
        result = _over(table, result, layer)
    return result


def _over(table: Table, under: pd.DataFrame, layer: pd.DataFrame) -> pd.DataFrame:
    if under.empty:
        return layer[[*table.names, *_free([layer])]]
    fresh = layer.index[~among(layer.index, under.index)]
    index = under.index.append(fresh).rename("import_key")
    names = [*table.names, *_free([under, layer])]
    columns = {n: _column(under, layer, n, index, _dtype(table, n)) for n in names}
    return pd.DataFrame(columns, index=index)


def _column(
    under: pd.DataFrame, layer: pd.DataFrame, name: str, index: pd.Index[str], dtype: str
) -> pd.Series[Any]:
    old = _aligned(under, name, index, dtype)
    new = _aligned(layer, name, index, dtype)
    said = new != "" if dtype == "str" else new.notna()
    column, value = _STICKY
    if name == column:
        said &= old != value
    return old.mask(said, new)


def _aligned(frame: pd.DataFrame, name: str, index: pd.Index[str], dtype: str) -> pd.Series[Any]:
    if name not in frame:
        return pd.Series("" if dtype == "str" else None, index=index, dtype=dtype)
    series: pd.Series[Any] = frame[name].reindex(index)
    return (
        series.fillna("").astype("str")
        if dtype == "str"
        else series.astype(pd.api.types.pandas_dtype(dtype))
    )


def _dtype(table: Table, name: str) -> str:
    return "str" if name.startswith(EXTRA) else DTYPES[table.column(name).kind]


def _free(frames: Iterable[pd.DataFrame]) -> list[str]:
    found = {n: None for frame in frames for n in frame.columns if str(n).startswith(EXTRA)}
    return list(found)


def _nothing(table: Table) -> pd.DataFrame:
    return table.empty().set_index(pd.Index([], dtype="str", name="import_key"))


def _path(place: Place, batch_id: int, name: str) -> Path:
    return place.layers / str(batch_id) / f"{name}.parquet"
