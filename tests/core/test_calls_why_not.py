"""Why somebody is not on the list: for each reason the day it ends, or what would end it."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from core.calls import call_list, left_out
from core.calls.gates import GATES
from core.calls.left_out import OPENS
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged, slipping
from tests.core.listed_cases import listed as kept_lists

A = "C1"
MONDAY = day(8)  # the Monday after the week to be called


def said(days, **more):
    return {"customer_id": A, "date": day(days), "channel": "phone", "direction": "out", **more}


def misses(*days):
    return {"activities": [said(d, outcome="no_answer") for d in days]}


#: Code, the person, the tables behind them, the day from which a call is possible (None: none).
CASES = {
    "stopped": ({"contact_permission": "stop"}, {}, None),
    "no_consent": ({"contact_permission": "news_only"}, {}, None),
    "no_phone": ({"phone": ""}, {}, None),
    "writes": ({"contact_preference": "email"}, {}, None),
    "refusal": ({"refusal": True}, {}, None),
    "open_complaint": ({"open_complaint": True}, {}, None),
    "no_approach": ({"policy": "no_approach"}, {}, None),
    "passive": ({"policy": "passive"}, {}, None),
    "snoozed": (
        {},
        {"overrides": [{"customer_id": A, "date": day(-1), "field": "snooze", "value": "yes",
                        "expires_date": day(13)}]},
        day(13),
    ),
    "declined_product": (
        {"usual_product": "カラー"},
        {"activities": [said(-200, outcome="declined", product="カラー")]},
        None,
    ),
    "stop_day": ({"state": "lapsed"}, {}, None),
    "no_answer": ({}, misses(-6, -4, -2), day(12)),
    "next_date_set": ({"next_date": day(30)}, {}, day(30)),
    "talked_lately": ({}, {"activities": [said(-4, outcome="talked")]}, day(10)),
    "sold_lately": (
        {}, {"activities": [said(-20, kind="sales", outcome="talked", product="x")]}, day(10),
    ),
    "declined_lately": (
        {}, {"activities": [said(-40, outcome="declined")]}, day(20),
    ),
    "selling_held": ({"trust_word": "overdrawn"}, {}, None),
    "not_worth": ({"annual_profit": 1.0}, {}, None),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_reason_says_from_which_day_or_by_what_it_ends(code):
    person, tables, until = CASES[code]

    left = call_list(judged(slipping(A, **person)), book(**tables), Settings()).left_out.iloc[0]

    assert left["reason"] == code
    if until is None:
        assert str(left["eligible_date"]) == "NaT"
        assert left["opens"] == OPENS[code]
    else:
        assert left["eligible_date"] == until
        assert left["opens"] is None
        assert say_day(until) in say(left["words"], "ja") or code == "sold_lately"


def say_day(day):
    return f"{day.month}月{day.day}日"


def test_every_gate_and_every_other_reason_is_known():
    others = {"not_worth", "nothing_due", "same_household", "over_capacity", "lottery"}

    assert set(OPENS) == {gate.code for gate in GATES} | others
    assert all(say(words, "ja") != say(words, "en") for words in OPENS.values())


def test_where_several_gates_hold_the_day_is_that_of_the_last():
    tables = book(activities=[said(-4, kind="sales", outcome="talked", product="x")])

    left = call_list(judged(slipping(A)), tables, Settings()).left_out.iloc[0]

    assert (left["reason"], left["eligible_date"]) == ("talked_lately", day(26))
    assert say_day(day(26)) in say(left["words"], "ja")


def test_where_one_of_several_gates_has_no_day_none_is_promised():
    tables = book(activities=[said(-4, outcome="talked")])

    left = call_list(
        judged(slipping(A, trust_word="overdrawn")), tables, Settings()
    ).left_out.iloc[0]

    assert left["reason"] == "talked_lately"
    assert str(left["eligible_date"]) == "NaT"
    assert left["opens"] == OPENS["selling_held"]


def test_a_doubt_waits_for_its_answer_and_whom_the_lot_leaves_out_for_next_week():
    people = [{"customer_id": f"L{i}"} for i in range(2)]
    doubts = [{"customer_id": f"L{i}", "date": day(-3)} for i in range(2)]

    left = call_list(judged(*people), book(doubts=doubts), Settings()).left_out.iloc[0]

    assert (left["reason"], left["eligible_date"]) == ("doubting", MONDAY)


def test_over_capacity_comes_again_when_seats_are_given_out_next_week():
    left = call_list(judged(slipping(A)), book(), Settings(), capacity=0).left_out.iloc[0]

    assert (left["reason"], left["rank"], left["eligible_date"]) == ("over_capacity", 1, MONDAY)


def test_the_other_one_of_a_household_waits_out_the_rest_after_the_talk():
    people = judged(slipping("C1", household_id="H"), slipping("C2", household_id="H"))

    left = call_list(people, book(), Settings()).left_out.iloc[0]

    assert (left["reason"], left["eligible_date"]) == ("same_household", day(15))


def test_whoever_was_not_drawn_is_drawn_for_anew_when_the_lot_stands_no_more():
    people = [slipping(f"C{i:02}", annual_profit=99_000 - i) for i in range(40)]
    week = dt.date(2026, 11, 23)
    lot = {"customer_id": "C06", "week": week - dt.timedelta(weeks=3), "rank": None,
           "lot": "not_drawn"}  # fmt: skip
    of = dataclasses.replace(book(), listed=kept_lists([lot]))

    left = call_list(judged(*people), of, Settings(), capacity=10).left_out
    left = left[left["reason"] == "lottery"].set_index("customer_id")["eligible_date"]

    assert left.pop("C06") == day(1 + 5 * 7)
    assert set(left) == {day(1 + 8 * 7)}


def test_of_some_customers_the_same_is_told_as_of_everybody():
    people = [slipping(f"C{i:02}", annual_profit=99_000 - i) for i in range(40)]
    calls = call_list(judged(*people, quiet()), book(), Settings(), capacity=10)
    asked = ["C30", "C29", "C39", A, calls.rows["customer_id"].iloc[0], "nobody"]

    some = calls.left_out_of(asked)

    of_all = calls.left_out[calls.left_out["customer_id"].isin(asked)]
    pd.testing.assert_frame_equal(some, of_all.reset_index(drop=True))
    assert set(some["customer_id"]) == {"C30", "C29", "C39", A}
    assert calls.left_out_of([]).empty


def test_of_some_customers_it_is_told_without_telling_of_anybody_else(monkeypatch):
    calls = call_list(
        judged(*(slipping(f"C{i}") for i in range(9))), book(), Settings(), capacity=0
    )
    told = []
    words = left_out._words
    monkeypatch.setattr(left_out, "_words", lambda *what: told.append(what) or words(*what))

    assert len(calls.left_out_of(["C3"])) == len(told) == 1


def test_where_everybody_stands_is_found_out_once_for_a_list(monkeypatch):
    calls = call_list(judged(slipping(A), quiet(customer_id="C2")), book(), Settings(), capacity=0)
    found_out = []
    why_not = left_out._why_not
    monkeypatch.setattr(
        left_out, "_why_not", lambda *what: found_out.append(what) or why_not(*what)
    )

    assert [len(calls.left_out_of([who])) for who in (A, "C2", A)] == [1, 1, 1]
    assert len(calls.left_out) == 2
    assert len(found_out) == 1


def quiet(**more):
    """A regular for whom nothing is due, and whose rhythm is not known."""
    nothing = {"rhythm_days": None, "nudge_day": None, "lateness": 0.1}
    return {"customer_id": A, **nothing, **more}


TO_COME = {
    "the usual time": ({"rhythm_days": 60.0}, {}, day(18)),
    "a birthday": ({"birthday": "1980-12-20"}, {}, day(21)),
    "a contract's end": (
        {}, {"due_dates": [{"customer_id": A, "kind": "contract", "end_date": day(101)}]}, day(8),
    ),
    "the next step of thanks": (
        {"purchase_count": 1, "last_purchase_date": day(-30)}, {}, day(53),
    ),
    "a promise": (
        {},
        {"promises": [{"customer_id": A, "due_date": day(17), "content": "x", "by_whom": "us"}]},
        day(15),
    ),
    "a time they named": (
        {},
        {"not_now": [{"customer_id": A, "heard_date": day(-9), "next_time": day(60),
                      "named_by": "customer", "reason": "timing"}]},
        day(57),
    ),
    "a time we expect": (
        {},
        {"not_now": [{"customer_id": A, "heard_date": day(-9), "next_time": day(60),
                      "named_by": "us", "reason": "timing"}]},
        day(30),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TO_COME)
def test_where_nothing_is_due_the_day_of_the_next_reason_is_told_and_then_it_comes(what):
    person, tables, until = TO_COME[what]
    people = judged(quiet(**person))

    left = call_list(people, book(**tables), Settings()).left_out.iloc[0]

    assert (left["reason"], left["eligible_date"]) == ("nothing_due", until)
    if what != "the usual time":  # that one comes with the judgement of the day
        then = call_list(people, book(until.date(), **tables), Settings())
        assert not (then.left_out["reason"] == "nothing_due").any()
        before = call_list(people, book((until - dt.timedelta(days=3)).date(), **tables),
                           Settings())  # fmt: skip
        assert (before.left_out["reason"] == "nothing_due").all()


def test_where_no_day_can_be_known_it_is_said_what_would_bring_one():
    left = call_list(judged(quiet()), book(), Settings()).left_out.iloc[0]

    assert str(left["eligible_date"]) == "NaT"
    assert "次回日・約束・期限" in say(left["opens"], "ja")
