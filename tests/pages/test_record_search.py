"""Records are found by any word in them, however it is written."""

from __future__ import annotations

import pandas as pd
import pytest

from pages._ui.record_search import _filled, _holds, _without_letters

CELLS = pd.Series(
    ["Café Ａｂｃ", "東京都", "", "straße", "CAFÉ", "顧客C0123", "c0123x"], dtype="str"
)


@pytest.mark.parametrize(
    "typed", ["café", "CAFÉ", "ａＢｃ", "東京", "straße", "9", "é", "C0123", "客c01", "0123"]
)
def test_a_word_is_found_in_large_letters_and_in_small_ones(typed):
    everywhere = CELLS.str.contains(typed, case=False, regex=False)
    assert list(_holds(CELLS, typed)) == list(everywhere)
    assert everywhere.any() == (typed != "9")


def test_only_columns_in_which_something_stands_are_looked_through():
    rows = pd.DataFrame({"name": ["", "見本"], "memo": ["", ""], "amount": [1, 2]})
    assert _filled(rows.astype({"name": "str", "memo": "str"})) == {"name"}


def test_nothing_is_found_where_nothing_stands():
    assert not _holds(pd.Series(["", ""], dtype="str"), "東京").any()
    assert _holds(pd.Series([], dtype="str"), "東京").empty


@pytest.mark.parametrize(
    ("typed", "part"), [("C0123", "0123"), ("東京a都内", "東京"), ("café", ""), ("ß1Ꭰ", "1")]
)
def test_first_it_is_looked_for_the_longest_part_that_knows_no_large_letters(typed, part):
    assert _without_letters(typed) == part
