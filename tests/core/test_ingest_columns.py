"""Which column is which field: the owner's word, memory, the look of the cells, questions."""

from __future__ import annotations

import dataclasses
import random

import pytest

from core.errors import InputError
from core.ingest import read
from core.ingest.answers import answer, answer_to
from core.ingest.choices import LEAVE_OUT, OWN_COLUMN, FileChoices, SheetChoices
from core.ingest.preset import presets
from core.ingest.sheet import Context, read_sheet
from core.locale.words import say
from core.settings import Settings
from core.tables import TABLES
from tests.core.sheets_in import TODAY, codes, raw

PEOPLE = [["会員番号", "氏名", "電話番号", "住所", "メモ"],
          ["1", "青山梢", "090-0123-4567", "東京都渋谷区", "紅茶"],
          ["2", "南湊", "090-0234-5678", "福岡県福岡市", ""]]  # fmt: skip
OWN = [["相手", "いつ", "いくら", "こと"],
       ["青山梢", "2026/11/01", "1,200円", "石けん"],
       ["南湊", "2026/11/02", "3,400円", "湯呑"]]  # fmt: skip


def take(rows, name="Sheet1", choices=None, remembered=None):
    """The first table of a sheet."""
    context = Context("file.xlsx", Settings(), TODAY, choices=choices or SheetChoices(),
                      remembered=remembered or {})  # fmt: skip
    return read_sheet(raw(rows, name), context)[0]


# ---- the owner's word


def test_a_column_that_the_owner_names_is_that_field():
    chosen = SheetChoices(columns={"相手": "name", "いつ": "date", "いくら": "amount"})
    sheet = take(OWN, choices=chosen)
    assert sheet.kind == "purchases"
    assert sheet.mapping == {"name": "相手", "date": "いつ", "amount": "いくら"}
    assert sheet.unmapped == ["こと"]
    assert sheet.total_amount == 4600


def test_a_column_may_stay_the_owners_own_or_be_left_out():
    chosen = SheetChoices(columns={"電話番号": OWN_COLUMN, "メモ": LEAVE_OUT})
    sheet = take(PEOPLE, choices=chosen)
    people = sheet.tables["customers"]
    assert list(people["電話番号"]) == ["090-0123-4567", "090-0234-5678"]
    assert people["phone"].eq("").all()
    assert "メモ" not in people.columns
    assert people["memo"].eq("").all()
    assert codes(sheet.problems) == []


def test_the_owner_says_what_a_table_is():
    rows = [["氏名", "日付", "内容"], ["青山梢", "2026/11/01", "包装が破れていた"]]
    assert take(rows).kind == "purchases"
    sheet = take(rows, choices=SheetChoices(kind="complaints"))
    assert sheet.kind == "complaints"
    assert list(sheet.tables["complaints"]["content"]) == ["包装が破れていた"]


def test_columns_are_written_together_in_the_owners_order():
    rows = [["A", "B", "電話"], ["梢", "青山", "090-0123-4567"]]
    sheet = take(rows, choices=SheetChoices(columns={"B": "name", "A": "name"}))
    assert sheet.mapping["name"] == "B + A"
    assert list(sheet.tables["customers"]["name"]) == ["青山 梢"]


def test_choices_about_columns_that_are_gone_change_nothing():
    sheet = take(PEOPLE, choices=SheetChoices(columns={"誕生日": "birthday"}))
    assert sheet.mapping == take(PEOPLE).mapping


@pytest.mark.parametrize("rows", [PEOPLE, OWN[:1] + OWN[1:]], ids=["people", "own"])
def test_the_choices_of_a_reading_give_that_very_reading_again(rows):
    chosen = SheetChoices(columns={"相手": "name", "いつ": "date"})
    first = take(rows, choices=chosen)
    again = take(rows, choices=first.choices)
    assert (again.kind, again.mapping, again.unmapped) == (
        first.kind, first.mapping, first.unmapped)  # fmt: skip
    assert again.choices == first.choices
    for name, frame in first.tables.items():
        assert frame.equals(again.tables[name])


def creema(rows=()):
    headers = list(presets()["creema_orders"].headers)
    given = {"注文ID": "1", "購入日": "2026/11/01", "作品タイトル": "湯呑", "作品価格": "4500",
             "数量": "2", "氏名": "南湊", "TEL": "090-0123-4567", "取引相手": "mi"}  # fmt: skip
    return [headers, [given.get(header, "") for header in headers], *rows]


