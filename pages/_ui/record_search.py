"""Finding records: by whose they are, or by any word that stands in them."""

from __future__ import annotations

import operator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import numpy as np
import pandas as pd

from core.tables import TABLES, Column
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
    folder = str(here.workspace.folder)
    filled = made_from(folder, f"filled|{name}", (rows,), lambda: _filled(rows))
    columns = [column for column in TABLES[name].columns if column.name in filled]
    written = [c.name for c in columns if c.kind in _WRITTEN and not c.choices]
    written += filled & {"extra"}
    word = typed.strip()
    with ThreadPoolExecutor() as beside:  # each of a million cells takes a tenth of a second
        held = beside.map(lambda column: _holds(rows[column], word), written)
        hit = _whose(here, columns, rows, typed) | _chosen(columns, rows, word)
        return rows[reduce(operator.or_, held, hit)]


def _filled(rows: pd.DataFrame) -> frozenset[str]:
    """The columns in which anything stands: most hold nothing, and to look takes long."""
    texts = rows.select_dtypes("str")
    return frozenset(str(name) for name in texts.columns if texts[name].ne("").any())


def _whose(here: Here, columns: list[Column], rows: pd.DataFrame, typed: str) -> pd.Series[bool]:
    """Records of the customers who are found by what was typed."""
    ids = people.find(here, typed, len(people.everybody(here).rows))
    names = [column.name for column in columns if column.name in drafts.CHOSEN]
    return _any([rows[name].isin(ids) for name in names], rows)


def _chosen(columns: list[Column], rows: pd.DataFrame, word: str) -> pd.Series[bool]:
    """Records of a choice that is called so."""
    found = []
    for column in columns:
        codes = [c.code for c in column.choices if word.casefold() in t(c.label).casefold()]
        if codes:
            found.append(rows[column.name].isin(codes))
    return _any(found, rows)


def _any(found: list[pd.Series[bool]], rows: pd.DataFrame) -> pd.Series[bool]:
    return reduce(operator.or_, found, pd.Series(False, index=rows.index))


def _holds(cells: pd.Series[str], typed: str) -> pd.Series[bool]:
    """Which cells hold what was typed, in large letters or small ones.

    To regard them takes long, and most words here know none: so only those cells are looked at
    that hold the part without any.
    """
    part = _without_letters(typed)
    if not part:
        return cells.str.contains(typed, case=False, regex=False)
    held = cells.str.contains(part, regex=False)
    places = np.flatnonzero(held)
    if part != typed and len(places):
        found = cells.iloc[places].str.contains(typed, case=False, regex=False)
        held.iloc[places] = found.to_numpy()
    return held


def _without_letters(typed: str) -> str:
    """The longest part that knows no large letters and no small ones: 0123 of C0123."""
    same = (sign if _knows_no_size(sign) else "\0" for sign in typed)
    return max("".join(same).split("\0"), key=len)


def _knows_no_size(sign: str) -> bool:
    return sign == sign.lower() == sign.upper() == sign.casefold()
