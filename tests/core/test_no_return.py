"""The day of no return of each bucket: found again in invented shops, with its range and its n."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from core.metrics.no_return import (
    CONTRACT,
    HISTORY,
    OWN,
    POOLED,
    PRESET,
    SHARES,
    SILENCES,
    no_return_days,
)
from core.metrics.rhythm import shop_gap, silences
from core.metrics.survival import learned_curves
from core.settings import Settings

SALON = Settings(trade_code="salon")
#: What DOMAIN 0.1 measured for its simulated salon, 20 %: after visit 1, 2, 3 and more.
TRUTH = {1: 66, 2: 96, 3: 156}


def salon(customers: int, *, days: int = 1095, seed: int = 1):
    """Visits as DOMAIN 5.2 invents them; who leaves after the first, the second, a later visit."""
    dice, rows = np.random.default_rng(seed), []
    for who in range(customers):
        rhythm = np.exp(dice.normal(np.log(60), 0.3))
        day, visit = int(dice.integers(0, days - 1)), 1
        while day < days:
            rows.append((who, day, 5000))
            if dice.random() < {1: 0.6, 2: 0.4}.get(visit, 0.08):
                break
            day, visit = day + max(1, int(dice.gamma(3, rhythm / 3))), visit + 1
    frame = pd.DataFrame(rows, columns=["cno", "day", "spend"])
    return silences(frame.sort_values(["cno", "day"], ignore_index=True), days), days


def found_in(shop, settings: Settings = SALON) -> pd.DataFrame:
    silent, asof = shop
    return no_return_days(silent, shop_gap(silent, settings), asof, settings)


def at(frame: pd.DataFrame, share: float) -> pd.DataFrame:
    return frame[frame["share"] == share].set_index("bucket")


def test_a_large_shop_finds_its_own_days_again():
    twenty = at(found_in(salon(3000)), 0.2)
    assert (twenty["basis"] == OWN).all()
    for bucket, days in TRUTH.items():
        assert twenty.loc[bucket, "days"] == pytest.approx(days, rel=0.1)
    assert twenty["customers"].is_monotonic_decreasing
    assert (twenty["low"] <= twenty["days"]).all()
    assert (twenty["days"] <= twenty["high"]).all()


def test_the_range_holds_what_other_shops_of_the_same_kind_find_and_narrows_with_more_customers():
    small, large = at(found_in(salon(150)), 0.2), at(found_in(salon(5000)), 0.2)
    wide = (small["high"] - small["low"]) / small["days"]
    narrow = (large["high"] - large["low"]) / large["days"]
    assert (narrow < wide).all()
    again = [at(found_in(salon(400, seed=seed)), 0.2) for seed in range(2, 22)]
    inside = [row.loc[1, "low"] <= TRUTH[1] <= row.loc[1, "high"] for row in again]
    assert 0.6 <= np.mean(inside) <= 1.0  # four of five, give or take twenty shops


def test_a_smaller_risk_means_a_later_day():
    frame = found_in(salon(600))
    for _bucket, rows in frame.groupby("bucket"):
        assert rows["share"].tolist() == list(SHARES)
        assert rows["days"].is_monotonic_decreasing
        assert rows["chance"].is_monotonic_increasing
        assert rows["nudge"].to_numpy() == pytest.approx(rows["days"] * 2 / 3)


def test_below_thirty_closed_silences_the_trades_days_stand_and_it_is_said_how_many_are_wanted():
    twenty = at(found_in(salon(30)), 0.2)
    assert (twenty["basis"] == PRESET).all()
    assert twenty["days"].tolist() == [70, 150, 150]
    assert (twenty["missing"] == SILENCES).all()
    assert twenty["missing_n"].between(1, 30).all()
    assert twenty[["low", "high"]].isna().all(axis=None)


def test_a_bucket_with_too_few_of_its_own_shares_those_of_its_neighbour():
    bases = {at(found_in(salon(100, seed=seed)), 0.2).loc[2, "basis"] for seed in range(1, 6)}
    assert POOLED in bases


def test_a_short_history_reads_low_and_is_not_believed():
    twenty = at(found_in(salon(800, days=120)), 0.2)
    short = twenty[twenty["missing"] == HISTORY]
    assert not short.empty
    assert (short["missing_n"] > 0).all()
    assert (short["basis"] == PRESET).all()


def test_each_risk_shows_the_days_that_hold_once_it_is_chosen():
    silent, asof = salon(800, days=300)
    shop = shop_gap(silent, SALON)
    frame = no_return_days(silent, shop, asof, SALON)
    bases = set()
    for share in SHARES:
        chosen = dataclasses.replace(
            SALON, lapse=dataclasses.replace(SALON.lapse, return_share=share)
        )
        learned = learned_curves(silent, shop, asof, chosen)
        own = at(frame, share)["basis"] != PRESET
        assert own.to_dict() == {b: learned[b] is not None for b in learned}
        bases |= set(own)
    assert bases == {True, False}  # a smaller risk needs a longer history than there is


def test_it_is_said_how_many_returns_are_wanted_also_where_hardly_anybody_came():
    silent, asof = salon(12)
    closed = int(silent.closed[silent.number <= 2].sum())
    assert 0 < closed < 20
    frame = no_return_days(silent, shop_gap(silent, SALON), asof, SALON)
    assert at(frame, 0.2).loc[1, "missing_n"] == 30 - closed


def test_contracts_have_no_day_of_their_own():
    twenty = at(found_in(salon(600), Settings(trade_code="lease")), 0.2)
    assert (twenty["missing"] == CONTRACT).all()
    assert (twenty["basis"] == PRESET).all()


def test_the_days_are_those_by_which_customers_are_judged():
    silent, asof = salon(600)
    shop = shop_gap(silent, SALON)
    mine = at(no_return_days(silent, shop, asof, SALON), 0.2).loc[1, "days"]
    risky = dataclasses.replace(SALON, lapse=dataclasses.replace(SALON.lapse, return_share=0.3))
    assert at(no_return_days(silent, shop, asof, risky), 0.2).loc[1, "days"] == mine


def test_nobody_has_bought_yet_and_nothing_fails():
    empty = pd.DataFrame({"cno": [], "day": [], "spend": []}).astype("int64")
    frame = found_in((silences(empty, 100), 100))
    assert (frame["basis"] == PRESET).all()
    assert (frame["customers"] == 0).all()
