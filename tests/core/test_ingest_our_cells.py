"""Every text goes into a cell of our own workbook and comes back to the letter."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.ingest.our_cells import (
    JSON,
    LONGEST,
    PLAIN,
    LongTexts,
    Whole,
    disguised,
    said,
    undisguised,
    written,
)

LIVE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "-5%",
    "値引 -5%",
)
ODD = st.one_of(
    st.text(),
    st.from_regex(r"'*[=@+\-\t\r＝＋].*", fullmatch=True),
    st.sampled_from([*LIVE, "#N/A", "'#N/A", "'", "''=1", "…[→1]", "a\ufffe…[→1]", "+81 90-0000"]),
)


def back(texts, cells):
    rows = [tuple(map(str, row)) for row in texts.rows]
    whole = Whole(rows)
    return [whole.said(cell) for cell in cells]


@given(st.lists(ODD, max_size=5))
@example(["あ" * (LONGEST + 1), "b\uffff", " " * (3 * LONGEST), "=" + "x" * LONGEST])
def test_texts_come_back_to_the_letter(said_before):
    texts = LongTexts()
    cells = [texts.cell(text) for text in said_before]
    assert back(texts, cells) == said_before
    assert all(len(cell) <= LONGEST + 1 for cell in cells)
    assert not any(cell.startswith(("=", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("text", LIVE[:-1])
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text):
    assert written(text) == f"'{text}"
    assert said(written(text)) == text


@pytest.mark.parametrize("text", ["+81 90-0123-4567", "-1200", "値引 -5%", "'tis", "平成"])
def test_what_computes_nothing_stays_readable_as_it_is(text):
    assert written(text) == text


def test_a_long_text_stands_in_pieces_under_one_number():
    texts = LongTexts()
    cell = texts.cell("長" * (2 * LONGEST + 1))
    assert cell.endswith("…[→1]")
    assert [(number, part, form) for number, part, form, _piece in texts.rows] == [
        (1, 1, PLAIN), (1, 2, PLAIN), (1, 3, PLAIN),
    ]  # fmt: skip
    texts.cell("x\ufffe")
    assert texts.rows[-1][:3] == (2, 1, JSON)


def test_the_owner_may_shorten_a_long_text_in_its_cell():
    texts = LongTexts()
    cell = texts.cell("長" * (LONGEST + 1))
    assert back(texts, ["短い…[→1]", "長", cell]) == ["短い…[→1]", "長", "長" * (LONGEST + 1)]


def test_pieces_that_were_torn_are_taken_as_they_stand():
    whole = Whole([("1", "x", PLAIN, "「a」"), ("1", "1", JSON, '「"a」')])
    assert whole.said('"a…[→1]') == '"a'
    assert Whole().said("…[→1]") == "…[→1]"


def test_signs_that_excel_writes_in_disguise_are_read():
    assert undisguised("a_x000D_b_x005F_x0041_") == "a\rb_x0041_"


@given(ODD | st.sampled_from(["_x0041_", "_x005f_x000d_", "__x0041__", "a\r\n\x01\x0b\t"]))
def test_every_sign_is_written_as_excel_does(text):
    cell = disguised(text)
    assert undisguised(cell) == text
    assert not any(sign < " " and sign not in "\t\n" for sign in cell)
