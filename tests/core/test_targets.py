"""Whom something new may be offered: what others came for next, a new product (class 4)."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import replace

import pandas as pd
import pytest

from core.calls import call_list
from core.engine import open_engine
from core.foresight.assortment import assort
from core.foresight.baskets import baskets
from core.foresight.pairs import CROSS, due_after, pairs
from core.locale.words import say
from core.metrics.moment import day_number
from core.settings import Settings
from core.settings.launch import LaunchSettings
from core.targets import launch_fit, with_targets
from tests.core.call_cases import book as call_book
from tests.core.call_cases import day, judged
from tests.core.ledgers import TODAY, book_of, purchases_of

START = dt.date(2026, 1, 5)


def lines():
    """Thirty who came for B forty days after A, forty with neither, and three with A alone."""
    rows = []
    for n in range(30):
        rows += [(f"p{n}", START, 1000, "A"), (f"p{n}", START + dt.timedelta(days=40), 500, "B")]
    rows += [(f"o{n}", START, 800, "C") for n in range(40)]
    rows += [(f"o{n}", START + dt.timedelta(days=300), 800, "C") for n in range(40)]
    today = dt.date(2026, 11, 15)
    for number, ago in (("early", 20), ("due", 40), ("late", 100)):
        rows.append((number, today - dt.timedelta(days=ago), 1000, "A"))
    return purchases_of(rows, "customer_id date amount product"), today


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    rows, today = lines()
    book = book_of(rows, tmp_path=tmp_path_factory.mktemp("shop"), asof=today)
    with closing(open_engine(book)) as engine:
        found = baskets(engine, book)
    return book, found, assort(found, day_number(book.asof), Settings().products)


def test_only_who_is_in_the_time_when_others_came_for_it_is_a_target(shop):
    _book, _found, goods = shop
    found = due_after(goods, begin=0.8, end=2.0)
    assert list(found.index) == ["due"]
    assert found.loc["due", list(CROSS)].tolist() == ["B", "A", 40, 30]


def test_the_targets_follow_from_the_pairs_that_hold(shop):
    _book, _found, goods = shop
    assert [(pair.first, pair.then, pair.days) for pair in pairs(goods)] == [("A", "B", 40)]
    assert not len(due_after(goods, begin=3.0, end=4.0))


def people(shop):
    book, _found, _goods = shop
    ids = sorted({*[f"p{n}" for n in range(30)], *[f"o{n}" for n in range(40)], "due", "late"})
    return book, judged(*({"customer_id": i} for i in ids))


def launched(**said):
    launch = LaunchSettings(name="新B", products=("B",), **said)
    return replace(Settings(), launch=launch)


def test_who_is_like_the_buyers_of_similar_products_is_a_target_of_a_new_one(shop):
    book, rows = people(shop)
    fit = launch_fit(rows, shop[1], book, launched())
    assert fit.max() == 1.0
    assert (fit > 0).all()
    assert len(fit) <= round(0.2 * 73)
    assert {i[0] for i in fit.index} <= {"p", "d", "l", "e"}


@pytest.mark.parametrize(
    "settings", [Settings(), launched(until="2026-11-01")], ids=["none offered", "over"]
)
def test_without_a_product_on_offer_nobody_is_a_target(shop, settings):
    book, rows = people(shop)
    assert not len(launch_fit(rows, shop[1], book, settings))


def test_who_has_the_new_product_already_is_no_target(shop):
    book, rows = people(shop)
    named = replace(Settings(), launch=LaunchSettings(name="B", products=("A",)))
    fit = launch_fit(rows, shop[1], book, named)
    assert not {f"p{n}" for n in range(30)} & set(fit.index)


def test_the_columns_stand_beside_everybody(shop):
    book, rows = people(shop)
    cross = due_after(shop[2], begin=0.8, end=2.0)
    found = with_targets(rows, cross, shop[1], book, launched()).set_index("customer_id")
    assert len(found) == len(rows)
    assert found.loc["due", "cross_product"] == "B"
    assert found.loc["late", "cross_product"] == ""
    assert found.loc["late", "cross_days"] == 0
    assert found["launch_fit"].between(0, 1).all()


def listed(row, settings=None, **tables):
    plain = {
        name: value for name, value in row.items() if not name.startswith(("cross", "launch"))
    }
    rows = judged({"customer_id": "C1", "annual_profit": 100_000.0, **plain})
    for name, nothing in (("cross_product", ""), ("cross_because", ""), ("cross_days", 0),
                          ("cross_n", 0), ("launch_fit", 0.0)):  # fmt: skip
        rows[name] = [row.get(name, nothing)]
    calls = call_list(rows, call_book(**tables), settings or Settings())
    reasons = [reason.code for found in calls.rows["reasons"] for reason in found]
    return reasons, calls


CROSSED = {
    "cross_product": "トリートメント",
    "cross_because": "カラー",
    "cross_days": 40,
    "cross_n": 25,
}


def test_the_list_says_what_they_have_and_how_many_came_for_the_other():
    reasons, calls = listed(CROSSED)
    assert reasons == ["cross_sell"]
    words = say(calls.rows.iloc[0]["why"][0])
    assert "カラー" in words
    assert "トリートメント" in words
    assert "25人" in words
    assert "40日" in words


def test_a_call_for_what_others_came_for_is_worth_six_of_a_hundred():
    _reasons, calls = listed(CROSSED)
    # Half are reached; six of a hundred then buy; five minutes at 50 yen.
    assert calls.rows.iloc[0]["expected_profit_per_call"] == round(0.5 * 0.06 * 100_000 - 250)


@pytest.mark.parametrize("fit", [1.0, 0.5])
def test_a_new_product_is_worth_as_much_as_it_fits(fit):
    reasons, calls = listed({"launch_fit": fit}, launched())
    assert reasons == ["new_product_fit"]
    assert calls.rows.iloc[0]["expected_profit_per_call"] == round(
        0.5 * 0.05 * fit * 100_000 - 250
    )
    assert "新B" in say(calls.rows.iloc[0]["why"][0])


@pytest.mark.parametrize("row", [CROSSED, {"launch_fit": 1.0}], ids=["cross", "launch"])
@pytest.mark.parametrize(
    "held",
    [{"open_complaint": True}, {"trust_word": "overdrawn"}, {"state": "lapsed"},
     {"state": "dnc"}, {"policy": "no_approach"}, {"refusal": True}],
    ids=lambda held: next(iter(held)),
)  # fmt: skip
def test_nothing_is_offered_where_nothing_may_be_sold(row, held):
    assert listed(row | held, launched())[0] == []


@pytest.mark.parametrize("row", [CROSSED, {"launch_fit": 1.0}], ids=["cross", "launch"])
def test_nothing_is_offered_to_who_declined_twice_in_half_a_year(row):
    said = [{"customer_id": "C1", "date": day(-ago), "outcome": "declined", "product": "別"}
            for ago in (100, 170)]  # fmt: skip
    assert listed(row, launched(), activities=said)[0] == []
    assert listed(row, launched(), activities=said[:1])[0] != []


def test_the_frame_of_a_shop_without_goods_is_empty_of_targets(tmp_path):
    book = book_of(purchases_of([("a", "2026-11-01", 100)]), tmp_path=tmp_path, today=TODAY)
    with closing(open_engine(book)) as engine:
        found = baskets(engine, book)
    goods = assort(found, day_number(book.asof), Settings().products)
    cross = due_after(goods, begin=0.8, end=2.0)
    assert not len(cross)
    rows = with_targets(judged({"customer_id": "a"}), cross, found, book, Settings())
    assert isinstance(rows, pd.DataFrame)
    assert rows["cross_product"].tolist() == [""]
