"""The call list: reasons on cards, one click to record, undo, and who is left out and why."""

from __future__ import annotations

import datetime as dt
import io

from msoffcrypto.format.ooxml import OOXMLFile

from core.workspace import Workspace
from pages._ui import papers
from tests.core.test_call_sheet import filled
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said, unfold

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


def test_somebody_who_is_not_listed_is_found_with_the_reason(shown, sample_seen):
    at = open_page(PAGE)
    left = sample_seen.review.calls.left_out
    row = left[(left["reason"] == "talked_lately") & left["eligible_date"].notna()].iloc[0]
    at.text_input(key="why_not").set_value(row["customer_id"]).run()
    assert "今週は載せていません" in said(at)
    assert "からまたかけられます" in said(at)
    at.text_input(key="why_not").set_value(first_customer(at)).run()
    assert "今週の名簿の1番です" in said(at)
    at.text_input(key="why_not").set_value("だれでもない").run()
    assert "「だれでもない」" in said(at)


def test_somebody_left_off_the_list_can_be_put_back(ledger):
    at = open_page(PAGE)
    at.session_state["calls_page"] = 2
    at.run()
    customer_id = first_customer(at)
    unfold(at, f"more_{customer_id}")
    at.button(key=f"off_14_{customer_id}").click().run()
    assert f"talked_{customer_id}" not in [b.key for b in at.button]
    at.text_input(key="why_not").set_value(customer_id).run()
    assert "2026年12月6日(日)まで名簿に出さないことにしています" in said(at)
    at.button(key=f"back_{customer_id}").click().run()
    assert "今週は載せていません" not in said(at)


def test_the_week_can_be_taken_along_in_four_forms(shown):
    at = unfold(open_page(PAGE), "papers")
    kinds = [b.label for b in at.get("download_button")]
    assert kinds[:3] == ["印刷する用紙(A4)", "記入するExcelの用紙", "今週のカレンダー"]
    assert kinds[3].startswith("はがきの宛名")


def test_a_filled_sheet_is_shown_and_then_recorded(ledger, sample_seen):
    calls = sample_seen.review.calls
    data = filled(calls, {2: {"outcome": "no_answer"}, 3: {"outcome": "talked"}})
    at = unfold(open_page(PAGE), "papers")
    at.file_uploader[0].upload("用紙.xlsx", data, "application/vnd.ms-excel").run()
    text = said(at)
    assert "電話した方 1件、取り込めない行 1件" in text
    assert "話した内容が書かれていません" in text
    customer_id = calls.rows.iloc[0]["customer_id"]
    before = len(contacts(ledger, customer_id))
    at.button(key="papers_record").click().run()
    assert "用紙の1件を記録しました" in said(at)
    assert len(contacts(ledger, customer_id)) == before + 1
    at.button(key="undo").click().run()
    assert len(contacts(ledger, customer_id)) == before


def test_a_file_that_is_no_call_sheet_is_refused_in_a_sentence(shown):
    at = unfold(open_page(PAGE), "papers")
    at.file_uploader[0].upload("名簿.xlsx", b"a,b\n1,2\n", "application/vnd.ms-excel").run()
    assert "電話の用紙ではありません" in said(at)


def test_who_came_onto_the_list_after_it_was_first_seen_is_counted(ledger):
    open_page(PAGE)
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        book = workspace.book()
        people = book.table("customers").set_index("customer_id")
        listed = {b.key.removeprefix("talked_") for b in open_page(PAGE).button}
        quiet = people[(people["phone"] != "") & (people["contact_permission"] == "yes")]
        new = next(i for i in quiet.index if i not in listed)
        promise = {"made_date": book.today, "due_date": book.today, "by_whom": "us"}
        workspace.add("promises", {**promise, "customer_id": new, "content": "折り返し"})
    assert "名簿に加わった方が1人います" in said(open_page(PAGE))


