"""The budget for trust: its ceiling, what was spent, and of which rung."""

from __future__ import annotations

import datetime as dt

import pytest

from core.rules.aftercare import budget, ceiling
from core.settings import Settings
from tests.core import slow_care
from tests.core.profiles import book_with, calm, lead, profile_of
from tests.core.samples import sample
from tests.core.slow_costs import rows_of

ASOF = dt.date(2026, 11, 15)


def people(*rows, **columns):
    told = {
        "state": "active",
        "stage": "regular",
        "annual_profit": 30_000,
        "value_basis": "profit",
    }
    return profile_of(*rows).assign(**told | columns)


def test_three_points_of_four_hundred_customers_at_thirty_thousand_are_the_ceiling():
    assert ceiling(400, 30_000, 0.03) == pytest.approx(360_000)
    rows = people(*(calm(f"C{n}") for n in range(400)))
    found = budget(rows, book_with(asof=ASOF), Settings())
    assert (found.people, found.ceiling, found.suggested) == (400, 360_000, 180_000)


def test_nothing_spent_is_nothing_and_has_no_cost_of_a_contact():
    found = budget(people(calm("A")), book_with(asof=ASOF), Settings())

    assert (found.spent, found.per_touch, found.share) == (0, None, None)


def test_spent_is_the_sheet_and_contacts_and_gifts_with_customers_we_had():
    rows = people(calm("A"), lead("L"), state=["active", "lead"], stage=["regular", "prospect"])
    day = dt.date(2026, 5, 1)
    book = book_with(
        asof=ASOF,
        costs=[
            {"month": "2026-05", "amount": 6_000, "kind": "aftercare"},
            {"month": "2026-05", "amount": 12_000, "kind": "acquisition"},
        ],
        activities=[
            {"date": day, "customer_id": "A", "channel": "phone", "minutes": 20},
            {"date": day, "customer_id": "L", "channel": "phone", "minutes": 20},
        ],
        extras=[{"date": day, "customer_id": "A", "note": "花", "cost": 3_000}],
    )
    found = budget(rows, book, Settings())

    assert (found.in_sheet, found.touched, found.touches) == (6_000, 4_000, 1)
    assert found.acquisition == 13_000
    assert found.per_touch == 10_000
    assert found.share == pytest.approx(10_000 / 23_000)
    assert found.stages[["stage", "people", "suggested", "spent"]].values.tolist() == [
        ["regular", 1, 450, 4_000]
    ]


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_the_budget_of_each_sample_is_that_of_the_slow_oracle(business):
    seen = sample(business)
    found = budget(seen.customers, seen.book, seen.settings)
    columns = [
        "customer_id",
        "state",
        "first_purchase_date",
        "last_purchase_date",
        "annual_profit",
    ]
    tables = {n: rows_of(seen.book.table(n)) for n in ("costs", "activities", "extras")}

    assert slow_care.budget(rows_of(seen.customers[columns]), tables, seen.book.asof) == (
        found.people, found.yearly, found.ceiling, found.suggested, found.in_sheet,
        found.touches, found.touched,
    )  # fmt: skip
    assert found.stages["suggested"].sum() == pytest.approx(found.suggested, abs=5)


def test_the_salon_spends_nine_times_as_much_on_winning_as_on_keeping():
    seen = sample("salon")
    found = budget(seen.customers, seen.book, seen.settings)

    assert found.spent < found.suggested
    assert found.acquisition / found.spent == pytest.approx(9.4, abs=0.1)
