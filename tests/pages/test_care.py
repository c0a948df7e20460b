"""Special without a discount: the warning, who was left out, how it was taken, who trusts us."""

from __future__ import annotations

import datetime as dt

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/care.py"


def test_mostly_discounts_are_warned_of_with_the_months(shown):
    at = open_page(PAGE)
    assert "98%が値引きです" in at.warning[0].value.replace("&#37;", "%")
    months = at.table[0].value
    assert len(months) == 12
    coupon = months[months["月"].str.contains("03")].iloc[0]
    assert coupon["値引き"] == "101"


def test_supporters_without_anything_special_get_an_idea_from_their_own_card(shown):
    text = said(open_page(PAGE))
    assert "180日のあいだ特別な計らいのない支持者以上の方（161人）" in text
    assert "の続きを話す" in text


def test_reactions_stand_with_their_count_and_too_few_as_words(shop):
    day = MOMENT.date() - dt.timedelta(days=3)
    assert "反応の記録がまだありません" in said(open_page(PAGE))
    shop.add("extras", {"date": day, "customer_id": "C1", "note": "傘", "reaction": 2})
    assert "まだ少なすぎます" in said(open_page(PAGE))


def test_whom_we_only_sold_to_lately_is_named(shop):
    for days in (3, 9):
        day = MOMENT.date() - dt.timedelta(days=days)
        shop.add("activities", {"date": day, "kind": "sales", "customer_id": "C2",
                                "channel": "other", "direction": "out"})  # fmt: skip
    at = open_page(PAGE)
    assert "お金だけの話が続いている方（1人）" in said(at)
    assert [b.key for b in at.button if b.key.startswith("open_money_")] == ["open_money_C2"]
    at.button(key="open_money_C2").click().run()
    assert "2回続けて売り込み" in said(at)


def test_nobody_trusted_enough_is_said_in_words(shop):
    assert "信頼が8点に届いた方はまだいません" in said(open_page(PAGE))


def test_who_is_trusted_enough_for_a_high_priced_offer_is_named(ledger):
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        workspace.change_settings({"care.ready_from": 5.0})
    at = open_page(PAGE)
    named = [b.key for b in at.button if b.key.startswith("open_ready_")]
    assert 0 < len(named) <= 8
    assert "信頼 " in said(at)


def test_the_page_speaks_english(shown):
    at = open_page(PAGE, locale="en-US")
    assert at.title[0].value == "Special without a discount"
    assert "98% of what is special" in at.warning[0].value.replace("&#37;", "%")


def test_how_we_keep_our_promises_is_told_with_its_count(shown):
    assert "期日どおりは" in said(open_page(PAGE))
