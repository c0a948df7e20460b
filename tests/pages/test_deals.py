"""商談: age against the usual days, one closing message, rivals, one helpful question."""

from __future__ import annotations

import datetime as dt

from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said
from tests.pages.test_cases import write

PAGE = "pages/deals.py"
TODAY = MOMENT.date()


def ago(days):
    return TODAY - dt.timedelta(days=days)


def deal(shop, days, **changed):
    shop.add("deals", {"customer_id": "C2", "start_date": ago(days), "product": "複合機",
                       "step": "quote", "amount": 1000, **changed})  # fmt: skip
    return int(shop.book().table("deals").iloc[-1]["row_id"])


def test_the_lease_business_sees_what_to_close_and_to_whom_it_lost(lease):
    at = open_page(PAGE)
    text = said(at)
    for told in ("閉じる商談（6件）", "進行中の商談（3件）", "ふつう48日です", "海猫そらごと",
                 "ふつうの4.9倍", "次に聞く日：2031年"):  # fmt: skip
        assert told in text
    assert "お伺いすることはいたしません" in at.code[0].value


def test_a_deal_is_closed_with_a_reason_into_the_register(shop):
    number = deal(shop, 20)
    at = open_page(PAGE)
    assert "成約が10件になってから" in said(at)
    at.button(key=f"lose_{number}").click().run()
    assert "商談が終わった理由を書いてから" in said(at)
    write(at, f"lost_why_{number}", "価格")
    write(at, f"lost_to_{number}", "海猫事務機")
    at.date_input(key=f"lost_next_{number}").set_value(dt.date(2031, 3, 1))
    at.button(key=f"lose_{number}").click().run()
    row = shop.book().table("not_now").iloc[0]
    assert (row["reason"], str(row["next_time"].date())) == ("contract", "2031-03-01")
    assert "海猫事務機" in said(at)
    at.button(key="undo").click().run()
    assert shop.book().table("not_now").empty
    assert shop.book().table("deals").iloc[0]["step"] == "quote"


def test_a_won_deal_is_one_click(shop):
    number = deal(shop, 20, amount=None)
    at = open_page(PAGE)
    at.button(key=f"win_{number}").click().run()
    assert shop.book().table("deals").iloc[0]["step"] == "won"
    assert "成約は1件" in said(at)


def test_who_dropped_out_is_asked_one_question_and_the_answer_is_a_doubt(shop):
    deal(shop, 200)
    at = open_page(PAGE)
    assert "何が引っかかりましたか" in said(at)
    at.button(key="hear_C2").click().run()
    assert "お客様の言葉を書いてから" in said(at)
    write(at, "held_C2", "置く場所がない")
    write(at, "held_kind_C2", "effort")
    at.button(key="hear_C2").click().run()
    row = shop.book().table("doubts").iloc[0]
    assert (row["kind"], row["words"]) == ("effort", "置く場所がない")
    assert "何が引っかかりましたか" not in said(at)


def test_a_rival_without_a_day_gets_one(shop):
    deal(shop, 90, step="lost", lost_to="海猫事務機", end_date=ago(9))
    at = open_page(PAGE)
    assert "他社の満了日は不明" in said(at)
    at.button(key="when_C2").click().run()
    assert any(b.key.startswith("form") for b in at.button)


def test_nothing_is_said_in_words(shop):
    at = open_page(PAGE)
    assert "進行中の商談はありません" in said(at)
    assert "他社に決まった商談の記録はありません" in said(at)
    at.button(key="deal_new").click().run()
    assert any(b.key.startswith("form") for b in at.button)


def test_the_page_speaks_english(shop):
    assert open_page(PAGE, locale="en-US").title[0].value == "Deals"
