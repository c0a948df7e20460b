"""How well the cells of a sheet were read, and the text kept beside what was made of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.ingest.convert import STATE_NAMES
from core.ingest.tabulate import Fields, free_name, kind_in
from core.ingest.values import TEXT_KEPT

#: Columns of :func:`quality_of`.
COLUMNS = ("field", "header", *STATE_NAMES)
_OK, _FIXED, _UNSURE = (STATE_NAMES.index(name) for name in ("ok", "fixed", "unsure"))


def quality_of(fields: Fields, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> pd.DataFrame:
    """One row per field: how many of its cells are ok, fixed, unsure, unreadable and blank.

    Args:
        fields: the read fields.
        rows: which rows count.

    Returns:
        A frame with :data:`COLUMNS`. ``fixed`` is a value that is written in other signs, or says
        more, than its cell: an era, a zero put back, a unit, a number taken for a day.
    """
    counts = []
    for name, values in fields.values.items():
        states = values.states()
        if kind_in(fields.mapping.table, name) == "money" and fields.units[name].factor != 1:
            states[states == _OK] = _FIXED  # the header says 千円
        if name in fields.unsure:
            states[fields.unsure[name] & (states <= _FIXED)] = _UNSURE
        numbers = np.bincount(states[rows], minlength=len(STATE_NAMES)).tolist()
        counts.append((name, fields.headers[name], *numbers))
    return pd.DataFrame(counts, columns=list(COLUMNS))


def kept_texts(fields: Fields, table: str) -> dict[str, pd.Series]:
    """What was typed and could not be read, or is unsure, as free columns under its headers.

    Args:
        fields: the read fields.
        table: the table that gets the columns.

    Returns:
        {name of the free column: text, empty where the value says all}.
    """
    found: dict[str, pd.Series] = {}
    for name, values in fields.values.items():
        keep = fields.beside.get(name, np.zeros(len(values.index), dtype=bool))
        if any(read.code in TEXT_KEPT for read in values.found):
            keep = keep | values.coded(TEXT_KEPT)
        if keep.any():
            texts = fields.texts[name].where(pd.Series(keep), "").astype("str")
            found[free_name(fields.headers[name], table)] = texts
    return found
