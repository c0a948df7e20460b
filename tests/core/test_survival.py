"""Kaplan–Meier against a published table, and the three days by hand and by simulation."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.profile import profile
from core.metrics.rhythm import silences
from core.metrics.survival import curves, kaplan_meier, three_days
from core.settings import Settings
from tests.core.ledgers import book_of, purchases_of

# Gehan 1965, the 6-MP arm of Freireich's leukaemia trial: the example of most textbooks.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
CLOSED = [True] * 9 + [False] * 12
PUBLISHED = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
PRESETS = dict.fromkeys((1, 2, 3))


def curve_of(at_risk):
    return kaplan_meier(np.array(WEEKS, dtype=float), np.array(CLOSED), at_risk)


def test_the_curve_is_the_published_one():
    curve = curve_of(1)
    assert list(curve.x) == list(PUBLISHED)
    assert curve.still == pytest.approx(list(PUBLISHED.values()), abs=5e-5)
    assert (curve.horizon, curve.closed) == (35.0, 9)


def test_the_horizon_is_the_longest_silence_with_enough_still_at_risk():
    """Seven are at risk at week 22 and six at week 23."""
    curve = curve_of(7)
    assert (curve.horizon, list(curve.x)) == (22.0, [6, 7, 10, 13, 16, 22])
    assert curve.left == pytest.approx(0.5378, abs=5e-5)


def test_the_chance_to_return_is_what_the_horizon_leaves():
    """1 − .5378/S(x): .462 at the start, 1 − .5378/.6902 from week 13 on, 0 from week 22 on."""
    chance = curve_of(7).p_return(np.array([0.0, 5.9, 13.0, 15.9, 21.9, 22.0, 90.0]))
    assert chance == pytest.approx([0.4622, 0.4622, 0.2208, 0.2208, 0.1429, 0, 0], abs=1e-4)


@pytest.mark.parametrize(("share", "of_first", "week"), [
    (0.20, 0.5, 16),    # min(.20, .231) = .20: the first week with p ≤ .20 is 16 (.1429)
    (0.20, 0.3, 22),    # .3 · .462 = .139, which only the horizon reaches
    (0.30, 0.5, 13),    # .231: week 13 (.2208)
    (0.35, 1.0, 7),     # week 7: 1 − .5378/.8067 = .333
])  # fmt: skip
def test_the_day_of_no_return_is_the_first_with_a_chance_below_the_line(share, of_first, week):
    assert curve_of(7).no_return(share, of_first) == week


def test_too_few_silences_make_no_curve():
    assert curve_of(22) is None
    assert curve_of(21) is not None


def test_when_all_return_at_once_the_chance_is_one_until_then():
    curve = kaplan_meier(np.full(20, 3.0), np.full(20, True), 20)
    assert list(curve.p_return(np.array([0.0, 2.9, 3.0, 4.0]))) == [1, 1, 0, 0]
    assert curve.no_return(0.2, 0.5) == 3.0


def days_for(trade, count, silent, rhythm, learned=PRESETS, **lapse):
    settings = Settings(trade_code=trade)
    settings = dataclasses.replace(settings, lapse=dataclasses.replace(settings.lapse, **lapse))
    frame = three_days(
        np.array([count]), np.array([silent]), np.array([float(rhythm)]), learned, settings
    )
    return frame.iloc[0]


def test_the_rental_shop_of_the_first_article_asks_after_60_and_90_days_and_a_year():
    row = days_for("rental", count=5, silent=10, rhythm=21)
    assert (row["nudge_day"], row["no_return_day"], row["stop_day"]) == (60, 90, 365)
    assert (row["days_basis"], row["p_return_basis"]) == ("preset", "preset")


def test_after_a_first_purchase_the_preset_days_are_shorter():
    row = days_for("rental", count=1, silent=10, rhythm=21)
    assert (row["nudge_day"], row["no_return_day"], row["stop_day"]) == (43, 62, 365)


def test_a_wholesaler_counts_in_each_customers_own_rhythm():
    row = days_for("wholesale", count=5, silent=10, rhythm=20)
    assert (row["nudge_day"], row["no_return_day"], row["stop_day"]) == (30, 50, 365)


@pytest.mark.parametrize(("trade", "rhythm", "stop"), [
    ("rental", 100, 400), ("rental", 91, 365), ("school", 20, 180), ("wholesale", 200, 800),
])  # fmt: skip
def test_the_stop_day_is_a_year_or_four_rhythms_or_the_day_of_no_return(trade, rhythm, stop):
    assert days_for(trade, count=5, silent=1, rhythm=rhythm)["stop_day"] == stop


def test_the_stop_day_never_comes_before_the_day_of_no_return():
    row = days_for("rental", count=5, silent=1, rhythm=21, learned=PRESETS | {3: curve_of(7)})
    assert (row["no_return_day"], row["stop_day"]) == (16 * 21, 365)
    row = days_for("rental", 5, 1, 40, learned=PRESETS | {3: curve_of(7)}, stop_rhythms=4.0)
    assert (row["no_return_day"], row["stop_day"]) == (640, 640)


@pytest.mark.parametrize(("silent", "chance"), [(60, 0.5), (90, 0.2), (75, 1 / 3), (0, 16 / 17)])
def test_the_preset_chance_is_half_at_the_first_day_and_a_fifth_at_the_second(silent, chance):
    """Log-odds fall by ln 4 in 30 days: 1:1 at 60, 1:4 at 90, 1:2 at 75, 16:1 at 0."""
    row = days_for("rental", count=3, silent=silent, rhythm=21)
    assert row["p_return"] == pytest.approx(chance)


def test_the_preset_chance_is_nothing_after_a_century_and_not_an_overflow():
    assert days_for("rental", count=3, silent=40_000, rhythm=21)["p_return"] < 1e-100


def test_a_learned_curve_gives_days_in_the_own_rhythm_and_two_thirds_of_them_to_the_nudge():
    row = days_for("rental", count=2, silent=65, rhythm=5, learned=PRESETS | {2: curve_of(7)})
    assert (row["no_return_day"], row["days_basis"]) == (16 * 5, "learned")
    assert row["nudge_day"] == pytest.approx(2 / 3 * 80)
    assert row["p_return"] == pytest.approx(0.2208, abs=1e-4)


def shop_days(first, second, *, gap=10):
    """``first`` customers who never return and ``second`` who return once, a day apart each."""
    lone = [(n, n) for n in range(first)]
    twice = [(first + n, n + d) for n in range(second) for d in (0, gap)]
    return pd.DataFrame(sorted(lone + twice), columns=["cno", "day"])


def learned(days, asof, trade="other", shop=10.0):
    return curves(silences(days, asof), shop, asof, Settings(trade_code=trade))


def test_thirty_closed_silences_are_enough_and_the_neighbour_helps_out():
    found = learned(shop_days(40, 30), 500)
    assert found[1] is not None
    assert found[1].closed == 30
    assert found[2] is None  # nobody came a third time: 30 open ones, in the neighbour nothing
    assert found[3] is None
    assert learned(shop_days(40, 29), 500) == PRESETS


def test_a_bucket_with_too_few_closed_silences_is_pooled_with_its_neighbour():
    thrice = [(1000 + n, n + d) for n in range(10) for d in (0, 10, 20)]
    days = pd.DataFrame([*shop_days(0, 15).itertuples(index=False), *thrice],
                        columns=["cno", "day"])  # fmt: skip
    found = learned(days, 500)
    assert found[1].closed == 15 + 10 + 10  # of its own only 25
    assert found[2] is None  # with the later ones only 10 closed


def test_a_history_shorter_than_three_times_the_day_is_not_believed():
    days = shop_days(40, 40, gap=30)
    assert learned(days, 89, shop=30.0)[1] is None
    assert learned(days, 90, shop=30.0)[1] is not None


@pytest.mark.parametrize("trade", ["school", "lease", "insurance", "builder"])
def test_contracts_and_long_cycles_are_not_learned_from_silence(trade):
    assert learned(shop_days(40, 40), 500, trade) == PRESETS


def test_silences_that_only_close_after_the_horizon_teach_nothing():
    lengths = [(n, 0) for n in range(40)] + [(n, 400) for n in range(10)]
    days = pd.DataFrame(sorted(lengths), columns=["cno", "day"])
    settings = Settings().changed({"lapse.closed_silences": 5, "lapse.at_risk": 45})
    late = pd.concat([days, pd.DataFrame({"cno": range(40, 80), "day": 395})], ignore_index=True)
    assert curves(silences(late, 405), 10.0, 405, settings) == PRESETS


def test_without_any_purchase_nothing_is_learned():
    assert learned(shop_days(0, 0), 500) == PRESETS


def salon(customers, days, seed):
    """A salon as DOMAIN 5.2 simulates one: own rhythms about 60 days, gamma gaps, and 60, 40 and
    8 % who leave after the first, second and any later visit."""
    rng = np.random.default_rng(seed)
    rows, stays = [], {}
    for number in range(customers):
        rhythm, day, visits = 60 * np.exp(rng.normal(0, 0.35)), rng.uniform(0, days), 0
        stays[f"c{number:05d}"] = True
        while day < days:
            rows.append((f"c{number:05d}", dt.date(2023, 11, 15) + dt.timedelta(int(day)), 5000))
            visits += 1
            if rng.random() < (0.6, 0.4, 0.08)[min(visits, 3) - 1]:
                stays[f"c{number:05d}"] = False
                break
            day += max(1, rng.gamma(3, rhythm / 3))
    return purchases_of(rows), pd.Series(stays)


@pytest.fixture(scope="module")
def salon_profile(tmp_path_factory):
    lines, stays = salon(1200, 3 * 365, seed=5)
    end = dt.date(2023, 11, 15) + dt.timedelta(3 * 365)
    book = book_of(lines, tmp_path=tmp_path_factory.mktemp("salon"), asof=end, today=end)
    with closing(open_engine(book)) as engine:
        found = profile(engine, book, Settings(trade_code="salon")).set_index("customer_id")
    return found.assign(stays=stays)


def test_a_simulated_salon_teaches_the_days_that_were_measured_for_one(salon_profile):
    """DOMAIN 0.1: about day 66 after the 1st visit, 96 after the 2nd, 156 from the 3rd on."""
    assert (salon_profile["days_basis"] == "learned").all()
    units = salon_profile["no_return_day"] / salon_profile["rhythm_days"]
    count = salon_profile["purchase_count"]
    gaps = salon_profile.loc[count > 1]
    mean = ((gaps["last_purchase_date"] - gaps["first_purchase_date"]).dt.days.sum()
            / (gaps["purchase_count"] - 1).sum())  # fmt: skip
    for visits, day in ((count == 1, 66), (count == 2, 96), (count >= 3, 156)):
        assert units[visits].round(9).nunique() == 1
        assert units[visits].iloc[0] * mean == pytest.approx(day, rel=0.15)


def test_of_a_simulated_salon_as_many_return_as_the_chance_says(salon_profile):
    """DOMAIN 2.1: calibration by bin, here within ±.15 where a bin has 30 customers."""
    bins = pd.cut(salon_profile["p_return"], [-0.01, 0.2, 0.4, 0.6, 0.8, 1.0])
    table = salon_profile.groupby(bins, observed=True)[["p_return", "stays"]].mean()
    sizes = salon_profile.groupby(bins, observed=True).size()
    wide = table[sizes >= 30].astype("float64")
    assert len(wide) >= 4
    assert (wide["p_return"] - wide["stays"]).abs().max() < 0.15
