"""The next date: when it brings a customer into the list, what uses it up, whom it rests."""

import dataclasses

import pytest

from core.calls import call_list
from core.calls.contacts import contacts
from core.calls.next_date import next_date_of, next_dates
from core.calls.promised import promised
from core.settings import Settings
from core.tables import TABLES
from tests.core.call_cases import book, case, day, found_by, judged, reasons_left_out, slipping

A, B = "C1", "C2"


def touch(days, customer_id=A, **more):
    return {"date": day(days), "customer_id": customer_id, "note": "x", **more}


def left(*touches, next_day=-2, **more):
    """The next date of the first customer after these touches, in days from today."""
    of = case({"customer_id": A, "next_date": day(next_day), **more}, activities=list(touches))
    found = next_dates(of)[0]
    alone = next_date_of(A, known_book(of))
    assert alone == (None if found != found else found.astype(object))
    return "used up" if found != found else int((found - of.today).astype("int64"))


def known_book(of):
    """The book of a case with its customers in the customers table, as a ledger has them."""
    people = TABLES["customers"].shape(of.judged)
    return dataclasses.replace(of.book, tables={**of.book.tables, "customers": people})


def test_a_next_date_that_has_come_is_a_promise_with_its_age():
    found = promised_of({"customer_id": A, "next_date": day(-2)})

    assert found == [(A, "next_date_due")]


def promised_of(*people, **tables):
    return found_by(promised, *people, **tables)


def test_a_next_date_after_this_week_waits():
    assert promised_of({"customer_id": A, "next_date": day(30)}) == []


def test_a_promise_of_ours_for_the_same_day_says_it_once():
    promise = {"customer_id": A, "content": "x", "due_date": day(1), "by_whom": "us"}

    found = promised_of({"customer_id": A, "next_date": day(1)}, promises=[promise])

    assert found == [(A, "promise_due")]


@pytest.mark.parametrize("direction", ["in", "out"])
@pytest.mark.parametrize("channel", ["phone", "email", "shop"])
def test_any_touch_in_or_out_on_the_day_or_later_uses_it_up(direction, channel):
    assert left(touch(-2, direction=direction, channel=channel)) == "used up"
    assert left(touch(-1, direction=direction, channel=channel)) == "used up"


def test_an_earlier_touch_and_a_call_that_nobody_answered_leave_it():
    assert left(touch(-3, outcome="talked")) == -2
    assert left(touch(-1, outcome="no_answer")) == -2


def test_a_touch_with_a_member_of_the_household_uses_it_up():
    family = {"household_id": "H1"}
    people = {"customer_id": A, "next_date": day(-2), **family}, {"customer_id": B, **family}
    of = case(*people, activities=[touch(-1, B, outcome="talked")])

    assert str(next_dates(of)[0]) == "NaT"
    assert next_date_of(A, known_book(of)) is None
    assert next_date_of("nobody", known_book(of)) is None


def test_a_talk_with_a_member_rests_the_whole_household_and_nobody_else():
    family = {"household_id": "H1"}
    of = case(
        {"customer_id": A, **family}, {"customer_id": B, **family}, {"customer_id": "C3"},
        activities=[touch(-1, B, outcome="talked"), touch(-9, A, kind="sales", outcome="talked")],
    )  # fmt: skip
    found = contacts(of)

    assert [str(d) for d in found.talk] == ["2026-11-21", "2026-11-21", "NaT"]
    assert [str(d) for d in found.sale] == ["2026-11-13", "2026-11-13", "NaT"]


def test_nothing_is_sold_before_the_next_date_and_the_day_is_said():
    people = judged(slipping(A, next_date=day(30)), slipping(B))

    calls = call_list(people, book(), Settings(trade_code="salon"))

    assert list(calls.rows["customer_id"]) == [B]
    assert reasons_left_out(calls)[A] == "next_date_set"
    assert calls.left_out["eligible_date"].iloc[0] == day(30)


def test_a_next_date_that_has_come_is_listed_with_its_reason():
    people = judged(slipping(A, next_date=day(-3)))

    calls = call_list(people, book(), Settings(trade_code="salon"))

    first = calls.rows.iloc[0]
    assert (first["class"], first["reasons"][0].code) == ("promise", "next_date_due")
    assert first["reasons"][0].facts["late"] == 3
