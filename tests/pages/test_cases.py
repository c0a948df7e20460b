"""クレームと約束: clocks, two names, tasks of the company, whom to tell, promises."""

from __future__ import annotations

import datetime as dt

import pytest

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/cases.py"
TODAY = MOMENT.date()


def ago(days):
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def salon(ledger):
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        yield workspace


def open_row(workspace):
    rows = workspace.book().table("complaints")
    return rows[rows["resolved_date"].isna()].iloc[0]


def write(at, key, value):
    """Fill a field."""
    at.session_state[key] = value


def test_an_open_case_says_where_it_stands_and_how_late(shown):
    at = open_page(PAGE)
    assert "対応中のクレーム（1件）" in said(at)
    assert any("一次連絡" in e.value and "20日超過" in e.value for e in at.error)
    assert "青木 典子" in said(at)
    assert "解決して見守り中（4件）" in said(at)
    assert "まだ少なすぎます" in said(at)


def test_a_word_of_ours_is_written_with_the_case_and_taken_back(salon):
    number = int(open_row(salon)["row_id"])
    at = open_page(PAGE)
    at.button(key=f"answer_{number}").click().run()
    assert "一行書いてから" in said(at)
    write(at, f"say_{number}", "お詫びの電話をした")
    at.button(key=f"answer_{number}").click().run()
    assert open_row(salon)["our_reply"] == "お詫びの電話をした"
    assert "お詫びの電話をした" in said(at)
    at.button(key="undo").click().run()
    assert open_row(salon)["our_reply"] == ""


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [("野口 香織", None, "二人の名前"), ("野口 香織", "野口香織", "二回")],
)
def test_one_name_closes_nothing_and_the_page_says_why(salon, first, second, told):
    number = int(open_row(salon)["row_id"])
    salon.add("staff", {"staff": "野口香織"})
    at = open_page(PAGE)
    write(at, f"first_{number}", first)
    if second:
        write(at, f"second_{number}", second)
    at.button(key=f"close_{number}").click().run()
    assert any(told in e.value for e in at.error)
    assert "対応中のクレーム（1件）" in said(at)


def test_two_names_close_it_and_it_is_watched(salon):
    number = int(open_row(salon)["row_id"])
    for name in ("野口香織", "川端 さつき"):
        salon.add("staff", {"staff": name})
    at = open_page(PAGE)
    write(at, f"first_{number}", "野口 香織")
    write(at, f"second_{number}", "川端 さつき")
    at.button(key=f"close_{number}").click().run()
    assert "対応中のクレームはありません" in said(at)
    assert "野口 香織と川端 さつきの二人で完了" in said(at)
    at.button(key=f"prevented_{number}").click().run()
    assert "何を変えたかを書いてから" in said(at)
    write(at, f"prevent_{number}", "札を付ける")
    at.button(key=f"prevented_{number}").click().run()
    at.button(key=f"confirm_{number}").click().run()
    rows = salon.book().table("complaints").set_index("row_id")
    assert rows.loc[number, "prevention"] == "札を付ける"
    assert str(rows.loc[number, "confirmed_date"].date()) == str(TODAY)
    assert "再発の見守り" in said(at)


def test_harassment_takes_the_customer_off_every_list(salon):
    number = int(open_row(salon)["row_id"])
    at = open_page(PAGE)
    at.button(key=f"harass_{number}").click().run()
    assert "カスハラとして記録しました" in said(at)
    assert any("会社が応対します" in e.value for e in at.error)
    assert "事業主がすること" in said(at)
    assert open_row(salon)["harassment"] == "yes"
    at.button(key=f"unharass_{number}").click().run()
    assert "カスハラの印を外しました" in said(at)
    assert not any("会社が応対します" in e.value for e in at.error)
    at.button(key="undo").click().run()
    assert open_row(salon)["harassment"] == "yes"


def test_a_customer_barred_for_another_reason_is_warned_of_with_the_case(salon):
    who = open_row(salon)["customer_id"]
    salon.add("overrides", {"date": TODAY, "customer_id": who, "field": "refuse", "value": "yes"})
    at = open_page(PAGE)
    assert any("カスハラ・お断り" in w.value for w in at.warning)


