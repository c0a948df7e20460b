"""Reasons of class 4: where a call may move a purchase."""

import pytest

from core.calls.sales import sales
from core.settings import Settings
from tests.core.call_cases import day, found_by


def found(person=None, *, settings=None, **tables):
    people = {"customer_id": "C1", "lateness": 0.1, **(person or {})}
    return [code for _id, code in found_by(sales, people, settings=settings, **tables)]


@pytest.mark.parametrize("state", ["at_risk", "dormant"])
def test_who_slips_away_is_a_reason(state):
    assert found({"state": state}) == ["lapse_risk"]


@pytest.mark.parametrize("state", ["active", "lapsed", "dnc", "lead"])
def test_others_do_not_slip_away(state):
    assert found({"state": state}) == []


def test_after_one_purchase_the_second_is_the_reason():
    assert found({"state": "at_risk", "purchase_count": 1}) == ["second_purchase"]
    assert found({"purchase_count": 1, "lateness": 1.3}) == ["second_purchase"]
    assert found({"purchase_count": 1, "lateness": 0.79}) == []


@pytest.mark.parametrize(
    ("lateness", "codes"), [(0.79, []), (0.8, ["due_now"]), (1.2, ["due_now"]), (1.21, [])]
)
def test_the_usual_time_lies_about_one_rhythm(lateness, codes):
    assert found({"lateness": lateness}) == codes


def test_only_the_active_are_about_due():
    assert found({"lateness": 1.0, "state": "lapsed"}) == []


@pytest.mark.parametrize(("bought", "codes"), [(1, []), (2, ["promotion"]), (3, [])])
def test_one_purchase_short_of_a_regular_is_a_reason(bought, codes):
    person = {"stage": "customer", "count_12m": bought}

    assert found(person, settings=Settings(trade_code="salon")) == codes


def test_two_years_are_counted_where_the_trade_says_so():
    person = {"stage": "customer", "count_12m": 1, "count_24m": 2}

    assert found(person, settings=Settings(trade_code="printing")) == ["promotion"]


def test_a_window_that_the_profile_does_not_count_gives_no_reason():
    person = {"stage": "customer", "count_12m": 2, "count_24m": 2}

    assert found(person, settings=Settings(trade_code="restaurant")) == []


def waiting(**more):
    return {"customer_id": "C1", "heard_date": day(-60), "named_by": "us", **more}


def test_our_estimate_wakes_a_month_before_and_a_budget_three():
    assert found(not_now=[waiting(next_time=day(30))]) == ["not_now"]
    assert found(not_now=[waiting(next_time=day(31))]) == []
    assert found(not_now=[waiting(next_time=day(90), reason="budget")]) == ["not_now"]
    assert found(not_now=[waiting(next_time=day(10), named_by="customer")]) == []


def test_an_unanswered_doubt_asks_us_to_listen():
    assert found(doubts=[{"customer_id": "C1", "date": day(-3), "words": "高い"}]) == ["listen"]
    assert found(doubts=[{"customer_id": "C1", "date": day(-3), "answered": "yes"}]) == []
