"""What was done is told row by row, in words, and an undo that cannot be done says why."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import StoreError
from core.locale.words import say
from core.tables import TABLES
from core.tables.telling import told as told_cell
from tests.core.keeping import TODAY, bring, customer, line, row_id, sheet


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, who="店主") as workspace:
        yield workspace


def fill(workspace):
    rows = [customer(1, memo="a"), customer(2)]
    bring(workspace, sheet(rows, lines=[line(TODAY, 1)]), name="顧客.csv")


def told(workspace, customer_id="", language="ja", limit=20, offset=0):
    """{verb: [(table, what, title, customer, {label: (before, after)})]}, newest first."""
    found = []
    for one in workspace.past(customer_id, limit=limit, offset=offset):
        rows = [
            (
                say(c.label, language), say(c.what, language), c.title, c.customer,
                {say(x.label, language): (say(x.before, language), say(x.after, language))
                 for x in c.lines},
            )
            for c in one.changes
        ]  # fmt: skip
        found.append((one.action.verb, rows))
    return found


def test_an_import_tells_how_many_rows_it_brought_to_the_business_and_to_one_customer(shop):
    assert told(shop) == [("import", [("顧客台帳", "取り込み", "", "", {"表から": ("", "2行")})])]
    rows = [("顧客台帳", "取り込み", "", "", {"表から": ("", "1行")})]
    assert told(shop, "C2") == [("import", rows)]


@pytest.mark.usefixtures("ledger_kind")
def test_a_correction_tells_who_when_and_each_cell_before_and_after_in_words(shop):
    shop.correct(
        "customers", row_id(shop, "C1"),
        {"memo": "b", "contact_permission": "news_only", "next_date": dt.date(2026, 12, 1),
         "birthday": "04-01", "founded_month": "1999-04", "total_need": 120000, "employees": 1200,
         "extra.犬の名前": "ポチ", "referrer_id": "C2"},
    )  # fmt: skip
    newest = shop.past("C1", limit=1)[0]
    assert newest.action.who == "店主"
    assert newest.action.at.date() == TODAY
    assert newest.hindrance is None
    rows = [
        (
            "顧客台帳", "直した", "試験 1", "",
            {
                "従業員数": ("", "1,200"), "設立年月": ("", "1999年4月"),
                "紹介者ID": ("", "試験 2 (C2)"),
                "次回日": ("", "2026年12月1日(火)"), "連絡可否": ("", "案内のみ"),
                "誕生日": ("", "4月1日"), "想定総需要(年)": ("", "120,000円"),
                "メモ": ("a", "b"), "犬の名前": ("", "ポチ"),
            },
        )
    ]  # fmt: skip
    assert told(shop, "C1", limit=1) == [("correct", rows)]


def test_rows_added_removed_and_turned_are_told_with_their_first_words(shop):
    promise = {"customer_id": "C1", "content": "見本を送る", "due_date": TODAY, "by_whom": "us"}
    added = shop.add("promises", promise)
    shop.remove("promises", row_id(shop, "C1", "promises"))
    shop.undo(added)
    shop.redo(added)
    verbs = [(verb, [row[:4] for row in rows]) for verb, rows in told(shop, "C1", limit=4)]
    named = ("見本を送る", "試験 1")
    assert verbs == [
        ("redo", [("約束", "戻した", *named)]),
        ("undo", [("約束", "消した", *named)]),
        ("remove", [("約束", "消した", *named)]),
        ("add", [("約束", "書き加えた", *named)]),
    ]


def test_an_english_owner_reads_the_same_in_english(shop):
    values = {"birthday": "1980-04-01", "total_need": 5, "founded_month": "1999-04"}
    shop.correct("customers", row_id(shop, "C1"), values)
    ((_verb, rows),) = told(shop, "C1", "en", limit=1)
    assert rows[0][1] == "corrected"
    assert list(rows[0][4].values()) == [("", "Apr 1999"), ("", "1 Apr 1980 (Tue)"), ("", "¥5")]


def test_days_and_months_that_are_none_are_told_as_they_stand():
    day, month = (TABLES["customers"].column(n) for n in ("birthday", "founded_month"))
    for column, text in ((day, "1980-02-31"), (day, "春"), (month, "1999")):
        assert told_cell(column, text, currency="JPY", scale=0) == text


def test_a_decision_about_two_customers_stands_in_the_history_of_both(shop):
    shop.same_person("C1", "C2", same=False)
    row = ("同じ方ですか？", "直した", "試験 1 / 試験 2", "", {"決めたこと": ("", "別の方")})
    for customer_id in ("C1", "C2", ""):
        assert told(shop, customer_id, limit=1) == [("same_person", [row])]


def test_joined_customers_have_one_history(shop):
    shop.correct("customers", row_id(shop, "C2"), {"memo": "z"})
    shop.same_person("C1", "C2", same=True)
    verbs = [one.action.verb for one in shop.past("C1", limit=9)]
    assert verbs == ["same_person", "correct", "import"]
    assert shop.past_count("C1") == 3


@pytest.mark.usefixtures("ledger_kind")
def test_a_later_import_tells_what_it_changed(shop):
    said = sheet([customer(1, memo="c", hobby="釣り")])
    said.tables["customers"]["犬の名前"] = "ポチ"
    bring(shop, said, name="b.csv")
    ((_verb, rows),) = told(shop, "C1", limit=1)
    changed = {"趣味": ("", "釣り"), "メモ": ("a", "c"), "犬の名前": ("", "ポチ")}
    assert rows == [("顧客台帳", "直した", "試験 1", "", changed)]


def test_pages_of_the_history_follow_each_other(shop):
    for text in "bcdef":
        shop.correct("customers", row_id(shop, "C1"), {"memo": text})
    assert shop.past_count() == shop.past_count("C1") == 6
    assert shop.past_count("C2") == 1
    memos = [rows[0][4]["メモ"][1] for _v, rows in told(shop, "C1", limit=2, offset=1)]
    assert memos == ["e", "d"]


def test_many_rows_of_one_action_are_told_up_to_a_number(shop):
    action = shop.hand_over("野口", "星", [f"P{n}" for n in range(30)])
    newest = shop.past(limit=1)[0]
    assert newest.action.id == action
    assert len(newest.changes) == 20
    assert newest.more == 40


def test_settings_and_kept_lists_are_told_without_rows(shop):
    shop.change_settings({"calls.per_day": 5})
    shop.keep_calls(TODAY, [{"customer_id": "C1"}])
    first, second = shop.past(limit=2)
    assert (first.action.verb, first.changes) == ("call_list", ())
    assert (second.action.verb, second.changes, second.hindrance) == ("settings", (), None)


def test_what_cannot_be_taken_back_says_why(shop):
    shop.keep_calls(TODAY, [{"customer_id": "C1"}])
    kept = shop.last_actions(1)[0].id
    action = shop.correct("customers", row_id(shop, "C1"), {"memo": "b"})
    shop.undo(action)
    undoing = shop.last_actions(1)[0].id
    for number, why in (
        (kept, "電話リスト"), (action, "すでに取り消されています"), (undoing, "もとの操作"),
    ):  # fmt: skip
        with pytest.raises(StoreError) as refused:
            shop.undo(number)
        assert why in refused.value.say("ja")
    told_why = [one.hindrance for one in shop.past(limit=3)]
    assert all(why is not None for why in told_why)
