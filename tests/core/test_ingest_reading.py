"""From rows to tables: what each kind of sheet gives, and what is said of the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ingest
from core.ingest import combine, read
from core.ingest.names import made_id
from core.locale.words import say
from core.settings import Settings
from core.settings.intake import IntakeSettings
from core.tables import ORIGIN, TABLES
from tests.core.sheets_in import TODAY, codes, read_csv, read_rows, xlsx

SALES = ["日付", "顧客ID", "商品", "金額"]


def sales(*rows, header=SALES, **options):
    return read_rows([header, *rows], **options)


def test_a_plain_csv_of_three_columns_needs_no_question():
    found = read_csv("customer_id,date,amount\n0001,1997-01-01,29.33\n0002,1997-01-18,29.70\n")
    sheet = found.sheets[0]
    lines = sheet.tables["purchases"]
    assert sheet.mapping == {"customer_id": "customer_id", "date": "date", "amount": "amount"}
    assert lines["customer_id"].tolist() == ["0001", "0002"]
    assert lines["amount"].tolist() == [2933, 2970]
    assert (sheet.scale, sheet.total_amount, sheet.currency) == (2, 5903, "JPY")
    assert (found.encoding, found.preset, len(found.sha256)) == ("utf-8", "", 64)
    assert codes(found.problems) == ["decimals"]


def test_the_tables_keep_their_shape_and_say_where_each_row_came_from():
    sheet = sales(["2026/11/01", "C001", "カット", 3000], name="売上")
    lines = sheet.tables["purchases"]
    assert list(lines.columns) == [*TABLES["purchases"].names, *ORIGIN]
    assert str(lines["date"].dtype) == "datetime64[us]"
    assert lines[list(ORIGIN)].values.tolist() == [["file.xlsx", "売上", 2]]


def test_every_row_is_read_or_left_aside_with_its_reason():
    sheet = sales(
        ["2026/11/01", "C001", "カット", "3,000円"],
        ["2026/2/30", "C001", "カット", "3,000円"],
        ["2026/11/02", "", "カット", "3,000円"],
        ["", "C002", "カット", "3,000円"],
        ["2027/1/5", "C002", "カット", "3,000円"],
        ["2026年11月", "C002", "カット", "3,000円"],
        ["2026/11/03", "C003", "カット", "約3,000円"],
    )
    assert (sheet.rows_read, sheet.rows_unread) == (2, 5)
    assert sheet.unread["reason"].tolist() == [
        "unreadable_date",
        "missing_customer_id",
        "missing_date",
        "future_date",
        "month_only",
    ]
    assert sheet.unread["source_row"].tolist() == [3, 4, 5, 6, 7]
    assert sheet.unread["日付"].tolist()[0] == "2026/2/30"
    kept = {p.code: p.kept for p in sheet.problems}
    assert kept == dict.fromkeys(sheet.unread["reason"], False) | {"unreadable_amount": True}
    assert sheet.tables["purchases"]["amount"].tolist() == [3000, pd.NA]


def test_a_problem_points_at_its_cell_and_says_what_became_of_the_row():
    problem = sales(["2026/2/30", "C001", "カット", 1], ["2026/11/1", "C001", "", 1]).problems[0]
    assert (problem.file, problem.sheet, problem.row, problem.column, problem.value) == (
        "file.xlsx",
        "Sheet1",
        2,
        "日付",
        "2026/2/30",
    )
    assert say(problem.words, "ja").endswith("その行は取り込みません。")
    assert say(problem.words, "en").endswith("The row was left aside.")


def test_many_problems_of_one_kind_are_said_as_one_and_counted():
    limits = replace(Settings(), intake=replace(IntakeSettings(), problems_listed=3))
    rows = [["2026/11/01", "", "カット", 1000] for _n in range(5)]
    few = sales(*rows[:3], ["2026/11/1", "C1", "", 1], settings=limits)
    many = sales(*rows, ["2026/11/1", "C1", "", 1], settings=limits)
    assert [p.row for p in few.problems] == [2, 3, 4]
    assert [p.row for p in many.problems] == [2]
    assert "5" in say(many.problems[0].words, "ja")
    assert many.rows_unread == len(many.unread) == 5
    assert len(many.issues) == 5


def test_today_itself_is_no_future():
    sheet = sales(["2026/11/22", "C001", "カット", 1], ["2026/11/23", "C001", "カット", 1])
    assert (sheet.rows_read, sheet.rows_unread) == (1, 1)


def test_quantity_times_price_makes_the_amount_to_the_penny():
    sheet = sales(
        ["536365", "A", 6, "2010-12-01 08:26:00", 2.55, 17850],
        ["C536379", "D", -1, "2010-12-01 09:41:00", 27.5, 14527],
        ["536414", "B", 56, "2010-12-01 11:52:00", 0, None],
        ["536415", "B", None, "2010-12-01 11:52:00", 3.35, 14527],
        header=["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
    )
    lines = sheet.tables["purchases"]
    assert lines["amount"].tolist() == [1530, -2750, pd.NA]
    assert lines["customer_id"].tolist() == ["17850", "14527", "14527"]
    assert lines["order_id"].tolist()[1] == "C536379"
    assert (sheet.scale, sheet.total_amount) == (2, -1220)
    assert sheet.unread["reason"].tolist() == ["missing_customer_id"]


def test_a_price_without_a_quantity_counts_once():
    sheet = sales(["2026/11/1", "C1", 500], header=["日付", "顧客ID", "単価"])
    assert sheet.tables["purchases"]["amount"].tolist() == [500]


@given(
    st.lists(st.tuples(st.integers(-500, 500), st.integers(0, 99_999)), min_size=1, max_size=30)
)
def test_products_are_exact(pairs):
    rows = [["2026/11/1", "C1", quantity, price / 100] for quantity, price in pairs]
    sheet = sales(*rows, header=["日付", "顧客ID", "数量", "単価"])
    exact = sum(q * p for q, p in pairs)
    assert sheet.total_amount == (exact if sheet.scale else exact // 100)


def test_units_in_the_header_count():
    sheet = sales(["2026/11/1", "C1", "150"], header=["日付", "顧客ID", "金額（千円・税抜）"])
    assert sheet.tables["purchases"].iloc[0][["amount", "tax"]].tolist() == [150_000, "excluded"]


@pytest.mark.parametrize(
    ("header", "marks", "amounts", "code"),
    [
        ("取引種別", ["会計", "返品"], [3000, -3000], "cancelled"),
        ("打消区分", ["通常", "打消"], [3000, -3000], "cancelled"),
        ("ステータス", ["発送済", "キャンセル"], [3000, 0], "voided"),
    ],
)
def test_returns_are_negative_and_cancelled_orders_count_nothing(header, marks, amounts, code):
    rows = [["2026/11/1", "C1", 3000, mark] for mark in marks]
    sheet = sales(*rows, header=["日付", "顧客ID", "金額", header])
    assert sheet.tables["purchases"]["amount"].tolist() == amounts
    assert codes(sheet.problems) == [code]


def test_a_return_that_is_negative_already_stays_as_it_is():
    sheet = sales(
        ["2026/11/1", "C1", -3000, "返品"], header=["日付", "顧客ID", "金額", "取引種別"]
    )
    assert sheet.total_amount == -3000
    assert sheet.problems == []


ORDER = ["注文番号", "注文日", "会員番号", "合計金額"]


def test_the_total_of_a_slip_repeated_on_its_lines_counts_once():
    rows = [
        ["A1", "2026/11/1", "C1", 500],
        ["A1", "2026/11/1", "C1", 500],
        ["A2", "2026/11/2", "C1", 80],
    ]
    sheet = sales(*rows, header=ORDER)
    assert sheet.total_amount == 580
    assert codes(sheet.problems) == ["slip_total"]


def test_lines_with_their_own_price_say_more_than_the_total_of_the_slip():
    header = [*ORDER, "単価", "個数"]
    rows = [["A1", "2026/11/1", "C1", 500, 100, 2], ["A1", "2026/11/1", "C1", 500, 300, 1]]
    assert sales(*rows, header=header).tables["purchases"]["amount"].tolist() == [200, 300]


def test_totals_that_differ_within_a_slip_are_amounts_of_lines():
    rows = [["A1", "2026/11/1", "C1", 500], ["A1", "2026/11/1", "C1", 300]]
    assert sales(*rows, header=ORDER).total_amount == 800
    assert (
        sales(["2026/11/1", "C1", 500], header=["注文日", "会員番号", "合計金額"]).total_amount
        == 500
    )


CUSTOMERS = ["顧客ID", "氏名", "フリガナ", "電話番号", "生年月日", "きっかけ", "犬の名前"]


def test_a_ledger_of_customers_with_the_owners_own_columns():
    sheet = read_rows(
        [
            CUSTOMERS,
            [
                "001",
                "髙橋　健一",
                "ﾀｶﾊｼ ｹﾝｲﾁ",
                "12-34",
                "S55.4.1",
                "紹介",
                "ポチ",
            ],
            ["002", "NA", "", 9000000002, "4月1日", "占い", ""],
        ],
        name="顧客台帳",
    )
    people = sheet.tables["customers"]
    assert people["customer_id"].tolist() == ["001", "002"]
    assert people["name"].tolist() == ["髙橋　健一", "NA"]
    assert people["kana"].tolist() == ["タカハシ ケンイチ", ""]
    assert people["phone"].tolist() == ["", "090-0000-0002"]
    assert people["birthday"].tolist() == ["1980-04-01", "04-01"]
    assert people["trigger"].tolist() == ["referral", ""]
    assert people["犬の名前"].tolist() == ["ポチ", ""]
    assert people["きっかけ"].tolist() == ["", "占い"]
    assert sheet.unmapped == ["犬の名前"]
    assert codes(sheet.problems) == ["unknown_choice", "unreadable_phone"]


def test_counts_of_purchases_in_a_ledger_stay_free_columns():
    header = ["会員番号", "氏名", "電話番号", "来店回数", "最終来店日"]
    sheet = read_rows([header, ["1", "佐藤 花子", "090-0000-0001", 12, "2026/11/1"]])
    assert sheet.kind == "customers"
    assert sheet.unmapped == ["来店回数", "最終来店日"]
    assert sheet.tables["customers"]["来店回数"].tolist() == ["12"]


def test_a_customer_in_two_rows_is_put_together_and_blanks_never_overwrite():
    header = ["顧客ID", "氏名", "電話番号", "メール"]
    rows = [["1", "佐藤 花子", "090-0000-0001", ""], ["1", "佐藤 花子", "", "h@example.jp"]]
    sheet = read_rows([header, *rows])
    people = sheet.tables["customers"]
    assert people[["phone", "email"]].values.tolist() == [["090-0000-0001", "h@example.jp"]]
    assert codes(sheet.problems) == ["repeated_customer"]
    assert sheet.rows_read == 2


def test_the_second_phone_of_a_cell_becomes_the_other_phone():
    rows = [["顧客ID", "氏名", "電話番号"], ["1", "佐藤", "090-0000-0001 / 03-1000-0001"]]
    people = read_rows(rows).tables["customers"]
    assert people[["phone", "phone_other"]].values.tolist() == [["090-0000-0001", "03-1000-0001"]]


def test_a_sheet_of_sales_with_names_gives_the_customers_too():
    header = ["来店日", "お名前", "電話番号", "金額"]
    rows = [
        ["2026/11/1", "佐藤 花子", "090-0000-0001", 3000],
        ["2026/11/8", "佐藤花子様", "09000000001", 500],
    ]
    sheet = sales(*rows, header=header)
    made = made_id("佐藤花子", "090-0000-0001")
    assert sheet.tables["purchases"]["customer_id"].tolist() == [made, made]
    assert sheet.tables["customers"]["customer_id"].tolist() == [made]
    assert sheet.tables["customers"]["phone"].tolist() == ["090-0000-0001"]
    assert codes(sheet.problems) == ["id_from_name", "id_from_name"]


def test_family_and_given_names_phones_and_addresses_in_several_columns_are_joined():
    header = [
        "会員ID",
        "姓",
        "名",
        "セイ",
        "メイ",
        "都道府県",
        "住所",
        "電話番号1",
        "電話番号2",
        "電話番号3",
    ]
    row = ["1", "佐藤", "花子", "サトウ", "ハナコ", "青葉県", "北町1-2", "090", "0000", "0001"]
    people = read_rows([header, row], name="会員").tables["customers"]
    assert people.iloc[0][["name", "kana", "address", "phone"]].tolist() == [
        "佐藤 花子",
        "サトウ ハナコ",
        "青葉県北町1-2",
        "090-0000-0001",
    ]


def test_columns_with_unknown_headers_are_known_by_their_cells():
    header = ["会員番号", "氏名", "連絡", "あて先", "区"]
    rows = [
        [str(n), f"佐藤 {n}", f"090-0000-00{n}", f"a{n}@example.jp", f"000-00{n}"]
        for n in range(10, 15)
    ]
    sheet = read_rows([header, *rows])
    assert {
        "phone": "連絡",
        "email": "あて先",
        "postal_code": "区",
    }.items() <= sheet.mapping.items()


def test_of_two_headers_that_fit_the_one_whose_cells_fit_is_taken():
    header = ["顧客ID", "注文日", "購入日", "金額"]
    sheet = sales(["C1", "11月1日頃", "あとで", 5], header=["顧客ID", "購入日", "注文日", "金額"])
    good = sales(["C1", "2026/11/1", "未定", 5], ["C1", "2026/11/2", "未定", 5], header=header)
    assert sheet.mapping["date"] == "購入日"
    assert good.mapping["date"] == "注文日"


def test_merged_cells_are_filled_down_but_never_amounts():
    rows = [
        ["店舗", "顧客ID", "日付", "金額"],
        ["本店", "C1", "2026/11/1", 3000],
        [None, "C2", "2026/11/1", None],
    ]
    sheet = read_rows(rows, merged=[(2, 0, 3, 0), (2, 3, 3, 3), (9, 0, 9, 1), (2, 9, 3, 9)])
    lines = sheet.tables["purchases"]
    assert lines["store"].tolist() == ["本店", "本店"]
    assert lines["amount"].tolist() == [3000, pd.NA]


def test_passwords_and_bank_accounts_are_not_taken_over():
    rows = [["会員番号", "氏名", "パスワード", "口座番号"], ["1", "佐藤", "himitsu", "1234567"]]
    sheet = read_rows(rows)
    assert "himitsu" not in sheet.tables["customers"].to_string()
    assert codes(sheet.problems) == ["sensitive", "sensitive"]


def test_a_long_number_is_warned_of():
    sheet = sales(["2026/11/1", 1.2345678901234568e18, "", 5])
    assert codes(sheet.problems) == ["digits_lost"]


def test_keys_keep_their_zeros_and_lose_the_point_zero_of_other_programs():
    zeros = sales(["2026/11/1", "001", "", 5], ["2026/11/1", "'002", "", 5])
    floats = sales(["2026/11/1", "17850.0", "", 5], ["2026/11/1", "14527.0", "", 5])
    mixed = sales(["2026/11/1", "1.0", "", 5], ["2026/11/1", "A", "", 5])
    assert zeros.tables["purchases"]["customer_id"].tolist() == ["001", "002"]
    assert floats.tables["purchases"]["customer_id"].tolist() == ["17850", "14527"]
    assert mixed.tables["purchases"]["customer_id"].tolist() == ["1.0", "A"]


def test_a_column_of_american_dates_is_read_by_its_own_evidence():
    sheet = sales(["11/22/2026", "C1", "", 5], ["3/4/2026", "C1", "", 5])
    assert sheet.tables["purchases"]["date"].dt.strftime("%m-%d").tolist() == ["11-22", "03-04"]
    unsure = sales(["3/4/2026", "C1", "", 5])
    assert (unsure.rows_read, unsure.problems[0].code) == (0, "ambiguous_date")


def test_a_customer_and_a_date_alone_are_a_purchase():
    sheet = sales(["1", "2006-01-01"], header=["cust", "date"])
    assert (sheet.kind, sheet.rows_read) == ("purchases", 1)
    assert not combine([read_csv("cust,date\n1,2006-01-01\n")]).has_amounts


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_known_by_its_own_labels_in_both_languages(table, language):
    columns = TABLES[table].columns
    samples = {
        "date": "2026/11/01",
        "month": "2026-11",
        "money": "1000",
        "integer": "2",
        "number": "1.5",
        "phone": "090-0000-0001",
        "email": "a@example.jp",
        "postal": "000-0001",
        "month_day": "4/1",
    }
    row = [
        say(c.choices[0].label, language) if c.choices else samples.get(c.kind, c.name)
        for c in columns
    ]
    header = [say(c.label, language) for c in columns]
    sheet = read_rows([header, row], name=say(TABLES[table].label, language))
    assert sheet.kind == table
    assert sheet.mapping == dict(zip(TABLES[table].names, header, strict=True))
    assert (sheet.rows_read, sheet.problems) == (1, [])


def test_a_sheet_of_totals_is_not_taken_for_data():
    rows = [["日付", "売上", "客数"], ["2026/11/1", 50000, 12]]
    assert read_rows(rows, name="日別売上").kind == "totals"
    book = xlsx(
        {
            "売上": [SALES, ["2026/11/1", "C1", "", 5]],
            "集計": rows,
            "使い方": [["一", "二"], ["あ", "い"]],
        }
    )
    found = read(book, "a.xlsx", settings=Settings(), today=TODAY)
    assert [(s.name, s.kind) for s in found.sheets] == [
        ("売上", "purchases"),
        ("集計", "totals"),
        ("使い方", "unknown"),
    ]
    assert codes(found.problems) == ["sheet_totals"]


def test_a_name_alone_makes_no_customers():
    sheet = read_rows([["名前", "県"], ["鍾乳洞", "青葉県"]])
    assert (sheet.kind, sheet.why) == ("unknown", "date")


def test_rows_that_are_no_data_are_said_and_counted():
    sheet = sales(
        ["2026/11/1", "C1", "", 5], SALES, ["2026/11/2", "C1", "", 6], ["合計", None, None, 11]
    )
    assert (sheet.rows_read, sheet.rows_unread, sheet.rows_dropped) == (2, 0, 2)
    assert codes(sheet.problems) == ["header_again", "totals_agree", "totals_row"]


def test_the_preview_shows_the_same_rows_as_in_the_file_and_as_understood():
    sheet = sales(["R8.11.1", "C1", "カット", "¥3,000"], ["2026/2/30", "C2", "", "5円"])
    assert sheet.raw.values.tolist() == [
        ["R8.11.1", "C1", "カット", "¥3,000"],
        ["2026/2/30", "C2", "", "5円"],
    ]
    assert sheet.understood["amount"].tolist() == [3000, 5]
    assert sheet.understood["date"].dt.date.tolist()[0] == dt.date(2026, 11, 1)
    assert pd.isna(sheet.understood["date"].iloc[1])


def test_damage_in_a_text_is_counted_and_its_cell_is_named():
    data = "顧客ID,氏名,メモ\n1,佐藤,良い\n2,鈴木,良い\n".encode()
    found = read_csv(data.replace("木".encode(), b"\xe6\x9c", 1) * 1, "a.csv")
    assert codes(found.problems) == ["damaged_characters", "damaged_text"]
    assert found.sheets[0].rows_read == 2


def test_ragged_rows_quotes_and_line_breaks_are_read_as_rows():
    text = '顧客ID,氏名,住所\n1,"佐藤, 花子","北町\n1-2"\n2,鈴木\n\n3,髙橋,南町,余り\n'
    people = read_csv(text, "顧客.csv", "cp932").sheets[0].tables["customers"]
    assert people["name"].tolist() == ["佐藤, 花子", "鈴木", "髙橋"]
    assert people["source_row"].tolist() == [2, 3, 5]
    assert people["address"].tolist()[0] == "北町\n1-2"


def test_progress_is_told_in_words():
    told = []
    read(
        b"customer_id,date,amount\n1,2026-11-01,5\n",
        "a.csv",
        settings=Settings(),
        today=TODAY,
        progress=lambda share, words: told.append((share, say(words, "ja"))),
    )
    assert [share for share, _words in told] == sorted(share for share, _words in told)
    assert told[0][1] == "a.csv を開いています"


def test_the_package_offers_what_is_promised_and_nothing_else():
    assert {ingest.read, ingest.combine} == {read, combine}
    with pytest.raises(AttributeError):
        _ = ingest.nothing


MASTER = (
    "顧客ID,氏名,電話番号,メール\n"
    "1,佐藤 花子,090-0000-0001,\n"
    "2,鈴木 一郎,090-0000-0002,i@example.jp\n"
)


def test_files_are_brought_to_one_scale_and_one_row_per_customer():
    yen = read_csv("顧客ID,日付,金額\n1,2026-11-01,500\n", "円.csv")
    cents = read_csv("顧客ID,日付,金額\n1,2026-11-02,2.55\n", "c.csv")
    later = read_csv("顧客ID,氏名,電話番号,メール\n1,佐藤 花子,,h@example.jp\n", "顧客.csv")
    both = combine([yen, read_csv(MASTER, "顧客.csv"), cents, later])
    assert (both.scale, both.has_amounts, both.currency) == (2, True, "JPY")
    assert both.purchases["amount"].tolist() == [50_000, 255]
    assert both.tables["customers"][["customer_id", "phone", "email"]].values.tolist() == [
        ["1", "090-0000-0001", "h@example.jp"],
        ["2", "090-0000-0002", "i@example.jp"],
    ]
    assert "purchases" not in both.tables
    assert codes(both.problems) == ["decimals"]


def test_sales_by_name_find_the_customer_of_that_name():
    named = read_csv(
        "日付,氏名,金額\n2026-11-01,佐藤花子様,500\n2026-11-02,新規 太郎,80\n", "売上.csv"
    )
    both = combine([named, read_csv(MASTER, "顧客.csv")])
    assert both.purchases["customer_id"].tolist() == ["1", made_id("新規太郎")]
    assert sorted(both.tables["customers"]["customer_id"]) == ["1", "2", made_id("新規太郎")]


def test_two_customers_of_one_name_are_not_guessed_between():
    twins = MASTER + "3,佐藤 花子,090-0000-0003,\n"
    named = read_csv("日付,氏名,金額\n2026-11-01,佐藤 花子,500\n", "売上.csv")
    both = combine([named, read_csv(twins, "顧客.csv")])
    assert both.purchases["customer_id"].tolist() == [made_id("佐藤花子")]


def test_free_columns_that_one_file_lacks_are_blank_there():
    one = read_csv(MASTER.replace("メール", "犬").replace("i@example.jp", "ポチ"), "顧客.csv")
    two = read_csv("顧客ID,氏名,電話番号\n9,髙橋,090-0000-0009\n", "顧客2.csv")
    both = combine([one, two])
    assert both.tables["customers"].set_index("customer_id")["犬"].tolist() == [
        "",
        "ポチ",
        "",
    ]


def test_no_file_at_all_is_no_purchase():
    nothing = combine([])
    assert (len(nothing.purchases), nothing.has_amounts, nothing.scale) == (0, False, 0)
    assert np.array_equal(nothing.purchases.columns, TABLES["purchases"].names)


def test_a_row_that_breaks_a_rule_of_its_table_is_said_and_kept_for_repair():
    labels = [say(TABLES["referrals"].column(n).label, "ja") for n in
              ("date", "customer_id", "kind", "referred_id")]  # fmt: skip
    sheet = read_rows(
        [labels, ["2026/11/1", "C1", "紹介", "C1"], ["2026/11/2", "C1", "紹介", "C2"]],
        name="紹介・口コミ・催し",
    )
    assert (sheet.rows_read, sheet.rows_unread) == (1, 1)
    assert len(sheet.tables["referrals"]) == 1
    assert list(sheet.unread["reason"]) == ["referred_oneself"]
    (found,) = [p for p in sheet.problems if p.code == "referred_oneself"]
    assert (found.kept, found.row) == (False, 2)
    assert "Nobody can refer themselves" in say(found.words, "en")
