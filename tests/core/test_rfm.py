"""RFM, deciles and ABC against a sheet worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.rfm import abc_classes, deciles, quantile_ranks, rfm_scores
from core.settings.money import MoneySettings

MONEY = MoneySettings()


def test_ten_different_values_make_five_ranks_of_two():
    values = np.array([7, 1, 9, 3, 5, 2, 8, 4, 10, 6])
    assert list(quantile_ranks(values, 5)) == [4, 1, 5, 2, 3, 1, 4, 2, 5, 3]


def test_equal_values_share_the_rank_of_their_middle_place():
    """Six of ten bought once: their middle lies at 30 % of all, which is rank 2 of five."""
    assert list(quantile_ranks(np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 5]), 5)) == [
        2, 2, 2, 2, 2, 2, 4, 4, 5, 5,
    ]  # fmt: skip


@pytest.mark.parametrize(("values", "ranks"), [([], []), ([5], [3]), ([2, 2], [3, 3])])
def test_few_or_equal_customers_stand_in_the_middle(values, ranks):
    assert list(quantile_ranks(np.array(values, dtype=np.int64), 5)) == ranks


def test_the_hand_sheet_of_five_customers_and_one_outside():
    found = rfm_scores(
        silent=np.array([10, 40, 200, 40, 700, 900]),
        count=np.array([12, 3, 1, 5, 1, 0]),
        money=np.array([60_000, 9_000, 1_000, 9_000, 2_000, 0]),
        inside=np.array([True, True, True, True, True, False]),
        settings=MONEY,
    )
    assert list(found["r_score"][:5]) == [5, 4, 2, 4, 1]
    assert list(found["f_score"][:5]) == [5, 3, 2, 4, 2]
    assert list(found["m_score"][:5]) == [5, 4, 1, 4, 2]
    assert found.loc[5].isna().all()
    assert set(map(str, found.dtypes)) == {"Int64"}


def test_deciles_have_equal_head_counts_and_the_best_spender_is_in_the_first():
    spend = np.arange(1, 26) * 100
    found = deciles(spend, np.zeros(25, dtype=np.int64), 10)
    assert (found[-1], found[0]) == (1, 10)
    assert sorted(np.bincount(found)[1:]) == [2, 2, 2, 2, 2, 3, 3, 3, 3, 3]


def test_of_equal_spenders_the_one_seen_last_stands_first():
    assert list(deciles(np.array([5, 5, 5]), np.array([1, 3, 2]), 3)) == [3, 1, 2]


def test_abc_cuts_at_70_and_95_percent_of_cumulative_sales():
    """50, 70, 85, 95, 99, 100 %: up to 70 is A, up to 95 is B."""
    assert list(abc_classes(np.array([50, 20, 15, 10, 4, 1]), MONEY)) == list("AABBCC")


def test_abc_keeps_equal_spenders_together_and_the_best_always_in_a():
    assert list(abc_classes(np.array([80, 10, 10]), MONEY)) == list("ABB")
    assert list(abc_classes(np.array([1, 1, 1, 1]), MONEY)) == list("AAAA")


def test_customers_who_brought_nothing_are_c():
    assert list(abc_classes(np.array([100, 0, -5]), MONEY)) == list("ACC")
    assert list(abc_classes(np.array([5, -10]), MONEY)) == list("CC")
    assert list(abc_classes(np.array([], dtype=np.int64), MONEY)) == []
