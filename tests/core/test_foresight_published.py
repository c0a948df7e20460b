"""The forecasts against published values and against exact answers of other kinds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.special import hyp2f1

from core.foresight import chances
from core.foresight.contracts import fit_retention
from core.foresight.fitting import fit
from core.foresight.histories import Histories, each
from core.foresight.mixture import _likelihood as mixture_likelihood
from core.foresight.model import Model, gradients, likelihoods, parts
from core.foresight.spend import fit_spend, likelihood
from core.metrics.moment import day_number
from tests.core.shops import cdnow, grocery, until

CUT, END = dt.date(1997, 9, 30), dt.date(1998, 6, 30)
data = pytest.mark.data


def total(model, found):
    return float(found.weight @ likelihoods(model, found))


def parameters(model):
    return (model.r, model.alpha, model.a, model.b)


@pytest.fixture(scope="module")
def weeks(shared) -> Histories:
    return until(cdnow(shared), CUT)[0]


@data
def test_bg_nbd_of_cdnow_is_that_of_fader_hardie_and_lee_2005(weeks):
    model = fit(weeks, at_once=False, priors=False)
    assert total(model, weeks) == pytest.approx(-9582.429, abs=0.01)
    assert parameters(model) == pytest.approx((0.2426, 4.4136, 0.7929, 2.4259), rel=0.005)


@data
def test_mbg_nbd_of_cdnow_is_that_of_the_btyd_walkthrough(weeks):
    model = fit(weeks, priors=False)
    assert total(model, weeks) == pytest.approx(-9582.136, abs=0.01)
    assert parameters(model) == pytest.approx((0.5248, 6.1831, 0.8914, 1.6140), rel=0.005)


@data
@pytest.mark.parametrize(("shop", "cut", "steps"), [(cdnow, CUT, 1), (grocery, None, 2)])
def test_the_likeliest_rhythm_is_none_for_music_and_two_steps_for_groceries(
    shared, shop, cut, steps
):
    daily = shop(shared)
    last = cut or dt.date(1970, 1, 1) + dt.timedelta(int(daily["d"].max()))
    found = until(daily, last)[0]
    best = max((1, 2, 3, 4), key=lambda k: total(fit(found, k=k, priors=False), found))
    assert best == steps


@data
@pytest.mark.parametrize(
    ("at_once", "purchases", "mae", "rmse"),
    [(False, 1_653.4, 0.7855, 1.6080), (True, 1_576.7, 0.7648, 1.6072)],
)
def test_what_cdnow_bought_in_the_next_39_weeks(shared, weeks, at_once, purchases, mae, rmse):
    daily = cdnow(shared)
    cno = until(daily, CUT)[1]
    later = daily[(daily["d"] > day_number(CUT)) & (daily["d"] <= day_number(END))]
    came = later.groupby("c").size().reindex(cno).fillna(0).to_numpy()
    said = chances.expected(fit(weeks, at_once=at_once, priors=False), weeks, 39.0)
    assert came.sum() == 1_882
    assert said.sum() == pytest.approx(purchases, abs=0.1)
    assert np.abs(said - came).mean() == pytest.approx(mae, abs=1e-4)
    assert np.sqrt(((said - came) ** 2).mean()) == pytest.approx(rmse, abs=1e-4)


@data
def test_one_customer_of_cdnow_is_promised_1226_purchases_in_39_weeks(weeks):
    one = Histories(np.array([2]), np.array([30.43]), np.array([38.86]), np.ones(1), np.zeros(1))
    model = fit(weeks, at_once=False, priors=False)
    assert chances.expected(model, one, 39.0)[0] == pytest.approx(1.226, abs=5e-4)


@data
def test_gamma_gamma_of_cdnows_946_repeaters(shared):
    daily = cdnow(shared)
    known = daily[daily["d"] <= day_number(CUT)]
    repeats = known[known.groupby("c").cumcount() > 0].groupby("c")["m"].agg(["size", "mean"])
    count, mean = repeats["size"].to_numpy(float), repeats["mean"].to_numpy()
    found = fit_spend(count, mean, priors=False)
    assert len(mean) == 946
    assert (found.p, found.q, found.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    assert likelihood(found, count, mean) == pytest.approx(-4_055.918, abs=0.01)


@pytest.mark.parametrize(
    ("survival", "alpha", "beta", "later"),
    [
        ((0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491), 0.668, 3.806,
         (0.460, 0.436, 0.414, 0.395, 0.378)),
        ((0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241), 0.704, 1.182, ()),
    ],
)  # fmt: skip
def test_retention_of_fader_and_hardie_2007_and_its_next_years(survival, alpha, beta, later):
    shares = np.array([1.0, *survival])
    found = fit_retention(list(-np.diff(shares)), [0.0] * 6 + [shares[-1]])
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), abs=5e-4)
    assert found.staying(12)[7 : 7 + len(later)] == pytest.approx(later, abs=5e-4)
    assert np.all(np.diff(found.renewal(np.arange(12.0))) > 0)


SOME = each(
    np.array([0, 0, 1, 3, 12, 40, 7]),
    np.array([0, 0, 30, 90, 300, 360, 2]),
    np.array([1, 365, 90, 91, 364, 365, 365]),
    np.array([0.0, 0.0, 3.4, 9.0, 35.0, 80.0, 0.7]),
)


@pytest.mark.parametrize("steps", [1, 2, 3, 8])
@pytest.mark.parametrize("at_once", [False, True])
def test_the_slopes_are_those_of_the_likelihood(steps, at_once):
    at = np.array([-0.7, 1.8, -0.1, 0.5])

    def value(point):
        return likelihoods(Model(*np.exp(point), steps, at_once), SOME).sum()

    said = gradients(Model(*np.exp(at), steps, at_once), SOME)[1].sum(axis=1)
    step = np.eye(4) * 1e-6
    numeric = [(value(at + one) - value(at - one)) / 2e-6 for one in step]
    assert said == pytest.approx(numeric, rel=1e-5, abs=1e-5)


def test_the_slopes_of_a_mixture_are_those_of_its_likelihood():
    at = np.log([0.5, 6.0, 0.9, 1.6, 0.5, 0.3, 0.2])
    said = mixture_likelihood(at, SOME)[1]
    step = np.eye(7) * 1e-6
    value = [mixture_likelihood(at + one, SOME)[0] for one in step]
    before = [mixture_likelihood(at - one, SOME)[0] for one in step]
    assert said == pytest.approx((np.array(value) - before) / 2e-6, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("a", [0.05, 0.79, 0.9999, 3.0])
def test_the_expectation_is_the_closed_form_where_that_can_be_computed(a):
    model = Model(0.24, 4.4, a, 2.4, at_once=False)
    x, age, t = SOME.x, SOME.age, 39.0
    s, later = model.r + x, model.alpha + age + t
    series = hyp2f1(s, model.b + x, a + model.b + x - 1.0, t / later)
    closed = (a + model.b + x - 1.0) / (a - 1.0)
    closed = closed * (1.0 - ((model.alpha + age) / later) ** s * series)
    closed = closed * parts(model, SOME).alive
    assert chances.expected(model, SOME, t) == pytest.approx(closed, rel=1e-6)


def test_counting_step_by_step_gives_the_same_as_the_integral_where_both_hold():
    model = Model(0.6, 20.0, 0.8, 2.0)
    part = parts(model, SOME)
    counted = chances._if_here_in_steps(model, SOME, 60.0, part)
    assert counted == pytest.approx(chances._if_here(model, SOME, 60.0), rel=1e-6)


def test_a_steady_rhythm_is_foretold_as_a_simulation_of_it_buys():
    model, dice, people, end = (
        Model(0.8, 5.0, 0.9, 2.5, 2),
        np.random.default_rng(1),
        600_000,
        40.0,
    )
    rate, leaves = dice.gamma(0.8, 1 / 5.0, people), dice.beta(0.9, 2.5, people)
    now, last = np.zeros(people), np.zeros(people)
    x, later = np.zeros(people, int), np.zeros(people, int)
    there = dice.random(people) > leaves
    while there.any():
        now = now + dice.gamma(2, 1 / rate)
        there &= now <= end + 30.0
        x += there & (now <= end)
        last = np.where(there & (now <= end), now, last)
        later += there & (now > end)
        there &= dice.random(people) > leaves
    alike = (x == 2) & (last > 19) & (last < 23)
    middle = Histories(
        np.full(50, 2), np.linspace(19, 23, 50), np.full(50, end), np.ones(50), np.zeros(50)
    )
    assert alike.sum() > 5_000
    assert chances.buys(model, middle, 30.0).mean() == pytest.approx(
        (later[alike] > 0).mean(), abs=0.02
    )
    assert chances.expected(model, middle, 30.0).mean() == pytest.approx(
        later[alike].mean(), abs=0.04
    )
