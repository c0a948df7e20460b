"""Tables on the page, and rows as dicts."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from pages._ui.tables import ROWS_SHOWN, records


def test_rows_become_dicts_with_text_keys_and_nothing_for_what_is_missing():
    frame = pd.DataFrame({"name": ["見本"], 2026: pd.array([pd.NA], dtype="Int64")})
    assert records(frame) == [{"name": "見本", "2026": None}]
    assert records(frame.iloc[:0]) == []


DRAWN = """
import pandas as pd
from pages._ui.tables import plain_table
rows = [["*見本*", 3, 0.5]] * 61
frame = pd.DataFrame(rows, columns=["名*前", "数", "割合"], index=range(7, 68))
plain_table(frame)
"""


def test_a_plain_table_shows_each_cell_as_it_stands_and_says_how_many_rows_are_left():
    at = AppTest.from_string(DRAWN).run()

    assert not at.exception
    shown = at.table[0].value
    assert list(shown.columns) == ["名&#42;前", "数", "割合"]
    assert shown.iloc[0].tolist() == ["&#42;見本&#42;", "3", "0&#46;5"]
    assert len(shown) == ROWS_SHOWN
    assert len(at.markdown) == 1
