"""Where the header stands: the layouts of SHEETS 3."""

from __future__ import annotations

import pytest

from core.ingest.blocks import blocks_of, stripped
from core.ingest.header import find_layout
from tests.core.sheets_in import raw

HEAD = ["顧客ID", "氏名", "日付", "金額"]
DATA = [
    ["C001", "佐藤 花子", "2026/11/01", 3000],
    ["C002", "鈴木 一郎", "2026/11/02", 4500],
    ["C003", "髙橋 健一", "2026/11/03", 1200],
    ["C001", "佐藤 花子", "2026/11/10", 800],
]
TITLE = ["売上一覧表", None, None, None]
PRINTED = ["出力日：2026/11/22", None, None, None]
BLANK = [None] * 4


def layout(rows, merged=()):
    return find_layout(stripped(raw(rows, merged=merged)), 40)


@pytest.mark.parametrize(
    ("rows", "header_row"),
    [
        ([HEAD, *DATA], 1),
        ([TITLE, HEAD, *DATA], 2),
        ([["架空のデータです"], HEAD, *DATA], 2),
        ([TITLE, PRINTED, BLANK, HEAD, *DATA], 4),
        ([BLANK, BLANK, HEAD, *DATA], 3),
        ([["表1"], HEAD, *DATA], 2),
        ([["店名：つばめ", None, "期間：11月", None], HEAD, *DATA], 2),
        ([["登録ID", None, None, "タグ_1"], HEAD, *DATA], 2),
        (
            [
                ["customer_id", "date", "amount"],
                ["1", "2026-11-01", "10.5"],
                ["2", "2026-11-02", "3"],
            ],
            1,
        ),
        ([["※顧客ID", "氏名（必須）", "日付\n(西暦)", "金額（円）"], *DATA], 1),
        ([HEAD, DATA[0]], 1),
        ([["品番", "型", "寸法", "重さ"], ["A-1", "あ", "10", "2"], ["A-2", "い", "20", "3"]], 1),
    ],
    ids=range(12),
)
def test_the_header_is_found_below_whatever_stands_above(rows, header_row):
    found = layout(rows)
    assert found.header_row == header_row


def test_all_rows_below_are_data():
    found = layout([TITLE, HEAD, *DATA])
    assert list(found.data) == [2, 3, 4, 5]
    assert found.names == dict(enumerate(HEAD))


@pytest.mark.parametrize(
    "rows",
    [
        DATA,
        [["C001", "佐藤 花子", "090-0001-0002"], ["C002", "鈴木 一郎", "090-0001-0003"]],
        [[1, 2, 3], [4, 5, 6]],
        [["佐藤", "東京"], ["佐藤", "東京"], ["佐藤", "東京"]],
    ],
)
def test_a_sheet_without_column_names_has_no_header(rows):
    assert layout(rows) is None


def test_an_empty_sheet_has_no_header():
    assert layout([BLANK]) is None


def test_two_rows_of_a_merged_header_are_joined():
    rows = [
        TITLE,
        ["基本情報", None, "購入", None],
        ["氏名", "電話", "日付", "金額"],
        ["佐藤", "090-0001-0002", "2026/11/01", 10],
        ["鈴木", "090-0001-0003", "2026/11/02", 20],
    ]
    merged = [(1, 0, 1, 3), (2, 0, 2, 1), (2, 2, 2, 3)]
    found = layout(rows, merged)
    assert found.header_row == 3
    assert list(found.names.values()) == [
        "基本情報／氏名",
        "基本情報／電話",
        "購入／日付",
        "購入／金額",
    ]


def test_a_name_merged_down_over_both_header_rows_is_said_once():
    rows = [
        ["顧客ID", "連絡先", None],
        [None, "電話", "住所"],
        ["C001", "090-0001-0002", "青葉野市"],
        ["C002", "090-0001-0003", "北町"],
    ]
    found = layout(rows, [(1, 0, 2, 0), (1, 1, 1, 2)])
    assert list(found.names.values()) == ["顧客ID", "連絡先／電話", "連絡先／住所"]
    assert found.header_row == 2


def test_groups_over_names_are_joined_without_merged_cells_too():
    rows = [
        ["基本", "", "購入", ""],
        ["氏名", "電話", "日付", "金額"],
        ["佐藤", "090-0001-0002", "2026/11/01", "10"],
    ]
    assert list(layout(rows).names.values()) == [
        "基本／氏名",
        "基本／電話",
        "購入／日付",
        "購入／金額",
    ]


@pytest.mark.parametrize(
    "word", ["合計", "小計", "総計", "計", "11月 合計", "Total", "Grand Total"]
)
def test_rows_that_sum_up_are_no_data(word):
    found = layout([HEAD, *DATA, [word, None, None, 9500]])
    assert len(found.data) == 4
    assert found.totals == [5]


def test_a_header_repeated_on_each_page_is_dropped():
    found = layout([HEAD, *DATA[:2], HEAD, *DATA[2:]])
    assert list(found.data) == [1, 2, 4, 5]
    assert found.dropped == [3]


def test_rows_of_required_marks_and_examples_are_dropped():
    marks, example = (
        ["必須", "必須", "必須", "任意"],
        ["例：C001", "例：佐藤", "例：2026/1/1", "例：1000"],
    )
    found = layout([HEAD, marks, example, *DATA])
    assert found.dropped == [1, 2]
    assert len(found.data) == 4


def test_columns_of_one_name_are_numbered_and_nameless_ones_get_their_letter():
    found = layout(
        [
            ["氏名", "電話", "電話", None, "住所"],
            ["佐藤", "1", "2", "x", "北町"],
            ["鈴木", "3", "4", "y", "南町"],
        ]
    )
    assert list(found.names.values()) == ["氏名", "電話", "電話_2", "[D]", "住所"]


def test_a_blank_column_is_left_out():
    found = layout([["氏名", None, "電話"], ["佐藤", None, "1"], ["鈴木", None, "2"]])
    assert list(found.names.values()) == ["氏名", "電話"]


def test_a_second_table_below_a_gap_is_a_block_of_its_own():
    second = [BLANK, BLANK, BLANK, ["商品", "単価", None, None], ["カット", 4000, None, None]]
    blocks = blocks_of(stripped(raw([HEAD, *DATA, *second])), 40, 2)
    assert [list(block.rows) for block in blocks] == [[1, 2, 3, 4, 5], [9, 10]]


def test_a_gap_in_one_table_does_not_end_it():
    sheet = stripped(raw([HEAD, *DATA[:2], BLANK, BLANK, BLANK, *DATA[2:]]))
    assert blocks_of(sheet, 40, 2) == [sheet]
    assert len(find_layout(sheet, 40).data) == 4
