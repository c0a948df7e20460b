"""Charts: the same numbers as a table and as Excel, and who stands behind a point."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from pages._ui import charts
from tests.pages.run import open_page, said

TABLE = pd.DataFrame({"月": ["2026年11月"], "人": [12], "合図": ["=1+1"]})


@pytest.mark.parametrize(
    ("event", "ids"),
    [
        (None, ()),
        ({"selection": {"points": []}}, ()),
        ({"selection": {"points": [{"customdata": "left"}, {"customdata": ["more"]}]}},
         ("left", "more")),
        ({"selection": {"points": [{"customdata": "left"}, {"customdata": "left"}, {"x": 1},
                                   {"customdata": ""}, {"customdata": []}]}}, ("left",)),
        ({"selection": {"points": [{"customdata": 3}]}}, ("3",)),
    ],
)  # fmt: skip
def test_each_point_clicked_is_known_by_its_id_once(event, ids):
    assert charts._clicked(event) == ids


def test_the_table_of_a_chart_is_saved_as_excel_in_which_nothing_computes():
    sheet = load_workbook(io.BytesIO(charts.excel_of(TABLE))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["月", "人", "合図"]
    assert rows[1][:2] == ["2026年11月", 12]
    assert sheet.cell(2, 3).data_type == "s"


def test_every_chart_with_numbers_can_be_saved(shown):
    at = open_page("pages/growth.py")
    assert "この数字をExcelで保存する" in [b.label for b in at.get("download_button")]


def clicked_on(points):
    """A page of one chart of which these points were clicked."""
    import pandas as pd  # noqa: PLC0415 - AppTest runs the function's text alone
    import streamlit as st  # noqa: PLC0415

    from core.locale.words import _  # noqa: PLC0415
    from pages._ui import charts  # noqa: PLC0415

    people = pd.DataFrame({"customer_id": ["a", "b"], "name": ["青木", "馬場"]})
    charts._behind(
        lambda ids: people[people["customer_id"].isin(ids)] if "none" not in ids else None,
        points, "test",
    )  # fmt: skip
    st.text(str(_("Nobody stands behind it.")))


@pytest.mark.parametrize(
    ("points", "text"),
    [((), "ここに出ます"), (("a",), "含まれるお客様 1人"), (("a", "b"), "含まれるお客様 2人"),
     (("none",), "含まれるお客様はいません"), (("c",), "含まれるお客様はいません")],
)  # fmt: skip
def test_who_stands_behind_the_points_is_named(points, text):
    at = AppTest.from_function(clicked_on, args=(points,), default_timeout=30)
    at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
    at.run()
    assert not at.exception
    assert text in said(at)
    names = [b.label for b in at.button]
    assert ("青木" in names) == ("a" in points)
