"""Finding records: by whose they are, or by any word that stands in them."""

from __future__ import annotations

import pandas as pd

from core.tables import TABLES, Column, Table
from pages._ui import drafts, people
from pages._ui.business import Here
from pages._ui.search import plain
from pages._ui.words import t

#: Kinds that hold text as somebody wrote it.
_WRITTEN = ("id", "text", "phone", "email", "postal")


def fitting(here: Here, name: str, rows: pd.DataFrame, typed: str) -> pd.DataFrame:
    """The rows that fit what was typed; all where nothing was.

    Args:
        here: the business.
        name: the table.
        rows: its rows of the Book.
        typed: a name, reading, phone or number of a customer, or any word.
    """
    if not plain(typed):
        return rows
    table = TABLES[name]
    hit = _whose(here, table, rows, typed)
    for column in table.columns:
        hit |= _says(column, rows, typed.strip())
    return rows[hit | rows["extra"].str.contains(typed.strip(), case=False, regex=False)]


def _whose(here: Here, table: Table, rows: pd.DataFrame, typed: str) -> pd.Series[bool]:
    """Records of the customers who are found by what was typed."""
    ids = set(people.find(here, typed, len(people.everybody(here).rows)))
    hit = pd.Series(False, index=rows.index)
    for column in drafts.CHOSEN:
        if column in table.names:
            hit |= rows[column].isin(ids)
    return hit


def _says(column: Column, rows: pd.DataFrame, typed: str) -> pd.Series[bool]:
    cells = rows[column.name]
    if column.choices:
        codes = [c.code for c in column.choices if typed.casefold() in t(c.label).casefold()]
        return cells.isin(codes)
    if column.kind in _WRITTEN:
        return cells.str.contains(typed, case=False, regex=False)
    return pd.Series(False, index=rows.index)
