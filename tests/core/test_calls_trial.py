"""Do calls help? Lots judged once a quarter, held against simulation and a slow count."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from scipy.special import ndtr

from core.calls.trial import compare, judge_lots, lots_seen, quarter_end, weeks_needed
from core.settings import Settings
from tests.core import slow_calls
from tests.core.listed_cases import ASOF, MONDAY, bought, kept
from tests.core.test_calls_learned import lots_of

SETTINGS = Settings()
#: Its sixty days have passed on 2026-09-30.
EARLY = dt.date(2026, 7, 6)


def verdict_of(drawn, back, not_drawn, back_not, *, week=EARLY):
    lists, days = lots_of(drawn, back, not_drawn, back_not)
    of = kept([{**row, "week": week} for row in lists])
    days = [{**row, "day": week + dt.timedelta(days=10)} for row in days]
    seen = lots_seen(of, SETTINGS, bought(days))
    return judge_lots(seen, of, SETTINGS)


def test_many_more_who_come_back_when_drawn_means_that_calls_help():
    found = verdict_of(130, 40, 130, 15)

    assert found.code == "helps"
    assert found.lift == pytest.approx(25 / 130)
    assert found.low < found.lift < found.high
    assert (found.drawn, found.back, found.not_drawn, found.back_not) == (130, 40, 130, 15)
    assert found.profit == pytest.approx(25 / 130 * 400)
    assert found.weeks == 0


def test_many_fewer_means_that_calls_may_do_harm():
    assert verdict_of(130, 15, 130, 40).code == "harms"


def test_a_small_difference_is_not_known_yet_and_how_long_it_takes_is_said():
    found = verdict_of(130, 22, 130, 18)

    assert found.code == "unknown"
    assert found.weeks >= 1


def test_a_handful_says_nothing_however_clear_it_looks():
    assert verdict_of(12, 12, 12, 0).code == "unknown"


def test_lots_whose_days_had_not_passed_at_the_end_of_the_quarter_wait_for_the_next():
    found = verdict_of(130, 40, 130, 15, week=dt.date(2026, 8, 10))

    assert found.until == dt.date(2026, 9, 30)
    assert (found.code, found.drawn, found.waiting) == ("unknown", 0, 260)


def test_the_lots_of_more_than_a_year_ago_are_left_out():
    assert verdict_of(130, 40, 130, 15, week=dt.date(2025, 7, 7)).drawn == 0


def test_without_any_lot_nothing_is_said():
    of = kept([{"customer_id": "A"}])

    found = judge_lots(lots_seen(of, SETTINGS, bought([])), of, SETTINGS)

    assert (found.code, found.drawn, found.weeks) == ("unknown", 0, 0)
    assert np.isnan(found.lift)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ((2026, 11, 22), (2026, 9, 30)),
        ((2026, 9, 30), (2026, 9, 30)),
        ((2026, 10, 1), (2026, 9, 30)),
        ((2026, 1, 5), (2025, 12, 31)),
        ((2025, 12, 31), (2025, 12, 31)),
        ((2026, 3, 30), (2025, 12, 31)),
    ],
)
def test_a_quarter_ends_with_march_june_september_and_december(day, end):
    assert quarter_end(dt.date(*day)) == dt.date(*end)


def test_whoever_was_not_drawn_counts_as_not_drawn_also_when_called_later():
    lists = [
        {"customer_id": "A", "lot": "not_drawn", "rank": None},
        {"customer_id": "A", "week": MONDAY + dt.timedelta(weeks=1)},
    ]
    of = kept(lists)

    seen = lots_seen(of, SETTINGS, bought([{"customer_id": "A", "day": ASOF}]))

    assert seen["drawn"].tolist() == [False]


LOT = st.tuples(st.sampled_from(["lapse_risk", "due_now", "promotion"]), st.booleans(),
                st.booleans())  # fmt: skip


@profile(max_examples=100, deadline=None)
@given(lots=st.lists(LOT, max_size=30))
def test_the_comparison_is_what_a_slow_count_finds(lots):
    reasons = ["lapse_risk", "due_now", "promotion"]
    n, k = np.zeros((3, 2), int), np.zeros((3, 2), int)
    for reason, drawn, back in lots:
        n[reasons.index(reason), int(drawn)] += 1
        k[reasons.index(reason), int(drawn)] += back

    assert compare(k, n) == pytest.approx(slow_calls.lift(lots), nan_ok=True)


# ---- the figures of the design, simulated


def shops(base, better, *, seed, shops=4000, weeks=52, side=10):
    """Certainty that calls help after each week, for many shops drawing ten against ten."""
    rng = np.random.default_rng(seed)
    held = rng.binomial(side, base, (shops, weeks)).cumsum(axis=1)
    drawn = rng.binomial(side, better, (shops, weeks)).cumsum(axis=1)
    n = np.broadcast_to(side * np.arange(1, weeks + 1), held.shape)
    lift, spread = compare(
        np.stack([held, drawn], axis=-1)[..., None, :], np.stack([n, n], axis=-1)[..., None, :]
    )
    return ndtr(lift / spread)


def test_a_look_each_quarter_at_99_percent_gives_few_false_alarms():
    found = shops(0.15, 0.15, seed=1)

    alarm = (found[:, 12::13] >= 0.99).any(axis=1).mean()

    assert found[:, 12::13].shape[1] == 4
    assert alarm == pytest.approx(0.027, abs=0.008)


def test_a_rise_of_ten_points_is_found_within_the_year():
    found = shops(0.15, 0.25, seed=2)

    assert (found[:, 12::13] >= 0.99).any(axis=1).mean() == pytest.approx(0.97, abs=0.015)


def test_looking_every_week_at_95_percent_would_cry_wolf():
    found = shops(0.15, 0.15, seed=3)

    assert (found >= 0.95).any(axis=1).mean() == pytest.approx(0.28, abs=0.05)


def test_ten_against_ten_need_25_weeks_and_a_holdout_of_a_tenth_52():
    assert weeks_needed(0.15, 0.25, 10, 10) == pytest.approx(25, abs=0.5)
    assert weeks_needed(0.15, 0.25, 20, 20 / 9) == pytest.approx(52, abs=0.5)


def test_in_as_many_weeks_as_are_said_four_shops_in_five_find_the_rise():
    weeks = round(weeks_needed(0.15, 0.25, 10, 10))
    found = shops(0.15, 0.25, seed=4, weeks=weeks)

    assert (found[:, -1] >= 0.975).mean() == pytest.approx(0.80, abs=0.025)
