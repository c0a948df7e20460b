"""The call list: reasons on cards, one click to record, undo, and who is left out and why."""

from __future__ import annotations

import datetime as dt

from core.workspace import Workspace
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/calls.py"


def first_customer(at) -> str:
    """The id on the first card."""
    return next(b.key.removeprefix("talked_") for b in at.button if b.key.startswith("talked_"))


def contacts(home, customer_id):
    """What the ledger holds of a customer's contacts."""
    with Workspace.open(home, "sample-salon", now=lambda: MOMENT) as workspace:
        rows = workspace.book().table("activities")
    return rows[rows["customer_id"] == customer_id]


def test_each_card_says_who_why_now_how_to_begin_and_the_number_to_dial(shown):
    text = said(open_page(PAGE))
    assert "#### 1. 武田 和夫様" in text
    assert "タケダ カズオ" in text
    assert 'href="tel:0900' in text
    assert "なぜ今" in text
    assert "話し始めのひとこと" in text
    assert "言わないほうがよいこと" in text


def test_the_week_its_working_days_and_its_capacity_are_said(shown):
    # Monday 23 November 2026 is a holiday.
    assert "2026年11月23日(月)からの週：営業4日で16本かけられます" in said(open_page(PAGE))


def test_the_classes_stand_as_headings_in_their_order(shown):
    at = open_page(PAGE)
    headings = [h.value for h in at.subheader]
    assert headings == [h for h in ("約束", "期限", "お礼", "売上") if h in headings]
    assert headings[0] == "約束"


def test_ten_cards_stand_on_a_page(shown):
    at = open_page(PAGE)
    on_first = [b.key for b in at.button if b.key.startswith("talked_")]
    assert len(on_first) == 10
    at.session_state["calls_page"] = 2
    at.run()
    on_second = [b.key for b in at.button if b.key.startswith("talked_")]
    assert on_second
    assert not set(on_first) & set(on_second)


def test_one_click_records_a_call_that_nobody_answered_and_undo_takes_it_back(ledger):
    at = open_page(PAGE)
    who = first_customer(at)
    before = len(contacts(ledger, who))
    at.button(key=f"no_answer_{who}").click().run()
    assert "「不在」と記録しました" in said(at)
    kept = contacts(ledger, who)
    assert len(kept) == before + 1
    assert "no_answer" in set(kept["outcome"])
    at.button(key="undo").click().run()
    assert "元に戻しました" in said(at)
    assert len(contacts(ledger, who)) == before
    assert "undo" not in [b.key for b in at.button]


def test_a_talk_is_kept_with_its_note_and_leaves_the_list_at_once(ledger):
    at = open_page(PAGE)
    who = first_customer(at)
    at.text_input(key=f"note_{who}").set_value("来週また来ますとのこと")
    at.button(key=f"talked_{who}").click().run()
    assert not at.exception
    assert f"talked_{who}" not in [b.key for b in at.button]
    assert "来週また来ますとのこと" in set(contacts(ledger, who)["note"])


def test_a_talk_without_a_note_asks_for_one_line_and_records_nothing(ledger):
    at = open_page(PAGE)
    who = first_customer(at)
    before = len(contacts(ledger, who))
    at.button(key=f"talked_{who}").click().run()
    assert "一行書いてから" in at.error[0].value.replace("&#", "")
    assert len(contacts(ledger, who)) == before


def test_a_promise_needs_its_day_and_then_comes_back_as_a_promise(ledger):
    at = open_page(PAGE)
    who = first_customer(at)
    at.text_input(key=f"note_{who}").set_value("色見本を送る")
    at.button(key=f"promised_{who}").click().run()
    assert "次の日を選んでから" in said(at)
    at.date_input(key=f"next_{who}").set_value(dt.date(2026, 12, 1))
    at.button(key=f"promised_{who}").click().run()
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        promises = workspace.book().table("promises")
    made = promises[promises["content"] == "色見本を送る"]
    assert list(made["due_date"].dt.date) == [dt.date(2026, 12, 1)]


def test_the_other_outcomes_open_on_request_and_stop_is_obeyed(ledger):
    at = open_page(PAGE)
    who = first_customer(at)
    at.session_state[f"more_{who}"] = True
    at.run()
    at.button(key=f"stop_{who}").click().run()
    assert f"talked_{who}" not in [b.key for b in at.button]
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers").set_index("customer_id")
    assert people.loc[who, "contact_permission"] == "stop"


def test_not_now_needs_its_reason(ledger):
    at = open_page(PAGE)
    who = first_customer(at)
    at.session_state[f"more_{who}"] = True
    at.run()
    at.button(key=f"not_now_{who}").click().run()
    assert "「今はいらない」わけを選んでから" in said(at)


def test_those_not_listed_are_counted_by_reason_and_shown_by_name_on_request(shown):
    at = open_page(PAGE)
    assert [e.label for e in at.expander if "載せなかった人" in e.label]
    at.session_state["left_out"] = True
    at.run()
    text = said(at)
    assert "連絡を止めるご希望" in text or "連絡" in text
    assert "stopped" not in at.selectbox(key="left_code").options
    assert "人数" in [c for table in at.table for c in table.value.columns]


def test_who_wants_no_contact_is_only_a_number(shown):
    at = open_page(PAGE)
    at.session_state["left_out"] = True
    at.run()
    offered = at.selectbox(key="left_code").options
    assert not [o for o in offered if "止めてほしい" in o or "Not to be contacted" in o]


def test_the_list_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")
    text = said(at)
    assert "Whom to call this week" in text
    assert "Why now" in text
    assert "No answer" in labels(at)
