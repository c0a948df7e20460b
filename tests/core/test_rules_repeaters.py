"""Repeat customers by pattern and rhythm."""

from __future__ import annotations

import pytest

from core.rules.judge import judge
from core.rules.repeaters import PATTERNS, RHYTHMS, pattern, repeaters, rhythm
from core.settings import Settings
from tests.core.profiles import book_with, bought_once, calm, lead, profile_of

SALON = Settings(trade_code="salon")


def test_the_pattern_is_the_class_without_its_side():
    rows = profile_of(calm(portfolio="prime_here"), calm(portfolio="steady_gone"), lead())

    assert pattern(rows).tolist() == ["prime", "steady", ""]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(7, "week"), (10, "week"), (11, "month"), (45, "month"), (46, "season"), (135, "season"),
     (136, "year"), (None, "")],
)  # fmt: skip
def test_the_rhythm_has_four_classes(days, expected):
    assert rhythm(profile_of(calm(rhythm_days=days)), SALON).tolist() == [expected]


def test_only_repeat_customers_are_counted():
    people = judge(
        profile_of(
            calm("A", portfolio="prime_here"),
            calm("B", portfolio="prime_gone", rhythm_days=7.0),
            bought_once("C", portfolio="first_timer_here"),
        ),
        book_with(),
        SALON,
    )

    found = repeaters(people, SALON)

    assert found.loc["prime"].tolist() == [1, 0, 1, 0]
    assert found.to_numpy().sum() == 2
    assert (list(found.index), list(found.columns)) == (list(PATTERNS), list(RHYTHMS))
