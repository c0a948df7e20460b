"""What calls teach: connections by outcomes, effects by the lottery alone."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.calls import call_list
from core.calls.called import called
from core.calls.learned import learn_rates, responses
from core.calls.rates import Seen, blended, moved
from core.locale.words import say
from core.settings import Settings
from tests.core import slow_calls
from tests.core.call_cases import book, judged, slipping
from tests.core.listed_cases import ASOF, MONDAY, bought, kept, listed
from tests.drills.share import examples

SETTINGS = Settings()


def calls_of(count, connected, *, kind="person"):
    """A list of so many customers, all called, the first of them reached."""
    names = [f"{kind}{i}" for i in range(count)]
    lists = [{"customer_id": name} for name in names]
    calls = [
        {
            "customer_id": name, "date": MONDAY + dt.timedelta(days=i % 5),
            "outcome": "talked" if i < connected else "no_answer",
        }
        for i, name in enumerate(names)
    ]  # fmt: skip
    people = [{"customer_id": name, "name": name, "kind": kind} for name in names]
    return lists, calls, people


def lots_of(drawn, back, not_drawn, back_not, reason="lapse_risk"):
    """A lottery: so many drawn and not drawn, so many of each came back."""
    lists, days = [], []
    for side, count, came in (("drawn", drawn, back), ("not_drawn", not_drawn, back_not)):
        for i in range(count):
            name = f"{reason}{side}{i}"
            lists.append({"customer_id": name, "lot": side, "reason": reason})
            if i < came:
                days.append({"customer_id": name, "day": MONDAY + dt.timedelta(days=10)})
    return lists, days


# ---- rates


def test_an_assumption_counts_as_twenty_calls():
    rate = blended(12, 20, 0.5, 20)

    assert rate.value == pytest.approx((12 + 10) / 40)
    assert rate.low < rate.value < rate.high
    assert (rate.hits, rate.n, rate.prior) == (12, 20, 0.5)


def test_below_twenty_calls_a_rate_is_provisional():
    assert not blended(19, 19, 0.5, 20).learned
    assert blended(19, 20, 0.5, 20).learned


def test_nine_true_rates_in_ten_lie_in_the_range_where_the_assumption_is_right():
    rng = np.random.default_rng(3)
    inside = 0
    for _try in range(1000):
        truth = rng.beta(10, 10)
        rate = blended(int(rng.binomial(30, truth)), 30, 0.5, 20)
        inside += rate.low <= truth <= rate.high

    assert 870 <= inside <= 930


def alone(prior, cases, *seen):
    return moved({"a": prior}, {"a": Seen(*seen)}, cases, 0.5)["a"]


def test_an_effect_moves_by_as_much_as_the_comparison_is_sure_of():
    vague, sharp = alone(0.12, 20, 0.30, 0.25, 40), alone(0.12, 20, 0.30, 0.02, 4000)

    assert 0.12 < vague.value < 0.15
    assert 0.28 < sharp.value < 0.30
    assert (vague.learned, sharp.learned) == (False, True)


def test_a_call_that_drives_people_away_is_reckoned_with_no_effect():
    rate = alone(0.12, 20, -0.3, 0.02, 4000)

    assert rate.value == 0
    assert rate.high < 0


def test_one_effect_alone_is_the_mean_of_assumption_and_measurement_by_their_precision():
    rate = alone(0.12, 20, 0.02, 0.05, 500)
    of_prior, of_lots = 21 / (0.12 * 0.88), 1 / 0.05**2

    assert rate.value == pytest.approx((0.12 * of_prior + 0.02 * of_lots) / (of_prior + of_lots))


def test_what_one_reason_shows_moves_the_others_by_less():
    priors = {"a": 0.12, "b": 0.12, "c": 0.0}

    both = moved(priors, {"a": Seen(0.02, 0.03, 900)}, 20, 0.5)

    fallen = {code: priors[code] - rate.value for code, rate in both.items()}
    assert fallen["b"] == pytest.approx(0.5 * fallen["a"])
    assert fallen["a"] > 0.05
    assert (both["b"].n, both["b"].learned) == (0, False)
    assert (both["c"].value, both["c"].learned) == (0, False)


def test_errors_that_are_not_shared_leave_the_other_reasons_alone():
    both = moved({"a": 0.12, "b": 0.03}, {"a": Seen(0.02, 0.03, 900)}, 20, 0.0)

    assert both["b"].value == pytest.approx(0.03)


def test_rates_all_thrice_too_high_are_found_faster_together_than_each_for_itself():
    codes = "abcdef"
    priors = dict.fromkeys(codes, 0.12)
    rng = np.random.default_rng(4)
    missed = {0.0: [], 0.5: []}
    for _shop in range(300):
        seen = {code: Seen(rng.normal(0.04, 0.08), 0.08, 200) for code in codes}
        for shared, misses in missed.items():
            rates = moved(priors, seen, 20, shared).values()
            misses.append(np.mean([abs(rate.value - 0.04) for rate in rates]))

    assert np.mean(missed[0.5]) < 0.85 * np.mean(missed[0.0])


# ---- connections


def test_who_is_reached_replaces_the_assumed_rate_for_persons_and_companies():
    lists, calls, people = calls_of(60, 15)
    more = calls_of(30, 27, kind="company")
    of = kept(lists + more[0], calls + more[1], people + more[2])

    rates = learn_rates(of, SETTINGS).connects

    assert rates["person"].value == pytest.approx((15 + 10) / 80)
    assert rates["company"].value == pytest.approx((27 + 12) / 50)


def test_several_tries_of_one_week_are_one_call():
    call = {"customer_id": "A", "date": MONDAY}
    tries = [{**call, "outcome": "no_answer"}, {**call, "outcome": "talked"}]

    rate = learn_rates(kept([{"customer_id": "A"}], tries), SETTINGS).connects["person"]

    assert (rate.hits, rate.n) == (1, 1)


@pytest.mark.parametrize(
    "call",
    [
        {"date": MONDAY - dt.timedelta(days=1)},
        {"date": MONDAY + dt.timedelta(days=7)},
        {"direction": "in"},
        {"channel": "postcard"},
        {"outcome": ""},
        {"customer_id": "B"},
    ],
    ids=["week before", "week after", "they rang", "a card", "no result", "not listed"],
)
def test_only_calls_of_the_list_in_its_week_teach(call):
    made = {"customer_id": "A", "date": MONDAY, "outcome": "talked"} | call

    assert learn_rates(kept([{"customer_id": "A"}], [made]), SETTINGS).connects == {}


def test_without_a_kept_list_nothing_is_learned():
    rates = learn_rates(book(activities=[{"customer_id": "A", "date": MONDAY,
                                          "outcome": "talked"}]), SETTINGS)  # fmt: skip

    assert (rates.connects, rates.effects) == ({}, {})


# ---- effects


def test_buying_after_a_call_moves_no_effect():
    lists, calls, people = calls_of(60, 60)
    days = [{"customer_id": row["customer_id"], "day": MONDAY} for row in lists]

    rates = learn_rates(kept(lists, calls, people), SETTINGS, bought(days))

    assert rates.effects == {}


def test_the_lottery_moves_the_effect_of_the_reason_that_was_drawn_for():
    lists, days = lots_of(1000, 300, 1000, 100)

    effects = learn_rates(kept(lists), SETTINGS, bought(days)).effects

    assert [code for code, rate in effects.items() if rate.learned] == ["lapse_risk"]
    assert effects["second_purchase"].n == 0
    assert effects["due_now"].value > 0.03
    assert 0.30 < effects["lapse_risk"].value < 0.40  # 20 points at one connection in two
    assert effects["lapse_risk"].learned
    assert effects["lapse_risk"].n == 2000


def test_a_few_lots_hardly_move_an_effect():
    lists, days = lots_of(20, 6, 20, 2)

    effect = learn_rates(kept(lists), SETTINGS, bought(days)).effects["lapse_risk"]

    assert 0.12 < effect.value < 0.16
    assert not effect.learned


def test_lots_whose_sixty_days_have_not_passed_teach_nothing():
    lists, days = lots_of(50, 50, 50, 0)
    young = [{**row, "week": ASOF - dt.timedelta(days=40)} for row in lists]

    assert learn_rates(kept(young), SETTINGS, bought(days)).effects == {}


# ---- the list


def profit_of(of, days=None):
    calls = call_list(
        judged(slipping("C1")), of, SETTINGS, bought=None if days is None else bought(days)
    )
    row = calls.rows.iloc[0]
    return row["expected_profit_per_call"], say(row["card"].expected, "ja")


def test_the_yen_of_a_call_follow_what_was_learned():
    lists, calls, people = calls_of(60, 15)

    profit, _words = profit_of(kept(lists, calls, people))

    assert profit == round(25 / 80 * 0.12 * 50_000 - 250)


def test_the_card_says_provisional_until_both_rates_stand_on_results():
    lists, calls, people = calls_of(60, 30)
    lots, days = lots_of(1500, 300, 1500, 100)

    assert "仮の率を含む" in profit_of(kept(lists, calls, people))[1]
    assert "仮の率を含む" in profit_of(kept(lots), days)[1]
    known = profit_of(kept(lists + lots, calls, people), days)[1]
    assert "仮" not in known
    assert "これまでの電話から" in known


# ---- responses, against a slow count

NAMES = st.sampled_from(["A", "B", "C", "D"])
DAYS = st.integers(0, 80).map(lambda days: MONDAY + dt.timedelta(days=days))
LISTS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": NAMES,
            "week": st.integers(0, 11).map(lambda weeks: MONDAY + dt.timedelta(weeks=weeks)),
            "reason": st.sampled_from(["lapse_risk", "due_now", "expiry", "promise_due"]),
        }
    ),
    max_size=12,
    unique_by=lambda row: (row["customer_id"], row["week"]),
)
CALLS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": NAMES, "date": DAYS,
            "outcome": st.sampled_from(["talked", "no_answer", "declined", "bought"]),
        }
    ),
    max_size=12,
)  # fmt: skip
BOUGHT = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": NAMES, "day": DAYS, "purchase": st.booleans(),
            "profit": st.integers(-500, 500).map(float),
        }
    ),
    max_size=12,
)  # fmt: skip


@pytest.mark.drill
@profile(max_examples=examples(200), deadline=None)
@given(lists=LISTS, calls=CALLS, days=BOUGHT)
def test_responses_are_what_a_slow_count_finds(lists, calls, days):
    of = kept(lists, calls)

    found = responses(called(of, SETTINGS, bought(days)))

    slow = slow_calls.responses(lists, calls, days, ASOF)
    fast = {
        row.reason: [row.called, row.connected, row.due, row.bought, pytest.approx(row.profit)]
        for row in found.itertuples()
    }
    assert fast == slow


def test_lists_that_were_not_known_on_a_past_day_teach_nothing_on_it():
    lists = [{"customer_id": "A"}, {"customer_id": "B", "week": MONDAY + dt.timedelta(weeks=4)}]
    of = dataclasses.replace(kept(lists), listed=listed(lists))
    of = dataclasses.replace(of, tables={"customers": judged({"customer_id": "A"})})

    then = of.known_at(MONDAY + dt.timedelta(days=3))

    assert then.listed["customer_id"].tolist() == ["A"]
