"""Where the tables of a sheet stand and which rows are data: the layouts of SHEETS 3 and 9."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, NoCustomerColumn, NoHeader
from core.ingest import read
from core.ingest.answers import answer
from core.ingest.blocks import blocks_of, stripped
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.exported import tables_of
from core.ingest.header import find_layout
from core.ingest.periods import Period, dated, is_period, period_of, year_in
from core.ingest.sheet import Context, read_sheet
from core.locale.words import say
from core.settings import Settings
from tests.core.sheets_in import TODAY, codes, raw, read_csv, xlsx

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
HEAD = ["顧客ID", "氏名", "電話番号", "住所"]
PEOPLE = [
    ["C001", "佐藤 花子", "090-0001-0002", "青葉野市北町1"],
    ["C002", "鈴木 一郎", "090-0001-0003", "青葉野市南町2"],
    ["C003", "髙橋 健一", "090-0001-0004", "青葉野市東町3"],
]
IDS = ["C001", "C002", "C003"]
SALES = ["日付", "顧客ID", "商品", "金額"]
LINES = [
    ["2026/10/01", "C001", "カット", 3000],
    ["2026/10/05", "C002", "カラー", 8000],
    ["2026/11/02", "C001", "カット", 3500],
]
NOTHING = [None] * 4


def tables(rows, choices=None, remembered=None, *, name="Sheet1", merged=(), file="file.xlsx"):
    """All tables of a sheet, read without a file."""
    context = Context(file, Settings(), TODAY, chosen=choices or {}, remembered=remembered or {})
    return read_sheet(raw(rows, name, merged), context)


def ids(reading):
    return reading.tables["customers"]["customer_id"].tolist()


def lines(reading):
    frame = reading.tables["purchases"]
    return list(zip(frame["customer_id"], frame["date"].dt.date, frame["amount"], strict=True))


PERSONS = {
    "the header on top": ([HEAD, *PEOPLE], 1),
    "a title": ([["顧客一覧"], HEAD, *PEOPLE], 2),
    "a title, the day of printing and a blank row": (
        [["顧客一覧"], ["出力日：2026/11/22"], NOTHING, HEAD, *PEOPLE],
        4,
    ),
    "the day of printing in a cell of its own, right above": (
        [["出力日", "2026/11/22"], HEAD, *PEOPLE],
        2,
    ),
    "a title with a month, right above": ([["顧客一覧", "2026年11月"], HEAD, *PEOPLE], 2),
    "blank rows above": ([NOTHING, NOTHING, HEAD, *PEOPLE], 3),
    "a blank column on the left": ([[None, *row] for row in [HEAD, *PEOPLE]], 1),
    "a blank column in the middle": (
        [[*row[:2], None, *row[2:]] for row in [HEAD, *PEOPLE]],
        1,
    ),
    "the number of people at the end": ([HEAD, *PEOPLE, ["合計", "3名", None, None]], 1),
    "a header on each page": ([HEAD, *PEOPLE[:2], HEAD, PEOPLE[2]], 1),
    "title and header on each page": (
        [["顧客一覧", None, None, "1頁"], HEAD, *PEOPLE[:2], ["顧客一覧", None, None, "2頁"],
         HEAD, PEOPLE[2]],
        2,
    ),
    "line breaks and marks in the header": (
        [["顧客\nID", "氏名\n（必須）", "電話番号\n（半角）", "※住所"], *PEOPLE],
        1,
    ),
    "a row of marks": ([HEAD, ["※必須", "※必須", "任意", "任意"], *PEOPLE], 1),
    "a row with an example": ([HEAD, ["記入例", "山田 太郎", "090-0009-0009", ""], *PEOPLE], 1),
    "cells that are examples": (
        [HEAD, ["（例）X1", "（例）山田", "（例）03-1111-0000", "（例）北町"], *PEOPLE],
        1,
    ),
    "the table's name from Numbers": ([["表1"], HEAD, *PEOPLE], 2),
    "English": (
        [["Customer ID", "Full name", "Phone", "Address"], *PEOPLE],
        1,
    ),
    "English names under the Japanese ones": (
        [HEAD, ["customer_id", "name", "phone", "address"], *PEOPLE],
        1,
    ),
    "machine names above": (
        [["登録ID", None, None, "タグ_1"], ["顧客ID", "表示名", "電話番号", "来店"],
         *[[*row[:3], "1"] for row in PEOPLE]],
        2,
    ),
    "a footnote": ([HEAD, *PEOPLE, NOTHING, ["※住所は変わることがあります"]], 1),
    "who made the sheet": ([HEAD, *PEOPLE, ["作成者：佐藤"], ["以上"]], 1),
    "words that head nothing known": (
        [["顧客ID", "氏名", "車種", "年式"], *[[*row[:2], "軽", "2019"] for row in PEOPLE]],
        1,
    ),
    "three rows in all": ([HEAD[:2], *[row[:2] for row in PEOPLE[:2]], PEOPLE[2][:2]], 1),
    "labelled cells above": (
        [["店名：つばめ", None, "担当", "佐藤"], HEAD, *PEOPLE],
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", PERSONS)
def test_the_customers_of_each_layout_are_found_and_nothing_else(layout):
    rows, header_row = PERSONS[layout]
    (found,) = tables(rows, name="顧客")
    assert (found.kind, found.header_row) == ("customers", header_row)
    assert ids(found) == IDS
    assert found.rows_unread == 0


def test_the_groups_of_a_merged_header_are_joined_to_its_names():
    rows = [
        ["顧客", None, "連絡先", None],
        ["顧客ID", "氏名", "電話番号", "住所"],
        *PEOPLE,
    ]
    (found,) = tables(rows, merged=[(1, 0, 1, 1), (1, 2, 1, 3)])
    assert found.header_row == 2
    assert found.mapping["phone"] == "連絡先／電話番号"
    assert ids(found) == IDS


def test_two_columns_of_one_name_are_both_shown():
    rows = [[*HEAD[:2], "メモ欄", "メモ欄"], *[[*row[:2], "あ", "い"] for row in PEOPLE]]
    (found,) = tables(rows)
    assert found.unmapped == ["メモ欄", "メモ欄_2"]
    assert found.tables["customers"][["メモ欄", "メモ欄_2"]].values.tolist() == [["あ", "い"]] * 3


def test_a_shop_merged_over_several_rows_is_the_shop_of_each():
    rows = [["店舗", *SALES], ["本店", *LINES[0]], [None, *LINES[1]], ["駅前", *LINES[2]]]
    (found,) = tables(rows, merged=[(2, 0, 3, 0)])
    assert found.tables["purchases"]["store"].tolist() == ["本店", "本店", "駅前"]


def test_a_heading_merged_over_the_whole_table_is_no_customer():
    rows = [HEAD, ["■新規のお客様", None, None, None], *PEOPLE]
    (found,) = tables(rows, name="顧客", merged=[(2, 0, 2, 3)])
    assert ids(found) == IDS
    assert codes(found.problems) == ["remark_row"]


# Totals


def test_totals_that_are_the_sums_of_the_rows_are_said_to_agree():
    rows = [SALES, *LINES[:2], ["小計", None, None, 11000], LINES[2],
            ["小計", None, None, 3500], ["合計", None, None, "14,500円"]]  # fmt: skip
    (found,) = tables(rows)
    assert [amount for _id, _day, amount in lines(found)] == [3000, 8000, 3500]
    assert (found.rows_dropped, codes(found.problems)) == (3, ["totals_agree", "totals_row"])
    agree = next(problem for problem in found.problems if problem.code == "totals_agree")
    assert "14,500" in say(agree.words, "en")
    assert agree.kept


def test_a_total_that_is_no_sum_is_said_with_both_numbers_and_its_row():
    (found,) = tables([SALES, *LINES, ["合計", None, None, 15000]])
    (differs,) = [problem for problem in found.problems if problem.code == "totals_differ"]
    assert (differs.row, differs.column) == (5, "金額")
    assert "15,000" in say(differs.words, "ja")
    assert "14,500" in say(differs.words, "ja")


def test_a_total_of_a_cell_that_cannot_be_read_differs():
    (found,) = tables([SALES, *LINES[:2], ["2026/11/02", "C001", "", "約3,500"],
                       ["合計", None, None, 14500]])  # fmt: skip
    assert "totals_differ" in codes(found.problems)


def test_a_shop_of_clocks_is_no_total():
    rows = [["顧客ID", "氏名", "業種"], ["1", "時計店あおば", "小売"], ["2", "会計", "士業"]]
    (found,) = tables(rows, name="顧客")
    assert ids(found) == ["1", "2"]


# Several tables


def test_two_tables_side_by_side_are_two_readings():
    left = [HEAD, *PEOPLE]
    right = [SALES, *LINES]
    rows = [[*a, None, *b] for a, b in zip(left, right, strict=True)]
    first, second = tables(rows)
    assert (first.key, first.kind, ids(first)) == ("Sheet1", "customers", IDS)
    assert (second.key, second.kind, second.rows_read) == ("Sheet1#2", "purchases", 3)
    assert second.total_amount == 14500


def test_a_table_beside_another_may_begin_lower_and_end_earlier():
    rows = [
        [*HEAD, None, None, None],
        [*PEOPLE[0], None, "商品", "単価"],
        [*PEOPLE[1], None, "カット", 3000],
        [*PEOPLE[2], None, None, None],
    ]
    people, prices = tables(rows)
    assert ids(people) == IDS
    assert people.unmapped == []
    assert (prices.kind, prices.tables) == ("unknown", {})


def test_a_sparse_column_behind_a_blank_one_belongs_to_its_customers():
    rows = [[*HEAD[:2], None, "電話番号", "備考"], [*PEOPLE[0][:2], None, "090-0001-0002", "常連"],
            [*PEOPLE[1][:2], None, None, None], [*PEOPLE[2][:2], None, None, None]]  # fmt: skip
    (found,) = tables(rows)
    assert ids(found) == IDS
    assert found.mapping["phone"] == "電話番号"


@pytest.mark.parametrize("gap", [0, 1, 2, 5])
def test_a_table_of_other_columns_below_is_another_reading(gap):
    first, second = tables([HEAD, *PEOPLE, *[NOTHING] * gap, SALES, *LINES])
    assert ids(first) == IDS
    assert (second.kind, second.header_row, second.rows_read) == ("purchases", 5 + gap, 3)


def test_the_title_of_a_lower_table_says_what_it_is_and_is_no_row_of_the_upper():
    rows = [["顧客一覧"], HEAD, *PEOPLE, NOTHING, NOTHING, ["購入履歴"], SALES, *LINES]
    first, second = tables(rows)
    assert (first.rows_read, first.rows_unread) == (3, 0)
    assert (second.kind, second.header_row) == ("purchases", 9)


def test_the_same_columns_again_below_a_gap_are_the_same_table():
    rows = [["10月"], SALES, *LINES[:2], NOTHING, NOTHING, NOTHING, ["11月"], SALES, LINES[2]]
    (found,) = tables(rows)
    assert (found.rows_read, found.rows_unread, found.rows_dropped) == (3, 0, 2)


def test_unknown_words_over_numbers_below_a_gap_are_another_table():
    rows = [HEAD, *PEOPLE, NOTHING, NOTHING, NOTHING, ["席", "広さ", None, None],
            ["窓", 12, None, None], ["奥", 8, None, None]]  # fmt: skip
    first, second = tables(rows)
    assert (first.rows_read, first.rows_unread) == (3, 0)
    assert second.why == "customer"


def test_tables_beside_and_below_each_other_are_all_found():
    rows = [
        [*HEAD, None, *SALES],
        *[[*a, None, *b] for a, b in zip(PEOPLE, LINES, strict=True)],
        [None] * 9,
        [None] * 9,
        [None] * 9,
        ["顧客ID", "日付", "対応内容", "担当者", None, None, None, None, None],
        ["C001", "2026/11/03", "電話", "佐藤", None, None, None, None, None],
    ]
    found = tables(rows)
    assert [table.key for table in found] == ["Sheet1", "Sheet1#2", "Sheet1#3"]
    assert [table.kind for table in found][:2] == ["customers", "purchases"]
    assert found[2].header_row == 8


def test_a_table_that_the_owner_leaves_out_gives_nothing_and_the_others_all():
    rows = [HEAD, *PEOPLE, NOTHING, NOTHING, NOTHING, SALES, *LINES]
    first, second = tables(rows, {"Sheet1": SheetChoices(take=False)})
    assert (first.why, first.tables, first.choices.take) == ("left_out", {}, False)
    assert second.rows_read == 3
    again = tables(rows, remembered={first.shape: first.choices})
    assert [table.why for table in again] == ["left_out", ""]


def test_hidden_things_and_errors_of_a_sheet_are_said_once():
    from dataclasses import replace  # noqa: PLC0415

    from core.ingest.guard import SheetFacts  # noqa: PLC0415

    sheet = raw([HEAD, *PEOPLE, NOTHING, NOTHING, NOTHING, SALES, *LINES])
    context = Context("f", Settings(), TODAY, facts=SheetFacts(errors=2, hidden=1))
    found = read_sheet(replace(sheet, hidden=True), context)
    assert codes([p for table in found for p in table.problems if p.code != "hidden_sheet"]) == [
        "error_cells",
        "hidden",
    ]


# The owner's word about the header


def test_the_row_that_the_owner_names_is_the_header():
    rows = [["A店", "B", "C", "D"], HEAD, *PEOPLE]
    (found,) = tables(rows, {"Sheet1": SheetChoices(header_row=2)})
    assert (found.header_row, ids(found)) == (2, IDS)
    assert found.choices.header_row == 2
    remembered = {found.shape: found.choices}
    assert tables(rows, remembered=remembered)[0].header_row == 2


def test_a_header_far_below_the_top_is_found_where_the_owner_names_it():
    titles = [[f"注意書き {n}", None, None, None] for n in range(60)]
    (found,) = tables([*titles, HEAD, *PEOPLE], {"Sheet1": SheetChoices(header_row=61)})
    assert (found.header_row, ids(found)) == (61, IDS)


def test_a_header_named_outside_of_the_cut_undoes_it():
    rows = [HEAD, *PEOPLE, NOTHING, NOTHING, NOTHING, SALES, *LINES]
    (found,) = tables(rows, {"Sheet1": SheetChoices(header_row=8)})
    assert (found.kind, found.header_row, found.rows_read) == ("purchases", 8, 3)


def test_the_file_itself_may_say_how_many_rows_are_header():
    from dataclasses import replace  # noqa: PLC0415

    sheet = raw([["A", "B"], ["1", "い"], ["2", "ろ"]])
    assert find_layout(stripped(replace(sheet, header_rows_hint=1)), 40).header_row == 1
    assert blocks_of(replace(sheet, header_rows_hint=1), 40, 2)[0].header_rows_hint == 1


def test_a_row_that_is_not_there_names_no_columns():
    (found,) = tables([HEAD, *PEOPLE], {"Sheet1": SheetChoices(header_row=99)})
    assert found.why == "header"


# Without column names


def test_without_column_names_it_is_asked_and_the_cells_make_guesses():
    (found,) = tables(PEOPLE)
    (asked,) = found.questions
    assert (found.why, found.tables, asked.code) == ("header", {}, "no_header")
    assert list(asked.options) == ["0", "1", "2", "3"]
    assert "佐藤 花子" in say(asked.options["1"], "ja")
    assert found.mapping == {"customer_id": "[A]", "name": "[B]", "phone": "[C]"}
    assert list(found.raw.columns) == ["[A]", "[B]", "[C]", "[D]"]


def test_when_the_owner_says_there_are_no_names_the_guesses_are_taken_and_said():
    (found,) = tables(PEOPLE, {"Sheet1": SheetChoices(header_row=0)})
    assert (found.kind, found.header_row, ids(found)) == ("customers", 0, IDS)
    assert "column_guessed" in codes(found.problems)
    assert found.tables["customers"]["[D]"].tolist()[0] == "青葉野市北町1"


def test_columns_chosen_by_their_letters_are_remembered_for_cells_that_look_the_same():
    columns = {"[A]": "customer_id", "[B]": "name", "[C]": "phone", "[D]": "address"}
    chosen = SheetChoices(kind="customers", header_row=0, columns=columns)
    (found,) = tables(PEOPLE, {"Sheet1": chosen})
    assert found.tables["customers"]["address"].tolist()[2] == "青葉野市東町3"

    more = [*PEOPLE, ["C004", "田中 桃子", "090-0001-0005", "西町4"]]
    (again,) = tables(more, remembered={found.shape: found.choices})
    assert again.tables["customers"]["address"].tolist()[3] == "西町4"
    others = [[row[2], row[3], row[1], row[0]] for row in PEOPLE]
    (asked,) = tables(others, remembered={found.shape: found.choices})
    assert [question.code for question in asked.questions] == ["no_header"]


def test_lines_of_purchases_without_column_names_are_guessed_too():
    rows = [["C001", "2026/11/01", "3,000円"], ["C002", "2026/11/02", "4,500円"]]
    (found,) = tables(rows, {"Sheet1": SheetChoices(header_row=0)})
    assert lines(found) == [
        ("C001", dt.date(2026, 11, 1), 3000),
        ("C002", dt.date(2026, 11, 2), 4500),
    ]


def test_a_text_that_is_no_table_is_not_asked_about():
    (found,) = tables([["12"], ["13"], ["14"]])
    assert found.why == "header"
    with pytest.raises(NoHeader):
        read_csv("1,2\n3,4\n")


def test_the_answer_to_the_question_gives_the_table():
    text = "\n".join(",".join(row) for row in PEOPLE)
    with pytest.raises(InputError) as refused:
        read_csv(text)
    waiting = refused.value.reading.sheets[0]
    decided = answer(FileChoices(), waiting.key, waiting.questions[0], "0")
    found = read(text.encode(), "table.csv", settings=Settings(), today=TODAY, choices=decided)
    assert ids(found.sheets[0]) == IDS


# Months across

MONTHS = [
    ["顧客ID", "氏名", "2026年9月", "2026年10月", "2026年11月", "合計"],
    ["C001", "佐藤 花子", 1000, None, "3,000", 4000],
    ["C002", "鈴木 一郎", "-", 2000, 0, 2000],
    ["合計", None, 1000, 2000, 3000, 6000],
]
YES = {"Sheet1": SheetChoices(months_across=True)}
BOUGHT = [
    ("C001", dt.date(2026, 9, 1), 1000),
    ("C001", dt.date(2026, 11, 1), 3000),
    ("C002", dt.date(2026, 10, 1), 2000),
]


def test_months_across_are_asked_about_and_stay_columns_until_then():
    (found,) = tables(MONTHS)
    (asked,) = found.questions
    assert (asked.code, list(asked.options)) == ("months_across", ["yes", "no"])
    assert "2026-09" in say(asked.options["yes"], "ja")
    assert found.kind == "customers"
    assert found.tables["customers"]["2026年10月"].tolist() == ["", "2000"]


def test_months_across_become_purchases_on_the_first_when_the_owner_says_so():
    (found,) = tables(MONTHS, YES)
    assert lines(found) == BOUGHT
    assert found.questions == ()
    assert found.tables["customers"]["name"].tolist() == ["佐藤 花子", "鈴木 一郎"]
    assert codes(found.problems).count("month_only") == 3
    assert "totals_agree" in codes(found.problems)
    assert "合計" not in found.tables["purchases"].columns
    assert len(found.raw) == len(found.understood) == 3


def test_the_choices_of_months_give_the_same_reading_again():
    (found,) = tables(MONTHS, YES)
    (again,) = tables(MONTHS, remembered={found.shape: found.choices})
    assert lines(again) == BOUGHT
    assert again.choices == found.choices
    (refused,) = tables(MONTHS, {"Sheet1": SheetChoices(months_across=False)})
    assert (refused.kind, refused.questions) == ("customers", ())


def test_without_a_customers_name_months_wait_for_the_answer():
    rows = [["顧客ID", "2026/09", "2026/10"], ["C001", 100, 200], ["C002", 300, None]]
    (found,) = tables(rows)
    assert (found.kind, found.why, found.tables) == ("unknown", "months", {})
    assert [question.code for question in found.questions] == ["months_across"]
    assert lines(tables(rows, YES)[0])[0] == ("C001", dt.date(2026, 9, 1), 100)
    with pytest.raises(InputError) as refused:
        read_csv("顧客ID,2026/09,2026/10\nC001,100,200\nC002,300,\n")
    assert refused.value.reading.sheets[0].questions


@pytest.mark.parametrize(
    ("above", "head", "first"),
    [
        ([["2025年度 売上表"]], ["10月", "11月", "12月", "1月"], dt.date(2025, 10, 1)),
        ([["令和7年 売上"]], ["10月", "11月", "12月", "1月"], dt.date(2025, 10, 1)),
        ([[None, "2025年", "2025年", "2025年", "2026年"]], ["10月", "11月", "12月", "1月"],
         dt.date(2025, 10, 1)),
        ([], ["2025-10", "2025-11", "2025-12", "2026-01"], dt.date(2025, 10, 1)),
        ([], ["202510", "202511", "202512", "202601"], dt.date(2025, 10, 1)),
        ([], ["R7.10", "R7.11", "R7.12", "R8.1"], dt.date(2025, 10, 1)),
        ([], ["Oct-25", "Nov-25", "Dec-25", "Jan-26"], dt.date(2025, 10, 1)),
        ([], ["2025年10月売上", "11月売上", "12月売上", "1月売上"], dt.date(2025, 10, 1)),
        ([], ["10月", "11月", "12月", "1月"], dt.date(2025, 10, 1)),
        ([], [dt.date(2025, 10, 3), dt.date(2025, 10, 4), dt.date(2025, 10, 5),
              dt.date(2025, 10, 6)], dt.date(2025, 10, 3)),
        ([["2025年"]], ["10/3", "10/4", "10/5", "10/6"], dt.date(2025, 10, 3)),
    ],
)  # fmt: skip
def test_months_and_days_across_are_read_however_they_are_written(above, head, first):
    rows = [*above, ["顧客ID", *head], ["C001", 100, 200, 300, 400], ["C002", 500, "", "", 800]]
    found = tables(rows, YES)[0]
    days = [day for _id, day, _amount in lines(found)]
    amounts = [amount for _id, _day, amount in lines(found)]
    assert days[0] == first
    assert days[:4] == sorted(set(days[:4]))
    assert amounts == [100, 200, 300, 400, 500, 800]


def test_a_year_that_the_file_does_not_say_is_named_in_the_question():
    rows = [["顧客ID", "11月", "12月"], ["C001", 100, 200], ["C002", 300, None]]
    (asked,) = tables(rows)[0].questions
    assert "2025-11" in say(asked.options["yes"], "ja")
    assert (
        tables(rows, file="2024年売上.xlsx")[0].questions[0].options["yes"] != asked.options["yes"]
    )


def test_days_across_are_asked_about_with_their_first_and_last():
    rows = [["顧客ID", "氏名", "2026/11/03", "2026/11/04"], ["C001", "佐藤", 100, 200]]
    (asked,) = tables(rows)[0].questions
    assert re.search(r"Nov\D*3|3\D*Nov|11.03", say(asked.options["yes"], "en"))
    assert codes(tables(rows, YES)[0].problems) == []


def test_months_that_fill_two_years_back_from_today_end_before_it():
    heads = [f"{month}月" for month in (*range(12, 13), *range(1, 13))]
    rows = [["顧客ID", *heads], ["C001", *range(100, 113)], ["C002", *range(200, 213)]]
    days = [day for _id, day, _amount in lines(tables(rows, YES)[0])]
    assert (min(days), max(days)) == (dt.date(2024, 12, 1), dt.date(2025, 12, 1))


def test_a_unit_above_the_table_counts_for_its_amounts():
    rows = [["2026年（単位：千円）"], ["顧客ID", "9月", "10月"], ["C001", 100, 200]]
    (found,) = tables(rows, YES)
    assert [amount for _id, _day, amount in lines(found)] == [100_000, 200_000]
    (plain,) = tables([["単位：千円"], SALES, *LINES])
    assert plain.total_amount == 14_500_000


def test_a_cell_between_months_that_is_no_amount_is_left_aside_and_said():
    rows = [
        ["顧客ID", "9月", "10月"],
        *[[f"C{n}", 100, 200] for n in range(5)],
        ["C9", "休会", 300],
    ]
    (found,) = tables([["2026年"], *rows], YES)
    assert (found.rows_read, found.rows_unread) == (11, 1)
    assert found.unread["reason"].tolist() == ["unreadable_amount"]
    assert found.unread["source_row"].tolist() == [8]


@pytest.mark.parametrize(
    "head",
    [["2026年9月", "備考"], ["9月", "来店"], ["2026年9月", "2026年9月"], ["9月31日", "9月30日"]],
)
def test_one_month_or_the_same_again_is_not_asked_about(head):
    rows = [["顧客ID", "氏名", *head], ["C001", "佐藤", 100, 1], ["C002", "鈴木", 200, 2]]
    assert tables(rows)[0].questions == ()


def test_marks_of_attendance_are_no_amounts():
    rows = [["顧客ID", "氏名", "9月", "10月"], ["1", "佐藤", "○", ""], ["2", "鈴木", "", "○"]]
    (found,) = tables(rows)
    assert (found.kind, found.questions) == ("customers", ())


def test_months_of_products_are_totals_and_no_customers():
    rows = [["商品", "2026年9月", "2026年10月"], ["カット", 100, 200], ["カラー", 300, 400]]
    (found,) = tables(rows)
    assert (found.kind, found.tables) == ("totals", {})
    assert tables(rows, YES)[0].kind == "totals"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026年1月", Period(2026, 1)), ("１月", Period(None, 1)), ("12月分", Period(None, 12)),
        ("2026年／4月", Period(2026, 4)), ("May", Period(None, 5)), ("may-26", Period(2026, 5)),
        ("September 2026", Period(2026, 9)), ("2026/01/31", Period(2026, 1, 31)),
        ("11/22(日)", Period(None, 11, 22)), ("令和8年11月", Period(2026, 11)),
        ("1月_2", Period(None, 1)),
        ("Mark", None), ("13月", None), ("氏名", None), ("46348", None),
        ("2026年", Period(2026, 1, None, whole_year=True)),
        ("月", None), ("", None), ("2026年11月にご来店いただいたお客様のリスト", None),
    ],
)  # fmt: skip
def test_a_header_is_a_month_a_day_or_neither(text, period):
    assert period_of(text) == period
    assert is_period(text) == (period is not None)


def test_a_day_that_does_not_exist_is_no_day_and_a_new_year_begins_where_months_go_back():
    periods = [Period(None, 2, 28), Period(None, 2, 29), Period(None, 1, 1)]
    assert dated([Period(None, 9), Period(None, 9, 5)], 2025)[1] == dt.date(2025, 9, 5)
    assert dated(periods, 2025) == [dt.date(2025, 2, 28), None, dt.date(2026, 1, 1)]
    assert year_in(["売上", "H30年度"]) == 2018
    assert year_in(["売上"]) is None


# Forms, totals, Numbers


CARD = [["顧客カルテ"], ["氏名", "佐藤 花子"], ["電話番号", "090-0001-0002"], ["住所", "北町1"],
        ["誕生日", "1980/4/1"]]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        CARD,
        [["氏名", "佐藤 花子", "フリガナ", "サトウ"],
         ["電話番号", "090-0001-0002", "住所", "北町1"],
         ["誕生日", "1980/4/1", "メール", "a@example.jp"]],
        [["氏名", "佐藤", "鈴木"], ["電話番号", "090-0001-0002", "090-0001-0003"],
         ["住所", "北町", "南町"], ["誕生日", "1980/4/1", "1981/5/2"]],
    ],
)  # fmt: skip
def test_a_form_of_one_customer_is_no_list(rows):
    (found,) = tables(rows)
    assert (found.kind, found.why, found.tables) == ("unknown", "card", {})


def test_a_form_alone_is_refused_with_a_way_out_and_among_others_only_said():
    with pytest.raises(InputError) as refused:
        read(xlsx({"佐藤様": CARD}), "カルテ.xlsx", settings=Settings(), today=TODAY)
    assert "台帳" in refused.value.say("ja")
    both = read(xlsx({"佐藤様": CARD, "顧客": [HEAD, *PEOPLE]}), "a.xlsx", settings=Settings(),
                today=TODAY)  # fmt: skip
    assert "sheet_card" in codes(both.problems)


def test_a_small_list_is_no_form():
    (found,) = tables([["氏名", "電話番号"], ["佐藤 花子", "090-0001-0002"]])
    assert found.kind == "customers"


def test_a_log_whose_first_column_holds_words_of_headers_is_no_form():
    rows = [["種類", "日付", "顧客ID", "内容"], ["電話", "2026/11/01", "C001", "ご案内"],
            ["メール", "2026/11/02", "C002", "お礼"], ["LINE", "2026/11/03", "C001", "お礼"],
            ["電話", "2026/11/04", "C003", "ご案内"]]  # fmt: skip
    (found,) = tables(rows, name="対応履歴")
    assert (found.kind, found.rows_read) == ("activities", 4)


@pytest.mark.parametrize(
    "rows",
    [
        [["売上", "売上（10%標準）", "売上（8%軽減）"], [30000, 20000, 10000]],
        [["日付", "売上", "会計数"], ["2026/11/01", 30000, 12], ["2026/11/02", 20000, 8]],
        [["商品", "数量", "売上金額"], ["カット", 10, 40000], ["カラー", 3, 24000]],
    ],
)
def test_a_sheet_that_only_sums_up_is_refused_as_customers(rows):
    assert tables(rows)[0].kind == "totals"
    text = "\n".join(",".join(str(cell) for cell in row) for row in rows)
    with pytest.raises(NoCustomerColumn) as refused:
        read_csv(text)
    assert "集計" in refused.value.say("ja")


SUMMARY = [
    ["This document was exported from Numbers. Each table was converted to an Excel worksheet."],
    [None, "Numbers Sheet Name", "Numbers Table Name", "Excel Worksheet Name"],
    [None, "顧客", "表1", "顧客 - 表1"],
    [None, None, "購入", "顧客 - 購入"],
]


@pytest.mark.parametrize("name", ["Export Summary", "書き出しの概要", "概要"])
def test_what_numbers_adds_is_left_out_and_its_labels_are_used(name):
    sheets = [raw(SUMMARY, name), raw([HEAD], "顧客 - 表1"), raw([HEAD], "顧客 - Drawings")]
    assert tables_of(sheets) == {"顧客 - 表1": "顧客 - 表1"}
    short = [raw([["書き出しの概要"], ["店", "表1", "S1"]], name), raw([HEAD], "S1")]
    if name != "概要":
        assert tables_of(short) == {"S1": "店 - 表1"}


def test_labels_that_are_not_unique_are_not_used_and_a_lone_summary_is_a_sheet():
    rows = [["店", "表1", "S1"], ["店", "表1", "S2"]]
    sheets = [raw(rows, "Export Summary"), raw([HEAD], "S1"), raw([HEAD], "S2")]
    assert tables_of(sheets) == {"S1": "S1", "S2": "S2"}
    assert tables_of(sheets[:1]) == {"Export Summary": "Export Summary"}


# Anywhere


@settings(deadline=None, max_examples=60)
@given(
    above=st.lists(
        st.sampled_from(["顧客一覧", "出力日：2026/11/22", "店名：つばめ", None]), max_size=4
    ),
    left=st.integers(0, 2),
    right=st.integers(0, 2),
    below=st.lists(st.sampled_from(["blank", "total", "note"]), max_size=3),
    again=st.booleans(),
    gap=st.booleans(),
)
def test_a_table_gives_the_same_customers_wherever_it_stands(
    above, left, right, below, again, gap
):
    def cells(row):
        return [*[None] * left, *row, *[None] * right]

    more = {"blank": NOTHING, "total": ["合計", None, None, "3"], "note": ["※社外秘"] + [None] * 3}
    middle = [HEAD] if again else [NOTHING] * 2 if gap else []
    table = [HEAD, *PEOPLE[:2], *middle, PEOPLE[2], *(more[part] for part in sorted(below))]
    rows = [*[cells([title, None, None, None]) for title in above], *map(cells, table)]
    (found,) = tables(rows, name="顧客")
    assert ids(found) == IDS
    assert found.header_row == len(above) + 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.sampled_from([None, "氏名", "C1", "合計", 5, "2026/1/1", "あ", "例"]),
                         min_size=1, max_size=5), max_size=9))  # fmt: skip
def test_any_grid_of_cells_is_read_without_an_error_and_no_row_is_lost(rows):
    for found in tables(rows):
        data = found.rows_read + found.rows_unread
        assert data + found.rows_dropped <= sum(any(c is not None for c in row) for row in rows)


# Real files


@pytest.mark.data
def test_real_japanese_csv_files_have_their_header_found():
    """All begin with their column names in Latin letters, as their first lines show."""
    files = sorted(CORPUS.glob("csv-*/*.csv"))
    if not files:
        if os.environ.get("CI"):
            pytest.fail("the corpus is missing")
        pytest.skip("the corpus does not stand beside this checkout")
    wrong = []
    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        grid = list(itertools.islice(csv.reader(io.StringIO(text, newline="")), 60))
        assert all(re.fullmatch(r"[a-z_0-9]+", cell) for cell in grid[0]), file.name
        layout = find_layout(stripped(raw(grid)), 40)
        if layout is None or layout.header_row != 1:
            wrong.append(file.name)
    assert len(files) >= 100
    assert wrong == []


@pytest.mark.data
def test_the_real_workbook_of_a_prefecture_has_its_header_below_title_and_blank_row():
    from core.ingest.guard import scan  # noqa: PLC0415
    from core.ingest.process import Source, open_file  # noqa: PLC0415

    file = CORPUS / "code4nagoya" / "data__source.xlsx"
    if not file.exists():
        if os.environ.get("CI"):
            pytest.fail("the corpus is missing")
        pytest.skip("the corpus does not stand beside this checkout")
    data, limits = file.read_bytes(), Settings().intake
    book = open_file(Source(data, file.name, scan(data, file.name, limits), limits), "book")
    (layout,) = [find_layout(stripped(sheet), 40) for sheet in book.sheets if len(sheet.texts)]
    assert layout.header_row == 3
    assert list(layout.names.values())[:3] == ["No", "発表日", "年代・性別"]
    assert len(layout.above) == 2
