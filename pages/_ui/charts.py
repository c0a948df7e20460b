"""Figures of core on the page: Japanese font, the same numbers as a table, who is behind them."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.export.cells import write_frame
from core.figures import Figure
from core.locale.words import Words, _, n_
from pages._ui import at_work
from pages._ui.names import name_buttons
from pages._ui.tables import plain_table
from pages._ui.words import md, t

FONT = '"BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif'
FONT_SIZE = 16
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONFIG = {"displayModeBar": False, "scrollZoom": False, "showTips": False}

#: Rows of customers behind the points that were clicked, by the points' ids.
Behind = Callable[[tuple[str, ...]], pd.DataFrame | None]


def chart(
    figure: Figure,
    *,
    key: str,
    alt: Words,
    table: pd.DataFrame | None = None,
    behind: Behind | None = None,
) -> None:
    """Draw a figure of :mod:`core.figures`.

    Args:
        figure: the plain dict.
        key: stable name of the element.
        alt: what the chart shows, for those who do not see it.
        table: the same numbers; shown on request, and saved as Excel.
        behind: who stands behind the points that were clicked; each trace has the ids of its
            points as ``customdata``.
    """
    layout = figure["layout"] | {"font": {"family": FONT, "size": FONT_SIZE, "color": "#1f1f1f"}}
    found = st.plotly_chart(
        {"data": figure["data"], "layout": layout},
        theme=None,
        config=_CONFIG,
        key=key,
        alt=t(alt),
        on_select="rerun" if behind else "ignore",
        selection_mode="points",
    )
    if behind is not None:
        _behind(behind, _clicked(found), key)
    if table is not None and len(table):
        with st.expander(t(_("The numbers as a table")), key=f"{key}_numbers"):
            plain_table(table)
            if at_work.sees().exports:
                st.download_button(
                    t(_("Save these numbers as Excel")), partial(excel_of, table),
                    f"{t(alt)}.xlsx", EXCEL, key=f"{key}_xlsx", on_click="ignore",
                )  # fmt: skip


def excel_of(table: pd.DataFrame) -> bytes:
    """A table as an Excel file in which nothing computes."""
    target = io.BytesIO()
    write_frame(table, target, kind="xlsx")
    return target.getvalue()


def _clicked(event: Any) -> tuple[str, ...]:  # noqa: ANN401 - what the element gives back
    """The ids of the points that were clicked, each once."""
    points = event["selection"]["points"] if event else []
    ids = [point.get("customdata") for point in points]
    plain = [i[0] if isinstance(i, list) and i else i for i in ids]
    return tuple(dict.fromkeys(str(i) for i in plain if isinstance(i, str | int) and i != ""))


def _behind(behind: Behind, points: tuple[str, ...], key: str) -> None:
    """The customers behind the points, or how to see them."""
    if not points:
        st.caption(md(_("Click a bar, a point or a cell: who stands behind it is named here.")))
        return
    rows = behind(points)
    if rows is None or not len(rows):
        st.markdown(md(_("Nobody stands behind it.")))
        return
    said = n_("{n} customer behind it", "{n} customers behind it", n=len(rows))
    name_buttons(rows, place=f"{key}_behind", said=said)
