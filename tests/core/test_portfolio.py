"""CPM: the ten classes at their borders, in published days and in the shop's own."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.portfolio import CLASSES, KINDS, literal_cuts, own_cuts, portfolio
from core.settings.money import MoneySettings

LITERAL = literal_cuts(MoneySettings())


def one(count, stay, silent, rich, cuts=LITERAL):
    arrays = (np.array([v]) for v in (count, stay, silent, rich))
    return portfolio(*arrays, cuts).item()


@pytest.mark.parametrize(("count", "stay", "rich", "kind"), [
    (1, 0, False, "first_timer"),
    (1, 0, True, "first_timer"),
    (2, 89, True, "second_timer"),
    (2, 90, False, "steady"),
    (9, 900, False, "steady"),
    (2, 90, True, "trend_buyer"),
    (5, 209, True, "trend_buyer"),
    (5, 210, True, "prime"),
])  # fmt: skip
def test_the_classes_begin_where_the_published_rule_says(count, stay, rich, kind):
    assert one(count, stay, 239, rich) == f"{kind}_here"
    assert one(count, stay, 240, rich) == f"{kind}_gone"


def test_there_are_ten_classes():
    assert len(CLASSES) == 10
    assert {name.rpartition("_")[0] for name in CLASSES} == set(KINDS)


def test_at_a_median_gap_of_60_days_the_own_cuts_are_the_published_ones():
    assert own_cuts(60, MoneySettings()) == LITERAL


def test_a_shop_with_slower_customers_waits_longer():
    assert one(5, 210, 250, True, own_cuts(120, MoneySettings())) == "trend_buyer_here"