def test_the_owner_may_change_one_column_of_a_known_export():
    sheet = take(creema(), choices=SheetChoices(columns={"取引相手": "memo"}))
    assert sheet.preset == "creema_orders"
    assert sheet.mapping["memo"] == "取引相手"
    assert "call_name" not in sheet.mapping
    assert sheet.mapping["name"] == "氏名"
    assert sheet.total_amount == 9000


def test_the_choices_of_a_known_export_keep_the_first_filled_of_several_columns():
    headers = list(presets()["eight_cards"].headers)
    given = {"姓": "青山", "名": "梢", "TEL会社": "03-1234-5601", "名刺交換日": "2026/01/02"}
    rows = [headers, [given.get(header, "") for header in headers]]
    first = take(rows)
    again = take(rows, choices=first.choices)
    assert list(again.tables["customers"]["phone"]) == ["03-1234-5601"]
    assert again.mapping == first.mapping


def test_a_known_export_that_the_owner_calls_something_else_is_that():
    sheet = take(creema(), choices=SheetChoices(kind="customers"))
    assert (sheet.kind, sheet.preset) == ("customers", "")


def test_a_column_behind_a_known_export_is_found_by_its_word():
    rows = creema()
    rows = [[*rows[0], "メールアドレス", "誕生日"], [*rows[1], "minato@example.jp", "2001/07/15"]]
    sheet = take(rows)
    assert sheet.preset == "creema_orders"
    assert sheet.mapping["email"] == "メールアドレス"
    assert sheet.mapping["birthday"] == "誕生日"


# ---- memory


def test_what_was_decided_about_a_shape_is_decided_when_it_comes_again():
    chosen = SheetChoices(columns={"相手": "name", "いつ": "date", "いくら": "amount"})
    first = take(OWN, choices=chosen)
    again = take(OWN, remembered={first.shape: first.choices})
    assert again.mapping == first.mapping
    assert again.shape == first.shape


def test_the_word_of_today_is_worth_more_than_that_of_an_earlier_day():
    remembered = take(OWN, choices=SheetChoices(columns={"相手": "name", "いつ": "date"}))
    sheet = take(OWN, choices=SheetChoices(columns={"こと": "product"}),
                 remembered={remembered.shape: remembered.choices})  # fmt: skip
    assert sheet.mapping == {
        "name": "相手", "date": "いつ", "amount": "いくら", "product": "こと"}  # fmt: skip


def test_an_earlier_correction_of_a_known_export_holds():
    first = take(creema(), choices=SheetChoices(columns={"取引相手": "memo"}))
    again = take(creema(), remembered={first.shape: first.choices})
    assert again.mapping == first.mapping


@pytest.mark.parametrize("seed", range(30))
def test_columns_added_dropped_and_reordered_from_week_to_week_stay_what_they_were(seed):
    """SAFETY R9: thirty variants of a sheet whose headers only the owner understands."""
    chance = random.Random(seed)
    chosen = {"相手": "name", "いつ": "date", "いくら": "amount", "こと": "product", "a": "staff",
              "b": "store", "c": OWN_COLUMN, "d": OWN_COLUMN, "e": OWN_COLUMN}  # fmt: skip
    values = {"相手": "青山梢", "いつ": "2026/11/01", "いくら": "1200", "こと": "石けん",
              "a": "佐野", "b": "本店", "新": "x", "別": "y"}  # fmt: skip

    def rows(headers):
        return [headers, [values.get(header, "") for header in headers]]

    first = take(rows(list(chosen)), choices=SheetChoices(columns=chosen))
    headers = ["相手", "いつ", "いくら", *chance.sample(["こと", "a", "b", "c", "d", "e"], k=4)]
    headers += chance.sample(["新", "別"], k=chance.randrange(3))
    chance.shuffle(headers)
    again = take(rows(headers), remembered={first.shape: first.choices})
    expected = {field: header for field, header in first.mapping.items() if header in headers}
    assert again.kind == "purchases"
    assert again.mapping == expected
    gone = {p.column for p in again.problems if p.code == "column_gone"}
    assert gone == set(first.mapping.values()) - set(headers)


