"""Another stop day: who is parked, what is saved, what may be lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.locale.words import say
from core.settings import Settings
from core.simulators.stopping import (
    Touching,
    are_parked,
    parked,
    silent,
    stop_curve,
    stopping_bases,
    usual_touching,
)
from tests.core import slow_laws
from tests.core.call_cases import TODAY, book, judged
from tests.core.samples import sample
from tests.core.slow_asset import plain

SETTINGS = Settings().changed({"money.margin": 0.5})
CARD = Touching(a_year=4.0, cost=85.0, minutes=3.0, minute=50.0)


def gone(customer_id, days, **more):
    """Somebody silent for so many days, after two years of coming."""
    last = TODAY - dt.timedelta(days=days)
    person = {
        "customer_id": customer_id, "state": "dormant", "last_purchase_date": last,
        "first_purchase_date": last - dt.timedelta(days=730), "days_since_last_purchase": days,
        "total_spend": 100_000, "p_return": 0.1, "rhythm_days": 60.0, "no_return_day": 150.0,
    }  # fmt: skip
    return person | more


def shop(*people):
    return judged(*people).assign(profit_12m=None).astype({"profit_12m": "Int64"})


def known(*people, **tables):
    return silent(shop(*people), book(**tables), SETTINGS)


def test_one_customer_is_worked_out_by_hand():
    """50,000 of profit in two years: 25,000 · 0.12 · 4 · 0.1 · 0.9 = 1,080 may be lost."""
    told = parked(known(gone("A", 400)), 365, CARD)
    assert (told.people, told.touches) == (1, 4.0)
    assert (told.postage, told.time, told.saved) == (340, 600, 940)
    assert told.hours == pytest.approx(0.2)
    assert told.forgone == 1_080
    assert told.low < 1_080 < told.high


def test_nobody_is_parked_before_four_own_rhythms_or_the_own_day_of_no_return():
    found = known(
        gone("A", 400, rhythm_days=120.0), gone("B", 400, no_return_day=500.0), gone("C", 400)
    )
    assert are_parked(found, 365)["customer_id"].tolist() == ["C"]
    assert are_parked(found, 60)["customer_id"].tolist() == ["C"]


def test_the_day_itself_parks_and_the_day_before_does_not():
    found = known(gone("A", 365), gone("B", 364))
    assert are_parked(found, 365)["customer_id"].tolist() == ["A"]


def test_who_wants_no_contact_and_who_never_bought_are_not_counted():
    found = known(gone("A", 400, state="dnc"), gone("B", 400, purchase_count=0), gone("C", 400))
    assert found.people["customer_id"].tolist() == ["C"]


def test_who_is_not_touched_anyhow_is_nothing_saved_and_nothing_lost():
    told = parked(known(gone("A", 400)), 365, Touching(0.0, 85.0, 3.0, 50.0))
    assert (told.people, told.saved, told.forgone, told.high) == (1, 0, 0, 0)


def test_where_one_in_two_is_touched_in_a_year_half_may_be_lost():
    told = parked(known(gone("A", 400)), 365, Touching(0.5, 85.0, 3.0, 50.0))
    assert told.forgone == 540


def test_contacts_on_record_say_how_often_the_silent_are_touched():
    rows = [{"date": TODAY, "customer_id": name, "direction": "out"} for name in "A" * 9 + "Z"]
    found = known(gone("A", 400), gone("B", 30), activities=rows)
    assert (found.touches, found.quiet, found.own, found.a_head) == (9, 1, True, 9.0)
    touching = usual_touching(found, book(), SETTINGS)
    assert touching.a_year == 9.0
    lines = stopping_bases(found, touching, book(), SETTINGS)
    assert lines[0].own
    assert "9回" in say(lines[0].words)


def test_without_contacts_on_record_the_assumed_number_stands_and_says_so():
    found = known(gone("A", 400))
    touching = usual_touching(found, book(), SETTINGS)
    assert (found.own, touching.a_year, touching.cost, touching.minute) == (False, 4.0, 85.0, 50.0)
    lines = stopping_bases(found, touching, book(), SETTINGS)
    assert not lines[0].own
    assert "年4回" in say(lines[0].words)


def test_without_margin_or_costs_sales_stand_in_and_it_is_said():
    plain_settings = Settings()
    found = silent(shop(gone("A", 400)), book(), plain_settings)
    assert found.of_sales
    assert parked(found, 365, CARD).forgone == 2_160
    lines = stopping_bases(found, CARD, book(), plain_settings)
    assert any("売上ベース" in say(one.words) for one in lines)


def test_with_nobody_silent_there_is_nothing_to_park():
    found = known(gone("A", 10, state="active"))
    told = parked(found, 365, CARD)
    assert (told.people, told.saved, told.forgone, found.a_head) == (0, 0, 0, 0.0)


def test_the_curve_falls_with_later_days():
    found = known(gone("A", 400), gone("B", 700), gone("C", 1_000))
    curve = stop_curve(found, CARD, [365, 600, 900, 1_095])
    assert curve["people"].tolist() == [3, 2, 1, 0]
    assert curve["saved"].is_monotonic_decreasing


@pytest.mark.parametrize("code", ["salon", "lease"])
@pytest.mark.parametrize("day", [90, 365, 730])
def test_on_the_sample_shops_it_is_what_a_slow_count_says(code, day):
    review = sample(code)
    found = silent(review.customers, review.book, review.settings)
    told = parked(found, day, CARD)
    slow = slow_laws.parked(plain(review.customers), day, 4.0, 85.0, 3.0, 50.0)
    assert (told.people, told.saved) == slow[:2]
    assert (told.forgone, told.low, told.high) == pytest.approx(slow[2:], abs=1)


def test_the_salon_parks_by_the_one_year_rule_those_who_hardly_return():
    """Article 1: a year of silence and no more promotion; it costs little gross profit."""
    review = sample("salon")
    found = silent(review.customers, review.book, review.settings)
    told = parked(found, 365, CARD)
    assert told.people == (review.customers["state"] == "lapsed").sum()
    assert told.high < told.saved


@profile(max_examples=25)
@given(
    people=st.lists(
        st.tuples(
            st.integers(0, 1_500), st.integers(0, 2_000), st.integers(-500, 90_000),
            st.floats(0, 1), st.floats(1, 400), st.sampled_from(["active", "lapsed", "dnc"]),
        ),
        min_size=1, max_size=8,
    ),
    day=st.integers(60, 1_095),
    touches=st.sampled_from([0.0, 0.4, 4.0]),
)  # fmt: skip
def test_any_shop_is_parked_as_by_a_slow_count(people, day, touches):
    rows = shop(
        *(
            gone(
                f"C{i}", days, total_spend=spend, p_return=chance, rhythm_days=rhythm, state=state,
                first_purchase_date=TODAY - dt.timedelta(days=days + stay),
            )
            for i, (days, stay, spend, chance, rhythm, state) in enumerate(people)
        )
    )  # fmt: skip
    told = parked(silent(rows, book(), SETTINGS), day, Touching(touches, 85.0, 3.0, 50.0))
    slow = slow_laws.parked(plain(rows), day, touches, 85.0, 3.0, 50.0, rate=0.5)
    assert told.people == slow[0]
    assert (told.saved, told.forgone, told.low, told.high) == pytest.approx(slow[1:], abs=2)
