"""A list of the ledger as a file for Excel, made when it is asked for."""

from __future__ import annotations

import io
from functools import partial

import pandas as pd
import streamlit as st

from core.book import Book
from core.export.cells import write_frame
from core.export.listing import listing
from core.locale.words import _
from core.tables import TABLES
from pages._ui.at_work import taken_out
from pages._ui.business import Here
from pages._ui.history import EXCEL
from pages._ui.record_list import newest_first
from pages._ui.words import spoken, t


def downloads(here: Here, table: str, rows: pd.DataFrame) -> None:
    """Two buttons: the rows as they are listed, as Excel or CSV."""
    name = t(TABLES[table].label)
    made = partial(content, here.book, table, rows, language=spoken())
    with st.container(horizontal=True):
        st.download_button(
            t(_("Save this list as Excel")), taken_out(partial(made, "xlsx"), "list"),
            f"{name}.xlsx", EXCEL,
            key="ledger_xlsx", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            t(_("Save this list as CSV")), taken_out(partial(made, "csv"), "list"),
            f"{name}.csv", "text/csv",
            key="ledger_csv", on_click="ignore",
        )  # fmt: skip


def content(book: Book, table: str, rows: pd.DataFrame, kind: str, language: str) -> bytes:
    """The file's content: headers and words in a language, nothing that computes.

    Args:
        book: the business.
        table: whose rows.
        rows: of the Book.
        kind: ``xlsx`` or ``csv``.
        language: of headers and words.
    """
    target = io.BytesIO()
    ordered = newest_first(TABLES[table], rows)
    write_frame(listing(TABLES[table], ordered, book, language), target, kind=kind)
    return target.getvalue()
