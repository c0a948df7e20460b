"""Records one under another, each with the way to correct and to remove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from core.metrics.rhythm import Ints
from core.tables import TABLES, Column, Table
from core.tables.telling import told
from pages._ui import business, cards, drafts, people, record_form, state
from pages._ui.business import Here
from pages._ui.drafts import Draft
from pages._ui.tables import records
from pages._ui.words import md, t

#: Rows drawn at a time.
ROWS_SHOWN = 15
#: Letters of a text that a row shows.
TEXT_SHOWN = 120
#: How a row is parted between its text and its buttons.
TEXT_AND_WAYS = (2.1, 1.3)
_OF_TIME = ("date", "month")


def when(table: Table) -> str:
    """The column by which the newest rows are known; empty where a table has no days."""
    dated = [c for c in table.columns if c.kind in _OF_TIME]
    needed = [c for c in dated if c.needed]
    return (needed or dated)[0].name if dated and table.name != "customers" else ""


def newest_first(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a Book, the newest day first, of one day the last written."""
    return rows.iloc[_order(table, rows)].reset_index(drop=True)


def _order(table: Table, rows: pd.DataFrame) -> Ints:
    """The places of the rows in that order; the rows themselves are many columns wide."""
    column = when(table)
    if not column and rows["row_id"].is_monotonic_increasing:
        return np.arange(len(rows))[::-1]
    keys = rows[[column, "row_id"] if column else ["row_id"]].reset_index(drop=True)
    ordered = keys.sort_values(list(keys.columns), ascending=False, na_position="last")
    return ordered.index.to_numpy()


def paged(here: Here, place: str, table: str, rows: pd.DataFrame, *, named: bool = True) -> None:
    """One page of rows, newest first, with the pages below.

    Args:
        here: the business.
        place: the page that draws them, for the keys.
        table: where they stand.
        rows: of the Book.
        named: whether each says whose it is.
    """
    total = len(rows)
    if not total:
        st.markdown(md(_("Nothing is written down here yet.")))
        return
    pages = -(-total // ROWS_SHOWN)
    key = f"page_{place}_{table}"
    page = min(st.session_state.get(key, 1), pages) if pages > 1 else 1
    order = _order(TABLES[table], rows)
    shown = records(rows.iloc[order[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN]])
    names = people.names_of(here, _ids(shown)) if named else {}
    for row in shown:
        _row(here, place, table, row, names)
    if pages > 1:
        st.pagination(pages, key=key)
        st.markdown(md(n_("{n} row in all", "{n} rows in all", n=total)))


def _ids(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(row.get(column) or "") for row in rows for column in drafts.CHOSEN]


def _row(
    here: Here, place: str, table: str, row: Mapping[str, Any], names: Mapping[str, str]
) -> None:
    key = f"{place}_{table}_{row['row_id']}"
    with st.container(border=True, key=f"row_{key}"):
        said, ways = st.columns(TEXT_AND_WAYS, vertical_alignment="center")
        said.markdown(_lines(here, TABLES[table], row, names))
        with ways.container(horizontal=True, horizontal_alignment="right"):
            st.button(t(_("Correct")), key=f"edit_{key}", on_click=drafts.edit,
                      args=(place, table, row))  # fmt: skip
            st.button(t(_("Remove")), key=f"remove_{key}", on_click=_remove,
                      args=(table, int(row["row_id"])))  # fmt: skip
            if names and row.get("customer_id"):
                cards.open_card_button(row["customer_id"], t(_("Card")), place=key)
        draft = drafts.open_at(place)
        if draft is not None and (draft.table, draft.row_id) == (table, int(row["row_id"])):
            record_form.draw(here, draft)


def _lines(here: Here, table: Table, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """When and whose, then what the common columns say, then the rest in small letters."""
    head = [_cell(here, table.column(name), row) for name in [when(table)] if name]
    whose = str(row.get("customer_id") or "")
    if whose and names and table.name != "customers":
        head.append(_("{name}", name=names.get(whose, whose)))
    first = "　".join(f"**{md(words)}**" for words in head if words)
    facts = [
        f"{md(column.label)}: {md(_short(here, column, row, names))}"
        for column in _told_columns(table)
        if _cell(here, column, row)
    ]
    return "  \n".join(line for line in (first, "　".join(facts)) if line)


def _told_columns(table: Table) -> list[Column]:
    """What a row shows: for a customer the common columns, for a record everything."""
    if table.name == "customers":
        return [table.column(name) for name in ("customer_id", *table.common)]
    hidden = (when(table), "customer_id")
    return [table.column(name) for name in table.names if name not in hidden]


def _cell(here: Here, column: Column, row: Mapping[str, Any]) -> Words | str:
    return told(column, row[column.name], currency=here.book.currency, scale=here.book.scale)


def _short(
    here: Here, column: Column, row: Mapping[str, Any], names: Mapping[str, str]
) -> Words | str:
    if column.name in drafts.CHOSEN and column.name != "customer_id":
        return names.get(str(row[column.name]), str(row[column.name]))
    words = _cell(here, column, row)
    if isinstance(words, str) and len(words) > TEXT_SHOWN:
        return f"{words[:TEXT_SHOWN]}…"
    return words


def _remove(table: str, row_id: int) -> None:
    """Remove a row; the line below says it and takes it back."""
    workspace = business.here().workspace
    try:
        action = workspace.remove(table, row_id)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    state.LAST_ACTION.put((workspace.last_actions(1)[0].words, action))
    draft: Draft | None = state.DRAFT.get()
    if draft is not None and (draft.table, draft.row_id) == (table, row_id):
        drafts.close()
