"""The seventy odd inputs and the right answer, first half: dates, numbers, phones, people.

Numbers are those of the list that the intake was built by; every case is read like a file.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from core.export.cells import neutral
from core.ingest import combine, read
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.names import name_key
from core.ingest.people import same_people
from core.settings import Settings
from core.tables import TABLES
from core.workspace import Workspace
from tests.core.keeping import clock
from tests.core.sheets_in import TODAY, codes, read_csv, xlsx

PEOPLE = ["顧客ID", "氏名", "電話番号"]


def sheet_of(rows, choices=None):
    """The first table of a workbook of these rows, read as a file is."""
    picked = FileChoices(sheets={"Sheet1": choices}) if choices else FileChoices()
    reading = read(xlsx({"Sheet1": rows}), "表.xlsx", settings=Settings(), today=TODAY,
                   choices=picked)  # fmt: skip
    return reading.sheets[0]


def purchases(header, *cells, choices=None):
    """Purchases of customer 1 whose last column has this header and these cells."""
    rows = [["顧客ID", "日付", header], *(["1", dt.date(2026, 11, 1), cell] for cell in cells)]
    return sheet_of(rows, choices)


def amounts(header, *cells):
    return list(purchases(header, *cells).tables["purchases"]["amount"])


def bought_on(*cells, choices=None):
    """Purchases whose dates are these cells."""
    rows = [["顧客ID", "日付", "金額"], *(["1", cell, 100] for cell in cells)]
    return sheet_of(rows, choices)


def days(sheet):
    return [day.date() for day in sheet.tables["purchases"]["date"]]


def people(header, *cells):
    """Customers with one more column of this header and these cells."""
    rows = [["顧客ID", "氏名", header]]
    rows += [[f"C{n}", f"佐藤{n}子", cell] for n, cell in enumerate(cells)]
    return sheet_of(rows)


def column(sheet, name):
    return list(sheet.tables["customers"][name])


def test_case_03_a_serial_in_a_date_column_is_its_day_and_marked():
    sheet = bought_on(46348)
    assert days(sheet) == [dt.date(2026, 11, 22)]
    assert "date_from_number" in codes(sheet.problems)
    assert sheet.quality.set_index("field").loc["date", "fixed"] == 1


def test_case_04_the_same_number_in_an_amount_column_is_an_amount():
    assert amounts("金額", 46348) == [46348]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R8.11.22", dt.date(2026, 11, 22)),
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("㋿8年11月22日", dt.date(2026, 11, 22)),
        ("昭和三十九年十月十日", dt.date(1964, 10, 10)),
    ],
)
def test_case_05_every_form_of_the_japanese_calendar_is_read(text, day):
    assert days(bought_on(text)) == [day]


def test_case_06_an_ambiguous_date_is_asked_once_for_its_column_and_never_guessed():
    sheet = bought_on("8/11/22", "8/11/20")
    questions = [q for q in sheet.questions if q.code == "date_order"]
    assert [q.column for q in questions] == ["日付"]
    assert not len(sheet.tables["purchases"])
    assert sheet.rows_unread == 2
    readings = {
        "ymd": dt.date(2008, 11, 22),
        "rmd": dt.date(2026, 11, 22),
        "mdy": dt.date(2022, 8, 11),
        "dmy": dt.date(2022, 11, 8),
    }
    assert list(questions[0].options) == list(readings)
    for order, day in readings.items():
        answered = bought_on("8/11/22", choices=SheetChoices(date_order={"日付": order}))
        assert days(answered) == [day]
        assert not answered.questions


def test_case_07_days_that_do_not_exist_are_blank_and_counted():
    sheet = bought_on("2026/2/30", "0000/00/00", "2026/2/3")
    assert days(sheet) == [dt.date(2026, 2, 3)]
    assert codes(sheet.problems).count("unreadable_date") == 2


def test_case_08_the_end_of_time_is_no_date():
    sheet = sheet_of([["顧客ID", "種類", "品名", "満了日"], ["1", "保証", "屋根", "9999/12/31"]])
    assert sheet.kind == "due_dates"
    assert sheet.tables["due_dates"]["end_date"].isna().all()
    assert "no_end_date" in codes(sheet.problems)


def test_case_09_a_duration_is_no_date():
    sheet = bought_on(dt.timedelta(days=1, hours=18), dt.date(2026, 11, 1))
    assert days(sheet) == [dt.date(2026, 11, 1)]
    assert "unreadable_date" in codes(sheet.problems)


def test_case_10_a_month_is_never_silently_its_first_day():
    sheet = bought_on("2026年11月", "2026/11/3")
    assert days(sheet) == [dt.date(2026, 11, 3)]
    assert "month_only" in codes(sheet.problems)
    visits = people("初回来店日", "2026年11月")
    assert "month_only" in codes(visits.problems)
    assert visits.quality.set_index("field").loc["first_visit_date", "unsure"] == 1


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (9012345678, "090-1234-5678"),
        (312345678, "03-1234-5678"),
        ("'09012345678", "090-1234-5678"),
        ("０９０ー１２３４ー５６７８", "090-1234-5678"),
    ],
)
def test_cases_11_12_15_17_phones_get_their_zero_and_one_form(cell, phone):
    assert column(people("電話番号", cell), "phone") == [phone]


def test_case_13_a_phone_that_excel_rounded_is_unreadable_and_says_what_to_do():
    sheet = people("電話番号", "9.01E+09")
    assert column(sheet, "phone") == [""]
    lost = next(p for p in sheet.problems if p.code == "phone_digits_lost")
    assert lost.value == "9.01E+09"


def test_case_14_of_two_phones_the_first_counts_and_the_second_is_kept():
    sheet = people("電話番号", "090-1234-5678 / 03-1234-5678")
    assert column(sheet, "phone") == ["090-1234-5678"]
    assert column(sheet, "phone_other") == ["03-1234-5678"]


def test_case_16_words_for_nothing_are_blank():
    sheet = people("電話番号", "なし", "－", "0")
    assert column(sheet, "phone") == ["", "", ""]


def test_case_17_the_apostrophe_of_an_export_is_no_part_of_an_id():
    rows = [PEOPLE, ["'1234", "佐藤花子", "'09012345678"]]
    assert column(sheet_of(rows), "customer_id") == ["1234"]


def test_case_18_a_postal_code_gets_its_zero_back():
    rows = [
        ["顧客ID", "氏名", "郵便番号", "住所"],
        ["1", "佐藤花子", 600001, "北海道札幌市中央区"],
    ]
    sheet = sheet_of(rows)
    assert column(sheet, "postal_code") == ["060-0001"]
    assert "postal_zero_restored" in codes(sheet.problems)


def test_case_18_not_where_the_prefecture_says_otherwise():
    rows = [["顧客ID", "氏名", "郵便番号", "住所"], ["1", "佐藤花子", 600001, "沖縄県那覇市"]]
    assert column(sheet_of(rows), "postal_code") == [""]


def test_case_19_an_id_keeps_its_zeros():
    assert column(sheet_of([PEOPLE, ["001", "佐藤花子", ""]]), "customer_id") == ["001"]


def test_case_20_a_number_of_nineteen_digits_is_warned_of_and_joins_nobody():
    long = 1234567890123456789
    sheet = sheet_of([PEOPLE, [long, "佐藤花子", ""], [long + 8, "鈴木一郎", ""]])
    assert "digits_lost" in codes(sheet.problems)
    assert sorted(column(sheet, "name")) == ["佐藤花子", "鈴木一郎"]


def test_case_21_people_may_be_called_na_or_null():
    rows = [PEOPLE, ["1", "NA", ""], ["2", "None", ""], ["3", "null", ""]]
    assert column(sheet_of(rows), "name") == ["NA", "None", "null"]


def test_case_22_every_way_to_write_a_loss():
    assert amounts("金額", "△1,234", "▲1,234", "(1,234)", "1,234-") == [-1234] * 4


def test_case_23_the_unit_of_the_header_counts_and_is_said():
    sheet = purchases("金額（千円）", 150)
    assert list(sheet.tables["purchases"]["amount"]) == [150_000]
    assert sheet.total_amount == 150_000
    assert "unit_from_header" in codes(sheet.problems)


def test_case_24_units_in_the_cell_count():
    assert amounts("金額", "1.5万円") == [15_000]


def test_case_25_what_is_not_one_amount_is_not_read_and_counted():
    sheet = purchases("金額", "1,234円×2", "約1,000円", "500")
    assert codes(sheet.problems).count("unreadable_amount") == 2
    assert sheet.total_amount == 500


def test_case_26_tax_is_a_flag():
    sheet = purchases("金額", "1,000円(税込)")
    assert list(sheet.tables["purchases"]["amount"]) == [1000]
    assert list(sheet.tables["purchases"]["tax"]) == ["included"]


def test_case_27_returns_are_negative_and_never_a_purchase():
    rows = [
        ["顧客ID", "日付", "金額", "取引種別"],
        ["1", dt.date(2026, 11, 1), 1000, "会計"],
        ["1", dt.date(2026, 11, 2), 400, "返品"],
        ["1", dt.date(2026, 11, 3), -300, "返品"],
    ]
    assert list(sheet_of(rows).tables["purchases"]["amount"]) == [1000, -400, -300]


def test_case_28_a_percentage_is_a_share():
    rows = [["顧客ID", "日付", "金額", "数量"], ["1", dt.date(2026, 11, 1), 100, "15.5%"]]
    assert list(sheet_of(rows).tables["purchases"]["quantity"]) == [0.155]


def customers(*rows):
    """A frame of customers for the question who is the same person."""
    names = ["customer_id", "name", "kana", "phone", "email", "address", "birthday", "kind"]
    return TABLES["customers"].shape(
        pd.DataFrame([dict(zip(names, row, strict=False)) for row in rows])
    )


def verdicts(*rows):
    found = same_people(customers(*rows), settings=Settings())
    return list(found["verdict"])


def test_case_58_half_width_kana_is_the_same_person():
    assert verdicts(
        ("1", "ｻﾄｳ ﾊﾅｺ", "", "090-0123-4567"), ("2", "サトウ ハナコ", "", "090-0123-4567")
    ) == ["same"]


def test_case_64_variants_of_a_name_with_one_phone_are_one_person_and_families_are_not():
    phone = "090-0123-4567"
    assert verdicts(("1", "髙橋 花子", "", phone), ("2", "高橋 花子", "", phone)) == ["same"]
    assert verdicts(("1", "渡邉 一郎", "", phone), ("2", "渡辺 一郎", "", phone)) == ["same"]
    assert "same" not in verdicts(("1", "高橋 花子", "", phone), ("2", "高橋 太郎", "", phone))


def test_case_65_namesakes_with_other_birthdays_are_two_people():
    found = verdicts(
        ("1", "佐藤 健一", "", "", "", "青葉野市1-1", "1980-04-01"),
        ("2", "佐藤 健一", "", "", "", "北町2-2", "1955-12-24"),
    )
    assert "same" not in found


def test_case_66_one_company_however_its_form_is_written():
    assert len({name_key(n) for n in ("㈱山田", "株式会社山田", "山田（株）")}) == 1
    phone = "03-1234-5678"
    found = same_people(
        customers(("1", "㈱山田", "", phone), ("2", "株式会社山田", "", phone),
                  ("3", "山田（株）", "", phone)),
        settings=Settings(),
    )  # fmt: skip
    assert set(found["verdict"]) == {"same"}


CSV = (
    "顧客ID,氏名,日付,金額\n1,佐藤花子,2026/10/01,1000\n2,鈴木一郎,2026/10/02,2000\n"
)  # fmt: skip


def commit(workspace, text, name="売上.csv"):
    data = text.encode()
    reading = read(data, name, settings=Settings(), today=TODAY)
    return workspace.commit(combine([reading]), files=[(name, data)])


@pytest.fixture
def workspace(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as made:
        yield made


def test_case_67_the_same_file_twice_doubles_nothing(workspace):
    first = commit(workspace, CSV)
    assert first.counts["lines"] == 2
    again = commit(workspace, CSV, "別名.csv")
    assert again.counts["customers_new"] == again.counts["customers_updated"] == 0
    lines = pd.concat([pd.read_parquet(p) for p in workspace.book().purchases])
    assert sorted(lines["amount"]) == [1000, 2000]


def test_case_68_next_months_export_updates_and_says_how_many(workspace):
    commit(workspace, CSV)
    later = commit(workspace, CSV.replace("鈴木一郎", "鈴木一朗") + "3,高橋桃子,2026/11/01,500\n")
    counts = later.counts
    assert (counts["customers_new"], counts["customers_updated"]) == (1, 1)
    assert counts["customers_unchanged"] == 1
    lines = pd.concat([pd.read_parquet(p) for p in workspace.book().purchases])
    assert sorted(lines["amount"]) == [500, 1000, 2000]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1)", "+81 90-0123-4567"])
def test_case_69_cells_that_look_like_formulas_are_text(text):
    reading = read_csv(f'顧客ID,氏名,メモ\n1,佐藤花子,"{text}"\n')
    assert list(reading.sheets[0].tables["customers"]["memo"]) == [text]


def test_case_69_our_own_exports_come_back_as_they_were():
    for text in ("=1+1", "@SUM(1)", "-メモ", "+81 90-0123-4567"):
        reading = read_csv(f'顧客ID,氏名,メモ\n1,佐藤花子,"{neutral(text)}"\n')
        assert list(reading.sheets[0].tables["customers"]["memo"]) == [text]
    phones = read_csv(f"顧客ID,氏名,電話番号\n1,佐藤花子,{neutral('+81 90-0123-4567')}\n")
    assert list(phones.sheets[0].tables["customers"]["phone"]) == ["090-0123-4567"]


def test_case_70_passwords_and_bank_accounts_are_not_taken():
    reading = read_csv(
        "顧客ID,氏名,電話番号,PASSWORD,銀行名,口座番号\n"
        "1,佐藤花子,090-0123-4567,himitsu,青葉野銀行,1234567\n"
    )
    sheet = reading.sheets[0]
    held = sheet.tables["customers"].to_csv() + sheet.understood.to_csv()
    assert not re.search("himitsu|青葉野銀行|1234567(?!-)", held.replace("090-0123-4567", ""))
    assert codes(sheet.problems).count("sensitive") == 3
