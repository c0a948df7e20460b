"""A shop's own past corrects its forecasts, where it suffices and bears the correction out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.foresight.correction import FEATURES, Told, expit, features, learn_correction
from core.foresight.evidence import BUYERS, CORRECTED, MODEL
from core.foresight.histories import each
from core.foresight.judging import area, log_loss
from core.foresight.outlook import learn, outlook
from core.foresight.own_past import OwnPast, PastDay, bears_out
from core.foresight.shop import Purchases, fitted
from tests.core.shops import invented

ASOF = 720


def of_guests_and_neighbours(customers: int) -> Purchases:
    """Guests buy every few days and are gone after ten visits; neighbours buy seldom, for ever.

    The models take rates and leaving for independent of one another, so they expect too much of
    those with many purchases and too little of those with few.
    """
    dice = np.random.default_rng(5)
    cno, day = [], []
    for number in range(customers):
        guest = bool(dice.integers(2))
        now, left = float(dice.integers(0, ASOF)), int(dice.poisson(10)) + 1
        while now < ASOF + 90 and left:
            cno.append(number)
            day.append(int(now))
            now += 1.0 + float(dice.exponential(8 if guest else 70))
            left -= guest
    return Purchases(np.array(cno, np.int64), np.array(day, np.int64))


def test_what_the_model_gets_wrong_again_and_again_is_corrected():
    shop = of_guests_and_neighbours(600)
    learned = learn(shop, ASOF)
    assert learned.evidence.rung == CORRECTED
    bare = fitted(Purchases(shop.cno, shop.day), ASOF)
    came = np.isin(learned.cno, shop.cno[(shop.day > ASOF) & (shop.day <= ASOF + 90)])
    with_past = outlook(learned, shop)["p_buy_90"].to_numpy()
    without = outlook(bare, shop)["p_buy_90"].to_numpy()
    assert log_loss(with_past, came) < 0.99 * log_loss(without, came)
    assert area(with_past, came) > area(without, came) - 0.01


def test_a_correction_moves_chances_between_customers_and_never_their_sum():
    shop = of_guests_and_neighbours(600)
    learned = learn(shop, ASOF)
    bare = fitted(Purchases(shop.cno, shop.day), ASOF)
    with_past, without = (outlook(one, shop)["p_buy_30"].to_numpy() for one in (learned, bare))
    assert with_past.sum() == pytest.approx(without.sum(), rel=1e-4)
    assert np.abs(with_past - without).max() > 0.1


def test_a_shop_of_a_few_customers_is_not_corrected():
    shop = of_guests_and_neighbours(30)
    past = OwnPast(shop)
    assert sum(past.buyers(day) for day in past.days(ASOF)[1:]) < BUYERS
    assert learn(shop, ASOF).evidence.rung < CORRECTED


def test_a_shop_of_half_a_year_is_not_corrected():
    whole = of_guests_and_neighbours(600)
    early = whole.day <= 180
    young = Purchases(whole.cno[early], whole.day[early])
    assert MODEL <= learn(young, 180).evidence.rung < CORRECTED


def a_day(share_of_high: float) -> PastDay:
    """Two hundred customers at even odds; of the hundred with many repeats that share came."""
    seen = np.zeros((200, len(FEATURES)))
    seen[100:, 0] = 1.0
    came = np.append(np.arange(100) >= 100 * share_of_high, np.arange(100) < 100 * share_of_high)
    return PastDay({90: Told(np.full(200, 0.5), seen, came)})


def test_what_the_last_window_speaks_against_is_not_believed():
    high, low = a_day(0.8), a_day(0.2)
    assert bears_out([high, high, high])
    assert not bears_out([low, high, high])


def test_nothing_after_the_day_is_looked_at():
    shop = of_guests_and_neighbours(600)
    known = shop.day <= ASOF
    then = Purchases(shop.cno[known], shop.day[known])
    now_said, then_said = (outlook(learn(s, ASOF), s) for s in (shop, then))
    assert (now_said["p_buy_90"] == then_said["p_buy_90"]).all()


def test_past_days_asked_for_again_are_the_same_as_asked_for_alone():
    shop = of_guests_and_neighbours(600)
    past = OwnPast(shop)
    learn(shop, ASOF, past)
    again, alone = learn(shop, ASOF - 90, past), learn(shop, ASOF - 90)
    assert again.evidence == alone.evidence
    for span, told in again.corrected.items():
        assert told.beta == pytest.approx(alone.corrected[span].beta)


def test_a_shop_that_the_model_describes_is_hardly_touched():
    shop = invented(3_000, seed=4)
    learned = learn(shop, 700)
    bare = fitted(Purchases(shop.cno, shop.day), 700)
    a, b = (outlook(one, shop)["p_buy_90"].to_numpy() for one in (learned, bare))
    assert np.abs(a - b).max() < 0.1


SILENCE, RECENT = FEATURES.index("silence"), FEATURES.index("recent")


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), days=st.integers(1, 4))
def test_whatever_the_past_was_more_silence_never_raises_and_a_visit_never_lowers(seed, days):
    dice = np.random.default_rng(seed)

    def told():
        n = int(dice.integers(1, 60))
        chance, came = dice.random(n), dice.random(n) < dice.random()
        return Told(chance, dice.normal(size=(n, len(FEATURES))), came)

    found = learn_correction([told() for _day in range(days)])
    assert np.isfinite(found.beta).all()
    assert found.beta[SILENCE] <= 0
    assert found.beta[RECENT] >= 0
    chance = dice.random(20)
    said = found.apply(chance, dice.normal(size=(20, len(FEATURES))) * 100)
    assert ((said > 0) & (said < 1)).all()
    assert said.sum() == pytest.approx(chance.sum(), abs=1e-3)


def test_a_feature_that_says_nothing_changes_nothing():
    seen = np.zeros((50, len(FEATURES)))
    found = learn_correction([Told(np.full(50, 0.5), seen, np.arange(50) < 40)])
    assert found.apply(np.full(50, 0.3), seen) == pytest.approx(np.full(50, 0.3))


def test_the_coefficients_are_those_of_a_ridge_worked_out_by_hand():
    """Two customers a side at even odds, 3 of 4 right: 2·sinh-like slope equals the pull."""
    seen = np.zeros((4_000, len(FEATURES)))
    seen[2_000:, 0] = 1.0
    came = np.arange(4_000) % 4 > 0  # three of four of the high ones,
    came[:2_000] = ~came[:2_000]  # one of four of the low ones
    found = learn_correction([Told(np.full(4_000, 0.5), seen, came)])
    beta = float(found.beta[0])
    # Standardised the feature is ±1: the slope 4000·(expit(β) − 3/4) equals the pull 30·β.
    assert 4_000 * (0.75 - float(expit(np.array(beta)))) == pytest.approx(30.0 * beta, rel=1e-6)


def test_features_are_finite_for_whoever_bought_once_today():
    found = each(np.zeros(2, np.int64), np.zeros(2, np.int64), np.array([0, 900]))
    assert np.isfinite(features(found, np.array([1.0, 0.0]))).all()