def test_a_needed_column_that_is_gone_is_refused_with_its_name():
    text = "相手,いつ,いくら,こと\n青山梢,2026/11/01,1200,石けん\n"
    chosen = SheetChoices(columns={"相手": "name", "いつ": "date", "いくら": "amount"})
    first = read(text.encode(), "売り.csv", settings=Settings(), today=TODAY,
                 choices=FileChoices(sheets={"売り": chosen})).sheets[0]  # fmt: skip
    dropped = "相手,いくら,こと\n青山梢,1200,石けん\n"
    with pytest.raises(InputError) as refusal:
        read(dropped.encode(), "売り.csv", settings=Settings(), today=TODAY,
             remembered={first.shape: first.choices})  # fmt: skip
    assert "いつ" in refusal.value.say("ja")
    assert refusal.value.say("ja") != refusal.value.say("en")


def test_another_sheet_is_not_taken_for_one_that_was_seen_before():
    first = take(OWN, choices=SheetChoices(columns={"相手": "name", "いつ": "date"}))
    sheet = take(PEOPLE, remembered={first.shape: first.choices})
    assert (sheet.kind, codes(sheet.problems)) == ("customers", [])


def test_a_remembered_kind_that_does_not_fit_any_more_is_forgotten():
    remembered = SheetChoices(kind="deals", columns=dict.fromkeys(PEOPLE[0], OWN_COLUMN))
    columns = {"氏名": "name", "会員番号": "customer_id", "電話番号": "phone", "住所": "", "x": ""}
    near = dataclasses.replace(remembered, columns=columns)
    assert take(PEOPLE, remembered={"another": near}).kind == "customers"


# ---- the look of the cells


def test_day_and_amount_of_an_unknown_header_are_taken_where_only_one_column_can_be_it():
    rows = [
        ["会員番号", "いつ", "いくら"],
        ["1", "2026/11/01", "1,200円"],
        ["2", "2026/11/02", "¥500"],
    ]
    sheet = take(rows)
    assert sheet.mapping == {"customer_id": "会員番号", "date": "いつ", "amount": "いくら"}
    guessed = [p for p in sheet.problems if p.code == "column_guessed"]
    assert [p.column for p in guessed] == ["いくら", "いつ"]
    assert "「日付」" in say(guessed[1].words, "ja")


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("phone", ["090-0123-4567", "03-1234-5678"]),
        ("email", ["a@example.jp", "b@example.jp"]),
        ("postal_code", ["150-0001", "060-0001"]),
    ],
)
def test_an_unknown_header_over_cells_that_can_be_one_thing_only_is_that_and_said(field, cells):
    rows = [["会員番号", "氏名", "謎"], ["1", "青山梢", cells[0]], ["2", "南湊", cells[1]]]
    sheet = take(rows)
    assert sheet.mapping[field] == "謎"
    assert codes(sheet.problems) == ["column_guessed"]


def test_the_amount_of_a_known_purchase_is_found_by_its_look():
    rows = [["会員番号", "購入日", "商品名", "お代"], ["1", "2026/11/01", "茶", "1,200円"],
            ["2", "2026/11/02", "茶", "500円"]]  # fmt: skip
    sheet = take(rows)
    assert sheet.mapping["amount"] == "お代"
    assert sheet.total_amount == 1700
    assert codes(sheet.problems) == ["column_guessed"]


def test_of_two_columns_that_may_be_the_day_neither_is_taken():
    rows = [["会員番号", "いつ", "いつまで"], ["1", "2026/11/01", "2026/12/01"],
            ["2", "2026/11/02", "2026/12/02"]]  # fmt: skip
    sheet = take(rows)
    assert (sheet.kind, sheet.why) == ("unknown", "date")
    asked = {question.code: question for question in sheet.questions}
    assert list(asked["column"].options) == ["いつ", "いつまで"]


def test_bare_numbers_are_neither_a_day_nor_an_amount():
    rows = [["会員番号", "値", "数"], ["1", "46000", "3"], ["2", "46001", "4"]]
    assert take(rows).kind == "unknown"


def test_a_list_of_visits_on_a_sheet_called_a_list_of_customers_stays_a_list_of_visits():
    head = ["顧客番号", "氏名", "電話番号", "来店日", "金額"]
    visits = [
        [f"C{n % 4}", "佐藤 花子", f"090-0123-100{n % 4}", f"2026/11/0{n}", "3000"]
        for n in range(1, 9)
    ]
    assert take([head, *visits], name="名簿").kind == "purchases"
    once = [[f"C{n}", *rest] for n, (_id, *rest) in enumerate(visits)]
    assert take([head, *once], name="名簿").kind == "customers"


