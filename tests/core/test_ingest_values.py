"""Cells of a sheet as values: states, counts, what is kept beside them, what is asked."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pandas as pd
import pytest

from core.ingest import convert, dates, money, read
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.contacts import read_email, read_phone, read_postal
from core.ingest.postal import prefecture_of, prefectures_of
from core.ingest.sentences import SENTENCES
from core.ingest.values import QUIET, SAYS_LESS, STATES, TEXT_KEPT, Read
from core.locale.words import LANGUAGES, say
from core.settings import Settings
from tests.core.sheets_in import TODAY, codes, read_csv, read_rows, xlsx

PEOPLE = ["顧客ID", "氏名", "フリガナ", "電話番号", "生年月日", "郵便番号", "住所", "初回来店日"]


def people(*rows, header=PEOPLE, **options):
    return read_rows([header, *rows], name="顧客台帳", **options)


def counts(sheet):
    """{field: {state: cells}} without zeros."""
    table = sheet.quality.set_index("field").drop(columns="header")
    return {name: {s: n for s, n in row.items() if n} for name, row in table.iterrows()}


def test_every_code_has_a_state_and_a_sentence_or_is_quiet():
    assert set(STATES.values()) == {"ok", "fixed", "unsure", "unreadable"}
    assert set(STATES) >= QUIET
    assert not QUIET & set(SENTENCES)
    assert set(STATES) - QUIET <= set(SENTENCES)
    assert {STATES[code] for code in QUIET} == {"ok", "fixed"}
    assert SAYS_LESS < TEXT_KEPT
    assert {code for code, state in STATES.items() if state == "unreadable"} < TEXT_KEPT


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Read(), "blank"),
        (Read(""), "blank"),
        (Read("佐藤"), "ok"),
        (Read(0), "ok"),
        (Read(dt.date(2026, 11, 22), "era_date"), "fixed"),
        (Read(dt.date(2026, 11, 1), "month_only"), "unsure"),
        (Read(None, "ambiguous_date"), "unreadable"),
        (Read(None, "no_end_date"), "fixed"),
    ],
)
def test_the_state_of_a_cell_follows_from_its_code(found, state):
    assert found.state == state


def test_the_cells_of_each_field_are_counted_by_state():
    sheet = people(
        ["001", "佐藤", "サトウ", "090-0000-0001", "1980/4/1", "600001", "北海道", "2026年11月"],
        ["002", "鈴木", "すずき", 9000000002, "S55.4.1", 600002, "", 46348],
        ["003", "髙橋", "ﾀｶﾊｼ", "12-34", "2/30", "123-4567", "東京都", "不明"],
        ["004", "NA", "", "", "", "", "", "9999/12/31"],
    )  # fmt: skip
    assert sheet.quality.columns.tolist() == [
        "field", "header", "ok", "fixed", "unsure", "unreadable", "blank",
    ]  # fmt: skip
    assert counts(sheet) == {
        "customer_id": {"ok": 4},
        "name": {"ok": 4},
        "kana": {"ok": 1, "fixed": 2, "blank": 1},
        "phone": {"ok": 1, "fixed": 1, "unreadable": 1, "blank": 1},
        "birthday": {"ok": 1, "fixed": 1, "unreadable": 1, "blank": 1},
        "postal_code": {"ok": 1, "fixed": 1, "unsure": 1, "blank": 1},
        "address": {"ok": 2, "blank": 2},
        "first_visit_date": {"unsure": 1, "fixed": 2, "unreadable": 1},
    }
    headers = dict(zip(sheet.quality["field"], sheet.quality["header"], strict=True))
    assert headers["postal_code"] == "郵便番号"


def test_every_cell_of_every_field_is_counted_once():
    sheet = people(
        *[[str(n), f"佐藤{n}", "", "9.01E+09", "", "", "", "8/11/22"] for n in range(30)]
    )
    assert (sheet.quality.drop(columns=["field", "header"]).sum(axis=1) == 30).all()


def test_a_unit_in_the_header_makes_its_amounts_fixed():
    sheet = read_rows(
        [["日付", "顧客ID", "金額（千円）"], ["2026/11/1", "C1", 150], ["2026/11/2", "C1", ""]]
    )
    assert counts(sheet)["amount"] == {"fixed": 1, "blank": 1}
    assert sheet.tables["purchases"]["amount"].tolist() == [150_000, pd.NA]
    assert [(p.code, p.column, p.value) for p in sheet.problems] == [
        ("unit_from_header", "金額（千円）", "150")
    ]


def test_a_damaged_cell_is_unsure():
    sheet = people(
        ["1", "佐\ufffd", "", "", "", "", "", ""], ["2", "鈴木", "", "", "", "", "", ""]
    )
    assert counts(sheet)["name"] == {"ok": 1, "unsure": 1}


def test_the_people_that_sales_name_are_counted_too():
    header = ["来店日", "お名前", "電話番号", "金額"]
    sheet = read_rows([header, ["2026/11/1", "佐藤 花子", "メール希望", "約3,000円"]])
    assert counts(sheet)["phone"] == {"unreadable": 1}
    assert counts(sheet)["amount"] == {"unreadable": 1}


def test_what_could_not_be_read_stands_as_text_beside_the_customer():
    sheet = people(
        ["001", "佐藤", "", "12-34", "2/30", "abc", "", "2026年11月"],
        ["002", "鈴木", "", "090-0000-0002", "1980/4/1", "123-4567", "", "2026/11/1"],
    )
    table = sheet.tables["customers"]
    assert table[["電話番号", "生年月日", "郵便番号", "初回来店日"]].values.tolist() == [
        ["12-34", "2/30", "abc", "2026年11月"],
        ["", "", "", ""],
    ]
    assert table["phone"].tolist() == ["", "090-0000-0002"]


def test_what_could_not_be_read_stands_as_text_beside_the_purchase():
    header = ["日付", "顧客ID", "金額", "数量", "税区分"]
    sheet = read_rows(
        [
            header,
            ["2026/11/1", "C1", "約3,000円", "2個入り", "不課税"],
            ["2026/11/2", "C1", 500, 1, "税込"],
        ]
    )
    lines = sheet.tables["purchases"]
    assert lines[["金額", "数量", "税区分"]].values.tolist() == [
        ["約3,000円", "2個入り", "不課税"],
        ["", "", ""],
    ]
    assert lines["amount"].tolist() == [pd.NA, 500]
    assert sheet.rows_read == 2


def test_the_text_of_a_person_named_by_a_sale_stays_with_the_person():
    header = ["来店日", "お名前", "電話番号", "金額"]
    sheet = read_rows([header, ["2026/11/1", "佐藤 花子", "090-0000-0001(夫) 内線5", 3000]])
    assert sheet.tables["customers"]["電話番号"].tolist() == ["090-0000-0001(夫) 内線5"]
    assert "電話番号" not in sheet.tables["purchases"].columns


def test_a_name_beside_another_table_is_kept_although_its_id_says_none():
    header = ["約束日", "氏名", "約束内容", "期限"]
    sheet = read_rows([header, ["2026/11/1", "佐藤 花子", "見積", "2026/12/1"]], name="約束")
    row = sheet.tables["promises"].iloc[0]
    assert (row["customer_id"][:2], row["氏名"]) == ("N-", "佐藤 花子")


def test_a_kept_text_never_takes_the_place_of_a_column_of_ours():
    sheet = read_rows([["customer_id", "name", "phone"], ["1", "Sato", "12-34"]], name="customers")
    assert sheet.tables["customers"][["phone", "phone_"]].values.tolist() == [["", "12-34"]]


def test_the_second_number_goes_to_the_other_phone_and_a_third_stays_as_text():
    header = ["顧客ID", "氏名", "電話番号"]
    rows = [
        ["1", "佐藤", "090-0000-0001 / 03-1000-0001"],
        ["2", "鈴木", "090-0000-0002/03-1000-0002/03-1000-0003"],
        ["3", "髙橋", "090-0000-0003(妻)"],
    ]
    sheet = people(*rows, header=header)
    table = sheet.tables["customers"]
    assert table["phone_other"].tolist() == ["03-1000-0001", "03-1000-0002", ""]
    assert table["電話番号"].tolist() == ["", rows[1][2], rows[2][2]]
    assert codes(sheet.problems) == ["more_phones"]
    assert counts(sheet)["phone"] == {"fixed": 3}


def test_a_second_number_without_a_place_stays_as_text():
    header = ["顧客ID", "氏名", "電話番号", "電話2"]
    rows = [
        ["1", "佐藤", "090-0000-0001 / 03-1000-0001", "03-1000-0009"],
        ["2", "鈴木", "090-0000-0002 / 03-1000-0002", ""],
        ["3", "髙橋", "090-0000-0003", "03-1000-0003 / 03-1000-0004"],
    ]
    table = people(*rows, header=header).tables["customers"]
    assert table["phone_other"].tolist() == ["03-1000-0009", "03-1000-0002", "03-1000-0003"]
    assert table["電話番号"].tolist() == [rows[0][2], "", ""]
    assert table["電話2"].tolist() == ["", "", rows[2][3]]


def test_a_month_is_said_to_stand_for_its_first_day_and_never_counts_as_a_purchase():
    sheet = people(["1", "佐藤", "", "", "", "", "", "2026年10月"])
    table = sheet.tables["customers"]
    assert table["first_visit_date"].tolist() == [pd.Timestamp("2026-10-01")]
    assert table["初回来店日"].tolist() == ["2026年10月"]
    assert "月の1日" in say(sheet.problems[0].words, "ja")
    assert "first of the month" in say(sheet.problems[0].words, "en")
    sale = read_rows([["日付", "顧客ID", "金額"], ["2026年10月", "C1", 5], ["2026/10/2", "C1", 5]])
    assert sale.unread["reason"].tolist() == ["month_only"]
    assert sale.unread["日付"].tolist() == ["2026年10月"]


def test_no_end_is_no_day_and_is_said():
    header = ["顧客ID", "種類", "品名", "契約日", "満了日"]
    sheet = read_rows(
        [header, ["C1", "リース", "複合機", "2026/4/1", "9999/12/31"]], name="契約・期限"
    )
    assert sheet.tables["due_dates"]["end_date"].isna().all()
    assert codes(sheet.problems) == ["no_end_date"]


def test_a_duration_is_no_day_and_a_number_of_a_day_is_said():
    header = ["日付", "顧客ID", "金額"]
    sheet = read_rows(
        [
            header,
            [dt.timedelta(hours=42), "C1", 5],
            [46348, "C1", 46348],
            [0.5, "C1", 5],
            ["2026/11/1", "C1", 5],
        ]
    )
    lines = sheet.tables["purchases"]
    assert lines["date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-11-22", "2026-11-01"]
    assert lines["amount"].tolist() == [46348, 5]
    assert codes(sheet.problems) == ["date_from_number", "unreadable_date", "unreadable_date"]


def test_the_minutes_of_a_call_may_be_a_duration():
    header = ["対応日", "顧客ID", "対応内容", "通話時間"]
    sheet = read_rows(
        [header, ["2026/11/1", "C1", "お礼", dt.timedelta(minutes=90)]], name="対応履歴"
    )
    assert sheet.tables["activities"]["minutes"].tolist() == [90]


OPEN = [["来店日", "顧客ID", "金額"], ["8/11/22", "C1", 500], ["9/10/21", "C2", 700]]


def test_a_column_that_cannot_decide_asks_once_and_takes_nothing_meanwhile():
    sheet = read_rows(OPEN)
    assert [(q.code, q.column) for q in sheet.questions] == [("date_order", "来店日")]
    assert list(sheet.questions[0].options) == ["ymd", "rmd", "mdy", "dmy"]
    assert len(sheet.tables["purchases"]) == 0
    assert sheet.unread["来店日"].tolist() == ["8/11/22", "9/10/21"]
    for language in LANGUAGES:
        assert "8/11/22" in say(sheet.questions[0].words, language)


@pytest.mark.parametrize(
    ("order", "days"),
    [
        ("ymd", ["2008-11-22", "2009-10-21"]),
        ("mdy", ["2022-08-11", "2021-09-10"]),
        ("dmy", ["2022-11-08", "2021-10-09"]),
    ],
)
def test_the_owners_answer_is_how_the_column_is_read(order, days):
    data = "来店日,顧客ID,金額\n8/11/22,C1,500\n9/10/21,C2,700\n".encode()
    answered = FileChoices(sheets={"売上": SheetChoices(date_order={"来店日": order})})
    found = read(data, "売上.csv", settings=Settings(), today=TODAY, choices=answered)
    sheet = found.sheets[0]
    assert sheet.questions == ()
    assert sheet.tables["purchases"]["date"].dt.strftime("%Y-%m-%d").tolist() == days
    assert counts(sheet)["date"] == {"fixed": 2}
    again = FileChoices(sheets={"売上": sheet.choices})
    assert sheet.choices.date_order == {"来店日": order}
    same = read(data, "売上.csv", settings=Settings(), today=TODAY, choices=again).sheets[0]
    assert same.tables["purchases"]["date"].tolist() == sheet.tables["purchases"]["date"].tolist()


def test_an_answer_of_another_version_is_passed_over():
    data = "来店日,顧客ID,金額\n8/11/22,C1,500\n2026/11/1,C1,5\n".encode()
    odd = FileChoices(sheets={"売上": SheetChoices(date_order={"来店日": "ydm"})})
    found = read(data, "売上.csv", settings=Settings(), today=TODAY, choices=odd)
    assert len(found.sheets[0].questions) == 1


def test_a_column_that_decides_by_itself_asks_nothing():
    sheet = read_rows([["日付", "顧客ID", "金額"], ["11/22/2026", "C1", 5], ["3/4/2026", "C1", 5]])
    assert sheet.questions == ()
    assert sheet.choices.date_order == {"日付": "mdy"}


def test_birthdays_of_two_digit_years_are_asked_for_and_never_lie_ahead():
    header = ["顧客ID", "氏名", "生年月日"]
    sheet = people(["1", "佐藤", "3/4/80"], ["2", "鈴木", "1/2/75"], header=header)
    assert list(sheet.questions[0].options) == ["mdy", "dmy"]


def test_long_numbers_are_warned_of_and_join_nobody():
    header = ["顧客ID", "氏名", "電話番号"]
    rows = [[1.2345678901234568e18, "佐藤 花子", "090-0000-0001"],
            [1.2345678901234568e18, "鈴木 一郎", "090-0000-0002"]]  # fmt: skip
    sheet = people(*rows, header=header)
    table = sheet.tables["customers"]
    assert table["name"].tolist() == ["佐藤 花子", "鈴木 一郎"]
    assert table["customer_id"].str.startswith("N-").all()
    assert table["顧客ID"].tolist() == ["1234567890123460000"] * 2
    assert "digits_lost" in codes(sheet.problems)
    assert counts(sheet)["customer_id"] == {"unsure": 2}


def test_a_number_that_a_text_shows_with_an_exponent_has_lost_its_digits_too():
    sheet = read_csv(
        "顧客ID,氏名,電話番号\n1.23457E+18,佐藤,090-0000-0001\n1E5,鈴木,090-0000-0002\n"
    ).sheets[0]
    ids = sheet.tables["customers"]["customer_id"].tolist()
    assert ids[0].startswith("N-")
    assert ids[1] == "1E5"


@pytest.mark.parametrize("name", ["NA", "None", "null", "nan", "N/A", "NULL", "なし"])
def test_a_name_that_is_a_word_for_nothing_is_a_name(name):
    text = f"顧客ID,氏名,電話番号\n1,{name},090-0000-0001\n2,佐藤,090-0000-0002\n"
    book = xlsx({"顧客台帳": [["顧客ID", "氏名", "電話番号"], ["1", name, "090-0000-0001"]]})
    in_book = read(book, "a.xlsx", settings=Settings(), today=TODAY).sheets[0]
    for sheet in (read_csv(text).sheets[0], in_book):
        assert sheet.tables["customers"]["name"].tolist()[0] == name


def test_apostrophes_of_a_shop_program_come_off():
    text = "Customer ID,Last Name,First Name,Phone\n'1234,佐藤,花子,'09000000001\n"
    table = read_csv(text, "customers.csv").sheets[0].tables["customers"]
    assert table[["customer_id", "phone"]].values.tolist() == [["1234", "090-0000-0001"]]


def test_postal_codes_get_their_zero_by_the_address_of_their_row():
    sheet = people(
        ["1", "佐藤", "", "", "", 600001, "北海道札幌市", ""],
        ["2", "鈴木", "", "", "", 600001, "大阪府大阪市", ""],
        ["3", "髙橋", "", "", "", 600001, "", ""],
        ["4", "田中", "", "", "", "060-0001", "北海道札幌市", ""],
    )
    table = sheet.tables["customers"]
    assert table["postal_code"].tolist() == ["060-0001", "", "060-0001", "060-0001"]
    assert table["郵便番号"].tolist() == ["", "600001", "600001", ""]
    assert codes(sheet.problems) == [
        "postal_zero_restored", "postal_zero_unsure", "unreadable_postal",
    ]  # fmt: skip


def test_a_share_is_a_share_in_a_number_cell_and_as_text():
    header = ["日付", "顧客ID", "金額", "数量"]
    sheet = read_rows([header, ["2026/11/1", "C1", 5, 0.155], ["2026/11/2", "C1", 5, "15.5%"]])
    assert sheet.tables["purchases"]["quantity"].tolist() == [0.155, 0.155]


def test_the_tax_flag_of_a_cell_counts_before_that_of_the_header():
    header = ["日付", "顧客ID", "金額（税抜）"]
    rows = [["2026/11/1", "C1", "1,000円(税込)"], ["2026/11/2", "C1", "1,000"]]
    lines = read_rows([header, *rows]).tables["purchases"]
    assert lines["tax"].tolist() == ["included", "excluded"]
    assert lines["amount"].tolist() == [1000, 1000]


def test_the_tax_column_counts_before_the_cell():
    header = ["日付", "顧客ID", "金額", "税区分"]
    rows = [["2026/11/1", "C1", "1,000円(税込)", "税抜"], ["2026/11/2", "C1", "500円(税込)", ""]]
    assert read_rows([header, *rows]).tables["purchases"]["tax"].tolist() == [
        "excluded",
        "included",
    ]


def test_formulas_of_a_text_file_are_text():
    text = "顧客ID,氏名,電話番号,メモ\n1,=cmd|' /C calc'!A0,+81 90-0000-0001,@SUM(1)\n"
    row = read_csv(text, "顧客.csv").sheets[0].tables["customers"].iloc[0]
    assert row["name"] == "=cmd|' /C calc'!A0"
    assert (row["phone"], row["memo"]) == ("090-0000-0001", "@SUM(1)")


def test_the_codes_that_readers_give_all_have_a_state():
    texts = [
        *("", "x", "R8.11.22", "8/11/22", "9999/12/31", "46348", "2026年11月", "1.5万円", "１"),
        *("600001", "9.01E+09", "9001234567", "a@b.con", "a@b.jp,c@d.jp", "1E+18", "1:00:00"),
        "1,000円(税込)",
    ]
    readers = (dates.read_date, dates.read_month, dates.read_month_day, money.read_money,
               money.read_number, money.read_integer, money.read_minutes, read_phone, read_postal,
               read_email, convert.read_id, convert.read_kana, convert.read_text)  # fmt: skip
    for reader in readers:
        for text in texts:
            assert reader(text).state in {"ok", "fixed", "unsure", "unreadable", "blank"}


@pytest.mark.data
def test_the_prefectures_agree_with_every_address_of_the_real_customer_master():
    path = Path(__file__).parents[3] / "shared" / "data" / "jp_100knocks" / "customer.csv"
    if not path.exists():
        missing(path)
    frame = pd.read_csv(path, dtype="str")
    wrong = [
        (code, address)
        for code, address in zip(frame["postal_cd"], frame["address"], strict=True)
        if prefecture_of(address) not in prefectures_of(code[:3])
    ]
    assert (len(frame), wrong) == (21_971, [])


def missing(path):
    """The data are wanted where they must be there, and passed over where they cannot be."""
    if os.environ.get("CI"):
        pytest.fail(f"the real data are missing: {path.name}")
    pytest.skip("the real data do not stand beside this checkout")
