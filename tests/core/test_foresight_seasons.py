"""Who comes once a year is compared with the same month of earlier years."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.foresight.foretold import COLUMNS
from core.foresight.seasons import in_season


def told(asof, *, month=12, years=3, first="2022-12-10", last="2025-12-12", seasonal=True):
    frame = pd.DataFrame(
        {"seasonal": [seasonal], "season_month": [month], "season_years": [years]}
    )
    frame["first_purchase_date"], frame["last_purchase_date"] = map(pd.Timestamp, (first, last))
    frame = frame.reindex(columns=[*frame.columns, *COLUMNS]).astype(COLUMNS)
    frame = frame.assign(p_buy_30=0.01, p_buy_90=0.02)
    frame["next_purchase"] = frame["next_purchase_low"] = frame["next_purchase_high"] = (
        pd.Timestamp("2028-01-01")
    )
    return in_season(frame, asof).iloc[0]


def test_before_the_season_the_chance_is_that_of_the_years_in_which_they_came():
    row = told(dt.date(2026, 11, 30))
    # Four Decembers since the first one, three of them with a visit: (3 + 1) / (4 + 2).
    assert row["p_buy_90"] == pytest.approx(4 / 6)
    assert row["p_buy_30"] == pytest.approx(4 / 6 * 30 / 31)
    assert row["next_purchase_low"] == pd.Timestamp("2026-12-01")
    assert row["next_purchase_high"] == pd.Timestamp("2026-12-31")
    assert row["foreseen_by"] == "season"


def test_between_the_seasons_silence_says_nothing_and_nothing_is_due():
    row = told(dt.date(2026, 5, 1))
    assert row["p_buy_30"] == 0
    assert row["p_buy_90"] == 0
    assert row["next_purchase_low"] == pd.Timestamp("2026-12-01")


def test_who_has_come_this_season_is_expected_in_the_next():
    row = told(dt.date(2026, 12, 20), last="2026-12-12", years=4)
    assert row["next_purchase_low"] == pd.Timestamp("2027-12-01")
    assert row["p_buy_90"] == 0


def test_within_the_season_the_rest_of_the_month_counts():
    row = told(dt.date(2026, 12, 20))
    assert row["p_buy_30"] == pytest.approx(4 / 6)
    assert row["p_buy_30"] <= row["p_buy_90"] <= 1
    assert row["next_purchase_low"] == pd.Timestamp("2026-12-21")
    assert row["next_purchase"] == pd.Timestamp("2026-12-26")


def test_a_missed_season_lowers_the_chance():
    assert told(dt.date(2027, 11, 30))["p_buy_90"] == pytest.approx(4 / 7)


def test_everybody_else_keeps_the_models_word():
    row = told(dt.date(2026, 11, 30), seasonal=False)
    assert (row["p_buy_30"], row["p_buy_90"], row["foreseen_by"]) == (0.01, 0.02, "model")