def test_a_column_is_not_missed_where_another_is_its_field():
    head = ["顧客番号", "氏名", "来店日", "金額", "商品"]
    row = ["C1", "佐藤 花子", "2026/11/01", "3000", "カット"]
    before = take([head, row])
    known = {before.shape: before.choices}
    renamed = take([["顧客番号", "氏名", "日付", "金額", "商品"], row], remembered=known)
    assert codes(renamed.problems) == []
    gone = take([head[:4], row[:4]], remembered=known)
    assert codes(gone.problems) == ["column_gone"]


# ---- questions


def test_months_and_shares_are_not_offered_as_names_of_customers():
    rows = [["月", "売上", "前年比"], *([f"{n}月", f"{n}00000", "103%"] for n in range(1, 7))]
    assert (take(rows).kind, take(rows).questions) == ("totals", ())


def test_what_is_missing_is_asked_and_the_answer_is_taken():
    sheet = take(OWN)
    kind, column = sheet.questions
    assert (kind.code, column.code, column.column) == ("kind", "column", "name")
    assert list(column.options) == ["相手", "こと"]
    assert say(column.options["相手"], "en") == "相手 (such as 青山梢)"
    choices = answer(FileChoices(), "t", column, "相手")
    assert answer_to(choices, "t", column) == "相手"
    taken = take(OWN, choices=choices.sheets["t"])
    assert taken.kind == "purchases"
    assert taken.total_amount == 4600
    again = answer(choices, "t", column, "こと")
    assert again.sheets["t"].columns == {"こと": "name"}


def test_every_table_that_owners_keep_may_be_the_answer():
    kind = take(OWN).questions[0]
    assert set(kind.options) < set(TABLES)
    assert {"customers", "purchases", "costs"} <= set(kind.options)


def test_nothing_is_asked_of_a_table_that_only_sums_up_or_explains():
    rows = [["日付", "売上", "客数"], ["2026/11/01", "30,000円", "12"]]
    sheet = take(rows)
    assert (sheet.kind, sheet.questions) == ("totals", ())
    assert take([["項目", "意味"], ["氏名", "お名前"]], name="使い方").questions == ()


# ---- what is not taken unasked


def test_passwords_and_bank_accounts_are_left_out_and_that_is_said():
    """SHEETS 9, case 70."""
    rows = [["会員番号", "氏名", "電話番号", "パスワード", "口座番号", "PASSWORD2", "銀行名"],
            ["1", "青山梢", "090-0123-4567", "himitsu", "1234567", "himitsu", ""]]  # fmt: skip
    sheet = take(rows)
    said = [p.column for p in sheet.problems if p.code == "sensitive"]
    assert said == ["パスワード", "口座番号", "PASSWORD2"]
    assert not sheet.tables["customers"].astype("str").isin(["himitsu", "1234567"]).any().any()
    assert sheet.choices.columns["口座番号"] == LEAVE_OUT


def test_the_owner_may_keep_such_a_column_and_may_leave_it_out_in_silence():
    rows = [["会員番号", "氏名", "電話番号", "銀行名", "口座番号"],
            ["1", "青山梢", "090-0123-4567", "空色銀行", "1234567"]]  # fmt: skip
    chosen = SheetChoices(columns={"銀行名": OWN_COLUMN, "口座番号": LEAVE_OUT})
    sheet = take(rows, choices=chosen)
    assert list(sheet.tables["customers"]["銀行名"]) == ["空色銀行"]
    assert codes(sheet.problems) == []


# ---- equal names


def test_equal_column_names_are_numbered_and_both_are_shown():
    """SHEETS 9, case 36."""
    rows = [["会員番号", "氏名", "電話番号", "電話番号", "備考", "備考"],
            ["1", "青山梢", "090-0123-4567", "03-1234-5678", "紅茶", "窓側"]]  # fmt: skip
    sheet = take(rows)
    people = sheet.tables["customers"]
    assert list(people["phone"]) == ["090-0123-4567"]
    assert list(people["phone_other"]) == ["03-1234-5678"]
    assert sheet.mapping["phone_other"] == "電話番号_2"
    assert list(people["memo"]) == ["紅茶"]
    assert list(people["備考_2"]) == ["窓側"]


