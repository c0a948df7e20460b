"""Plans of follow-up: what is due, the plans and their steps, chains, shares; all taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from core.rules.follow_up import due_steps
from core.workspace import Workspace, current
from pages._ui import plan_steps_due
from tests.core.keeping import TODAY
from tests.pages.conftest import MOMENT
from tests.pages.run import field, labels, open_page, press, said, unfold

PAGE = "pages/plans.py"
DAY = dt.timedelta(days=1)
later = pytest.mark.usefixtures("counted_later")


def table(root, name="plan_steps"):
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        return workspace.book(TODAY).table(name)


def settings(root):
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        return workspace.settings()


def click(at, key):
    return at.button(key=key).click().run()


def test_the_planned_words_of_the_salon_are_due_with_name_and_who_does_them(shown):
    at = open_page(PAGE)

    assert at.title[0].value == "アフターフォローの段取り"
    text = said(at)
    assert "今、行うこと(3件)" in text
    assert "お礼のはがき" in text
    assert "この手順は、電話の一覧がもうお知らせしています(初期値（仮）)。" in text


@pytest.mark.parametrize(("late", "told"), [(0, False), (2, True)])
def test_steps_that_are_late_are_counted_only_where_there_are_some(shown, monkeypatch, late, told):
    monkeypatch.setattr(
        plan_steps_due, "due_steps", lambda found: due_steps(found).assign(late=late)
    )
    text = said(open_page(PAGE))
    assert "今、行うこと(3件)" in text
    assert "ここで「できました」を押しても済みになります。" in text
    assert ("このうち3件は予定日を過ぎ" in text) is told
    assert "このうち0件" not in text


def test_a_step_is_ticked_off_and_that_is_taken_back(ledger):
    at = open_page(PAGE)
    key = next(b.key for b in at.button if b.key.startswith("done_"))
    click(at, key)
    assert "今、行うこと(2件)" in said(at)
    assert table(ledger, "plans")["done_date"].notna().sum() == 1

    click(at, "undo")
    assert "今、行うこと(3件)" in said(at)
    assert table(ledger, "plans")["done_date"].notna().sum() == 0


@later
def test_a_ready_made_plan_is_switched_on_changed_and_switched_off(ledger):
    at = unfold(open_page(PAGE), "plan_usage")
    click(at, "on_usage")
    assert table(ledger)["count"].tolist() == [14, 60]
    assert "「使っていただけているか」を使い始めました。" in said(at)

    first = int(table(ledger)["row_id"].iloc[0])
    click(at, f"edit_step_{first}")
    field(at, "count").set_value(10)
    press(at, "save")
    assert table(ledger)["count"].tolist() == [10, 60]

    click(at, f"down_{first}")
    assert table(ledger).sort_values("position")["count"].tolist() == [60, 10]
    click(at, "add_step_usage")
    field(at, "count").set_value(120)
    field(at, "action").set_value("写真を届ける")
    press(at, "save")
    assert sorted(table(ledger)["count"]) == [10, 60, 120]
    assert set(table(ledger)["template"]) == {"usage"}

    click(at, f"remove_step_{first}")
    assert sorted(table(ledger)["count"]) == [60, 120]
    click(at, "off_usage")
    assert set(table(ledger)["in_use"]) == {"no"}
    click(at, "undo")
    assert set(table(ledger)["in_use"]) == {"yes"}
    click(at, "drop_usage")
    assert table(ledger).empty
    assert any(b.key == "on_usage" for b in at.button)


@later
def test_a_plan_is_bound_to_another_beginning(ledger):
    at = unfold(open_page(PAGE), "plan_usage")
    click(at, "take_usage")
    assert set(table(ledger)["in_use"]) == {"no"}
    at = unfold(at, "about_usage")
    at.selectbox(key="starts_usage").set_value("event").run()
    at.selectbox(key="what_usage_event").set_value("wedding").run()
    at.text_input(key="name_usage").set_value("ご結婚のあと").run()
    click(at, "keep_usage")

    assert set(table(ledger)["starts_with"]) == {"event"}
    assert set(table(ledger)["attached_to"]) == {"wedding"}
    assert set(table(ledger)["plan"]) == {"ご結婚のあと"}
    at.text_input(key="name_usage").set_value(" ").run()
    click(at, "keep_usage")
    assert "段取りの名前を書いてください。" in said(at)


@later
def test_the_days_of_a_rule_are_changed_in_the_settings_and_taken_back(ledger):
    at = unfold(open_page(PAGE), "plan_thanks")
    at.text_input(key="days_thanks").set_value("5、 30").run()
    click(at, "set_thanks")
    assert settings(ledger).calls.thanks_steps == (5, 30)
    click(at, "undo")
    assert settings(ledger).calls.thanks_steps == (3, 21, 90)

    at.text_input(key="days_thanks").set_value("なし").run()
    click(at, "set_thanks")
    assert "日数をひとつ以上書いてください。" in said(at)


@later
def test_a_new_plan_is_made_and_a_second_of_that_name_is_refused(ledger):
    at = unfold(open_page(PAGE), "plan_new")
    click(at, "new_plan_make")
    assert "段取りの名前と、最初に行うことを書いてください。" in said(at)
    for _time in range(2):
        at.text_input(key="name_new").set_value("縮毛矯正のあと")
        at.text_input(key="new_action").set_value("お手入れを伺う").run()
        click(at, "new_plan_make")
    assert table(ledger)["plan"].tolist() == ["縮毛矯正のあと"]
    assert "もうあります" in said(at)


def test_a_plan_is_attached_to_a_customer_by_search_and_on_the_card(shop, monkeypatch):
    at = unfold(open_page(PAGE), "plan_attach")
    at.text_input(key="attach_find").set_value("佐藤").run()
    click(at, "attach_find_C1")
    at.selectbox(key="attach_plan_C1").set_value("usage").run()
    click(at, "attach_C1")
    first, second = shop.book(TODAY).table("plans")["date"]
    begun = at.date_input(key="attach_day_C1").value if at.date_input else None
    assert (second - first).days == 60 - 14
    assert begun is None or first.date() == begun + 14 * DAY
    assert set(shop.book(TODAY).table("plans")["plan"]) == {"使っていただけているか"}
    click(at, "undo")
    assert shop.book(TODAY).table("plans").empty

    at.session_state["_customer"] = "C1"
    at.switch_page("pages/customer.py").run()
    at = unfold(at, "card_plan")
    at.date_input(key="attach_day_C1").set_value(None).run()
    click(at, "attach_C1")
    assert "手順を数え始める日を選んでください。" in said(at)


@later
def test_a_chain_is_taken_over_and_its_step_corrected(ledger):
    at = unfold(open_page(PAGE), "chain_family")
    assert "結婚式の1か月後: 新婚旅行(30日前からお知らせ)" in said(at)
    assert "3歳になる年の11月15日: 七五三" in said(at)
    click(at, "take_chain_family")
    rows = table(ledger)
    assert set(rows["aim"]) == {"need"}
    assert len(rows) == 12

    first = int(rows["row_id"].iloc[0])
    click(at, f"edit_step_{first}")
    field(at, "partner").set_value("青葉写真館")
    field(at, "attached_to").set_value("engagement")
    press(at, "save")
    changed = table(ledger).set_index("row_id").loc[first]
    assert (changed["partner"], changed["attached_to"]) == ("青葉写真館", "engagement")
    assert "青葉写真館と" in said(at)
    click(at, "drop_family")
    assert table(ledger).empty


def test_a_share_of_few_is_told_in_words_and_of_many_in_percent(shop):
    assert "割合は出せません" in said(open_page(PAGE))
    for n in range(10):
        row = {"date": TODAY - (n + 1) * DAY, "customer_id": "C1", "action": f"電話{n}"}
        done = {"done_date": TODAY} if n < 4 else {}
        shop.add("plans", {**row, "plan": "年賀", "staff": "野口", **done})
        if n == 8:
            assert "まだ少なすぎます" in said(open_page(PAGE))
    text = said(open_page(PAGE))
    assert "10件中4件" in text
    assert "40%" in text
    assert "年賀" in text


@pytest.mark.parametrize("who", ["野口", "別の人"])
def test_the_list_of_one_person_in_charge_shows_theirs_alone(shop, who):
    for staff in ("野口", "別の人"):
        shop.add("plans", {"date": TODAY, "customer_id": "C2", "action": f"{staff}の電話",
                           "staff": staff})  # fmt: skip
    at = open_page(PAGE)
    at.selectbox(key="plans_staff").set_value(who).run()

    shown = [m.value for m in at.markdown if "の電話" in m.value]
    assert len(shown) == 1
    assert who in shown[0]


def test_the_page_speaks_english(shown):
    at = open_page(PAGE, locale="en-US")

    assert at.title[0].value == "Plans of follow-up"
    assert "How is it being used" in " ".join(e.label for e in at.expander)
    assert "Done" in labels(at)


def test_a_rule_is_taken_over_with_who_how_and_words_and_the_call_list_goes_by_it(ledger):
    at = unfold(open_page(PAGE), "plan_thanks")
    click(at, "take_thanks")
    rows = table(ledger)
    assert rows["count"].tolist() == [3, 21, 90]
    assert set(rows["template"]) == {"thanks"}
    assert "電話の一覧は、決まりの手順に代えて、この手順でお知らせします。" in said(at)

    first = int(rows["row_id"].iloc[0])
    click(at, f"edit_step_{first}")
    field(at, "channel").set_value("postcard")
    field(at, "script").set_value("その後いかがですか。")
    press(at, "save")
    changed = table(ledger).set_index("row_id").loc[first]
    assert (changed["channel"], changed["script"]) == ("postcard", "その後いかがですか。")
    click(at, "off_thanks")
    assert "この段取りの手順をお知らせしません" in said(at)
    click(at, "drop_thanks")
    assert table(ledger).empty
    assert any(b.key == "set_thanks" for b in at.button)


def test_a_plan_begins_with_a_rung_or_a_kind_of_due_date_and_a_step_has_its_own_date(shop):
    shop.add("due_dates", {"customer_id": "C1", "kind": "消火器", "end_date": TODAY + 20 * DAY})
    at = unfold(open_page(PAGE), "plan_new")
    at.selectbox(key="starts_new").set_value("due_date").run()
    at.selectbox(key="what_new_due_date").set_value("消火器").run()
    at.text_input(key="name_new").set_value("消火器の点検")
    at.text_input(key="new_action").set_value("期限を伝える")
    at.number_input(key="new_count").set_value(-30).run()
    click(at, "new_plan_make")
    at = unfold(open_page(PAGE), "plan_new")
    at.selectbox(key="starts_new").set_value("stage").run()
    at.selectbox(key="what_new_stage").set_value("regular").run()
    at.selectbox(key="new_unit").set_value("date").run()
    at.date_input(key="new_date").set_value(TODAY + DAY)
    at.text_input(key="name_new").set_value("得意客の会")
    at.text_input(key="new_action").set_value("招く").run()
    click(at, "new_plan_make")

    rows = shop.book(TODAY).table("plan_steps").set_index("plan")
    assert rows.loc["消火器の点検", ["starts_with", "attached_to", "count"]].tolist() == [
        "due_date", "消火器", -30,
    ]  # fmt: skip
    assert rows.loc["得意客の会", "on_date"].date() == TODAY + DAY
    text = said(at)
    assert "消火器の点検" in text
    assert "今、行うこと(1件)" in text
    assert "2026年11月23日" in text
    assert "この段に上がったことが初めて見えた週から始まります" in text
