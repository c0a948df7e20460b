"""One customer: found however they are typed, with the reasons for their rung."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pandas as pd
import pytest

from core.ingest import combine, read
from core.workspace import Workspace
from pages._ui import people
from tests.pages.conftest import MOMENT
from tests.pages.run import field, open_page, press, said, unfold

PAGE = "pages/customer.py"
later = pytest.mark.usefixtures("counted_later")


@pytest.fixture
def person(sample_home):
    """A listed customer of the sample, as the ledger has them."""
    with Workspace.open(sample_home, "sample-salon", now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers")
    found = people[(people["name"] == "武田 和夫")]
    return found.iloc[0]


def search(typed):
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value(typed).run()
    return at


@pytest.mark.parametrize("typed", ["武田和夫", "たけだ かず", "タケダ", "武田　和夫"])
def test_a_customer_is_found_by_name_and_reading_in_any_kana_and_spacing(shown, person, typed):
    at = search(typed)
    assert f"found_{person['customer_id']}" in [b.key for b in at.button]


def test_a_customer_is_found_by_phone_and_number(shown, person):
    for typed in (person["phone"], person["phone"].replace("-", ""), person["customer_id"]):
        assert f"found_{person['customer_id']}" in [b.key for b in search(typed).button]


def test_opening_who_was_found_does_not_search_again(shown, person, monkeypatch):
    searched = []
    find = people.matches
    monkeypatch.setattr(
        people,
        "matches",
        lambda index, typed, limit: searched.append(typed) or find(index, typed, limit),
    )
    at = search("武田 和夫 ")
    at.button(key=f"found_{person['customer_id']}").click().run()

    assert "武田 和夫様" in said(at)
    assert searched == ["武田 和夫 "]


def test_nobody_found_says_what_to_try(shown):
    assert "「存在しない人」に合う方は見つかりません" in said(search("存在しない人"))


def test_the_card_says_the_rung_with_its_reasons_and_what_was_bought(shown, person):
    at = search("武田和夫")
    at.button(key=f"found_{person['customer_id']}").click().run()
    text = said(at)
    assert "武田 和夫様" in text
    assert "なぜこの段か" in text
    assert "方針" in text
    assert "はじめてのお買い物" in text
    assert "4,200円" in text
    assert "やりとり" in text


def test_the_card_foretells_with_a_window_and_says_what_that_stands_on(shown, person):
    at = search("武田和夫")
    at.button(key=f"found_{person['customer_id']}").click().run()
    text = said(at)
    assert re.search(r"30日以内に買ってくださる見込み:(およそ\d+%|5%未満|95%以上)", text)
    assert re.search(r"半年以内に来てくださるなら、20\d\d年.*から20\d\d年.*の間", text)
    assert "1日だけのお買い物、この店のいつもの間隔" in text
    assert re.search(r"お客様1,196人、2回目以降のお買い物[\d,]+回から", text)


def test_of_somebody_who_never_bought_nothing_is_foretold(shop):
    at = search("髙橋")
    at.button(key="found_C3").click().run()
    assert "髙橋 桂様" in said(at)
    assert "先読み" not in said(at)


def test_a_name_that_is_markdown_stays_a_name(ledger):
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        workspace.add(
            "customers", {"customer_id": "N1", "name": "![x](http://evil.example/i.png)"}
        )
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value("N1").run()
    at.button(key="found_N1").click().run()
    raw = [m.value for m in at.markdown] + [b.label for b in at.button]
    assert "![x](http://evil.example/i.png)様" in said(at)
    assert not [text for text in raw if "![x](" in text]
    assert "まだご購入はありません" in said(at)


def test_whoever_asked_to_stop_is_marked_do_not_contact(ledger):
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        workspace.add(
            "customers", {"customer_id": "N2", "name": "止田", "contact_permission": "stop"}
        )
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value("N2").run()
    at.button(key="found_N2").click().run()
    assert "連絡しないでください" in at.error[0].value.replace("&#", "")


@later
def test_a_contact_off_the_list_is_recorded_on_the_card(ledger, person):
    who = person["customer_id"]
    at = search("武田和夫")
    at.button(key=f"found_{who}").click().run()
    at.text_input(key=f"note_{who}").set_value("店でお会いした")
    at.button(key=f"talked_{who}").click().run()
    assert "店でお会いした" in said(at)
    at.button(key="undo").click().run()
    assert "店でお会いした" not in said(at)


def test_the_page_asks_to_search_first(shown):
    assert "お客様をさがすか" in said(open_page(PAGE))


def test_the_card_speaks_english_too(shown, person):
    at = open_page(PAGE, locale="en-US")
    at.text_input(key="customer_search").set_value(person["customer_id"]).run()
    at.button(key=f"found_{person['customer_id']}").click().run()
    assert "Why this rung" in said(at)


SHEET = (
    "顧客ID,氏名,電話番号,犬の名前,**座右**,きっかけ,初回来店日\n"
    "X1,犬飼 花,12-34,ポチ [x](http://evil.example),![x](http://evil.example/i.png),占い,2026年10月\n"
    "X2,猫田 実,090-0000-0002,,,紹介,2026/10/2\n"
)


@pytest.fixture
def own_columns(ledger):
    """A ledger with a sheet that has columns of the owner's own."""
    data = SHEET.encode()
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        reading = read(data, "顧客.csv", settings=workspace.settings(), today=workspace.today())
        workspace.commit(combine([reading]), files=[("顧客.csv", data)], mapping={}, counts={})


