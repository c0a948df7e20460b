"""今はいらない台帳: months, another month in a click, no need, times to ask for."""

from __future__ import annotations

import datetime as dt
import time

from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/timing.py"
TODAY = MOMENT.date()


def ago(days):
    return TODAY - dt.timedelta(days=days)


def test_a_hundred_prospects_and_the_lease_ups_stand_by_month_in_their_own_words(lease):
    at = open_page(PAGE)
    assert "声をかける時が来た方：32件" in said(at)
    assert "契約の満了は" in said(at)
    assert "「来期の予算で考える」" in said(at)
    months = at.selectbox(key="timing_month")
    assert len(months.options) > 12
    months.set_value("2026-12").run()
    assert "2026年12月：" in said(at)
    began = time.perf_counter()
    at.run()
    assert time.perf_counter() - began < 5


def test_who_needs_nothing_is_left_alone_when_the_owner_says_so(lease):
    at = open_page(PAGE)
    assert "必要なし（4件）" in said(at)
    button = next(b for b in at.button if b.key.startswith("leave_"))
    button.click().run()
    assert "こちらから近づきません" in said(at)


def test_times_to_ask_for_are_ordered_by_yen(lease):
    at = open_page(PAGE)
    assert "時期を聞いておきたい方" in said(at)


def not_now(shop, **changed):
    shop.add("not_now", {"customer_id": "C1", "heard_date": ago(95), "product": "複合機",
                         "reason": "timing", "basis": "移転が決まったら", **changed})  # fmt: skip
    return int(shop.book().table("not_now").iloc[-1]["row_id"])


def test_another_month_takes_one_click_and_one_back(shop):
    number = not_now(shop, next_time=dt.date(2036, 12, 2), certainty="high")
    at = open_page(PAGE)
    text = said(at)
    for told in ("「移転が決まったら」", "時期は2036年12月2日", "確かさ：高", "時期未定"):
        assert told in text
    at.button(key=f"move3_not_now_{number}").click().run()
    moved = shop.book().table("not_now").iloc[0]["next_time"]
    assert str(moved.date()) == "2037-03-02"
    at.button(key="undo").click().run()
    assert str(shop.book().table("not_now").iloc[0]["next_time"].date()) == "2036-12-02"


def test_without_a_time_it_is_asked_once_and_then_when_again(shop):
    number = not_now(shop)
    at = open_page(PAGE)
    assert "時期の話なし：" in said(at)
    at.button(key=f"move1_not_now_{number}").click().run()
    assert "ごろに声をかけます" in said(at)
    at.button(key="undo").click().run()
    shop.add("activities", {"customer_id": "C1", "date": TODAY, "outcome": "talked",
                            "channel": "phone", "direction": "out"})  # fmt: skip
    at = open_page(PAGE)
    assert "話した方：次はいつですか" in said(at)
    at.button(key=f"edit_not_now_{number}").click().run()
    assert any(b.key.startswith("form") for b in at.button)


def test_a_prospect_known_by_name_alone_stands_with_it(shop):
    not_now(shop, customer_id="", prospect_name="若葉試験堂", next_time=ago(-10))
    assert "若葉試験堂" in said(open_page(PAGE))


def test_nobody_waiting_is_said_with_what_to_ask(shop):
    at = open_page(PAGE)
    assert "時期を待つ方はいません" in said(at)
    at.button(key="timing_new").click().run()
    assert any(b.key.startswith("form") for b in at.button)


def test_the_page_speaks_english(lease):
    at = open_page(PAGE, locale="en-US")
    assert at.title[0].value == "Not now: when to speak again"
