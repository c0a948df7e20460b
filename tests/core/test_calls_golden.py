"""Lists of past weeks: done, results, expected and real hits."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from core.calls.called import called
from core.calls.golden import expected_hits, golden_lists
from core.settings import Settings
from tests.core.listed_cases import ASOF, MONDAY, bought, kept, listed

SETTINGS = Settings()
WEEK = dt.timedelta(weeks=1)


def lists_of(rows, calls=(), days=(), *, asof=ASOF):
    purchases = bought(list(days))
    found = called(kept(rows, calls), SETTINGS, purchases)
    return golden_lists(found, purchases, asof, SETTINGS)


def test_the_newest_list_stands_first_and_says_how_much_was_done():
    rows = [{"customer_id": n, "rank": i + 1} for i, n in enumerate("ABC")]
    rows += [{"customer_id": "D", "week": MONDAY + WEEK}]
    calls = [
        {"customer_id": "A", "date": MONDAY, "outcome": "talked"},
        {"customer_id": "B", "date": MONDAY, "outcome": "no_answer"},
    ]

    newest, first = lists_of(rows, calls)

    assert [newest.week, first.week] == [MONDAY + WEEK, MONDAY]
    assert (first.listed, first.done, first.reached, first.late) == (3, 2, 1, 0)
    assert first.rows["outcome"].tolist() == ["talked", "no_answer", ""]


def test_late_arrivals_stand_last_and_are_counted():
    rows = [{"customer_id": "A", "rank": 1, "late": True}, {"customer_id": "B", "rank": 2}]

    (found,) = lists_of(rows)

    assert found.rows["customer_id"].tolist() == ["B", "A"]
    assert found.late == 1


def test_a_hit_is_a_purchase_within_thirty_days_of_the_monday_called_or_not():
    rows = [{"customer_id": n, "chance": 0.5} for n in "ABCD"]
    days = [
        {"customer_id": "A", "day": MONDAY},
        {"customer_id": "B", "day": MONDAY + dt.timedelta(days=29)},
        {"customer_id": "C", "day": MONDAY + dt.timedelta(days=30)},
        {"customer_id": "D", "day": MONDAY, "purchase": False},
    ]

    (found,) = lists_of(rows, days=days)

    assert found.hits.real == 2
    assert found.hits.expected == pytest.approx(2.0)
    assert found.hits.closed


def test_a_list_whose_days_have_not_passed_is_open():
    (found,) = lists_of([{"customer_id": "A"}], asof=MONDAY + dt.timedelta(days=28))

    assert not found.hits.closed


def test_whoever_has_no_chance_is_left_out_of_expected_and_real_alike():
    rows = [{"customer_id": "A", "chance": 0.5}, {"customer_id": "B", "chance": None}]

    (found,) = lists_of(rows, days=[{"customer_id": "B", "day": MONDAY}])

    assert (found.hits.known, found.hits.real) == (1, 0)


def test_nine_lists_in_ten_lie_in_the_range_when_the_chances_are_true():
    rng = np.random.default_rng(5)
    inside = 0
    for _try in range(300):
        chances = rng.beta(2, 3, 20)
        rows = listed([{"customer_id": f"C{i}", "chance": c} for i, c in enumerate(chances)])
        came = rng.random(20) < chances
        hits = expected_hits(rows.assign(hit=came, closed=True))
        inside += hits.low <= came.sum() <= hits.high

    assert inside / 300 > 0.85


def test_only_so_many_weeks_are_shown():
    rows = [{"customer_id": "A", "week": MONDAY - n * WEEK} for n in range(12)]

    assert len(lists_of(rows)) == SETTINGS.learning.weeks_shown


def test_lots_without_a_seat_stand_on_no_list():
    assert lists_of([{"customer_id": "A", "rank": None, "lot": "not_drawn"}]) == []
