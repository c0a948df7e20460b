"""Revenue as customers × visits × price: effects that add up, by hand and against plain loops."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.factors import Basis, by_side, split
from tests.core import slow_growth
from tests.core.samples import sample


def test_when_one_factor_moves_the_whole_change_is_its_own():
    before = Basis(customers=10, purchases=20, revenue=2_000)
    more_people = split(Basis(20, 40, 4_000), before)
    more_visits = split(Basis(10, 30, 3_000), before)
    dearer = split(Basis(10, 20, 2_600), before)
    assert (more_people.customers, more_people.frequency, more_people.price) == (2_000, 0, 0)
    assert (more_visits.customers, more_visits.frequency, more_visits.price) == (0, 1_000, 0)
    assert (dearer.customers, dearer.frequency, dearer.price) == (0, 0, 600)


def test_two_factors_that_move_share_what_they_make_together():
    """Twice the people at twice the price: 100 × 1 × 10 → 200 × 1 × 20, 1,500 yen each."""
    found = split(Basis(200, 200, 4_000), Basis(100, 100, 1_000))
    assert (found.customers, found.frequency, found.price) == (1_500, 0, 1_500)


def test_three_factors_that_double_share_alike_and_the_last_yen_is_not_lost():
    """1 × 1 × 100 → 2 × 2 × 200: 700 yen in thirds, rounded so that they add up."""
    found = split(Basis(2, 4, 800), Basis(1, 1, 100))
    assert sorted((found.customers, found.frequency, found.price)) == [233, 233, 234]


def test_without_a_purchase_in_one_window_the_change_is_that_of_the_customers():
    found = split(Basis(3, 5, 900), Basis(0, 0, -40))
    assert (found.customers, found.frequency, found.price) == (940, 0, 0)
    assert (found.comparable, found.before.frequency, found.before.price) == (False, None, None)


BASES = st.integers(1, 60).flatmap(
    lambda people: st.tuples(
        st.just(people), st.integers(people, people * 9), st.integers(-(10**6), 10**12)
    )
)


@settings(max_examples=60, deadline=None)
@given(now=BASES, before=BASES)
def test_the_effects_are_the_mean_over_all_orders_to_the_yen(now, before):
    found = split(Basis(*now), Basis(*before))
    told = (found.customers, found.frequency, found.price)
    exact = slow_growth.effects(now, before)
    assert sum(told) == now[2] - before[2]
    assert sum(exact) == now[2] - before[2]
    assert all(abs(Fraction(a) - b) < 1 for a, b in zip(told, exact, strict=True))


def plain(basis):
    return basis.customers, basis.purchases, basis.revenue


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_on_the_samples_the_effects_lead_from_last_years_revenue_to_this_years(business):
    windows = sample(business).windows
    found = by_side(windows)
    for side, one in found.items():
        told = [one.customers, one.frequency, one.price]
        assert getattr(windows, f"{side}_before") + sum(told) == getattr(windows, f"{side}_now")
        if one.comparable:
            exact = slow_growth.effects(plain(one.now), plain(one.before))
            assert all(abs(Fraction(a) - b) < 1 for a, b in zip(told, exact, strict=True))
    assert found["existing"].comparable


def test_the_salon_lost_existing_revenue_because_fewer_came():
    found = by_side(sample("salon").windows)["existing"]
    assert found.customers < found.frequency
    assert found.customers < 0
