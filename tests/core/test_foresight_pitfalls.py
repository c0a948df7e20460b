"""What other tools fail at (FORESIGHT 6), and what must hold of any forecast of any shop."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, gammaln

from core.foresight import chances
from core.foresight.evidence import MODEL, RHYTHMS, ROUGH
from core.foresight.fitting import fit
from core.foresight.histories import each, of_days
from core.foresight.model import Model, parts
from core.foresight.outlook import learn, outlook
from core.foresight.shop import Purchases
from core.foresight.spend import fit_spend
from core.metrics.rhythm import own_rhythm
from tests.core.shops import bought, cdnow, invented

ASOF = 700
CHANCES = ["p_buy_30", "p_buy_90"]


def told(shop: Purchases, asof: int = ASOF):
    """The forecasts; whatever the shop, they are sound."""
    learned = learn(shop, asof)
    said = outlook(learned, shop)
    numbers = said.drop(columns=["expected_amount", "expected_spend_365", "rung"])
    assert np.isfinite(numbers.to_numpy(float)).all()
    assert said[CHANCES].ge(0).all(axis=None)
    assert said[CHANCES].le(1).all(axis=None)
    assert (said["p_buy_30"] <= said["p_buy_90"]).all()
    assert (said["next_low"] <= said["next_middle"]).all()
    assert (said["next_middle"] <= said["next_high"]).all()
    assert (said["expected_purchases_90"] >= 0).all()
    assert (said["expected_purchases_90"] <= bound(learned) + 1e-6).all()
    return learned, said


def bound(learned):
    """Purchases in 90 days if nobody ever left."""
    whose = learned.crowd.of_each(learned.histories)
    staying = [dataclasses.replace(part, a=1e-12) for part in learned.crowd.parts]
    every = [chances.expected(part, learned.histories, 90.0) for part in staying]
    return (whose * np.stack(every)).sum(axis=0)


def some_of(shop: Purchases, customers, size, dice):
    kept = np.isin(shop.cno, dice.choice(customers, size, replace=False))
    return Purchases(shop.cno[kept], shop.day[kept], shop.spend[kept])


@pytest.mark.parametrize("customers", [1, 3, 10, 30])
def test_a_shop_of_a_few_customers_gets_an_answer_and_is_told_how_rough_it_is(customers):
    learned, _said = told(invented(customers, seed=customers))
    assert learned.evidence.rung == (ROUGH if learned.evidence.repeats < 10 else MODEL)


def test_where_nobody_ever_came_twice_other_shops_experience_speaks():
    learned, said = told(bought(*[(day,) for day in range(0, 700, 7)]))
    assert learned.evidence.rung == ROUGH
    assert said["p_buy_90"].between(0.001, 0.6).all()


def test_where_everybody_bought_today_it_is_too_early_but_nothing_breaks():
    learned, _said = told(bought(*[(700,)] * 50))
    assert (learned.evidence.rung, learned.evidence.days) == (ROUGH, 0)


def test_weekly_customers_who_never_missed_are_expected_next_week():
    learned, said = told(bought(*[tuple(range(n, 700, 7)) for n in range(1, 7)] * 60))
    assert learned.evidence.rung >= RHYTHMS
    assert said["p_buy_30"].min() > 0.9
    assert said["expected_purchases_90"].max() <= 90 / 7 * 1.1


def test_an_account_with_four_thousand_orders_is_counted_without_overflow():
    daily = tuple(range(701))
    learned, said = told(bought(daily, *[tuple(range(n, 700, 50)) for n in range(40)]))
    assert said["expected_purchases_90"].iloc[0] == pytest.approx(90, rel=0.1)
    huge = each(np.array([4_000]), np.array([699]), np.array([700]), np.array([0.0]))
    for horizon in (30.0, 365.0, 3_650.0):
        expected = chances.expected(learned.model, huge, horizon)
        assert np.isfinite(expected).all()
        assert expected[0] <= (learned.model.r + 4_000) / (learned.model.alpha + 700) * horizon


def test_where_the_data_cannot_tell_who_left_that_is_said():
    loyal, _said = told(bought(*[tuple(range(n, 700, 9)) for n in range(9)] * 60))
    leaving, _said = told(invented(300))
    assert not loyal.evidence.leaving_known
    assert leaving.evidence.leaving_known


@pytest.mark.parametrize("seed", range(5))
def test_thirty_customers_of_a_bakery_are_not_promised_millions(seed):
    _learned, said = told(invented(30, seed=seed, days=90), 90)
    assert said["expected_purchases_90"].max() <= 90


def test_days_of_no_or_negative_amount_count_in_time_but_not_in_the_amount_of_a_purchase():
    days, amounts = (1, 100, 200, 300), (1_000.0, 0.0, -500.0, 3_000.0)
    cno = np.repeat(np.arange(12), 4)
    shop = Purchases(cno, np.array(days * 12), np.array(amounts * 12))
    learned, said = told(shop)
    assert learned.evidence.repeats == 36
    assert said["expected_amount"].between(1_000, 3_000).all()


def test_equal_amounts_of_two_customers_are_expected_again():
    _learned, said = told(bought((1, 50), (3, 90), spend=4_000.0))
    assert said["expected_amount"].tolist() == [4_000.0, 4_000.0]


def test_amounts_without_a_mean_end_at_the_middle_customer():
    wild = np.exp(np.random.default_rng(0).standard_cauchy(200).clip(-9, 9))
    said = fit_spend(np.ones(200), wild).mean(np.ones(200), wild)
    assert np.isfinite(said).all()
    assert said.max() <= wild.max()


def test_without_amounts_no_money_is_foretold():
    _learned, said = told(bought(*[(n, n + 50, n + 120) for n in range(40)]))
    assert said[["expected_amount", "expected_spend_365"]].isna().all(axis=None)


def test_a_year_is_not_foretold_from_less_than_half_of_one():
    _learned, young = told(invented(50, days=150), 150)
    _learned, older = told(invented(50, days=200), 200)
    assert young["expected_spend_365"].isna().all()
    assert older["expected_spend_365"].notna().all()


@pytest.mark.data
@pytest.mark.parametrize("size", [3, 15, 60, 300])
def test_no_part_of_a_real_shop_fails(shared, size):
    daily = cdnow(shared)
    shop = Purchases(*(daily[name].to_numpy() for name in ("c", "d", "m")))
    dice = np.random.default_rng(size)
    for _try in range(5):
        part = some_of(shop, daily["c"].unique(), size, dice)
        _learned, said = told(part, int(daily["d"].max()))
        assert list(said.index) == list(np.unique(part.cno))


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from([5, 40, 400]), st.sampled_from([1, 4]))
def test_any_shop_gets_sound_answers(seed, customers, steps):
    shop = invented(customers, seed=seed, steps=steps)
    _learned, said = told(shop)
    assert list(said.index) == list(np.unique(shop.cno))


@settings(max_examples=15)
@given(st.integers(0, 200), st.floats(0.01, 1_000))
def test_the_unit_of_time_does_not_matter(seed, unit):
    found, _cno = of_days(*(getattr(invented(60, seed=seed), n) for n in ("cno", "day")), ASOF)
    here, there = fit(found), fit(found.in_units(unit))
    assert chances.buys(there, found.in_units(unit), 30.0 / unit) == pytest.approx(
        chances.buys(here, found, 30.0), rel=1e-3, abs=1e-4
    )


@settings(max_examples=5)
@given(st.integers(0, 200), st.randoms(use_true_random=False))
def test_the_order_of_the_customers_does_not_matter(seed, dice):
    shop = invented(200, seed=seed)
    mixed = list(range(200))
    dice.shuffle(mixed)
    other = np.array(mixed)[shop.cno]
    order = np.lexsort((shop.day, other))
    again = Purchases(other[order], shop.day[order], shop.spend[order])
    _learned, here = told(shop)
    _learned, there = told(again)
    same = there.loc[[mixed[cno] for cno in here.index]]
    for name in (*CHANCES, "expected_purchases_90"):
        assert same[name].to_numpy() == pytest.approx(here[name].to_numpy(), rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("steps", [1, 4])
@pytest.mark.parametrize("seed", range(2))
def test_beyond_twice_the_own_rhythm_more_silence_never_raises_a_chance(seed, steps):
    learned, _said = told(invented(320, seed=seed, steps=steps))
    found = learned.histories
    mean = found.last.sum() / max(found.x.sum(), 1)
    rhythm = own_rhythm(found.last, found.x, mean, 2.0)
    for t in (30.0, 90.0):
        before = np.ones(len(found))
        for times in np.arange(2.0, 9.0):
            later = dataclasses.replace(found, age=found.last + times * rhythm)
            now = np.minimum(1.0, _chance(learned, later, t))
            assert (now <= before + 1e-9).all(), (t, times)
            before = now


def _chance(learned, found, t):
    from core.foresight.shop import chance  # noqa: PLC0415

    shop = dataclasses.replace(learned, histories=found)
    return chance(shop, found, np.arange(len(found)), shop.crowd.of_each(found), t)


@pytest.mark.parametrize("k", [2, 4, 8])
@pytest.mark.parametrize("silent_days", [0, 20, 120, 600, 3000])
def test_what_a_steady_customer_will_buy_is_the_exact_sum_however_long_the_silence(k, silent_days):
    model = Model(0.8, 40.0 / k, 0.6, 2.5, k)
    x = np.array([0, 1, 3, 12, 60])
    last = x * 30
    found = each(x, last, last + silent_days)
    got = chances.expected(model, found, 365.0)
    wanted = [slowly_expected(model, n, age, 365.0) for n, age in zip(x, found.age, strict=True)]
    assert got == pytest.approx(parts(model, found).alive * wanted, rel=1e-6, abs=1e-7)


def slowly_expected(model, x, age, t):
    """Σ_m P(stayed m − 1 times) · Σ_j P(j steps before) · P(mk − j steps or more after)."""
    s, k, b = model.r + model.k * x, model.k, model.b + x + 1
    last = 30 * x
    before = np.array([gammaln(s + j) - gammaln(s) - gammaln(j + 1)
                       + j * np.log(max((age - last) / (model.alpha + age), 1e-300))
                       for j in range(k)])  # fmt: skip
    weight = np.exp(before - before.max())
    weight /= weight.sum()
    q = t / (model.alpha + age + t)
    total, stayed = 0.0, 1.0
    for m in range(1, 3000):
        j = np.arange(k)
        total += stayed * (weight * betainc(m * k - j, s + j, q)).sum()
        stayed *= (b + m - 1) / (model.a + b + m - 1)
    return total
