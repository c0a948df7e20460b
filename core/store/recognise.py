"""Rows of a sheet that the ledger knows already, brought under the keys they have there.

A row is known by its identity (:data:`core.store.frames.IDENTITY`). Where one identity stands in
several rows (two calls to one customer on one day, both without a note) their order in the file
means nothing: a sorted sheet must change nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
import sqlalchemy as sa

from core.store.frames import Row, extras, identity, read_rows, records
from core.store.schema import TABLE_OF
from core.store.upsert import said_by_imports
from core.tables import TABLES

#: Up to so many identities are looked up one by one; above it the whole table is read.
_FEW = 500


def recognised(connection: sa.Connection, name: str, layer: pd.DataFrame) -> pd.DataFrame:
    """A layer with the keys under which the ledger knows its rows."""
    if name == "customers":
        return layer
    return _corrected(connection, name, _several(connection, name, layer))


def _corrected(connection: sa.Connection, name: str, layer: pd.DataFrame) -> pd.DataFrame:
    """A file may say again what was corrected by hand (after an export); know it as that row."""
    covered = sa.cast(TABLE_OF[name].c.underneath, sa.Text()) != "{}"
    rows = read_rows(connection, name, covered)
    plain = zip(records(TABLES[name], rows), rows["import_key"], strict=True)
    alias = {f"{identity(name, row)}#0": key for row, key in plain}
    known = set(layer.index)
    keys = [alias[k] if k in alias and alias[k] not in known else k for k in layer.index]
    return layer.set_axis(pd.Index(keys, dtype="str", name="import_key"))


def _several(connection: sa.Connection, name: str, layer: pd.DataFrame) -> pd.DataFrame:
    """Rows of one identity, each under the key of the row that says the same."""
    marks = [_mark(key) for key in layer.index]
    counted = pd.Series(marks, dtype="str").value_counts()
    there = _there(connection, name, set(counted.index))
    several = {m for m in counted.index if counted[m] > 1 or len(there[m]) > 1}
    if not several:
        return layer
    places: dict[str, list[int]] = defaultdict(list)
    for place, mark in enumerate(marks):
        if mark in several:
            places[mark].append(place)
    keys = list(layer.index)
    for mark, ours in places.items():
        said = _contents(name, layer.iloc[ours])
        for place, key in zip(ours, _keys(mark, said, there[mark]), strict=True):
            keys[place] = key
    return layer.set_axis(pd.Index(keys, dtype="str", name="import_key"))


def _there(connection: sa.Connection, name: str, marks: set[str]) -> dict[str, dict[str, Row]]:
    """{identity: {key: content}} of what the imports said before."""
    start = sa.func.substr(TABLE_OF[name].c.import_key, 1, len(next(iter(marks), "")))
    rows = read_rows(connection, name, start.in_(marks) if len(marks) <= _FEW else None)
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    base = said_by_imports(name, rows[~rows["absent"].astype(bool)])
    for key, content in zip(base.index, _contents(name, base), strict=True):
        found[_mark(key)][key] = content
    return found


def _keys(mark: str, said: list[Row], there: dict[str, Row]) -> list[str]:
    """A key for each row: of the one that says the same, else the next one that is left."""
    left = dict(there)
    keys = [""] * len(said)
    for place, row in enumerate(said):
        same = next((key for key, known in left.items() if _nothing_new(row, known)), "")
        keys[place] = same
        left.pop(same, None)
    number = 0
    for place in (p for p, key in enumerate(keys) if not key):
        if left:
            keys[place] = next(iter(left))
            del left[keys[place]]
            continue
        while f"{mark}#{number}" in there or f"{mark}#{number}" in keys:
            number += 1
        keys[place] = f"{mark}#{number}"
    return keys


def _nothing_new(row: Row, known: Row) -> bool:
    return all(known.get(column) == value for column, value in row.items())


def _contents(name: str, frame: pd.DataFrame) -> list[Row]:
    """What each row says, blanks left out."""
    plain = zip(records(TABLES[name], frame), extras(frame), strict=True)
    return [{c: v for c, v in (row | extra).items() if not _blank(v)} for row, extra in plain]


def _blank(value: Any) -> bool:  # noqa: ANN401 - any cell
    return value is None or value == "" or bool(pd.isna(value))


def _mark(key: str) -> str:
    return key.rpartition("#")[0]