def card_of(customer_id, locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    at.text_input(key="customer_search").set_value(customer_id).run()
    return at.button(key=f"found_{customer_id}").click().run()


def test_the_owners_own_columns_and_what_could_not_be_read_stand_on_the_card(own_columns):
    text = said(card_of("X1"))
    assert "その他の項目" in text
    for line in (
        "**犬の名前** ポチ",
        "**電話番号** 12-34",
        "**きっかけ** 占い",
        "**初回来店日** 2026年10月",
    ):
        assert line in text


def test_the_owners_own_columns_cannot_be_markdown(own_columns):
    at = card_of("X1")
    raw = [m.value for m in at.markdown]
    assert "![x](http://evil.example/i.png)" in said(at)
    assert not [text for text in raw if "](" in text or "**座右**" in text]


def test_a_customer_without_own_columns_has_no_such_section(own_columns):
    assert "その他の項目" not in said(card_of("X2"))
    assert "Other columns of your sheets" not in said(card_of("X2", "en-US"))
    assert "Other columns of your sheets" in said(card_of("X1", "en-US"))


# ---- writing on the card


@pytest.fixture
def workspace(shop):
    """The small business: three customers, and one known from sales only."""
    return shop


@pytest.fixture
def known(workspace):
    """Its first customer, with something already known."""
    row_id = int(customer_row(workspace, "C1")["row_id"])
    before = {"extra.性別": "男", "total_need": 50000, "contact_permission": "yes"}
    workspace.correct("customers", row_id, before)
    return customer_row(workspace, "C1")


def customer_row(workspace, customer_id):
    people = workspace.book().table("customers")
    return people.set_index("customer_id", drop=False).loc[customer_id]


@later
def test_each_of_the_six_groups_is_opened_filled_in_and_taken_back(workspace, known):
    who = known["customer_id"]
    at = card_of(who)
    for group, column, typed in (
        ("company", "call_name", "たけちゃん"),
        ("purchase", "competitor", "となり町の店"),
        ("reasons", "expectation", "早く仕上げてほしい"),
        ("contact", "best_time", "平日の夜"),
        ("personal", "hobby", "釣り"),
        ("other", "data_source", "来店時の用紙"),
    ):
        at.button(key=f"group_{group}").click().run()
        field(at, column).set_value(typed)
        press(at, "save")
        assert customer_row(workspace, who)[column] == typed
        at.button(key="undo").click().run()
        assert customer_row(workspace, who)[column] == known[column]


def test_how_much_is_known_stands_on_each_group(workspace, known):
    at = card_of(known["customer_id"])
    before = at.button(key="group_personal").label
    at.button(key="group_personal").click().run()
    assert at.button(key="group_personal").label == before
    field(at, "likes").set_value("うなぎ")
    press(at, "save")
    assert at.button(key="group_personal").label != before


@later
def test_a_column_of_the_owners_own_is_added_corrected_and_cleared(workspace, known):
    who = known["customer_id"]
    at = card_of(who)
    at.button(key="group_other").click().run()
    field(at, "own_name").set_value("車の色")
    field(at, "own_text").set_value("青")
    press(at, "save")
    assert "**車の色** 青" in said(at)
    at.button(key="group_other").click().run()
    field(at, "extra.車の色").set_value("赤")
    press(at, "save")
    assert "**車の色** 赤" in said(at)
    at.button(key="group_other").click().run()
    field(at, "extra.車の色").set_value("")
    press(at, "save")
    assert "車の色" not in said(at)
    at.button(key="undo").click().run()
    assert "**車の色** 赤" in said(at)


@later
def test_a_column_of_the_owners_own_needs_a_name_that_the_ledger_does_not_have(workspace, known):
    at = card_of(known["customer_id"])
    at.button(key="group_other").click().run()
    field(at, "own_text").set_value("青")
    press(at, "save")
    assert "ご自分の項目には" in said(at)
    field(at, "own_name").set_value("電話")
    press(at, "save")
    assert "「電話」という項目はすでにあります" in said(at)


@later
@pytest.mark.parametrize(
    ("table", "column", "typed"),
    [("promises", "due_date", MOMENT.date()), ("complaints", "content", "待たされた"),
     ("due_dates", "end_date", MOMENT.date()), ("satisfaction", "score", "5")],
)  # fmt: skip
def test_a_record_is_written_from_the_card_corrected_and_removed(
    workspace, known, table, column, typed
):
    who = known["customer_id"]
    before = workspace.book().table(table)
    at = card_of(who)
    at.button(key=f"quick_{table}").click().run()
    assert "どなたの記録か" not in said(at)
    field(at, column).set_value(typed)
    press(at, "save")
    rows = workspace.book().table(table)
    assert len(rows) == len(before) + 1
    row = rows[~rows["row_id"].isin(before["row_id"])].iloc[0]
    assert row["customer_id"] == who
    at.selectbox(key="records_kind").select(table).run()
    key = f"card_{table}_{row['row_id']}"
    at.button(key=f"edit_{key}").click().run()
    press(at, "close")
    at.button(key=f"remove_{key}").click().run()
    assert len(workspace.book().table(table)) == len(before)


@later
def test_a_note_is_written_with_two_clicks(workspace, known):
    who = known["customer_id"]
    at = card_of(who)
    at.button(key="quick_memo").click().run()
    field(at, "memo").set_value("駅前に引っ越し予定")
    press(at, "save")
    assert customer_row(workspace, who)["memo"] == "駅前に引っ越し予定"


@later
def test_the_next_date_is_shown_and_set_without_a_call(workspace, known):
    at = card_of(known["customer_id"])
    assert "次回日は決まっていません" in said(at)
    at.button(key="set_next_date").click().run()
    field(at, "next_date").set_value(dt.date(2026, 12, 24))
    press(at, "save")
    text = said(at)
    assert "**次回日** 2026年12月24日(木)" in text
    labels = [widget.label for widget in at.date_input]
    assert "次回日（今は2026年12月24日(木)）" in labels


@later
def test_the_form_of_one_customer_is_not_open_on_the_card_of_another(workspace, known):
    at = card_of(known["customer_id"])
    at.button(key="quick_promises").click().run()
    assert at.session_state["_draft"] is not None
    at.session_state["_customer"] = "C2"
    at.run()
    assert at.session_state["_draft"] is None


def test_the_household_is_shown_with_links_and_changed(workspace, known):
    who = known["customer_id"]
    workspace.add("customers", {"customer_id": "N7", "name": "佐藤 美子", "phone": "03-1000-0000"})
    at = card_of(who)
    assert "ほかにはいません" in said(at)
    at.text_input(key="join").set_value("佐藤 美子").run()
    at.button(key="join_N7").click().run()
    assert "佐藤 美子" in [html.unescape(b.label) for b in at.button if b.key == "open_home_N7"]
    assert (
        customer_row(workspace, "N7")["household_id"]
        == customer_row(workspace, who)["household_id"]
    )
    at.button(key="leave_household").click().run()
    assert "ほかにはいません" in said(at)
    at.button(key="undo").click().run()
    at.button(key="open_home_N7").click().run()
    assert "佐藤 美子様" in said(at)


def test_joining_whom_one_is_with_already_is_refused_in_words(workspace, known):
    who = known["customer_id"]
    at = card_of(who)
    at.text_input(key="join").set_value(who).run()
    at.button(key=f"join_{who}").click().run()
    assert "すでに同じ世帯・会社です" in html.unescape(at.error[0].value)


@later
def test_everything_that_was_changed_is_told_and_taken_back(workspace, known):
    who = known["customer_id"]
    action = workspace.correct("customers", int(known["row_id"]), {"hobby": "釣り"})
    at = card_of(who)
    unfold(at, "changes")
    text = said(at)
    assert "趣味: 釣り" in text
    assert "取り込み全体を元に戻す" in text
    at.button(key=f"take_back_card_{action}").click().run()
    assert customer_row(workspace, who)["hobby"] == ""
    at.button(key=f"do_again_card_{action}").click().run()
    assert customer_row(workspace, who)["hobby"] == "釣り"


# ---- two windows


def begin_correction(workspace, known, column="memo", group="other"):
    """The form is open, and meanwhile another window corrects the same column."""
    at = card_of(known["customer_id"])
    at.button(key=f"group_{group}").click().run()
    workspace.correct("customers", int(known["row_id"]), {column: "相手の言葉"})
    field(at, column).set_value("こちらの言葉")
    return press(at, "save")


@later
def test_what_another_window_wrote_meanwhile_is_shown_and_mine_can_be_kept(workspace, known):
    at = begin_correction(workspace, known)
    who = known["customer_id"]
    assert "今は「相手の言葉」です" in said(at)
    assert customer_row(workspace, who)["memo"] == "相手の言葉"
    assert field(at, "memo").value == "こちらの言葉"
    press(at, "mine")
    assert customer_row(workspace, who)["memo"] == "こちらの言葉"
    assert at.session_state["_draft"] is None


@later
def test_what_another_window_wrote_meanwhile_can_be_taken_over(workspace, known):
    at = begin_correction(workspace, known)
    press(at, "theirs")
    assert customer_row(workspace, known["customer_id"])["memo"] == "相手の言葉"
    assert at.session_state["_draft"] is None


@later
@pytest.mark.parametrize(
    ("group", "column", "theirs", "mine", "shown"),
    [
        ("contact", "next_date", dt.date(2026, 12, 1), dt.date(2026, 12, 2), "2026年12月1日"),
        ("purchase", "total_need", 90000, 80000, "90,000円"),
        ("contact", "contact_permission", "news_only", "stop", "案内のみ"),
        ("company", "fiscal_month", 3, "4", "3"),
        ("other", "extra.性別", "女", "不明", "女"),
    ],
)
def test_every_kind_of_field_tells_and_takes_over_the_other_windows_word(
    workspace, known, group, column, theirs, mine, shown
):
    who = known["customer_id"]
    at = card_of(who)
    at.button(key=f"group_{group}").click().run()
    workspace.correct("customers", int(known["row_id"]), {column: theirs})
    field(at, column).set_value(mine)
    press(at, "save")
    assert f"今は「{shown}" in said(at)
    mark = at.session_state["_draft"].mark
    press(at, "theirs")
    assert at.session_state["_draft"] is None, mark
    row = customer_row(workspace, who)
    kept = json.loads(row["extra"])["性別"] if column.startswith("extra.") else row[column]
    assert kept == (pd.Timestamp(theirs) if isinstance(theirs, dt.date) else theirs)


def test_whoever_is_known_from_purchases_only_gets_a_row_when_something_is_written(workspace):
    at = card_of("C9")
    at.button(key="group_personal").click().run()
    field(at, "hobby").set_value("将棋")
    press(at, "save")
    assert customer_row(workspace, "C9")["hobby"] == "将棋"
    assert customer_row(workspace, "C9")["name"] == "C9"
