"""Ideal customer: the image, the target, what to ask, what is known, the ledger's health."""

from __future__ import annotations

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/ideal.py"


def box(at, start):
    return next(one for one in at.selectbox if one.key.startswith(start))


def test_the_image_is_told_with_counts_and_ends_with_the_prospects_near_to_it(shown):
    at = open_page(PAGE)

    assert at.title[0].value == "理想のお客様"
    assert "年齢が「40代」の方: 支持者以上では93人中36人" in said(at)
    assert "この像に近い見込客は、4人中2人です。" in said(at)
    assert "関 詩" in labels(at)


def test_a_target_is_chosen_kept_and_counted(ledger):
    at = open_page(PAGE)
    box(at, "target_what_0").set_value("age").run()
    box(at, "target_value_0").set_value("40").run()
    box(at, "target_what_1").set_value("trigger").run()
    box(at, "target_value_1").set_value("referral").run()

    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        kept = workspace.settings().story.conditions
    assert kept == (("age", "40"), ("trigger", "referral"))
    assert "お客様: 1,196人中" in said(at)
    assert "1年の価値" in said(at)
    assert "記録のある対応時間" in said(at)
    again = open_page(PAGE)
    assert box(again, "target_value_1").value == "referral"
    box(again, "target_what_0").set_value("").run()
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        assert workspace.settings().story.conditions == (("trigger", "referral"),)


def test_the_next_one_is_named_with_what_is_missing(ledger):
    at = open_page(PAGE)
    box(at, "target_what_0").set_value("trigger").run()
    box(at, "target_value_0").set_value("sns").run()

    assert any(b.key.startswith("open_next_one_") for b in at.button)
    assert "次の1人" in said(at)


def test_ten_facts_are_asked_for_each_of_another_customer(shown):
    at = open_page(PAGE)
    asked = [b.key for b in at.button if b.key.startswith("open_ask_")]

    assert len(asked) == len(set(asked)) == 10
    assert "初期値・仮" in said(at)


def test_who_lacks_a_fact_is_named(shown):
    at = open_page(PAGE)
    at.selectbox(key="lack_fact_reasons").set_value("purchase_reason").run()
    at.selectbox(key="lack_rung").set_value("supporter").run()

    names = [b for b in at.button if b.key.startswith("open_lack_")]
    assert len(names) == 20
    names[0].click().run()
    assert "なぜこの段か" in said(at)


def test_the_health_of_the_ledger_is_told_line_by_line(shown):
    assert "10,443 / 10,443" in said(open_page(PAGE))


def test_a_call_card_carries_what_is_worth_asking(shown):
    assert "聞いておきたいこと" in said(open_page("pages/calls.py"))


def test_a_small_ledger_says_what_is_not_known_yet(shop):
    at = open_page(PAGE)

    assert "まだ不明です" in said(at)


def test_the_page_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")

    assert "Age: in their 40s." in said(at)
    assert "What to ask" in said(at)
