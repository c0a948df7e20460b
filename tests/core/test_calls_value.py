"""What a call is expected to bring in yen."""

import dataclasses

import pytest

from core.calls import call_list
from core.calls.value import minute_cost, profit_words
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged, slipping


def profit(person, *, settings=None, **tables):
    people = judged(person, {"customer_id": "Z", "annual_profit": 40_000})
    rows = call_list(people, book(**tables), settings or Settings()).rows
    return rows["expected_profit_per_call"].tolist()[0]


@pytest.mark.parametrize(("p", "hump"), [(0.5, 1.0), (0.9, 0.36), (0.1, 0.36)])
def test_the_effect_on_who_slips_away_is_largest_at_even_chances(p, hump):
    expected = 0.5 * 0.12 * hump * 50_000 - 250

    assert profit(slipping("C1", p_return=p)) == round(expected)


def test_a_company_is_reached_more_often_than_a_person():
    assert profit(slipping("C1", kind="company")) == round(0.6 * 0.12 * 50_000 - 250)


def test_referrals_count_with_what_the_customer_brings():
    assert profit(slipping("C1", referral_value=10_000)) == 0.5 * 0.12 * 60_000 - 250


def test_points_move_less_than_an_expiry():
    ending = {"customer_id": "C1", "end_date": day(20)}

    points = profit({"customer_id": "C1"}, due_dates=[{**ending, "kind": "points"}])
    expiry = profit({"customer_id": "C1"}, due_dates=[{**ending, "kind": "insurance"}])

    assert (points, expiry) == (0.5 * 0.04 * 50_000 - 250, 0.5 * 0.10 * 50_000 - 250)


def test_who_has_brought_nothing_yet_counts_with_a_usual_year_when_deciding():
    heard = {"customer_id": "C1", "heard_date": day(-60), "next_time": day(5)}
    lead = {"customer_id": "C1", "state": "lead", "annual_profit": 0}

    assert profit(lead, not_now=[heard]) == 0.5 * 0.10 * 40_000 - 250


def test_a_cheaper_minute_brings_more_calls():
    free = Settings().changed({"calls.minute_cost": 0})

    assert profit(slipping("C1"), settings=free) == 0.5 * 0.12 * 50_000


@pytest.mark.parametrize(
    ("currency", "scale", "cost"),
    [("JPY", 0, 50), ("JPY", 2, 5000), ("GBP", 2, 50), ("USD", 2, 50), ("KRW", 0, 0.5)],
)
def test_the_cost_of_a_minute_comes_in_minor_units_of_the_ledger(currency, scale, cost):
    tables = dataclasses.replace(book(), currency=currency, scale=scale)

    assert minute_cost(tables, Settings().calls) == cost


def test_the_owner_reads_two_figures_and_that_rates_are_provisional():
    assert say(profit_words(2601, book()), "ja") == "1本あたりの見込み粗利 約2,600円(仮の率を含む)"
    assert "見込み売上" in say(profit_words(2601, book(), of_sales=True), "ja")
    pence = dataclasses.replace(book(), currency="GBP", scale=2)
    assert "GBP 26.00" in say(profit_words(2601, pence), "en")
