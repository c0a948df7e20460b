"""Decisions of the weekly review: written at once, changed, looked at again, taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import StoreError
from core.review import review
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet

WEEK = dt.date(2026, 11, 23)
NEXT = dt.date(2026, 11, 30)


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "試験商店", now=clock()) as workspace:
        bring(workspace, sheet([customer(1, phone="090-0000-0001")], [line(TODAY)]))
        yield workspace


def rows(shop):
    found = shop.book(TODAY).table("decisions")
    return found[["week", "question", "decision", "outcome"]].assign(
        week=found["week"].dt.date.astype(str)
    ).values.tolist()  # fmt: skip


def test_a_decision_is_kept_under_its_week_and_question(shop):
    shop.decide(WEEK, " 3人に電話する ", question="existing")

    assert rows(shop) == [["2026-11-23", "existing", "3人に電話する", ""]]


def test_a_second_word_on_the_same_question_takes_the_place_of_the_first(shop):
    shop.decide(WEEK, "することなし", question="existing", nothing=True)
    action = shop.decide(WEEK, "手紙を書く", question="existing")

    assert rows(shop) == [["2026-11-23", "existing", "手紙を書く", ""]]
    shop.undo(action)
    assert rows(shop) == [["2026-11-23", "existing", "することなし", "nothing"]]


def test_nothing_is_no_decision(shop):
    with pytest.raises(StoreError):
        shop.decide(WEEK, "  ", question="existing")

    assert rows(shop) == []


@pytest.mark.parametrize("outcome", ["kept", "dropped"])
def test_what_was_done_or_dropped_stands_with_its_day_and_in_its_own_week_alone(shop, outcome):
    shop.decide(WEEK, "手紙を書く")
    row_id = int(shop.book(TODAY).table("decisions")["row_id"].iloc[0])

    shop.look_again(row_id, outcome, day=NEXT, week=NEXT)

    assert rows(shop) == [["2026-11-23", "", "手紙を書く", outcome]]
    assert shop.book(TODAY).table("decisions")["checked_date"].dt.date.tolist() == [NEXT]


def test_what_goes_on_stands_in_the_new_week_too_and_both_are_taken_back_together(shop):
    shop.decide(WEEK, "手紙を書く")
    row_id = int(shop.book(TODAY).table("decisions")["row_id"].iloc[0])

    action = shop.look_again(row_id, "carried", day=NEXT, week=NEXT)

    assert rows(shop) == [
        ["2026-11-23", "", "手紙を書く", "carried"],
        ["2026-11-30", "carried", "手紙を書く", ""],
    ]
    shop.undo(action)
    assert rows(shop) == [["2026-11-23", "", "手紙を書く", ""]]


def test_the_accepted_list_is_kept_as_it_was_seen(shop):
    found = review(shop.book(TODAY), shop.settings())

    shop.accept(found)

    kept = shop.calls_kept(found.calls.week)
    assert [call["customer_id"] for call in kept] == found.calls.rows["customer_id"].tolist()
    assert shop.frozen_weeks() == [dt.date(2026, 11, 16)]


def test_purchases_alone_in_a_ledger_are_reviewed(tmp_path):
    with Workspace.create(tmp_path / "alone", "試験商店", now=clock()) as alone:
        bring(alone, sheet(lines=[line(TODAY, 1), line(TODAY, 2)]))

        found = review(alone.book(TODAY), alone.settings())

    assert set(found.customers["customer_id"]) == {"C1", "C2"}
