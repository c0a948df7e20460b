"""The card says what somebody may buy next, with the facts behind each, or why nothing."""

from __future__ import annotations

import pytest

from core.workspace import Workspace, current
from tests.core.keeping import TODAY, bring, line, sheet
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said, unfold

PAGE = "pages/customer.py"


def card_of(customer_id, locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    at.text_input(key="customer_search").set_value(customer_id).run()
    return at.button(key=f"found_{customer_id}").click().run()


def test_the_card_shows_both_lists_and_each_says_its_facts(shown):
    text = said(card_of("S0006"))

    assert "つぎの品" in text
    assert "- メンズカット: 25日買っています。最後は2026年9月16日(水)、およそ43日おき" in text
    assert "- トリートメント: 「メンズカット」を買った" in text


def test_a_click_says_how_they_were_chosen(shown):
    at = unfold(card_of("S0006"), "products_basis")

    assert "人のお客様が買った品から。2026年11月" in said(at)
    assert "5人未満の品は分類として数えます" in said(at)


def test_the_lists_speak_english_too(shown):
    text = said(card_of("S0006", "en-US"))

    assert "What they may buy next" in text
    assert "メンズカット: bought on 25 days, last on" in text
    assert "customers who bought “メンズカット”" in text


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("ja-JP", "「商品」や「分類」の列がある売上の表を取り込んでください"),
        ("en-US", "Take in a list of sales with a column such as product or category"),
    ],
)
def test_where_no_purchase_names_a_product_the_card_says_what_would_help(shop, locale, words):
    text = said(card_of("C1", locale))

    assert words in text


def test_a_shop_of_few_customers_gets_what_was_bought_and_no_guess(shop):
    bring(shop, sheet([], lines=[line(TODAY, 1, product="豆"), line(TODAY, 2, product="茶")]))

    text = said(card_of("C1"))

    assert "豆: 1日買っています" in text
    assert "商品の分かるお客様が10人になってから" in text
    assert "商品が書かれていない" in said(card_of("C3"))


def test_nobody_who_asked_to_stop_is_thought_about(ledger):
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers")
        row_id = int(people.set_index("customer_id")["row_id"]["S0006"])
        workspace.correct("customers", row_id, {"contact_permission": "stop"})

    assert "つぎの品" not in said(card_of("S0006"))
