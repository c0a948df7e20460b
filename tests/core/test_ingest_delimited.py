"""Splitting text into cells: nothing swallowed, nothing shifted in silence (SHEETS 9.61–63)."""

from __future__ import annotations

import time

import pytest

from core.ingest.delimited import delimiter_of, split
from tests.core.sheets_in import codes, read_csv

HEADER = "顧客番号,氏名,住所,売上日,金額\n"


def cells(text):
    return split(text, delimiter_of(text)).rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n"1\r\n2","x, ""y"""\n', [["a", "b"], ["1\r\n2", 'x, "y"']]),
        ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r3,4\r", [["a", "b"], ["1", "2"], ["3", "4"]]),
        ("a,b\n'0901,'1234\n", [["a", "b"], ["'0901", "'1234"]]),
        ('a,b\n5" pipe,2\n', [["a", "b"], ['5" pipe', "2"]]),
        ("sep=;\na;b\n1;2\n", [[], ["a", "b"], ["1", "2"]]),
        ("a,b\n1,=cmd|'/C'!A0\n+81,@x\n", [["a", "b"], ["1", "=cmd|'/C'!A0"], ["+81", "@x"]]),
    ],
)  # fmt: skip
def test_every_cell_stays_what_it_is(text, rows):
    assert cells(text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b,c\n1,"x,2\n3,y,4\n5,z,6\n', [["1", '"x', "2"], ["3", "y", "4"], ["5", "z", "6"]]),
        ('a,b\n1,"abc\n2,"def"\n3,x\n', [["1", '"abc'], ["2", "def"], ["3", "x"]]),
        ('a,b,c\n1,"x,2\n3,"y,4\n5,z,6\n', [["1", '"x', "2"], ["3", '"y', "4"], ["5", "z", "6"]]),
    ],
)
def test_a_quotation_mark_that_is_never_closed_swallows_no_row(text, rows):
    found = split(text, ",")
    assert found.rows[1:] == rows
    assert found.torn[0] == 2


def test_a_memo_that_was_cut_off_stays_one_cell_and_is_marked():
    found = split('a,b\n1,"line\nand another', ",")
    assert (found.rows[1], found.torn) == (["1", "line\nand another"], (2,))


def test_an_open_mark_in_the_second_row_of_many_costs_one_row_and_no_time():
    text = HEADER + 'C1,"佐藤,青葉,2026/11/1,100\n' + "C2,鈴木,北町,2026/11/2,200\n" * 50_000
    start = time.monotonic()
    found = split(text, ",")
    assert (len(found.rows), found.torn) == (50_002, (2,))
    assert time.monotonic() - start < 20


def test_many_open_marks_do_not_make_it_slow():
    start = time.monotonic()
    found = split("a,b\n" + '1,"x\n' * 50_000, ",")
    assert len(found.rows) == 50_001
    assert time.monotonic() - start < 20


def test_ragged_rows_are_kept_and_marked_and_further_cells_get_a_column():
    found = read_csv(
        HEADER
        + "C1,佐藤,青葉,2026/11/1,100\nC2,鈴木,青葉,1-2,2026/11/2,200\nC3,田中,北町,2026/11/3\n"
        "C4,渡辺,北町,2026/11/4,400\n"
    )
    marked = [p for p in found.problems if p.code == "ragged_row"]
    sheet = found.sheets[0]
    assert [(p.row, p.kept) for p in marked] == [(3, True), (4, True)]
    assert len(sheet.raw) == 4
    assert "200" in sheet.raw.iloc[1].tolist()


def test_further_delimiters_at_the_end_and_titles_above_are_not_ragged():
    assert split("a,b\n1,2,,\n3,4\n5,6\n", ",").ragged == ()
    found = read_csv("売上一覧\n\n\n" + HEADER + "C1,佐藤,青葉,2026/11/1,100\n" * 3)
    assert "ragged_row" not in codes(found.problems)


def test_two_tables_of_other_widths_below_each_other_are_not_ragged():
    found = split("a,b,c\n1,2,3\n4,5,6\n\n\nx,y\n1,2\n3,4\n", ",")
    assert [len(row) for row in found.rows] == [3, 3, 3, 0, 0, 2, 2, 2]
    assert found.ragged == ()


def test_one_huge_cell_is_kept_whole():
    memo = "長い" * 400_000
    found = read_csv(HEADER.replace("住所", "備考") + f"C1,佐藤,{memo},2026/11/1,100\n")
    assert found.sheets[0].raw.iloc[0].tolist()[2] == memo


def test_columns_without_end_are_cut_and_said():
    found = read_csv(
        HEADER
        + "C1,佐藤,青葉,2026/11/1,100"
        + "," * 3_000
        + "遠い\n"
        + "C2,鈴木,北町,2026/11/2,200\n" * 3
    )
    assert "far_cells" in codes(found.problems)
    assert found.sheets[0].rows_read == 4


def test_formulas_in_a_text_stay_text():
    found = read_csv(
        "顧客番号,氏名,備考\nC1,=cmd|' /C calc'!A0,+81 90 0123 4567\nC2,@SUM(1),-1+1\n"
    )
    understood = found.sheets[0].understood.astype("str")
    assert list(understood["name"]) == ["=cmd|' /C calc'!A0", "@SUM(1)"]
    assert "+81 90 0123 4567" in understood.to_string()
