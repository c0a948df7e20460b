"""The Lorenz curve and the top fifth: the shop's own figure."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.lorenz import POINTS, curve, top_share


def spend(*values):
    return pd.Series(values, dtype="Int64")


def test_the_top_fifth_of_ten_is_the_two_best():
    assert top_share(spend(50, 30, *[2] * 8, 4 - 0)) == pytest.approx(
        (50 + 30 + 4 * 0.2) / 100, abs=1e-9
    )


def test_where_all_bring_the_same_a_fifth_brings_a_fifth():
    assert top_share(spend(*[7] * 10)) == pytest.approx(0.2)


def test_a_fifth_of_seven_counts_the_second_in_part():
    assert top_share(spend(4, 1, 1, 1, 1, 1, 1)) == pytest.approx((4 + 0.4) / 10)


def test_who_brought_nothing_or_less_is_left_out():
    assert top_share(spend(10, 10, 0, -5, None)) == pytest.approx(0.2)


def test_without_sales_there_is_no_share_and_no_curve():
    assert math.isnan(top_share(spend()))
    assert curve(spend(0)).empty


@given(values=st.lists(st.integers(1, 1_000), min_size=1, max_size=300))
def test_the_curve_rises_from_nothing_to_all_and_bends_down(values):
    found = curve(spend(*values))

    assert len(found) <= POINTS
    assert found.iloc[0].tolist() == [0, 0]
    assert found.iloc[-1].tolist() == pytest.approx([1, 1])
    assert found["sales"].is_monotonic_increasing
    assert (found["sales"] >= found["people"] - 1e-9).all()