# ---- kinds


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("complaints", [["受付日", "お客様名", "申し出内容", "原因", "対応完了日"],
                        ["2026/11/01", "青山梢", "破れていた", "品質", "2026/11/03"]]),
        ("promises", [["約束日", "顧客名", "約束内容", "期限"],
                      ["2026/11/01", "青山梢", "見積を送る", "2026/11/30"]]),
        ("due_dates", [["顧客名", "契約種別", "機種", "契約日", "満了日"],
                       ["青山梢", "リース", "複合機", "2021/12/01", "2026/12/01"]]),
        ("not_now", [["ヒアリング日", "見込客名", "断り理由", "次回時期"],
                     ["2026/11/01", "青山梢", "予算", "2027/04/01"]]),
        ("deals", [["案件名", "顧客名", "発生日", "見込金額", "フェーズ"],
                   ["入替", "青山梢", "2026/11/01", "1,200,000円", "見積"]]),
        ("doubts", [["日付", "顧客名", "疑問", "ほしい証拠"],
                    ["2026/11/01", "青山梢", "壊れないか", "他社の例"]]),
        ("satisfaction", [["回答日", "顧客名", "満足度", "コメント"],
                          ["2026/11/01", "青山梢", "5", "よかった"]]),
        ("referrals", [["紹介日", "紹介者", "紹介された方", "お礼日"],
                       ["2026/11/01", "青山梢", "南湊", "2026/11/05"]]),
        ("extras", [["日付", "顧客名", "ひと工夫", "かけた費用", "反応"],
                    ["2026/11/01", "青山梢", "傘をお貸しした", "0円", "+2"]]),
        ("know_how", [["日付", "どんなお客様", "効いた工夫", "成果"],
                      ["2026/11/01", "紹介でいらした方", "話の続きから入る", "次の月にいらした"]]),
        ("costs", [["年月", "広告媒体", "広告費"], ["2026年10月", "チラシ", "30,000円"]]),
        ("activities", [["対応日", "顧客名", "手段", "話した内容"],
                        ["2026/11/01", "青山梢", "電話", "近況"]]),
        ("totals", [["日付", "売上", "客数"], ["2026/11/01", "30,000円", "12"]]),
        ("customers", PEOPLE),
    ],
)  # fmt: skip
def test_what_a_sheet_is_can_be_told_without_its_name(kind, rows):
    sheet = take(rows)
    assert sheet.kind == kind
    if kind != "totals":
        assert len(sheet.tables[kind]) == len(rows) - 1
        assert sheet.rows_unread == 0


def test_a_month_and_an_amount_alone_are_no_cost():
    rows = [["年月", "金額"], ["2026年10月", "30,000円"]]
    assert take(rows).kind == "totals"
    assert take(rows, name="広告費").kind == "costs"


def test_customers_that_come_again_are_visits_and_those_that_do_not_are_customers():
    head = ["会員番号", "氏名", "電話番号", "来店日"]
    once = [[str(n), f"客{n}", f"090-0123-45{n:02}", "2026/11/01"] for n in range(8)]
    again = [[str(n % 3), f"客{n % 3}", f"090-0123-45{n % 3:02}", f"2026/11/{n + 1:02}"]
             for n in range(8)]  # fmt: skip
    assert take([head, *once]).kind == "customers"
    visits = take([head, *again])
    assert visits.kind == "purchases"
    assert len(visits.tables["purchases"]) == 8
    assert len(visits.tables["customers"]) == 3


@pytest.mark.parametrize(
    "header",
    [
        "customer_id,phone,name,date,amount",
        "顧客ID,電話,氏名,購入日,金額",
        "氏名,電話,メール,日付,金額",
    ],
)
def test_sales_that_name_their_customers_are_sales_though_each_came_once(header):
    cells = {
        "id": "A{n}",
        "phone": "090-0000-{n:04d}",
        "name": "試験 {n}子",
        "mail": "a{n}@example.jp",
    }
    asked = {
        "customer_id": "id", "顧客ID": "id", "phone": "phone", "電話": "phone", "name": "name",
        "氏名": "name", "メール": "mail",
    }  # fmt: skip
    person = [cells[asked[column]] for column in header.split(",")[:3]]
    lines = [
        ",".join(
            [cell.format(n=n) for cell in person] + [f"2026-01-{n % 28 + 1:02d}", str(1_000 + n)]
        )
        for n in range(1, 61)
    ]
    found = read(
        "\n".join([header, *lines]).encode(), "sales.csv", settings=Settings(), today=TODAY
    ).sheets[0]
    assert found.kind == "purchases"
    assert (len(found.tables["purchases"]), len(found.tables["customers"])) == (60, 60)
    assert found.total_amount == sum(1_000 + n for n in range(1, 61))
