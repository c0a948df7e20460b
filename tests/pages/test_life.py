"""The card shows what happened in somebody's life and what follows from it."""

from __future__ import annotations

import datetime as dt

from tests.pages.run import open_page, said

PAGE = "pages/customer.py"


def card_of(customer_id, locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    at.text_input(key="customer_search").set_value(customer_id).run()
    return at.button(key=f"found_{customer_id}").click().run()


def test_the_card_says_what_happened_and_which_days_follow(shop):
    shop.add(
        "events",
        {"customer_id": "C1", "date": dt.date(2026, 10, 1), "kind": "birth", "person": "長女"},
    )

    ja, en = said(card_of("C1")), said(card_of("C1", "en-US"))

    assert "最近の出来事" in ja
    assert "お食い初め（百日） 2027年1月9日(土)ごろ" in ja
    assert "長女" in ja
    assert "The hundredth day, about" in en
    assert "最近の出来事" not in said(card_of("C2"))


def test_of_somebody_who_asked_to_stop_nothing_is_looked_ahead(shop):
    shop.add("events", {"customer_id": "C1", "date": dt.date(2026, 10, 1), "kind": "birth"})
    row_id = int(shop.book().table("customers").set_index("customer_id")["row_id"]["C1"])
    shop.correct("customers", row_id, {"contact_permission": "stop"})

    assert "これからの節目" not in said(card_of("C1"))
