"""Finding records: by whose they are, or by any word that stands in them."""

from __future__ import annotations

import pandas as pd

from core.tables import TABLES, Column, Table
from pages._ui import drafts, people
from pages._ui.business import Here
from pages._ui.cache import made_from
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
    table, word = TABLES[name], typed.strip()
    hit = _whose(here, table, rows, typed)
    folder = str(here.workspace.folder)
    filled = made_from(folder, f"filled|{name}", (rows,), lambda: _filled(rows))
    for column in table.columns:
        if column.name in filled:
            hit |= _says(column, rows, word)
    return rows[hit | _holds(rows["extra"], word)] if "extra" in filled else rows[hit]


def _filled(rows: pd.DataFrame) -> frozenset[str]:
    """The columns in which anything stands: most hold nothing, and to look takes long."""
    texts = rows.select_dtypes("str")
    return frozenset(str(name) for name in texts.columns if texts[name].ne("").any())


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
        return _holds(cells, typed)
    return pd.Series(False, index=rows.index)


def _holds(cells: pd.Series[str], typed: str) -> pd.Series[bool]:
    """Which cells hold what was typed, in large letters or small ones.

    Most words here know no large letters, and to regard them takes long.
    """
    sized = typed.casefold() != typed or typed.upper() != typed
    return cells.str.contains(typed, case=not sized, regex=False)
