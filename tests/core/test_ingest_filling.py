"""Headers over three rows, years across, and values that stand once for the rows below."""

from __future__ import annotations

import datetime as dt

import pytest

from core.ingest import read
from core.ingest.answers import answer, answer_to
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.periods import Period, period_of, years_in_a_row
from core.locale.words import say
from core.settings import Settings
from tests.core.sheets_in import TODAY, codes, read_rows


def of(text, choices=None):
    """The first table of a CSV, with choices about it."""
    chosen = FileChoices(sheets={"a": choices or SheetChoices()})
    return read(
        text.encode(), "a.csv", settings=Settings(), today=TODAY, choices=chosen
    ).sheets[0]  # fmt: skip


# --- three header rows --------------------------------------------------------------------------

THREE = [
    ["基本情報", "", "", "", "取引", "", ""],
    ["番号", "お名前", "", "連絡先", "最近", "", ""],
    ["顧客番号", "姓", "名", "電話番号", "最終来店日", "備考", "担当者"],
    ["C1", "佐藤", "花子", "090-0111-0001", "2026/11/1", "苺", "田中"],
    ["C2", "鈴木", "一郎", "090-0111-0002", "2026/11/2", "", "田中"],
]


def test_a_header_over_three_rows_is_joined_and_its_rows_are_no_customers():
    sheet = read_rows([["顧客一覧"], *THREE])
    assert (sheet.kind, sheet.header_row, sheet.rows_read) == ("customers", 4, 2)
    assert list(sheet.tables["customers"]["name"]) == ["佐藤 花子", "鈴木 一郎"]
    assert sheet.mapping["phone"] == "基本情報／連絡先／電話番号"


@pytest.mark.parametrize("rows", [THREE[1:], THREE[2:]])
def test_fewer_rows_of_names_are_read_as_before(rows):
    sheet = read_rows([["顧客一覧"], *rows])
    assert sheet.header_row == len(rows) - 1
    assert list(sheet.tables["customers"]["customer_id"]) == ["C1", "C2"]


def test_a_title_with_a_date_above_two_rows_of_names_is_no_third():
    sheet = read_rows([["顧客一覧", "", "2026/11/22", "", "", "", ""], *THREE[1:]])
    assert sheet.header_row == 3
    assert "顧客一覧" not in sheet.mapping["phone"]


# --- years across -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "days"),
    [
        (["2024年", "2025年", "2026年"], ["2024-01-01", "2025-01-01", "2026-01-01"]),
        (["2024年度", "2025年度"], ["2024-04-01", "2025-04-01"]),
        (["令和6年", "令和7年"], ["2024-01-01", "2025-01-01"]),
        (["2024年売上", "2025年売上"], ["2024-01-01", "2025-01-01"]),
        ([2024, 2025, 2026], ["2024-01-01", "2025-01-01", "2026-01-01"]),
        ([2026, 2025], ["2025-01-01", "2026-01-01"]),
    ],
)
def test_years_across_are_asked_about_and_stand_on_the_first_day(heads, days):
    rows = [
        ["顧客番号", "氏名", *heads],
        ["C1", "佐藤 花子", *(1000 * n for n in range(1, len(heads) + 1))],
        ["C2", "鈴木 一郎", *(5000 for _head in heads)],
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    asked = of(text)
    assert [question.code for question in asked.questions] == ["months_across"]
    assert "purchases" not in asked.tables
    assert "年" in say(asked.questions[0].words, "ja")

    sheet = of(text, SheetChoices(months_across=True))
    bought = sheet.tables["purchases"]
    assert sorted(set(bought["date"].dt.strftime("%Y-%m-%d"))) == days
    assert int(bought["amount"].sum()) == sum(sum(row[2:]) for row in rows[1:])
    assert "year_only" in codes(sheet.problems)
    assert not sheet.questions


def test_a_year_beside_months_may_sum_them_up_and_is_not_counted_twice():
    rows = [
        ["顧客番号", "氏名", "2025年", "2026年1月", "2026年2月"],
        ["C1", "佐藤 花子", 9000, 1000, 2000],
        ["C2", "鈴木 一郎", 8000, 0, 3000],
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    sheet = of(text, SheetChoices(months_across=True))
    assert int(sheet.tables["purchases"]["amount"].sum()) == 6000


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026年", Period(2026, 1, None, whole_year=True)),
        ("2026年度", Period(2026, 4, None, whole_year=True)),
        ("令和元年", Period(2019, 1, None, whole_year=True)),
        ("2026", None),
        ("開業年", None),
        ("2026年1月", Period(2026, 1)),
    ],
)
def test_a_header_names_a_whole_year_or_not(text, period):
    assert period_of(text) == period


