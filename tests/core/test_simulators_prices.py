"""A price rise with its range, and how many may leave before less is earned."""

from __future__ import annotations

import pytest

from core.settings import Settings
from core.simulators.prices import price_change
from tests.core import slow_laws
from tests.core.cared import judged_with
from tests.core.profiles import bought_once, calm
from tests.core.samples import sample
from tests.core.slow_asset import plain

SETTINGS = Settings().changed({"money.margin": 0.5})


def test_the_loss_at_which_nothing_is_won_is_worked_out_by_hand():
    """60,000 at a half is 30,000; 10 % more makes 36,000: one sixth may leave."""
    judged, _book = judged_with(calm(), settings=SETTINGS)
    found = price_change(judged, 10.0, {}, SETTINGS)
    assert found.break_even == pytest.approx(1 / 6)
    assert found.stages["break_even"].tolist() == pytest.approx([1 / 6])
    even = price_change(judged, 10.0, {"supporter": 1 / 6}, SETTINGS)
    assert even.rise.after == pytest.approx(even.rise.before, abs=1)


def test_half_more_or_fewer_leaving_are_the_ends_of_the_range():
    judged, _book = judged_with(calm(), bought_once("B", 30), settings=SETTINGS)
    found = price_change(judged, 10.0, {"supporter": 0.2}, SETTINGS)
    rest = 5_000 + 1_000
    assert found.rise.after == pytest.approx(0.8 * 36_000 + rest)
    assert (found.low, found.high) == pytest.approx((0.7 * 36_000 + rest, 0.9 * 36_000 + rest))


def test_more_than_all_of_a_rung_cannot_leave():
    judged, _book = judged_with(calm(), settings=SETTINGS)
    assert price_change(judged, 10.0, {"supporter": 0.9}, SETTINGS).low == 0


def test_without_anybody_who_buys_nothing_changes():
    judged, _book = judged_with(bought_once("B", 900, count_12m=0), settings=SETTINGS)
    found = price_change(judged, 10.0, {}, SETTINGS)
    assert (found.low, found.high, found.break_even) == (0, 0, 0.0)


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_on_the_sample_shops_it_is_what_a_slow_count_says(code):
    review = sample(code)
    lost = {"customer": 0.2, "regular": 0.1, "advocate": 0.05}
    found = price_change(review.customers, 5.0, lost, review.settings)
    people = plain(review.customers)
    before, after = slow_laws.price(people, 5.0, lost)
    assert (found.rise.before, found.rise.after) == pytest.approx((before, after), abs=1)
    for factor, end in ((1.5, found.low), (0.5, found.high)):
        shares = {stage: factor * share for stage, share in lost.items()}
        assert slow_laws.price(people, 5.0, shares)[1] == pytest.approx(end, abs=1)
    even = dict.fromkeys({p["stage"] for p in people}, found.break_even)
    assert slow_laws.price(people, 5.0, even)[1] == pytest.approx(before, abs=1)
