"""Tables on the page: small ones as real HTML tables, long ones cut, never a whole ledger."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, n_
from pages._ui.safe import safe
from pages._ui.words import md, t

#: Rows drawn at most in one table.
ROWS_SHOWN = 60


def plain_table(frame: pd.DataFrame) -> None:
    """A small table that reads, prints and speaks well; cells cannot be Markdown."""
    shown = frame.head(ROWS_SHOWN)
    cells = {n: [safe(cell) for cell in column] for n, (_name, column) in enumerate(shown.items())}
    escaped = pd.DataFrame(cells, index=shown.index, dtype="str")
    escaped.columns = [safe(name) for name in shown.columns]
    st.table(escaped, border="horizontal", hide_index=True)
    if len(frame) > ROWS_SHOWN:
        more = len(frame) - ROWS_SHOWN
        st.markdown(md(n_("{n} more row is not shown.", "{n} more rows are not shown.", n=more)))


def grid_table(frame: pd.DataFrame, *, key: str, alt: Words) -> None:
    """A wide table to scroll in: rows of a sheet as they stand."""
    st.dataframe(frame.head(ROWS_SHOWN), key=key, hide_index=True, placeholder="", alt=t(alt))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts with text keys."""
    if not len(frame):  # a customer has more than a hundred columns, each of them is looked at
        return []
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
