"""Reach, appointments, what is learned, time and cost: new customers against existing ones."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.terms import Side, Terms, terms_of
from core.rules.advantages import advantages
from core.settings import Settings
from tests.core import slow_care
from tests.core.profiles import book_with, calm, lead, profile_of
from tests.core.samples import sample
from tests.core.slow_costs import rows_of

ASOF = dt.date(2026, 11, 15)
ROWS = profile_of(calm("A"), calm("B"), lead("L"))
NOTHING = Terms(Side(), Side(), Side(), Side(), ASOF, has_discounts=False, whole=False)
CONTACT = st.fixed_dictionaries(
    {
        "date": st.dates(dt.date(2025, 10, 1), dt.date(2026, 11, 20)),
        "customer_id": st.sampled_from(["A", "L", "X"]),
        "channel": st.sampled_from(["phone", "email", ""]),
        "direction": st.sampled_from(["out", "in", ""]),
        "outcome": st.sampled_from(["talked", "no_answer", "promised", "bought", ""]),
        "note": st.sampled_from(["", " ", "旅行のお話"]),
        "tempo": st.sampled_from(["", "hurry"]),
        "reaction": st.sampled_from([None, 0, 2]),
    }
)


def side(found):
    return found.tried, found.reached, found.booked, found.facts, found.contacts


def calls(number, outcomes, who="A"):
    return [
        {"date": dt.date(2026, 5, 1), "customer_id": who, "channel": "phone", "minutes": 6,
         "outcome": outcomes[n % len(outcomes)], "note": "声", "next_question": "次"}
        for n in range(number)
    ]  # fmt: skip


def test_both_sides_are_measured_by_their_own_contacts():
    told = calls(20, ["promised", "talked", "no_answer", "talked"])
    told += calls(20, ["no_answer", "talked"], who="L")
    found = advantages(ROWS, book_with(activities=told, asof=ASOF), NOTHING, Settings())

    assert (found.existing.reach, found.new.reach) == (0.75, 0.5)
    assert found.existing.appointment == pytest.approx(5 / 15)
    assert found.new.appointment == 0
    assert found.existing.learned == 2
    assert (found.existing.minutes_each, found.existing.cost_each) == (6, 300)


def test_too_few_contacts_tell_no_share():
    found = advantages(
        ROWS, book_with(activities=calls(3, ["talked"]), asof=ASOF), NOTHING, Settings()
    )

    assert found.existing.reached == 3
    assert (found.existing.reach, found.existing.learned, found.existing.cost_each) == (None,) * 3
    assert found.new.minutes_each is None
    assert found.sold(new=True) == Side()


@settings(max_examples=25)
@given(st.lists(CONTACT, max_size=12))
def test_the_counts_are_those_of_the_slow_oracle(contacts):
    book = book_with(activities=contacts, asof=ASOF) if contacts else book_with(asof=ASOF)
    found = advantages(ROWS, book, NOTHING, Settings())
    people, rows = rows_of(ROWS), rows_of(book.table("activities"))

    assert side(found.existing) == slow_care.talks(people, rows, ASOF, old=True)
    assert side(found.new) == slow_care.talks(people, rows, ASOF, old=False)


def test_the_salon_meets_its_guests_in_the_shop_and_books_nobody_by_phone():
    seen = sample("salon")
    found = advantages(seen.customers, seen.book, terms_of(seen.book), seen.settings)
    people = rows_of(seen.customers[["customer_id", "first_purchase_date"]])
    rows = rows_of(seen.book.table("activities"))

    for old, reached in ((True, found.existing), (False, found.new)):
        assert side(reached) == slow_care.talks(people, rows, seen.book.asof, old=old)
    assert found.existing.reach > 0.95
    assert found.sold(new=True).discount > found.sold(new=False).discount
