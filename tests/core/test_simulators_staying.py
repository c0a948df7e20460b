"""What more staying would be worth: the rule book's table, and the slow count once more."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.lifetime import ahead
from core.locale.words import say
from core.settings import Settings
from core.simulators.staying import growth, more_stay, staying, staying_bases, staying_curve
from tests.core import slow_laws
from tests.core.samples import sample
from tests.core.slow_asset import kept, lines_of, plain

ASOF = dt.date(2026, 11, 22)
SETTINGS = Settings(trade_code="salon")
CODES = ("salon", "lease", "builder")


def shop(*groups):
    """Rows of (how many, state, yearly profit, purchases of the year before, of this year)."""
    rows = [
        {
            "state": state, "annual_profit": profit, "value_basis": "profit", "stage": "customer",
            "count_24m": before + now, "count_12m": now, "purchase_count": before + now,
            "status": "", "days_since_last_purchase": 10, "no_return_day": 150.0,
        }
        for many, state, profit, before, now in groups
        for _one in range(many)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.astype({"annual_profit": "Int64", "days_since_last_purchase": "Int64"})


@pytest.mark.parametrize(
    ("stay", "percent"),
    [(0.50, 20.0), (0.60, 20.4), (0.75, 24.4), (0.80, 27.5), (0.90, 40.7)],
)
def test_five_points_without_an_end_of_years_are_the_table_of_the_rule_book(stay, percent):
    """DOMAIN 2.8: +20 % at 50 to 60, +24 % at 75, +27.5 % at 80, +41 % at 90, by i = 10 %."""
    found = growth(stay, 0.05, SETTINGS.asset, years=None)
    assert 100 * found == pytest.approx(percent, abs=0.05)


@pytest.mark.parametrize("stay", [0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90])
def test_five_points_over_five_years_bring_fifteen_to_nineteen_percent_everywhere(stay):
    found = growth(stay, 0.05, SETTINGS.asset, years=SETTINGS.asset.years)
    assert 15 <= round(100 * found) <= 19


def test_forty_of_fifty_staying_is_worked_out_by_hand():
    """50 regulars bring 1,000 each; 0.8/1.1 + … + (0.8/1.1)^5 = 2.1241 years, 0.85: 2.4633."""
    found = staying(shop((40, "active", 1_250, 3, 3), (10, "lapsed", 0, 3, 0)), ASOF, SETTINGS)
    told = more_stay(found, 0.05, SETTINGS.asset)
    assert (found.groups[0].kept, found.groups[0].of, found.own) == (40, 50, True)
    assert (told.now, told.then) == pytest.approx((50_000 * 2.12411, 50_000 * 2.46327), abs=1)
    assert told.more == pytest.approx(told.then - told.now, abs=1)
    assert told.first_year == round(50_000 * 0.05 / 1.1)
    assert told.low <= told.more <= told.high


def test_the_range_is_that_of_the_share_that_stays():
    found = staying(shop((40, "active", 1_250, 3, 3), (10, "lapsed", 0, 3, 0)), ASOF, SETTINGS)
    low, high = slow_laws.interval(40, 50)
    assert (found.groups[0].low, found.groups[0].high) == pytest.approx((low, high), abs=2e-4)


def test_with_too_few_of_the_year_before_the_assumed_share_stands_and_says_so():
    found = staying(shop((29, "active", 1_000, 3, 3)), ASOF, SETTINGS)
    assert (found.own, found.groups[0].stay) == (False, 0.7)
    bases = staying_bases(found, SETTINGS)
    line = next(one for one in bases if "70" in say(one.words))
    assert not line.own
    assert "n=29" in say(line.words)


def test_where_years_lie_between_purchases_no_share_of_ones_own_is_told():
    settings = Settings(trade_code="builder")
    found = staying(shop((60, "active", 1_000, 3, 3)), ASOF, settings)
    assert not found.own
    assert any("何年もあく" in say(one.words) for one in staying_bases(found, settings))


def test_who_is_gone_brings_nothing_and_who_cost_is_unknown_is_left_out_and_said():
    rows = shop((40, "active", 1_000, 3, 3), (5, "dormant", 9_999, 3, 0), (3, "active", 700, 3, 3))
    rows.loc[45:, "value_basis"] = "sales"
    found = staying(rows, ASOF, SETTINGS)
    assert (found.people, found.left_out, found.basis) == (40, 3, "profit")
    assert sum(group.yearly for group in found.groups) == 40_000
    assert any("3人は原価が分からない" in say(one.words) for one in staying_bases(found, SETTINGS))


def test_sales_stand_in_where_no_gross_profit_is_known_and_it_is_said():
    found = staying(shop((40, "active", 1_000, 3, 3)).assign(value_basis="sales"), ASOF, SETTINGS)
    assert found.basis == "sales"
    assert "売上ベース" in say(staying_bases(found, SETTINGS)[0].words)


def test_nobody_staying_and_nobody_there_is_worth_nothing():
    empty = shop((1, "active", 1, 1, 1)).head(0)
    told = more_stay(staying(empty, ASOF, SETTINGS), 0.05, SETTINGS.asset)
    assert (told.now, told.more, told.share, told.forever) == (0, 0, 0.0, 0.0)


def test_more_than_all_cannot_stay():
    found = staying(shop((40, "active", 1_000, 3, 3)), ASOF, SETTINGS)
    told = more_stay(found, 0.2, SETTINGS.asset)
    assert (told.more, told.share) == (0, 0.0)


@pytest.mark.parametrize("code", CODES)
def test_on_the_sample_shops_value_and_gain_are_those_of_a_slow_count(code):
    review = sample(code)
    lines = lines_of(pd.concat([pd.read_parquet(p) for p in review.book.purchases]))
    often = review.settings.trade.regular_purchases
    again = kept(lines, review.book.asof, often)
    if review.settings.trade.long_cycle:
        again = dict.fromkeys(again, (0, 0))
    found = staying(review.customers, review.book.asof, review.settings)
    told = more_stay(found, 0.05, review.settings.asset)
    now, then, endless, more = slow_laws.staying(plain(review.customers), again, often, 0.05)
    assert (told.now, told.then) == pytest.approx((now, then), abs=1)
    assert (told.share, told.forever) == pytest.approx((then / now - 1, more / endless - 1))


def test_the_value_of_today_is_the_sum_of_what_each_is_told_to_be_worth_ahead():
    review = sample("salon")
    found = staying(review.customers, review.book.asof, review.settings)
    told = more_stay(found, 0.05, review.settings.asset)
    one_by_one = ahead(review.customers, review.settings)
    inside = review.customers["value_basis"] == "profit"
    assert told.now == pytest.approx(int(one_by_one[inside].sum()), abs=len(one_by_one))


def test_the_curve_holds_today_and_the_points_and_rises():
    found = staying(shop((40, "active", 1_250, 3, 3), (10, "lapsed", 0, 3, 0)), ASOF, SETTINGS)
    told = more_stay(found, 0.05, SETTINGS.asset)
    curve = staying_curve(found, SETTINGS.asset, range(-10, 21)).set_index("points")["value"]
    assert curve[0] == pytest.approx(told.now, abs=1)
    assert curve[5] == pytest.approx(told.then, abs=1)
    assert curve.is_monotonic_increasing


@profile(max_examples=25)
@given(
    groups=st.lists(
        st.tuples(
            st.integers(1, 40), st.sampled_from(["active", "at_risk", "dormant", "lapsed"]),
            st.integers(-500, 90_000), st.integers(0, 4), st.integers(0, 4),
        ),
        max_size=5,
    ),
    points=st.integers(1, 20),
)  # fmt: skip
def test_any_shop_is_valued_as_by_a_slow_count(groups, points):
    rows = shop(*groups) if groups else shop((1, "active", 1, 1, 1)).head(0)
    people = plain(rows)
    again = {"regular": [0, 0], "other": [0, 0]}
    for person in people:
        before = person["count_24m"] - person["count_12m"]
        if before:
            group = again["regular" if before >= 3 else "other"]
            group[1] += 1
            group[0] += person["count_12m"] > 0
    found = staying(rows, ASOF, SETTINGS)
    told = more_stay(found, points / 100, SETTINGS.asset)
    now, then, *_endless = slow_laws.staying(people, again, 3, points / 100)
    assert (told.now, told.then) == pytest.approx((now, then), abs=1)
    assert told.low <= told.more <= told.high
