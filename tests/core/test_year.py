"""Twelve months against the twelve before: heads and margin of both sides."""

from __future__ import annotations

import datetime as dt

import pytest

from core.locale.words import say
from core.metrics.terms import Side, Terms, terms_of
from core.rules.year import YEARS, fewer_existing, year
from core.settings import Settings
from tests.core.samples import sample

SETTINGS = Settings()


def side(people, revenue, margin=0.5):
    if margin is None:
        return Side(customers=people, revenue=revenue)
    return Side(
        customers=people, revenue=revenue, costed=revenue, cost=round(revenue * (1 - margin))
    )


def told(existing, new, *, existing_before=None, new_before=None, whole=True):
    return Terms(
        new=new, existing=existing, new_before=new_before or side(100, 1_000),
        existing_before=existing_before or side(100, 1_000), start=dt.date(2025, 11, 16),
        has_discounts=False, whole=whole,
    )  # fmt: skip


UP, FLAT, DOWN = side(110, 1_100), side(101, 1_010), side(90, 900)


@pytest.mark.parametrize(
    ("existing", "new", "code"),
    [
        (UP, UP, "both_up"), (DOWN, UP, "new_led"), (FLAT, UP, "new_led"),
        (UP, DOWN, "existing_led"), (UP, FLAT, "existing_led"), (FLAT, FLAT, "level"),
        (DOWN, DOWN, "shrinking"), (FLAT, DOWN, "shrinking"), (DOWN, FLAT, "shrinking"),
    ],
)  # fmt: skip
def test_the_four_verdicts_of_the_year_and_the_level_one(existing, new, code):
    found = year(told(existing, new), SETTINGS)
    assert (found.code, found.words) == (code, YEARS[code].meaning)


def test_more_sales_at_less_margin_is_no_growth():
    """10 % more heads and sales, but 40 of 100 yen stay instead of 50."""
    found = year(told(side(110, 1_100, 0.4), UP), SETTINGS)
    assert (found.existing, found.code) == ("down", "new_led")
    assert say(found.details[0], "en") == (
        "Existing customers: 110 people, then 100; margin −12%."
    )  # fmt: skip


def test_more_margin_from_fewer_heads_is_no_growth():
    found = year(told(side(90, 2_000), UP), SETTINGS)
    assert found.existing == "down"
    assert say(found.fewer, "ja").startswith("既存のお客様が1年前より10%減りました")


def test_without_costs_the_sales_are_compared_and_it_is_said():
    found = year(told(side(110, 900, None), UP), SETTINGS)
    assert not found.of_margin
    assert found.existing == "down"
    assert "sales −10%" in say(found.details[0], "en")


@pytest.mark.parametrize("changed", [{"whole": False}, {"existing_before": side(19, 1_000)}])
def test_a_young_ledger_or_too_few_customers_say_nothing(changed):
    found = year(told(UP, UP, **changed), SETTINGS)
    assert (found.code, say(found.words, "en")) == ("unknown", "Over 12 months we cannot say yet.")
    assert fewer_existing(told(DOWN, UP, **changed), SETTINGS) is None


def test_too_few_new_customers_leave_the_word_on_the_existing_ones():
    found = year(told(DOWN, side(3, 9)), SETTINGS)
    assert (found.existing, found.new, found.code) == ("down", "unknown", "down_unknown")
    assert "新規は人数が少なく" in say(found.words, "ja")
    assert "too few to compare" in say(found.details[1], "en")
    assert "−10%" in say(found.details[0], "en")


@pytest.mark.parametrize(("people", "said"), [(95, True), (96, False)])
def test_from_five_percent_fewer_existing_customers_on_it_is_said(people, said):
    found = year(told(side(people, 1_000), FLAT), SETTINGS)
    assert (found.fewer is not None) == said


def test_worth_that_cannot_be_compared_leaves_the_heads():
    found = year(
        told(side(110, 100, None), UP, existing_before=side(100, 0, None)), SETTINGS
    )  # fmt: skip
    assert found.existing == "up"
    assert "くらべる記録がありません" in say(found.details[0], "ja")


@pytest.mark.parametrize(
    ("business", "code"),
    [("salon", "new_led"), ("lease", "down_unknown"), ("builder", "shrinking")],
)
def test_the_samples_have_their_verdict_of_the_year(business, code):
    found = year(terms_of(sample(business).book), SETTINGS)
    assert found.code == code
