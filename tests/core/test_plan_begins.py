"""With what plans begin: rungs, due dates of one's own kind, dates, second purchases; resets."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from core.book import RUNGS
from core.calls import call_list
from core.locale.words import say
from core.rules.arrivals import arrivals, stood_before
from core.rules.follow_up import due_steps, follow_up
from core.rules.plans import bought_since, own_plans, planned_rows
from core.settings import Settings
from tests.core.call_cases import TODAY, book, day, judged
from tests.core.test_follow_up import plan_rows, states, steps_of, touch

MONDAY = dt.date(2026, 11, 16)
WEEK = dt.timedelta(weeks=1)


def seen(*rows, weeks=10, last=MONDAY):
    """A book's rungs: (customer, stage, weeks ago[, former])."""
    frame = [
        {"customer_id": who, "stage": stage, "former": bool(former), "week": MONDAY - ago * WEEK}
        for who, stage, ago, *former in rows
    ]
    kept = pd.DataFrame(frame, columns=list(RUNGS)).astype(RUNGS)
    return {"rungs": kept, "weeks": (MONDAY - weeks * WEEK, last)}


def came(kept, *people):
    found = arrivals(judged(*people), dataclasses.replace(book(), **kept))
    return [(r.customer_id, r.stage, (MONDAY - r.date.date()).days // 7)
            for r in found.itertuples()]  # fmt: skip


def on(stage, **more):
    return {"customer_id": "C1", "stage": stage, **more}


# ---- by rung


def test_somebody_reached_a_rung_in_the_first_week_in_which_they_were_seen_on_it():
    kept = seen(("C1", "customer", 10), ("C1", "regular", 3))

    assert came(kept, on("regular")) == [("C1", "regular", 3)]


def test_who_stood_there_in_the_first_week_that_is_kept_came_nobody_knows_when():
    kept = seen(("C1", "regular", 10))

    assert came(kept, on("regular")) == []
    of = dataclasses.replace(book(), **kept)
    assert stood_before(judged(on("regular")), of, ("regular",)) == 1
    assert stood_before(judged(on("regular")), of, ("supporter",)) == 0


def test_who_came_down_to_a_rung_has_not_reached_it_and_who_came_up_again_has():
    down = seen(("C1", "supporter", 10), ("C1", "regular", 2))
    again = seen(("C1", "regular", 10), ("C1", "customer", 6), ("C1", "regular", 2))
    back = seen(("C1", "regular", 10), ("C1", "regular", 6, True), ("C1", "regular", 2))

    assert came(down, on("regular")) == []
    assert came(again, on("regular")) == [("C1", "regular", 2)]
    assert came(back, on("regular")) == [("C1", "regular", 2)]


def test_who_is_new_to_the_ledger_came_in_the_week_in_which_they_were_first_seen():
    assert came(seen(("C1", "customer", 4)), on("customer")) == [("C1", "customer", 4)]


def test_what_no_week_shows_yet_counts_from_the_monday_under_which_it_will_be_kept():
    this = seen(("C1", "customer", 10))
    before = seen(("C1", "customer", 10), last=MONDAY - WEEK)

    assert came(this, on("regular")) == [("C1", "regular", -1)]
    assert came(before, on("regular")) == [("C1", "regular", 0)]
    none = {"rungs": this["rungs"].head(0), "weeks": None}
    assert came(none, on("regular")) == []


def by_rung(*counts, **more):
    return plan_rows(*counts, plan="得意客になられたら", starts_with="stage",
                     attached_to="regular", **more)  # fmt: skip


def of_rung(person, kept, rows, **tables):
    of = dataclasses.replace(book(plan_steps=rows, **tables), **kept)
    return follow_up(judged(person), of, Settings())


def test_a_plan_by_rung_counts_from_the_week_in_which_the_rung_was_reached():
    kept = seen(("C1", "customer", 10), ("C1", "regular", 3))
    found = of_rung(on("regular"), kept, by_rung(14, 60))

    assert found["event"].tolist() == [pd.Timestamp(MONDAY - 3 * WEEK)] * 2
    assert found["day"].tolist()[0] == pd.Timestamp(MONDAY - WEEK)
    assert states(found) == {1: "due", 2: "later"}
    assert due_steps(found)["late"].tolist() == [(TODAY - MONDAY + WEEK).days]


def test_a_plan_by_rung_goes_on_above_it_and_ends_below_it():
    kept = seen(("C1", "customer", 10), ("C1", "regular", 3), ("C1", "supporter", 1))
    assert states(of_rung(on("supporter"), kept, by_rung(14))) == {1: "due"}
    fallen = seen(("C1", "customer", 10), ("C1", "regular", 3), ("C1", "customer", 1))
    assert of_rung(on("customer"), fallen, by_rung(14)).empty
    gone = on("regular", former=True)
    assert of_rung(gone, seen(("C1", "customer", 10), ("C1", "regular", 3)), by_rung(14)).empty


def test_a_rung_reached_a_second_time_takes_over_from_the_first():
    kept = seen(("C1", "customer", 10), ("C1", "regular", 8), ("C1", "customer", 6),
                ("C1", "regular", 1))  # fmt: skip
    found = of_rung(on("regular"), kept, by_rung(60))

    assert found["event"].tolist() == [pd.Timestamp(MONDAY - WEEK)]


# ---- by due date of one's own kind

OWN = "消火器"


def own_kind(*counts, **more):
    return plan_rows(*counts, plan="消火器の点検", starts_with="due_date", attached_to=OWN, **more)


def test_a_due_date_of_a_kind_of_ones_own_has_steps_before_and_after_it():
    ends = [{"customer_id": "C1", "kind": OWN, "end_date": day(28), "status": "open"}]
    found = steps_of({}, due_dates=ends, plan_steps=own_kind(-30, 14))

    assert states(found) == {1: "due", 2: "later"}
    assert found["day"].tolist() == [day(-2), day(42)]


def test_a_kind_of_ones_own_is_no_rule_of_the_call_list_and_its_plan_is_listed_once():
    ends = [{"customer_id": "C1", "kind": OWN, "item": "10型", "end_date": day(28)}]
    without = call_list(judged({"customer_id": "C1"}), book(due_dates=ends), Settings())
    of = book(due_dates=ends, plan_steps=own_kind(-30, channel="visit"))
    calls = call_list(judged({"customer_id": "C1"}), of, Settings())

    assert without.rows.empty
    assert [r.code for r in calls.rows["reasons"][0]] == ["plan_step"]
    assert "消火器の点検" in say(calls.rows["why"][0][0], "ja")
    assert "訪問" in say(calls.rows["why"][0][0], "ja")


# ---- on a date of its own


def test_a_step_on_a_date_is_due_then_for_those_with_whom_the_plan_has_begun():
    rows = plan_rows(0, unit="date", on_date=day(3))
    rows += [{**rows[0], "action": "二度目", "on_date": day(-40)}]
    found = steps_of({"last_purchase_date": day(-20)}, plan_steps=rows)

    assert found[["day", "state"]].values.tolist() == [[day(3), "due"]]


def test_a_contact_long_before_a_date_does_not_settle_its_step():
    rows = plan_rows(0, unit="date", on_date=day(3))
    person = {"last_purchase_date": day(-100)}
    early = steps_of(person, plan_steps=rows, activities=[touch(-50)])
    near = steps_of(person, plan_steps=rows, activities=[touch(-2)])

    assert early["state"].tolist() == ["due"]
    assert near["state"].tolist() == ["done"]


def test_steps_stand_in_the_order_of_each_customers_own_days():
    rows = [*plan_rows(10), {**plan_rows(0, unit="date", on_date=day(-5))[0], "position": 2}]
    early = steps_of({"last_purchase_date": day(-30)}, plan_steps=rows)
    late = steps_of({"last_purchase_date": day(-10)}, plan_steps=rows)

    assert early["day"].tolist() == [day(-20), day(-5)]
    assert late["day"].tolist() == [day(-5), day(0)]
    assert early["step"].tolist() == late["step"].tolist() == [1, 2]


def test_a_plan_with_a_date_is_attached_by_hand_on_that_date_and_none_without():
    rows = [*plan_rows(7), {**plan_rows(0, unit="date", on_date=day(3))[0], "action": "b"}]
    rows += [{**plan_rows(0, unit="date")[0], "action": "c"}]
    (plan,) = own_plans(book(plan_steps=rows).table("plan_steps")).values()

    planned = planned_rows(plan, TODAY, str)
    assert [row["date"] for row in planned] == [TODAY + WEEK, day(3).date()]


# ---- the same plan begins anew


def again(rows, *days, activities=()):
    bought = pd.DataFrame({"customer_id": ["C1"] * len(days), "date": [day(n) for n in days]})
    tables = {"plan_steps": rows} | ({"activities": list(activities)} if activities else {})
    return steps_of({"last_purchase_date": day(max(days))}, bought={"A": bought}, **tables)


def test_steps_in_days_are_those_of_the_newer_purchase():
    found = again(plan_rows(14, 60, attached_to="A"), -50, -15)

    assert found["event"].tolist() == [day(-15), day(-15)]
    assert states(found) == {1: "due", 2: "later"}


def test_what_was_done_and_missed_before_the_newer_purchase_still_counts():
    done = again(plan_rows(14, attached_to="A"), -60, -15, activities=[touch(-46)])
    missed = again(plan_rows(14, attached_to="A"), -300, -15)

    assert done["state"].tolist() == ["done", "due"]
    assert missed["state"].tolist() == ["missed", "due"]


def test_steps_in_months_belong_to_the_thing_and_each_purchase_keeps_its_own():
    found = again(plan_rows(3, unit="months", attached_to="A"), -92, -40)

    assert found["event"].tolist() == [day(-92), day(-40)]
    assert found["state"].tolist() == ["due", "later"]


def test_one_contact_settles_the_steps_of_both_things():
    found = again(plan_rows(3, unit="months", attached_to="A"), -92, -60, activities=[touch(-1)])

    assert found["state"].tolist() == ["done", "done"]


def test_purchases_matter_as_far_back_as_their_plans_reach():
    rows = plan_rows(10, attached_to="A") + plan_rows(24, plan="p", unit="months", attached_to="A")
    rows += plan_rows(5, plan="off", attached_to="B", in_use="no") + plan_rows(5, plan="any")
    found = bought_since(book(plan_steps=rows).table("plan_steps"), Settings(), TODAY)

    assert found == {"A": TODAY - dt.timedelta(days=24 * 31 + 90 + 365)}


# ---- any word of theirs resets

TRIGGERS = {
    "purchase": ({"last_purchase_date": day(-15)}, plan_rows(14), {}),
    "event": (
        {}, plan_rows(14, starts_with="event", attached_to="wedding"),
        {"events": [{"customer_id": "C1", "date": day(-15), "kind": "wedding"}]},
    ),
    "due_date": (
        {}, own_kind(14),
        {"due_dates": [{"customer_id": "C1", "kind": OWN, "end_date": day(-15)}]},
    ),
    "stage": ({"stage": "regular"}, by_rung(14), {}),
    "hand": ({}, [], {"plans": [{"customer_id": "C1", "date": day(-1), "action": "電話"}]}),
    "date": ({"last_purchase_date": day(-90)}, plan_rows(0, unit="date", on_date=day(-1)), {}),
    "a_year": (
        {"last_purchase_date": day(-400)},
        plan_rows(6, unit="a_year", starts_with="stage", attached_to="regular"), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_word_from_them_settles_the_step_whatever_the_plan_began_with(trigger):
    person, rows, tables = TRIGGERS[trigger]
    tables = tables | ({"plan_steps": rows} if rows else {})
    kept = seen(("C1", "customer", 10), ("C1", "regular", 3))
    inbound = touch(-1, direction="in", channel="email", outcome="")

    def state(**more):
        of = dataclasses.replace(book(**tables, **more), **kept)
        return follow_up(judged({"customer_id": "C1", **person}), of, Settings())

    assert due_steps(state())["late"].tolist()[0] > 0
    assert state(activities=[inbound])["state"].tolist() == ["done"]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_what_is_open_is_the_same_when_only_that_is_asked_for(trigger):
    person, rows, tables = TRIGGERS[trigger]
    tables = tables | ({"plan_steps": rows} if rows else {})
    of = dataclasses.replace(book(**tables), **seen(("C1", "customer", 10), ("C1", "regular", 3)))
    people = judged({"customer_id": "C1", **person})

    every = follow_up(people, of, Settings())
    still = every[every["state"].isin(["due", "later"])].reset_index(drop=True)
    for places in (None, pd.Index(people["customer_id"]).get_indexer):
        alone = follow_up(people, of, Settings(), open_only=True, places=places)
        pd.testing.assert_frame_equal(alone, still)