def test_a_sheet_is_read_once_not_with_every_click(shown, sample_seen, monkeypatch):
    read = []
    original = papers.read_called
    monkeypatch.setattr(papers, "read_called", lambda *a, **k: read.append(1) or original(*a, **k))
    at = unfold(open_page(PAGE), "papers")
    data = filled(sample_seen.review.calls, {2: {"outcome": "no_answer"}})
    at.file_uploader[0].upload("用紙.xlsx", data, "application/vnd.ms-excel").run()
    at.text_input(key="why_not").set_value("x").run()
    assert "電話した方 1件" in said(at)
    assert read == [1]


def test_somebody_is_left_off_the_list_in_two_taps_and_put_back_with_one(ledger):
    at = open_page(PAGE)
    at.session_state["calls_page"] = 2  # a promise is kept whatever is left off
    at.run()
    customer_id = first_customer(at)
    unfold(at, f"more_{customer_id}")  # the first tap
    at.button(key=f"off_0_{customer_id}").click().run()  # the second
    assert f"talked_{customer_id}" not in [b.key for b in at.button]
    at.button(key="undo").click().run()
    assert f"talked_{customer_id}" in [b.key for b in at.button]


def test_who_wants_no_contact_is_written_down_in_two_taps_and_taken_back_with_one(ledger):
    at = open_page(PAGE)
    customer_id = first_customer(at)
    unfold(at, f"more_{customer_id}")
    at.button(key=f"stop_{customer_id}").click().run()
    assert f"talked_{customer_id}" not in [b.key for b in at.button]
    at.button(key="undo").click().run()
    assert f"talked_{customer_id}" in [b.key for b in at.button]


def test_what_would_bring_somebody_onto_the_list_is_said_where_no_day_does(shown, sample_seen):
    left = sample_seen.review.calls.left_out
    row = left[left["reason"] == "no_phone"].iloc[0]
    at = open_page(PAGE)
    at.text_input(key="why_not").set_value(row["customer_id"]).run()
    assert "カードに電話番号を書くと載ります" in said(at)


def test_a_locked_call_sheet_is_opened_with_its_password(ledger, sample_seen):
    data = filled(sample_seen.review.calls, {2: {"outcome": "no_answer"}})
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("ひみつ", locked)
    at = unfold(open_page(PAGE), "papers")
    at.file_uploader[0].upload("用紙.xlsx", locked.getvalue(), "application/vnd.ms-excel").run()
    assert "パスワード" in at.error[0].value
    for typed, expected in (("ちがう", "このパスワードでは"), ("ひみつ", "電話した方 1件")):
        at.text_input(key="sheet_password_0").set_value(typed)
        next(b for b in at.button if b.label == "ファイルを開く").click().run(timeout=60)
        assert expected in said(at)
    assert "sheet_password_0" not in [box.key for box in at.text_input]
    assert "_sheet_lock" not in at.session_state


def test_each_persons_calls_are_shown_alone_and_the_choice_holds(ledger):
    at = open_page(PAGE)
    assert at.selectbox(key="whose_sample-salon").options == ["全員", "小田 直樹", "野口 香織"]
    at.selectbox(key="whose_sample-salon").set_value("小田 直樹").run()
    assert len([b for b in at.button if b.key.startswith("talked_")]) == 4
    unfold(at, "papers")
    assert "by_person_sample-salon" not in [box.key for box in at.checkbox]
    at.switch_page("pages/care.py").run()
    at.switch_page(PAGE).run()
    assert at.selectbox(key="whose_sample-salon").value == "小田 直樹"
    assert len([b for b in at.button if b.key.startswith("talked_")]) == 4


def test_whose_week_is_full_and_who_has_too_many_promises_is_said(ledger, sample_seen):
    rows = sample_seen.review.calls.rows
    theirs = rows[(rows["staff"] == "小田 直樹") & (rows["class"] != "promise")].iloc[0]
    promise = {"made_date": MOMENT.date(), "due_date": MOMENT.date(), "by_whom": "us",
               "customer_id": theirs["customer_id"], "content": "折り返し"}  # fmt: skip
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        workspace.change_settings({"calls.people": (("小田 直樹", 0, 0, ()),),
                                   "calls.minutes_per_day": 9})  # fmt: skip
        workspace.add("promises", promise)
    text = said(open_page(PAGE))
    assert "小田 直樹の約束があふれています" in text
    assert "小田 直樹：0本のうち" in text
    assert "36分のうち" in text
