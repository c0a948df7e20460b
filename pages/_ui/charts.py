"""Figures of core on the page: Japanese font, no tool bar, and the same numbers as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures import Figure
from core.locale.words import Words, _
from pages._ui.tables import plain_table
from pages._ui.words import t

FONT = '"BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif'
FONT_SIZE = 16
_CONFIG = {"displayModeBar": False, "scrollZoom": False, "showTips": False}


def chart(figure: Figure, *, key: str, alt: Words, table: pd.DataFrame | None = None) -> None:
    """Draw a figure of :mod:`core.figures`.

    Args:
        figure: the plain dict.
        key: stable name of the element.
        alt: what the chart shows, for those who do not see it.
        table: the same numbers; shown on request.
    """
    layout = figure["layout"] | {"font": {"family": FONT, "size": FONT_SIZE, "color": "#1f1f1f"}}
    st.plotly_chart(
        {"data": figure["data"], "layout": layout},
        theme=None,
        config=_CONFIG,
        key=key,
        alt=t(alt),
    )
    if table is not None and len(table):
        with st.expander(t(_("The numbers as a table")), key=f"{key}_numbers"):
            plain_table(table)