def test_bare_years_count_only_side_by_side():
    assert list(years_in_a_row(["氏名", "2024", "2025", "", "2030"])) == [1, 2]
    assert years_in_a_row(["2024", "2024", "1500"]) == {}


# --- values that stand once ---------------------------------------------------------------------

SHOPS = (
    "店舗,日付,顧客番号,金額\n本店,2026/11/1,C1,1000\n,2026/11/2,C2,2000\n,2026/11/3,C3,3000\n"
    "駅前店,2026/11/4,C4,4000\n,2026/11/5,C5,5000\n"
)
SLIPS = (
    "日付,顧客番号,商品,金額\n"
    "2026/11/1,C1,苺,100\n,,桃,200\n,,梨,300\n"
    "2026/11/2,C2,苺,100\n,,柿,500\n"
)


def test_a_shop_that_stands_once_is_asked_about_and_filled_only_then():
    asked = of(SHOPS)
    assert [(q.code, q.column) for q in asked.questions] == [("fill_down", "店舗")]
    assert list(asked.tables["purchases"]["store"]) == ["本店", "", "", "駅前店", ""]
    assert "本店" in say(asked.questions[0].words, "ja")

    sheet = of(SHOPS, SheetChoices(fill_down={"店舗": True}))
    assert list(sheet.tables["purchases"]["store"]) == ["本店"] * 3 + ["駅前店"] * 2
    assert [p.words.facts["n"] for p in sheet.problems if p.code == "filled_down"] == [3]
    assert not sheet.questions
    assert of(SHOPS, sheet.choices).tables["purchases"]["store"].tolist() == [
        *["本店"] * 3, *["駅前店"] * 2,
    ]  # fmt: skip


def test_a_shop_that_the_owner_leaves_blank_is_not_asked_about_again():
    sheet = of(SHOPS, SheetChoices(fill_down={"店舗": False}))
    assert list(sheet.tables["purchases"]["store"]) == ["本店", "", "", "駅前店", ""]
    assert not sheet.questions


def test_what_was_decided_holds_for_the_next_file_of_that_shape():
    first = of(SHOPS, SheetChoices(fill_down={"店舗": True}))
    later = SHOPS.replace("2026/11", "2026/10")
    found = read(
        later.encode(), "b.csv", settings=Settings(), today=TODAY,
        remembered={first.shape: first.choices},
    ).sheets[0]  # fmt: skip
    assert list(found.tables["purchases"]["store"]) == ["本店"] * 3 + ["駅前店"] * 2


def test_a_slip_of_several_lines_gets_its_day_and_customer_back():
    asked = of(SLIPS)
    assert {q.column for q in asked.questions} == {"日付", "顧客番号"}
    assert asked.rows_unread == 3
    sheet = of(SLIPS, SheetChoices(fill_down={"日付": True, "顧客番号": True}))
    bought = sheet.tables["purchases"]
    assert (sheet.rows_unread, int(bought["amount"].sum())) == (0, 1200)
    assert list(bought["customer_id"]) == ["C1"] * 3 + ["C2"] * 2
    assert set(bought["date"]) == {dt.datetime(2026, 11, 1), dt.datetime(2026, 11, 2)}


@pytest.mark.parametrize(
    "text",
    [
        "店舗,日付,顧客番号,金額\n" + "本店,2026/11/1,C1,100\n" * 5,
        "店舗,日付,顧客番号,金額\n" + ",2026/11/1,C1,100\n本店,2026/11/1,C1,100\n" * 3,
        "顧客番号,氏名,備考\nC1,佐藤,苺\nC2,鈴木,\nC3,田中,\nC4,伊藤,\nC5,渡辺,\n",
        "顧客番号,氏名,担当者\nC1,佐藤,田\nC2,鈴木,\nC3,田中,\nC4,伊藤,田\nC5,渡辺,\nC6,林,\n",
        SHOPS[: SHOPS.index(",2026/11/3")],
    ],
)
def test_other_blank_cells_are_not_asked_about(text):
    assert [q for q in of(text).questions if q.code == "fill_down"] == []


def test_the_owners_answer_becomes_a_choice_and_may_be_changed():
    (question,) = of(SHOPS).questions
    choices = FileChoices()
    assert answer_to(choices, "a", question) is None
    for value, said in (("yes", True), ("no", False)):
        choices = answer(choices, "a", question, value)
        assert choices.sheets["a"].fill_down == {"店舗": said}
        assert answer_to(choices, "a", question) == value
