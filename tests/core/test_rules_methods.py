"""The five methods of article 3 in a week, each with its count and its rule."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.locale.words import say
from core.rules.methods import methods
from core.settings import Settings
from tests.core import slow_heard
from tests.core.profiles import book_with, calm, lead, profile_of
from tests.core.samples import sample
from tests.core.slow_costs import rows_of

ASOF = dt.date(2026, 11, 15)
NEEDED = (
    "activities", "satisfaction", "doubts", "complaints", "plans", "due_dates", "not_now",
)  # fmt: skip
ROWS = profile_of(
    calm("A"), calm("B", last_purchase_date=dt.date(2026, 6, 1)), lead("L"),
)  # fmt: skip
WEEK = st.dates(dt.date(2026, 11, 5), dt.date(2026, 11, 18))
CONTACT = st.fixed_dictionaries(
    {
        "date": WEEK,
        "customer_id": st.sampled_from(["A", "B", "L", "X"]),
        "direction": st.sampled_from(["out", "in", ""]),
        "kind": st.sampled_from(["sales", "thanks"]),
        "outcome": st.sampled_from(["talked", "no_answer", ""]),
        "note": st.sampled_from(["", " ", "旅行のお話"]),
    }
)
COMPLAINT = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["A", "B"]),
        "received_date": st.just(dt.date(2026, 11, 4)),
        "first_response_date": st.one_of(st.none(), WEEK),
    }
)


def told(**tables):
    found = methods(ROWS, book_with(asof=ASOF, **tables), Settings())
    return {method.code: method for method in found}


def sold(who, day=10):
    return {
        "date": dt.date(2026, 11, day), "customer_id": who, "kind": "sales", "outcome": "talked",
    }  # fmt: skip


def test_a_week_without_anything_is_only_undone_in_listening():
    found = told()

    assert {code: method.met for code, method in found.items()} == {
        "listen": False, "use": None, "person": None, "complaints": None, "after": None,
    }  # fmt: skip
    assert (found["listen"].start, found["listen"].end) == (dt.date(2026, 11, 9), ASOF)


def test_one_voice_a_week_is_enough():
    doubt = {"date": ASOF, "customer_id": "A", "words": "高いのでは"}
    assert told(doubts=[doubt])["listen"].met
    came = {"date": ASOF, "customer_id": "A", "direction": "in", "note": "予約を変えたい"}
    assert told(activities=[came])["listen"].done == 1


def test_an_offer_counts_as_timely_after_the_own_rhythm_before_a_date_or_with_a_purchase():
    lease = {"customer_id": "L", "kind": "lease", "end_date": dt.date(2027, 3, 1)}
    later = {
        "customer_id": "X",
        "heard_date": dt.date(2026, 5, 1),
        "next_time": dt.date(2026, 12, 1),
    }

    assert told(activities=[sold("B")])["use"].met
    assert told(activities=[sold("A")])["use"].met is False
    assert told(activities=[sold("L")])["use"].met is False
    assert told(activities=[sold("L")], due_dates=[lease])["use"].met
    assert told(activities=[sold("X")], not_now=[later])["use"].met


def test_half_of_the_contacts_must_carry_something_of_their_own():
    plain = [sold("A"), sold("B")]
    noted = [{**sold("A"), "note": "お孫さんの入学"}]

    assert told(activities=plain + noted)["person"].met is False
    assert told(activities=noted + plain[:1])["person"].met


def test_a_complaint_without_its_first_word_stays_until_it_has_one():
    old = {"customer_id": "A", "received_date": dt.date(2026, 9, 1)}
    new = {"customer_id": "B", "received_date": dt.date(2026, 11, 12),
           "first_response_date": dt.date(2026, 11, 13)}  # fmt: skip

    assert told(complaints=[new])["complaints"].met
    waiting = told(complaints=[old, new])["complaints"]
    assert (waiting.done, waiting.of, waiting.met) == (1, 2, False)
    assert say(waiting.words, "ja") == "クレーム2件のうち1件に、間に合うお返事をしました。"
    closed = {**old, "resolved_date": dt.date(2026, 9, 3)}
    assert told(complaints=[closed])["complaints"].met is None


def test_every_planned_step_is_done_or_the_method_is_not():
    step = {"date": dt.date(2026, 11, 10), "customer_id": "A", "action": "使用確認"}
    done = {**step, "done_date": dt.date(2026, 11, 11)}

    assert told(plans=[done])["after"].met
    assert told(plans=[done, step])["after"].met is False


@settings(max_examples=25)
@given(st.lists(CONTACT, max_size=10), st.lists(COMPLAINT, max_size=3))
def test_the_counts_are_those_of_the_slow_oracle(contacts, complaints):
    tables = {"activities": contacts, "complaints": complaints}
    book = book_with(asof=ASOF, **{name: rows for name, rows in tables.items() if rows})
    mine, slowly = both(methods(ROWS, book, Settings()), ROWS, book)
    assert mine == slowly


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_the_week_of_each_sample_is_that_of_the_slow_oracle(business):
    seen = sample(business)
    found = methods(seen.customers, seen.book, seen.settings)

    assert [method.code for method in found] == ["listen", "use", "person", "complaints", "after"]
    mine, slowly = both(found, seen.customers, seen.book)
    assert mine == slowly


def both(found, rows, book):
    """The boxes of the week, as counted and as counted slowly."""
    people = rows_of(rows[["customer_id", "last_purchase_date", "rhythm_days"]])
    tables = {name: rows_of(book.table(name)) for name in NEEDED}
    expected = slow_heard.week(tables, people, book.asof)
    mine = {m.code: (m.done, m.of) for m in found[1:]}
    return mine | {"listen": found[0].done}, expected
