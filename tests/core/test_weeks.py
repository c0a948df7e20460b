"""Weeks are kept as they were seen, and a past day can be worked out anew from the tables."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.review import review
from core.weeks import STANDING, monday, moves
from core.workspace import JST, Workspace
from tests.core.keeping import bring, customer, line, sheet

MONDAY = dt.date(2026, 11, 16)
SALON = "salon"


class Day:
    """A clock that is set by hand."""

    def __init__(self, day):
        self.day = day

    def __call__(self):
        return dt.datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=JST)


@pytest.fixture
def day():
    return Day(MONDAY)


@pytest.fixture
def shop(tmp_path, day):
    with Workspace.create(tmp_path, "shop", trade_code=SALON, now=day) as workspace:
        days = pd.date_range("2026-01-05", "2026-11-10", freq="40D")
        lines = [line(f"{d.date()}", 1, order_id=f"a{i}") for i, d in enumerate(days)]
        lines += [line("2026-09-01", 2), line("2026-11-10", 3)]
        bring(workspace, sheet([customer(n, phone="090-0000-0001") for n in (1, 2, 3)], lines))
        yield workspace


BY_TWO = {"closed_by": "野口", "second_name": "川端"}


def seen(workspace, *, frozen=True):
    found = review(workspace.book(), workspace.settings())
    assert workspace.freeze(found) is frozen
    return found


def test_a_week_is_kept_as_it_was_seen(shop):
    found = seen(shop)
    kept = shop.frozen(MONDAY)
    people = found.customers.set_index("customer_id")

    assert kept.standing["stage"].to_dict() == people["stage"].to_dict()
    assert kept.standing["segment"].to_dict() == people["segment"].to_dict()
    assert [call["customer_id"] for call in kept.calls] == list(found.calls.rows["customer_id"])
    assert kept.figures["asof"] == "2026-11-10"
    assert kept.figures["customers"] == 3
    assert kept.figures["by_stage"] == people["stage"].value_counts().to_dict()
    assert kept.figures["active"] == found.windows.active_now


def test_what_is_written_by_hand_in_the_week_changes_nothing_that_is_kept(shop):
    seen(shop)
    kept = shop.frozen(MONDAY)
    shop.log_outcome("C1", "talked", day=MONDAY, note="x")
    seen(shop, frozen=False)

    assert shop.frozen(MONDAY).calls == kept.calls
    assert shop.frozen(MONDAY).standing.equals(kept.standing)


def test_new_data_in_the_same_week_are_kept_in_place_of_the_first_look(shop, day):
    seen(shop)
    day.day = MONDAY + dt.timedelta(days=2)
    bring(shop, sheet([customer(4)], [line("2026-11-17", 4)]), "b.csv")
    seen(shop)

    assert shop.frozen_weeks() == [MONDAY]
    assert "C4" in shop.frozen(MONDAY).standing.index


def test_a_week_that_has_passed_is_never_kept_anew_even_when_the_clock_goes_back(shop, day):
    seen(shop)
    day.day = MONDAY + dt.timedelta(days=7)
    seen(shop)
    before = shop.frozen(MONDAY)
    bring(shop, sheet([customer(5)], [line("2026-11-15", 5)]), "c.csv")
    day.day = MONDAY + dt.timedelta(days=1)
    seen(shop, frozen=False)

    assert shop.frozen_weeks() == [MONDAY, MONDAY + dt.timedelta(days=7)]
    pd.testing.assert_frame_equal(shop.frozen(MONDAY).standing, before.standing)


@pytest.mark.usefixtures("ledger_kind")
def test_the_next_week_says_who_moved_from_where_to_where(shop, day):
    seen(shop)
    day.day = MONDAY + dt.timedelta(days=9)
    lines = [line(f"2026-11-{d}", 2, order_id=f"n{d}") for d in (17, 19, 21, 23)]
    bring(shop, sheet([customer(6)], [*lines, line("2026-11-20", 6)]), "d.csv")
    now = seen(shop)
    before = shop.week_before(monday(day.day))
    found = moves(before, now)

    assert before.week == MONDAY
    stages = found[found["what"] == "stage"].set_index("customer_id")
    was = before.standing.loc["C2", "stage"]
    became = now.customers.set_index("customer_id").loc["C2", "stage"]
    assert (stages.loc["C2", "before"], stages.loc["C2", "after"]) == (was, became)
    assert was != became
    assert "C6" not in set(found["customer_id"])  # new faces are no movers
    kept = shop.frozen(monday(day.day))
    assert moves(kept, now).empty


def test_a_customer_who_is_gone_stands_in_the_old_week_only(shop, day):
    seen(shop)
    row = shop.book().table("customers").set_index("customer_id").loc["C3", "row_id"]
    shop.undo_batch(1)
    bring(shop, sheet([customer(1)], [line("2026-11-12", 1)]), "e.csv")
    assert row
    day.day = MONDAY + dt.timedelta(days=7)
    seen(shop)

    assert list(shop.frozen(monday(day.day)).standing.index) == ["C1"]
    assert set(shop.frozen(MONDAY).standing.index) == {"C1", "C2", "C3"}
    assert list(shop.frozen(MONDAY).standing.columns) == list(STANDING)


def test_a_week_that_was_not_kept_is_none(shop):
    assert shop.frozen(MONDAY) is None
    assert shop.week_before(MONDAY) is None


def test_a_past_day_worked_out_today_is_what_it_was_on_that_day(tmp_path, day):
    """The same business twice: kept until a day and looked at, and kept on and looked back."""
    early = [line(f"2026-{m:02}-03", 1, order_id=f"x{m}") for m in range(1, 7)]
    early += [line("2026-05-20", 2)]
    late = [line("2026-08-03", 1), line("2026-08-04", 9)]
    then = dt.date(2026, 6, 15)
    day.day = then
    with Workspace.create(tmp_path, "then", trade_code=SALON, now=day) as shop:
        bring(shop, sheet([customer(1), customer(2)], early))
        shop.add("complaints", {"received_date": "2026-06-10", "customer_id": "C2",
                                "severity": 1, "content": "late"})  # fmt: skip
        shop.add("promises", {"made_date": "2026-06-10", "customer_id": "C1", "content": "call",
                              "due_date": "2026-06-16", "by_whom": "us"})  # fmt: skip
        was = review(shop.book(), shop.settings())
        day.day = dt.date(2026, 9, 1)
        bring(shop, sheet([customer(9)], late), "late.csv")
        book = shop.book()
        promise, complaint = (
            int(book.table(n)["row_id"].iloc[0]) for n in ("promises", "complaints")
        )
        shop.correct("promises", promise, {"done_date": "2026-07-01"})
        shop.correct("complaints", complaint, {"resolved_date": "2026-07-02", **BY_TWO})
        shop.log_outcome("C1", "promised", day=day.day, note="y", next_date=day.day)
        again = review(shop.as_of(then), shop.settings())

    assert again.book.asof == was.book.asof
    judged = [c for c in was.customers.columns if c not in ("row_id", "extra")]
    pd.testing.assert_frame_equal(again.customers[judged], was.customers[judged])
    assert again.calls.rows["customer_id"].tolist() == was.calls.rows["customer_id"].tolist()
    assert again.calls.rows["why"].tolist() == was.calls.rows["why"].tolist()
    assert again.calls.left_out["reason"].tolist() == was.calls.left_out["reason"].tolist()
