"""What was foretold at past days is judged by what came, without a look ahead."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core.foresight.backtest import OURS, Backtest, Cut, backtest
from core.foresight.hindsight import ahead, band
from core.foresight.judging import area, calibration, log_loss, of_the_best, squared
from core.foresight.shop import Purchases
from core.locale.words import say
from tests.core.shops import bought, cdnow, invented

ASOF = 700
NAMES = [OURS, "bg_nbd", "recency", "rfm", "revenue_12m", "own_interval"]


@pytest.fixture(scope="module")
def shop():
    return invented(350, seed=3)


@pytest.fixture(scope="module")
def judged(shop):
    return backtest(shop, ASOF, 3)


def test_the_measures_are_those_worked_by_hand():
    chance, came = np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False])
    assert area(chance, came) == 0.75  # of the four pairs one is the wrong way round
    assert area(chance, np.ones(4, bool)) != area(chance, np.ones(4, bool))  # NaN
    assert of_the_best(chance, came, 2) == 0.5
    assert squared(chance, came) == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert log_loss(chance, came) == pytest.approx(-np.log([0.9, 0.4, 0.4, 0.9]).mean())
    bins = calibration(np.array([0.12, 0.18, 0.95]), np.array([True, False, True]))
    assert bins["n"].tolist() == [2, 1]
    assert bins["foretold"].tolist() == pytest.approx([0.15, 0.95])
    assert bins["came"].tolist() == [0.5, 1.0]


def test_every_method_is_judged_on_the_same_days_and_the_mean_is_that_of_the_cuts(judged):
    assert [cut.day for cut in judged.cuts] == [610, 520, 430]
    for cut in judged.cuts:
        assert list(cut.methods.index) == NAMES
        assert cut.bins["n"].sum() == cut.customers
    hits = [cut.methods.loc["rfm", "hit"] for cut in judged.cuts]
    assert judged.methods.loc["rfm", "hit"] == pytest.approx(np.mean(hits))


def test_what_came_later_changes_nothing_that_was_foretold(shop, judged):
    noise = shop.day > 610
    moved = np.where(noise, np.minimum(shop.day + 40, ASOF), shop.day)
    order = np.lexsort((moved, shop.cno))
    other = backtest(Purchases(shop.cno[order], moved[order], shop.spend[order]), ASOF, 1)
    same = ["expected_hits", "foretold"]
    here, there = judged.cuts[0].methods.loc[OURS], other.cuts[0].methods.loc[OURS]
    assert there[same].tolist() == pytest.approx(here[same].tolist())
    assert there["hit"] < here["hit"]


def test_of_a_shop_that_the_model_describes_the_foretold_list_comes(judged):
    ours = judged.methods.loc[OURS]
    assert ours["calibration"] < 0.1
    assert ours["expected_hits"] == pytest.approx(ours["hit"], abs=0.15)
    assert ours["auc_90"] > judged.methods.loc["recency", "auc_90"]
    assert 0.65 < ours["date_inside"] < 0.95
    assert np.abs(judged.total_error).max() < 0.5


def test_days_from_which_nothing_could_be_learned_are_left_out_and_named():
    young = bought(*[(650, 690) if n % 2 else (660,) for n in range(40)])
    judged = backtest(young, ASOF, 2)
    assert judged.cuts == ()
    assert judged.left_out == ((610, "nothing"), (520, "nothing"))
    assert judged.methods.empty


@pytest.mark.data
def test_on_music_the_forecasts_are_better_than_recency_and_last_years_revenue(shared):
    daily = cdnow(shared)
    music = Purchases(*(daily[name].to_numpy() for name in ("c", "d", "m")))
    judged = backtest(music, int(daily["d"].max()), 3).methods
    ours = judged.loc[OURS]
    assert ours["hit"] > judged.loc[["recency", "rfm", "revenue_12m"], "hit"].max()
    assert ours["auc_90"] > judged.loc[["bg_nbd", "recency", "revenue_12m"], "auc_90"].max()
    assert ours["log_loss"] <= 1.005 * judged.loc["bg_nbd", "log_loss"]
    assert ours["calibration"] < 0.046
    assert ours["date_error"] < 0.9 * judged.loc["own_interval", "date_error"]


def judged_as(*totals: tuple[float, float]) -> Backtest:
    """A backtest in which so much was foretold, and came."""
    cuts = [
        Cut(0, 1, 10, (1, 1), 1, pd.DataFrame({"foretold": [said], "came": [came]}, index=[OURS]),
            pd.DataFrame())
        for said, came in totals
    ]  # fmt: skip
    return Backtest(tuple(cuts), ())


def test_the_band_of_a_total_is_as_wide_as_past_totals_were_off():
    # Off by a factor of 1.1 each time: Student's 90 % of three is 1.6377.
    low, high = band(judged_as((100, 110), (110, 100), (200, 220)), 1000.0)
    wide = 1.6377 * np.log(1.1)
    assert (low, high) == pytest.approx((1000 * np.exp(-wide), 1000 * np.exp(wide)), rel=1e-3)
    exact = band(judged_as((5, 5), (6, 6), (7, 7)), 42.0)
    assert exact == pytest.approx((42.0, 42.0))


def test_below_three_past_days_there_is_no_band_and_it_is_said():
    two = judged_as((100, 110), (110, 100))
    assert band(two, 1000.0) is None
    assert "fewer than three past days" in say(ahead(two, 1000.0, dt.date(2026, 11, 15)), "en")
    three = judged_as((100, 110), (110, 100), (200, 220))
    assert "5回のうち4回" in say(ahead(three, 1000.0, dt.date(2026, 11, 15)), "ja")
