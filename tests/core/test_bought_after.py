"""What is bought after what: only pairs that are more than chance, with their days."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.foresight.pairs import pairs, wilson_low
from core.settings.products import ProductSettings
from tests.core.test_next_products import shop_of

LIMITS = ProductSettings()
NAMES = "customer_id date product category amount"


def rows_of(both=25, cut_only=25, others=50):
    """Customers with カット and 30 days later ワックス, with カット alone, with neither."""
    rows = [("x", "2026-01-01", "紙", "他", 10)]
    for number in range(both):
        rows += [(f"a{number}", "2026-03-01", "カット", "技術", 100),
                 (f"a{number}", "2026-03-31", "ワックス", "店販", 100)]  # fmt: skip
    rows += [(f"b{number}", "2026-03-02", "カット", "技術", 100) for number in range(cut_only)]
    rows += [(f"c{number}", "2026-03-03", "紙", "他", 10) for number in range(others)]
    return rows


def found_in(rows, tmp_path, **limits):
    return pairs(shop_of(rows, tmp_path, dataclasses.replace(LIMITS, **limits), NAMES))


def test_a_pair_says_its_counts_and_the_days_between(tmp_path):
    (one,) = found_in(rows_of(), tmp_path)

    assert (one.first, one.then, one.days) == ("カット", "ワックス", 30)
    assert (one.n, one.m, one.usual, one.customers) == (25, 50, 25, 101)
    assert one.lift == pytest.approx(25 / 50 / (25 / 101))


def test_fewer_than_twenty_with_both_are_no_pair(tmp_path):
    assert found_in(rows_of(both=19), tmp_path) == []
    assert len(found_in(rows_of(both=20), tmp_path)) == 1


def test_a_pair_that_is_hardly_more_than_usual_is_none(tmp_path):
    rows = rows_of(both=40, cut_only=60, others=5)  # 40 of 100 against 40 of 106

    assert found_in(rows, tmp_path) == []


@pytest.mark.parametrize(("others", "count"), [(43, 0), (45, 1)])
def test_the_bound_must_lie_above_the_usual_share(tmp_path, others, count):
    # 20 of 36 have both, the bound is 39.6 %; 40 of 100 have ワックス, or 40 of 102.
    rows = rows_of(both=20, cut_only=16, others=others)
    rows += [(f"d{number}", "2026-03-03", "ワックス", "店販", 100) for number in range(20)]

    assert float(wilson_low(np.array(20.0), np.array(36.0))) == pytest.approx(0.396, abs=5e-4)
    assert len(found_in(rows, tmp_path)) == count


def test_the_bound_is_wilsons():
    # The textbook's: 8 of 10 lie between 49 % and 94 %.
    assert float(wilson_low(np.array(8.0), np.array(10.0))) == pytest.approx(0.4902, abs=1e-4)


def test_what_is_bought_together_on_one_day_is_a_pair_of_no_days(tmp_path):
    rows = [(c, "2026-03-01", p, k, a) for c, _day, p, k, a in rows_of()]

    (one,) = found_in(rows, tmp_path)

    assert one.days == 0


def test_a_shop_without_products_has_no_pairs(tmp_path):
    assert found_in([], tmp_path) == []
    assert found_in([("a", "2026-03-01", "", "", 100)], tmp_path) == []