def test_a_task_of_the_company_has_names_and_yen_until_it_is_put_right(salon):
    at = open_page(PAGE)
    assert "会社の課題（3件）" in said(at)
    assert "これまで5件。この方々の1年の粗利は" in said(at)
    at.button(key="fixed_delay").click().run()
    assert "何を変えたかを書いてから" in said(at)
    write(at, "change_delay", "予約のあいだに10分置く")
    at.button(key="fixed_delay").click().run()
    assert "会社の課題（2件）" in said(at)
    assert "「直しました」を伝える方（5人）" in said(at)
    fixes = salon.book().table("fixes")
    assert fixes["change"].tolist() == ["予約のあいだに10分置く"]


def test_who_voiced_it_is_told_with_a_draft_and_ticked_off(salon):
    salon.add("fixes", {"date": TODAY, "cause": "delay", "change": "予約のあいだに10分置く"})
    at = open_page(PAGE)
    buttons = [b for b in at.button if b.key.startswith("told_")]
    assert len(buttons) == 5
    assert "「予約のあいだに10分置く」と改めました" in at.code[0].value
    buttons[0].click().run()
    assert "「直しました」を伝える方（4人）" in said(at)
    assert salon.book().table("complaints")["told_date"].notna().sum() == 1
    kinds = salon.book().table("activities")
    assert "10分置く" in kinds[kinds["kind"] == "useful"]["note"].iloc[-1]


def test_causes_stand_in_order_with_names_behind_them(shown):
    at = open_page(PAGE)
    assert "どの原因が繰り返していますか" in said(at)
    table = next(t for t in at.table if "ここまでの割合" in t.value.columns)
    assert table.value.iloc[0].tolist() == ["納期・待ち時間", "5", "0", "0", "100&#37;"]


def test_who_deals_with_complaints_is_thanked(shown):
    assert "クレームに向き合った人へ" in said(open_page(PAGE))


def test_a_promise_is_kept_with_one_click_and_opened_again(shop):
    shop.add("promises", {"customer_id": "C1", "due_date": ago(3), "content": "見積り",
                          "made_date": ago(9), "by_whom": "us"})  # fmt: skip
    shop.add("promises", {"customer_id": "C2", "due_date": dt.date(2040, 1, 1),
                          "content": "ご来店", "by_whom": "them"})  # fmt: skip
    at = open_page(PAGE)
    assert "日超過" in said(at)
    assert "あと" in said(at)
    number = int(shop.book().table("promises").iloc[0]["row_id"])
    at.button(key=f"kept_{number}").click().run()
    assert "こちらの約束（0件）" in said(at)
    at.button(key=f"reopen_{number}").click().run()
    assert "こちらの約束（1件）" in said(at)


def test_what_goes_without_saying_is_written_and_removed(shop):
    shop.add("due_dates", {"customer_id": "C1", "kind": "lease", "end_date": ago(-99)})
    at = open_page(PAGE)
    at.button(key="silent_add").click().run()
    assert "守ることを書いてから" in said(at)
    write(at, "silent_kind", "lease")
    write(at, "silent_text", "返信は2営業日以内")
    at.button(key="silent_add").click().run()
    assert "リース：返信は2営業日以内（1人）" in said(at)
    at.button(key="silent_off_0").click().run()
    assert shop.settings().cases.silent_promises == ()


def test_a_special_case_is_warned_of(shop):
    for days in (9, 5):
        shop.add("complaints", {"customer_id": "C1", "received_date": ago(days), "cause": "price",
                                "content": f"高い{days}", "spreads": "yes",
                                "feelings": "悲しい"})  # fmt: skip
    shop.add("activities", {"customer_id": "C1", "date": ago(4), "note": "電話でお詫び",
                            "channel": "phone", "direction": "out"})  # fmt: skip
    text = said(open_page(PAGE))
    for told in ("ネットで広まるおそれ", "同じ原因が前にも", "悲しい", "電話でお詫び", "日超過"):
        assert told in text


def test_a_new_complaint_is_written_on_the_page(shop):
    at = open_page(PAGE)
    assert "対応中のクレームはありません" in said(at)
    assert "この180日、クレームはありません" in said(at)
    at.button(key="case_new").click().run()
    assert any(b.key.startswith("form") for b in at.button)


def test_the_page_speaks_english(shown):
    at = open_page(PAGE, locale="en-US")
    assert at.title[0].value == "Complaints and promises"
    assert "Tasks of the company (3)" in said(at)
