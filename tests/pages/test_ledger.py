"""The ledger page: every kind of record is entered, found, corrected, removed and handed on."""

from __future__ import annotations

import datetime as dt
import html
import io

import openpyxl
import pandas as pd
import pytest

from core.export.template import template
from core.ingest import combine, read
from core.locale.words import say
from core.settings import Settings
from core.store import reading
from core.tables import TABLES
from core.workspace import Workspace, set_current
from pages._ui.record_fields import SET_TO
from tests.core.keeping import TODAY
from tests.pages.conftest import MOMENT
from tests.pages.run import field, labels, open_page, press, said, unfold

PAGE = "pages/ledger.py"
DAY = dt.date(2026, 12, 24)
#: Customers are searched, a household is changed on the card.
CHOSEN_ELSEWHERE = {"customer_id", "referrer_id", "referred_id", "household_id"}


def opened(kind="promises", locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    return at.selectbox(key="ledger_kind").select(kind).run() if kind != "promises" else at


def choose(at, column, typed, customer_id):
    """Find a customer for a column of the open form."""
    field(at, f"find_{column}").set_value(typed).run()
    mark = at.session_state["_draft"].mark
    return at.button(key=f"form{mark}_find_{column}_{customer_id}").click().run()


def rows(shop, table):
    """The rows of a table as they stand in the ledger."""
    with shop._ledger.reading() as connection:
        return reading._in_scale(table, reading._seen(connection, table), 0)


def entry(name):
    """A value for the field of every column of a table, and what the ledger then says."""
    for column in TABLES[name].columns:
        if column.name in CHOSEN_ELSEWHERE:
            continue
        yield column, *_value(name, column)


def _value(table, column):
    if (table, column.name) == ("overrides", "field"):
        return "stage=regular", "stage"
    if (table, column.name) == ("overrides", "value"):
        return None, "regular"
    if column.name == "second_name":  # a complaint is closed by two
        return "星", "星"
    people = ("staff", "by_whom", "closed_by")
    if column.name in people and not (column.choices or table == "staff"):
        return "野口", "野口"
    if column.choices:
        return column.choices[-1].code, column.choices[-1].code
    if column.span:
        return str(column.span[1]), column.span[1]
    kinds = {
        "date": (DAY, pd.Timestamp(DAY)), "money": (9800, 9800), "integer": (7, 7),
        "month": ("2026年11月", "2026-11"), "month_day": ("昭和55年4月1日", "1980-04-01"),
        "phone": ("０９０－０１１１－２２２２", "090-0111-2222"),
        "email": ("A@Example.jp", "a@example.jp"), "postal": ("0000001", "000-0001"),
    }  # fmt: skip
    if column.name == "kana":
        return "てすと", "テスト"
    return kinds.get(column.kind, ("試しの言葉", "試しの言葉"))


EVERY = [name for name in TABLES if name != "purchases"]


def test_every_kind_of_record_is_entered_corrected_removed_and_brought_back(shop):
    shop.add("staff", {"staff": "星"})
    at = opened()
    for name in EVERY:
        at.selectbox(key="ledger_kind").select(name).run()
        before = len(rows(shop, name))
        entered = _enter(at, shop, name)
        key = f"ledger_{name}_{entered['row_id']}"
        _correct(at, shop, name, entered)
        at.button(key=f"remove_{key}").click().run()
        assert len(rows(shop, name)) == before, name
        at.button(key="undo").click().run()
        assert len(rows(shop, name)) == before + 1, name


def _enter(at, shop, name):
    """Fill in every field of a new record; the row that the ledger then has."""
    table = TABLES[name]
    at.button(key="ledger_new_customer" if name == "customers" else "ledger_add").click().run()
    if "customer_id" in table.names and name != "customers":
        choose(at, "customer_id", "さとう", "C1")
    asked = {c.name for c in at.session_state["_draft"].asked}
    assert asked | CHOSEN_ELSEWHERE == set(table.names) | CHOSEN_ELSEWHERE
    expected = {}
    for column, typed, kept in entry(name):
        if typed is not None:
            field(at, column.name).set_value(typed)
        expected[column.name] = kept
    press(at, "save")
    assert at.session_state["_draft"] is None, said(at)
    row = rows(shop, name).iloc[-1]
    assert {n: row[n] for n in expected} == expected
    if "customer_id" in table.names:
        assert row["customer_id"] == ("C10" if name == "customers" else "C1")
    return row


def _correct(at, shop, name, row):
    """Correct one field of a record."""
    at.button(key=f"edit_ledger_{name}_{row['row_id']}").click().run()
    columns = [column for column, typed, _kept in entry(name) if typed is not None]
    column = next(c for c in columns if c.kind in ("text", "money") and c.name != "by_whom")
    new = 1200 if column.kind == "money" else "直した言葉"
    field(at, column.name).set_value(new)
    press(at, "save")
    assert rows(shop, name).set_index("row_id").loc[row["row_id"], column.name] == new
    assert "直しました" in said(at)


def test_what_is_set_by_hand_is_chosen_in_words_and_shown_in_words(shop):
    shop.add(
        "overrides", {"date": TODAY, "customer_id": "C1", "field": "policy", "value": "defend"}
    )
    at = opened("overrides")
    assert "死守" in said(at)
    at.button(key=f"edit_ledger_overrides_{rows(shop, 'overrides')['row_id'][0]}").click().run()
    chosen = field(at, "field")
    assert chosen.value == "policy=defend"
    assert len(chosen.options) == len(SET_TO)
    chosen.select("supporter=yes")
    press(at, "save")
    row = rows(shop, "overrides").iloc[0]
    assert (row["field"], row["value"]) == ("supporter", "yes")


def test_an_amount_set_by_hand_stays_when_another_word_of_its_row_is_corrected(shop):
    shop.add(
        "overrides",
        {"date": TODAY, "customer_id": "C1", "field": "loss_limit", "value": "300000",
         "reason": "本社を取りたい"},
    )  # fmt: skip
    at = opened("overrides")
    at.button(key=f"edit_ledger_overrides_{rows(shop, 'overrides')['row_id'][0]}").click().run()
    assert field(at, "field").value == "loss_limit=300000"
    assert "認めた赤字: 300000" in " ".join(field(at, "field").options).replace("：", ": ")
    field(at, "reason").set_value("入札を取りたい")
    press(at, "save")
    row = rows(shop, "overrides").iloc[0]
    assert (row["field"], row["value"], row["reason"]) == (
        "loss_limit",
        "300000",
        "入札を取りたい",
    )


def test_the_page_knows_every_table_but_the_purchases(shop):
    at = opened()
    names = [say(TABLES[name].label, "ja") for name in EVERY]
    assert sorted(at.selectbox(key="ledger_kind").options) == sorted(names)


def test_a_new_record_begins_today_and_a_decision_on_its_monday(shop):
    at = opened("complaints")
    at.button(key="ledger_add").click().run()
    today = at.session_state["_clock"]().date()
    assert field(at, "received_date").value == today
    assert field(at, "due_date").value is None
    at = opened("decisions")
    at.button(key="ledger_add").click().run()
    assert field(at, "week").value == today - dt.timedelta(days=today.weekday())


def test_a_refusal_stands_in_the_form_and_nothing_typed_is_lost(shop):
    at = opened()
    at.button(key="ledger_add").click().run()
    field(at, "content").set_value("色見本を送る")
    press(at, "save")
    assert len(rows(shop, "promises")) == 0
    assert "お客様を選んでください" in said(at)
    assert field(at, "content").value == "色見本を送る"
    choose(at, "customer_id", "090-0123", "C1")
    assert field(at, "content").value == "色見本を送る"
    press(at, "save")
    assert "「期限」を入れてください" in said(at)
    field(at, "due_date").set_value(DAY)
    press(at, "save")
    assert list(rows(shop, "promises")["content"]) == ["色見本を送る"]


def test_a_value_that_cannot_stand_in_the_ledger_is_refused_in_words(shop):
    at = opened("stores")
    at.button(key="ledger_add").click().run()
    field(at, "store").set_value("本店")
    field(at, "phone").set_value("電話なんて無い")
    press(at, "save")
    assert "電話なんて無い" in said(at)
    assert len(rows(shop, "stores")) == 0
    field(at, "phone").set_value("")
    press(at, "save")
    assert len(rows(shop, "stores")) == 1


def test_a_form_is_closed_without_saving_and_by_looking_at_another_kind(shop):
    at = opened()
    at.button(key="ledger_add").click().run()
    press(at, "close")
    assert at.session_state["_draft"] is None
    at.button(key="ledger_add").click().run()
    at.selectbox(key="ledger_kind").select("deals").run()
    assert at.session_state["_draft"] is None


def test_saving_what_was_not_changed_writes_nothing(shop):
    shop.add("promises", {"customer_id": "C1", "content": "x", "due_date": DAY})
    before = len(shop.last_actions(9))
    at = opened()
    row = rows(shop, "promises").iloc[0]
    at.button(key=f"edit_ledger_promises_{row['row_id']}").click().run()
    press(at, "save")
    assert at.session_state["_draft"] is None
    assert len(shop.last_actions(9)) == before


def test_somebody_chosen_by_mistake_is_chosen_anew(shop):
    at = opened("referrals")
    at.button(key="ledger_add").click().run()
    choose(at, "customer_id", "鈴木", "C2")
    assert "鈴木 実様" in said(at)
    press(at, "again_customer_id")
    field(at, "find_customer_id").set_value("だれでもない").run()
    assert "合う方は見つかりません" in said(at)
    choose(at, "customer_id", "C1", "C1")
    choose(at, "referred_id", "髙橋", "C3")
    press(at, "save")
    row = rows(shop, "referrals").iloc[0]
    assert (row["customer_id"], row["referred_id"], row["kind"]) == ("C1", "C3", "referral")
    assert "髙橋 桂" in said(at)


def test_a_customer_known_from_purchases_only_can_be_chosen_too(shop):
    at = opened("plans")
    at.button(key="ledger_add").click().run()
    choose(at, "customer_id", "C9", "C9")
    press(at, "save")
    assert list(rows(shop, "plans")["customer_id"]) == ["C9"]


def test_an_introduction_in_a_circle_is_refused_beside_the_form(shop):
    shop.correct("customers", int(rows(shop, "customers")["row_id"][1]), {"referrer_id": "C1"})
    at = opened("customers")
    first = rows(shop, "customers").set_index("customer_id").loc["C1", "row_id"]
    at.button(key=f"edit_ledger_customers_{first}").click().run()
    choose(at, "referrer_id", "鈴木", "C2")
    press(at, "save")
    assert "ご紹介にはできません" in said(at)
    assert rows(shop, "customers").set_index("customer_id").loc["C1", "referrer_id"] == ""


def test_a_new_customer_needs_a_name_only_and_is_shown_with_the_next_number(shop):
    at = opened("deals")
    at.button(key="ledger_new_customer").click().run()
    press(at, "save")
    assert "「氏名・会社名」を入れてください" in said(at)
    field(at, "name").set_value("新しい方")
    press(at, "save")
    assert list(rows(shop, "customers")["customer_id"]) == ["C1", "C2", "C3", "C10"]
    assert at.selectbox(key="ledger_kind").value == "customers"
    assert "新しい方" in said(at)


def test_the_first_customer_of_an_empty_business_is_entered_here(tmp_path, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    with Workspace.create(tmp_path, "空の店", now=lambda: MOMENT) as workspace:
        set_current(tmp_path, workspace.business.slug)
        at = opened("customers")
        assert "まだ何も書かれていません" in said(at)
        at.button(key="ledger_new_customer").click().run()
        field(at, "name").set_value("はじめての方")
        press(at, "save")
        assert list(workspace.book().table("customers")["customer_id"]) == ["C0001"]
    assert not at.exception


def test_without_any_business_the_page_says_how_to_begin(nothing_yet):
    assert any("表を取り込む" in label for label in labels(open_page(PAGE)))


# ---- finding


@pytest.fixture
def promises(shop):
    for number in range(18):
        shop.add(
            "promises",
            {"customer_id": f"C{1 + number % 2}", "content": f"約束 {number}",
             "due_date": TODAY + dt.timedelta(days=number), "by_whom": "them"},
        )  # fmt: skip


def contents(at):
    return [
        line.split("内容&#58; ")[1].split("　")[0]
        for line in (html.unescape(m.value).replace("内容: ", "内容&#58; ") for m in at.markdown)
        if "内容&#58; " in line
    ]


def test_records_stand_newest_first_a_page_at_a_time(shop, promises):
    at = opened()
    assert contents(at) == [f"約束 {n}" for n in range(17, 2, -1)]
    at.pagination(key="page_ledger_promises").select(2).run()
    assert contents(at) == [f"約束 {n}" for n in range(2, -1, -1)]
    assert "全部で18件" in said(at)


def test_records_are_found_by_whose_they_are_and_by_any_word(shop, promises):
    at = opened()
    for typed, n in (
        ("佐藤花子", 9), ("さとう", 9), ("0123-4567", 9), ("C2", 9), ("約束 17", 1), ("先方", 18),
        ("無い言葉", 0), ("　", 18),
    ):  # fmt: skip
        at.text_input(key="ledger_search").set_value(typed).run()
        assert f"約束 {n}件" in said(at)


def test_a_search_that_finds_nothing_says_so_and_an_empty_list_that_it_is_empty(shop, promises):
    at = opened()
    at.text_input(key="ledger_search").set_value("無い言葉").run()
    assert "「無い言葉」に合う記録は、この種類にはありません。" in said(at)
    assert "まだ何も書かれていません。" not in said(at)
    at.selectbox(key="ledger_kind").set_value("deals").run()
    assert "まだ何も書かれていません。" in said(at)


def test_a_name_that_is_markdown_stays_a_name(shop):
    bad = "![x](http://evil.example/i.png)"
    shop.add("customers", {"customer_id": "C8", "name": bad})
    shop.add("promises", {"customer_id": "C8", "content": bad, "due_date": DAY})
    at = opened()
    at.text_input(key="ledger_search").set_value("evil").run()
    assert said(at).count(bad) >= 2
    raw = [m.value for m in at.markdown] + [b.label for b in at.button]
    assert not [text for text in raw if "![x](" in text]


# ---- handing on


def downloads(at):
    return {b.key: b for b in at.get("download_button")}


def test_a_list_is_handed_on_as_excel_and_csv_with_the_owners_words(shop):
    shop.add(
        "promises",
        {"customer_id": "C1", "content": "=cmd()", "due_date": DAY, "by_whom": "them",
         "extra.道具": "脚立"},
    )  # fmt: skip
    from pages._ui.handing_on import content  # noqa: PLC0415

    book = shop.book(TODAY)
    frame = book.table("promises")
    sheet_ = openpyxl.load_workbook(io.BytesIO(content(book, "promises", frame, "xlsx", "ja")))
    header, row = list(sheet_.worksheets[0].iter_rows(values_only=True))
    read = dict(zip(header, row, strict=True))
    assert read["だれが"] == "先方"
    assert read["内容"] == "'=cmd()"
    assert read["道具"] == "脚立"
    assert read["期限"].date() == DAY
    text = content(book, "promises", frame, "csv", "en").decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Promised on,Customer ID,Content,Due,By whom")
    assert "Them" in text
    at = opened()
    assert {"ledger_xlsx", "ledger_csv"} <= set(downloads(at))


# ---- from a sheet


def test_every_sheet_of_the_template_comes_in_and_is_readable_here(shop):
    data = io.BytesIO()
    template(data, "ja")
    book = openpyxl.load_workbook(data)
    for name in EVERY:
        sheet_, table = book[say(TABLES[name].label, "ja")], TABLES[name]
        for place, column in enumerate(table.columns, start=1):
            sheet_.cell(2, place, _in_template(name, column))
    data = io.BytesIO()
    book.save(data)
    reading = read(data.getvalue(), "台帳.xlsx", settings=Settings(), today=shop.today())
    assert not [p for p in reading.problems if not p.kept]
    shop.commit(combine([reading]), files=[("台帳.xlsx", data.getvalue())])
    at = opened()
    for name in EVERY:
        at.selectbox(key="ledger_kind").select(name).run()
        n = len(rows(shop, name))
        assert n >= 1
        assert f"{say(TABLES[name].label, 'ja')} {n}件" in said(at)
        assert "試しの言葉" in said(at) or name == "costs"


def _in_template(name, column):
    """What somebody writes in a column of the blank ledger."""
    if column.choices:
        return say(column.choices[0].label, "ja")
    if column.name in ("referrer_id", "referred_id", "household_id"):
        return None
    if (name, column.name) == ("overrides", "value"):
        return "regular"
    numbers = {"reaction": 1, "severity": 2, "score": 4, "fiscal_month": 3}
    kinds = {"id": "C1", "money": 9800, "integer": 1, "number": 1, "month": "2026-11",
             "date": "2026/11/20", "month_day": "4/1", "phone": "090-0111-2222",
             "email": "a@example.jp", "postal": "060-0001"}  # fmt: skip
    if column.name == "kana":
        return "テスト"
    return numbers.get(column.name, kinds.get(column.kind, "試しの言葉"))


# ---- who leaves


def test_a_leavers_customers_and_open_work_go_over_with_one_click_and_back_with_one(shop):
    shop.add("promises", {"customer_id": "C1", "due_date": DAY, "staff": "野口", "content": "x"})
    shop.add("staff", {"staff": "星"})
    at = opened("staff")
    unfold(at, "hand_over")
    at.selectbox(key="leaving").select("野口").run()
    text = said(at)
    assert "野口さんのお客様 1人を引き継ぎます" in text
    assert "約束：済んでいないもの 1件" in text
    assert "佐藤 花子" in text
    at.selectbox(key="successor").select("星").run()
    at.button(key="hand_over_go").click().run()
    assert "担当の引き継ぎ：野口 → 星" in said(at)
    assert list(rows(shop, "promises")["staff"]) == ["星"]
    staff = rows(shop, "staff").set_index("staff")
    assert staff.loc["野口", "left_date"] == pd.Timestamp(at.session_state["_clock"]().date())
    at.button(key="undo").click().run()
    assert list(rows(shop, "promises")["staff"]) == ["野口"]
    assert "野口" not in set(rows(shop, "staff")["staff"])


# ---- what was done


def test_what_was_done_last_is_told_and_taken_back_and_done_again(shop):
    row = int(rows(shop, "customers")["row_id"][0])
    action = shop.correct("customers", row, {"memo": "犬が二匹"})
    at = opened()
    unfold(at, "last_done")
    text = said(at)
    assert "メモ: 犬が二匹" in text
    assert "取り込み" in text
    at.button(key=f"take_back_ledger_{action}").click().run()
    assert rows(shop, "customers")["memo"].iloc[0] == ""
    assert "すでに取り消されています" in said(at)
    at.button(key=f"do_again_ledger_{action}").click().run()
    assert rows(shop, "customers")["memo"].iloc[0] == "犬が二匹"


def test_an_import_and_a_joining_are_taken_back_here_at_any_later_time(shop):
    joined = shop.same_person("C1", "C2", same=True)
    imported = shop.past(limit=9)[-1].action.id
    at = opened("customers")
    unfold(at, "last_done")
    at.button(key=f"take_back_ledger_{joined}").click().run()
    assert len(rows(shop, "customers")) == 3
    at.button(key=f"take_back_ledger_{imported}").click().run()
    assert len(rows(shop, "customers")) == 0


def test_an_undo_that_cannot_be_done_says_why(shop):
    action = shop.add("promises", {"customer_id": "C1", "content": "x", "due_date": DAY})
    at = opened()
    unfold(at, "last_done")
    shop.undo(action)
    at.button(key=f"take_back_ledger_{action}").click().run()
    assert "すでに取り消されています" in html.unescape(at.error[0].value)


def test_the_page_speaks_english_too(shop):
    shop.add("promises", {"customer_id": "C1", "content": "send it", "due_date": DAY})
    at = open_page(PAGE, locale="en-US")
    assert at.title[0].value == "Ledger"
    assert "Content: send it" in said(at)
    at.button(key="ledger_add").click().run()
    assert "Close without saving" in labels(at)
