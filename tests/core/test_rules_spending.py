"""What a new customer costs against an old one, and every contact with its cost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.spending import by_month, ratio, touches
from core.settings import Settings
from tests.core import slow_costs
from tests.core.profiles import book_with, bought_once, calm, lead, profile_of
from tests.core.samples import sample

ASOF = dt.date(2026, 11, 15)
PEOPLE = ("A", "B", "C", "N", "L")
ROWS = profile_of(calm("A"), calm("B"), calm("C"), bought_once("N", 40), lead("L"))
COSTS = [
    {"month": "2026-03", "way": "チラシ", "amount": 90_000, "kind": "acquisition"},
    {"month": "2025-11", "way": "チラシ", "amount": 7_000, "kind": "acquisition"},
    {"month": "2026-03", "way": "はがき", "amount": 6_000, "kind": "aftercare"},
]
DAYS = st.dates(dt.date(2025, 10, 1), dt.date(2026, 11, 30))
CONTACT = st.fixed_dictionaries(
    {
        "date": DAYS,
        "customer_id": st.sampled_from(PEOPLE),
        "channel": st.sampled_from(["phone", "postcard", ""]),
        "direction": st.sampled_from(["out", "in", ""]),
        "minutes": st.sampled_from([None, 0, 3, 10]),
    }
)
COST = st.fixed_dictionaries(
    {
        "month": st.sampled_from(["2025-11", "2025-12", "2026-03", "2026-11", "2026-12"]),
        "way": st.just("x"),
        "amount": st.integers(0, 9_000),
        "kind": st.sampled_from(["acquisition", "aftercare", ""]),
    }
)


def few(**changes):
    return Settings().changed({"spending.least_count": 1, **changes})


def test_a_new_customer_costs_so_many_times_an_old_one():
    called = {"date": dt.date(2026, 5, 1), "customer_id": "A", "minutes": 30, "channel": "phone"}
    book = book_with(costs=COSTS, activities=[called], asof=ASOF)

    found = ratio(ROWS, book, few())

    assert (found.new, found.kept) == (1, 3)
    assert found.per_new == 90_000
    assert found.per_kept == (6_000 + 30 * 50) / 3
    assert found.times == pytest.approx(36.0)
    assert (found.start, found.end) == (dt.date(2025, 12, 1), ASOF)


def test_postage_is_added_only_where_the_sheet_has_no_aftercare_of_that_month():
    cards = [
        {"date": dt.date(2026, month, 1), "customer_id": "A", "channel": "postcard", "minutes": 2}
        for month in (3, 4)
    ]
    found = touches(ROWS, book_with(costs=COSTS, activities=cards, asof=ASOF), few())

    assert found["cost"].tolist() == [100, 185]
    assert found["old"].all()


def test_a_contact_before_the_first_purchase_was_made_to_win_the_customer():
    told = [
        {"date": dt.date(2026, 3, 2), "customer_id": who, "channel": "visit", "minutes": 10}
        for who in ("L", "N", "A")
    ]
    found = ratio(ROWS, book_with(activities=told, asof=ASOF), few())

    assert (found.acquisition_touches, found.aftercare_touches) == (1_000, 500)


def test_too_few_customers_and_no_costs_tell_nothing():
    book = book_with(costs=COSTS, asof=ASOF)

    assert ratio(ROWS, book, Settings()).times is None
    assert ratio(ROWS, book_with(asof=ASOF), few()).per_new is None
    assert ratio(ROWS.iloc[:0], book, few()).per_kept is None


@settings(max_examples=25)
@given(st.lists(CONTACT, max_size=12), st.lists(COST, max_size=6))
def test_the_sums_are_those_of_the_slow_oracle(contacts, costs):
    book = book_with(activities=contacts, costs=costs, asof=ASOF)
    found = ratio(ROWS, book, few())

    assert slow_costs.spent(
        slow_costs.rows_of(ROWS), tables_of(book), ASOF
    ) == sums(found)  # fmt: skip


def tables_of(book):
    return {
        name: slow_costs.rows_of(book.table(name)) for name in ("costs", "activities", "extras")
    }


def sums(found):
    return (
        found.acquisition, found.acquisition_touches, found.aftercare, found.aftercare_touches,
        found.new, found.kept,
    )  # fmt: skip


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_the_ratio_of_each_sample_is_that_of_the_slow_oracle(business):
    seen = sample(business)
    found = ratio(seen.customers, seen.book, seen.settings)
    columns = ["customer_id", "first_purchase_date", "last_purchase_date"]
    people = slow_costs.rows_of(seen.customers[columns])

    assert sums(found) == slow_costs.spent(people, tables_of(seen.book), seen.book.asof)
    months = by_month(seen.customers, seen.book, seen.settings)
    for row in months.to_dict("records"):
        assert (row["acquisition"], row["aftercare"]) == slow_costs.in_month(
            people, tables_of(seen.book), seen.book.asof, row["month"]
        )
    assert len(months) == 12


def test_a_new_guest_of_the_salon_costs_nearly_eight_times_a_kept_one():
    seen = sample("salon")
    found = ratio(seen.customers, seen.book, seen.settings)

    assert (found.new, found.kept) == (447, 371)
    assert found.times == pytest.approx(7.8, abs=0.05)


def test_two_new_companies_of_the_lease_firm_are_too_few_for_a_ratio():
    seen = sample("lease")
    found = ratio(seen.customers, seen.book, seen.settings)

    assert (found.new, found.times) == (2, None)
