"""The own rhythm and the gaps, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.metrics.rhythm import gap_facts, own_rhythm, shop_gap, shop_median_gap, silences
from core.settings import Settings

DAYS = pd.DataFrame({"cno": [0, 0, 0, 1, 3, 3], "day": [100, 110, 130, 90, 50, 56]})


def test_every_purchase_opens_a_silence_and_the_last_one_stays_open():
    found = silences(DAYS, 150)
    assert list(found.length) == [10, 20, 20, 60, 6, 94]
    assert list(found.closed) == [True, True, False, False, True, False]
    assert list(found.number) == [1, 2, 3, 1, 1, 2]
    assert list(found.since_first) == [0, 10, 30, 0, 0, 6]
    assert list(found.gaps) == [10, 20, 6]


def test_no_purchases_make_no_silences():
    found = silences(DAYS.iloc[:0], 150)
    assert (len(found.length), len(found.gaps)) == (0, 0)


def test_the_own_rhythm_is_pulled_to_the_shop_by_two_gaps():
    """Gaps 10 and 20 in a shop of 60 days: (30 + 120) / 4 = 37.5; no gap yet: the shop's 60."""
    rhythm = own_rhythm(np.array([30, 0]), np.array([2, 0]), 60.0, 2.0)
    assert list(rhythm) == [37.5, 60.0]


@pytest.mark.parametrize(("gaps", "mean", "median"), [(29, 21.0, 21.0), (30, 4.4, 2.0)])
def test_below_thirty_closed_gaps_the_trade_says_what_is_usual(gaps, mean, median):
    lengths = [2] * 18 + [8] * (gaps - 18)
    days = pd.DataFrame({"cno": 0, "day": np.cumsum([0, *lengths])})
    found = silences(days, 10_000)
    rental = Settings(trade_code="rental")
    assert shop_gap(found, rental) == pytest.approx(mean)
    assert shop_median_gap(found, rental) == median


def test_gaps_count_as_recent_when_they_closed_after_the_day_and_as_regular_up_to_the_bar():
    """Gaps 10, 10, 16, 40: median 13; 16 ≤ 19.5 < 40; the first closed on day 110, too early."""
    days = pd.DataFrame({"cno": [1] * 5 + [2], "day": [100, 110, 120, 136, 176, 5]})
    found = gap_facts(silences(days, 200), 3, from_24m=110, regular=1.5)
    assert found.loc[1].to_dict() == {"median_gap": 13.0, "gaps_24m": 3, "regular_gaps_24m": 2}
    assert np.isnan(found.loc[[0, 2], "median_gap"]).all()
    assert (found.loc[[0, 2], ["gaps_24m", "regular_gaps_24m"]] == 0).all(axis=None)


def test_a_median_of_an_even_number_of_gaps_lies_between_the_middle_two():
    days = pd.DataFrame({"cno": [0] * 3, "day": [0, 10, 25]})
    assert gap_facts(silences(days, 30), 1, 0, 1.5)["median_gap"].item() == 12.5
