"""What each import said about every table but purchases: immutable layers, folded in order.

A layer is a Parquet file ``layers/<import>/<table>.parquet``. A row of the ledger is the fold of
the layers of the active imports over what was added by hand: a later value fills or replaces, a
blank never overwrites, and whoever asked not to be contacted stays so. Therefore an import can be
undone at any time, not only the last one, and the rest stands as if it had never been.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from core.store import kept_bytes
from core.store.frames import EXTRA, among
from core.store.places import Place
from core.tables import DTYPES, TABLES, Table

#: Never cleared by an import (特商法 17条): only the owner can, by hand.
_STICKY = ("contact_permission", "stop")


#: Under this name a layer's file says which of its free columns stand beside a field.
_BESIDE = b"daifukucho.beside"


@dataclass(frozen=True)
class Layer:
    """What an import, or the owner's hand, said about a table.

    Attributes:
        frame: the rows in kept form, named by ``import_key``.
        beside: {free column: field}: what the field's cells said and could not be read stands in
            the free column of its header, until somebody brings a value for that cell.
    """

    frame: pd.DataFrame
    beside: Mapping[str, str] = field(default_factory=dict)

    def of(self, wanted: pd.Index[str]) -> Layer:
        """The part about some rows."""
        return Layer(self.frame[among(self.frame.index, wanted)], self.beside)

    def values(self, name: str) -> pd.Index[str]:
        """The rows that hold a value under a field, and no text beside it."""
        if name not in self.frame:
            return self.frame.index[:0]
        said = _said(self.frame[name])
        for column in (c for c, beside in self.beside.items() if beside == name):
            if column in self.frame:
                said &= self.frame[column].eq("")
        return self.frame.index[said]


def _said(series: pd.Series[Any]) -> pd.Series[bool]:
    text = isinstance(series.dtype, pd.StringDtype)
    return series.ne("") if text else series.notna()


def write_layer(place: Place, batch_id: int, name: str, layer: Layer) -> None:
    """Keep what an import said about a table."""
    table = pa.Table.from_pandas(layer.frame)
    beside = json.dumps(dict(layer.beside), ensure_ascii=False).encode()
    marked = table.replace_schema_metadata({**(table.schema.metadata or {}), _BESIDE: beside})
    kept_bytes.write_with(_path(place, batch_id, name), partial(parquet.write_table, marked))


def keys(place: Place, batch_id: int, name: str) -> pd.Index[str]:
    """The rows that an import spoke of; it must have spoken of the table (:func:`tables`)."""
    path = kept_bytes.source(_path(place, batch_id, name))
    return pd.read_parquet(path, columns=[]).index


def read_layer(place: Place, batch_id: int, name: str, wanted: pd.Index[str]) -> Layer:
    """What an import said about some rows."""
    path = _path(place, batch_id, name)
    if not path.exists():
        return Layer(_nothing(name))
    frame = pd.read_parquet(kept_bytes.source(path))
    return Layer(frame, beside(place, batch_id, name)).of(wanted)


def beside(place: Place, batch_id: int, name: str) -> dict[str, str]:
    """{free column: field beside which it stands} of what an import said about a table."""
    path = _path(place, batch_id, name)
    if not path.exists():
        return {}
    said = parquet.read_schema(kept_bytes.source(path)).metadata or {}
    return dict(json.loads(said.get(_BESIDE, b"{}")))


def tables(place: Place, batch_id: int) -> list[str]:
    """The tables that an import spoke of."""
    return sorted(p.stem for p in (place.layers / str(batch_id)).glob("*.parquet"))


def fold(name: str, layers: Sequence[Layer]) -> pd.DataFrame:
    """Lay layers over each other in order; rows are recognised by ``import_key``.

    A text that stands beside a field because it could not be read goes where a later layer has a
    value for the field; what the owner wrote into a column of that name stays.

    Returns:
        The template's columns and every free column of the layers, one row for each key, in the
        order in which the keys first came.
    """
    table = TABLES[name]
    result = _nothing(name)
    unsettled: dict[tuple[str, str], set[str]] = {}
    for layer in layers:
        result = _over(table, result, layer.frame)
        for (column, field_name), rows in unsettled.items():
            settled = rows & set(layer.values(field_name))
            replaced = set(_filled(layer.frame, column))
            result.loc[list(settled - replaced), column] = ""
            rows.difference_update(settled)
        _note_texts(unsettled, layer)
    return result if layers else result.copy()


def _note_texts(unsettled: dict[tuple[str, str], set[str]], layer: Layer) -> None:
    """Which texts of a layer stand beside a field, and which are the owner's own."""
    for column in _free([layer.frame]):
        rows = set(_filled(layer.frame, column))
        field_name = layer.beside.get(column, "")
        for (known, _name), others in unsettled.items():
            if known == column:
                others.difference_update(rows)
        if field_name and rows:
            unsettled.setdefault((column, field_name), set()).update(rows)


def _filled(frame: pd.DataFrame, column: str) -> pd.Index[str]:
    return frame.index[frame[column].ne("")] if column in frame else frame.index[:0]


def _over(table: Table, under: pd.DataFrame, layer: pd.DataFrame) -> pd.DataFrame:
    if under.empty:
        return layer[[*table.names, *_free([layer])]]
    fresh = layer.index[~among(layer.index, under.index)]
    index = under.index.append(fresh).rename("import_key") if len(fresh) else under.index
    names = [*table.names, *_free([under, layer])]
    columns = {n: _column(under, layer, n, index, _dtype(table, n)) for n in names}
    return pd.DataFrame(columns, index=index)


def _column(
    under: pd.DataFrame, layer: pd.DataFrame, name: str, index: pd.Index[str], dtype: str
) -> pd.Series[Any]:
    old = _aligned(under, name, index, dtype)
    if (
        name not in layer or not _filled_in(layer[name], dtype).any()
    ):  # as most columns of most sheets
        return old
    new = _aligned(layer, name, index, dtype)
    said = _filled_in(new, dtype)
    column, value = _STICKY
    if name == column:
        said &= old != value
    return old.mask(said, new)


def _filled_in(series: pd.Series[Any], dtype: str) -> pd.Series[bool]:
    return series != "" if dtype == "str" else series.notna()


def _aligned(frame: pd.DataFrame, name: str, index: pd.Index[str], dtype: str) -> pd.Series[Any]:
    if name not in frame:
        return pd.Series("" if dtype == "str" else None, index=index, dtype=dtype)
    if frame.index is index:
        return frame[name]
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


@cache
def _nothing(name: str) -> pd.DataFrame:
    return TABLES[name].empty().set_index(pd.Index([], dtype="str", name="import_key"))


def _path(place: Place, batch_id: int, name: str) -> Path:
    return place.layers / str(batch_id) / f"{name}.parquet"
