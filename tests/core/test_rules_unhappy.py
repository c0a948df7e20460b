"""What open complaints may cost, and how many are silent: ranges with their assumptions."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.locale.words import say
from core.rules.unhappy import debt, factors, silent
from core.settings import Settings
from tests.core import slow_care
from tests.core.profiles import book_with, calm, profile_of
from tests.core.samples import sample
from tests.core.slow_costs import rows_of

ASOF, TODAY = dt.date(2026, 11, 15), dt.date(2026, 11, 22)
SALON, LEASE = Settings(trade_code="salon"), Settings(trade_code="lease")


def shop(number=100):
    rows = profile_of(*(calm(f"C{n}", profit_12m=20_000) for n in range(number)))
    return rows.assign(state="active")


def complaint(number, **columns):
    return {"customer_id": f"C{number}", "received_date": dt.date(2026, 11, 1), **columns}


def open_ones(number):
    return book_with(complaints=[complaint(n) for n in range(number)], asof=ASOF)


def test_two_open_complaints_of_a_shop_stand_for_four_to_fifty_unhappy_ones():
    found = debt(shop(), open_ones(2), SALON)

    assert (found.people_low, found.people_high) == (4, 50)
    assert (found.low, found.high) == (4 * 10_000, 50 * 10_000)
    assert found.cases[["low", "high"]].values.tolist() == [[20_000, 250_000]] * 2


def test_companies_speak_up_more_often():
    assert factors(LEASE) == (1.3, 2.0)
    found = debt(shop(), open_ones(10), LEASE)
    assert (found.people_low, found.people_high) == (13, 20)


def test_there_are_never_more_unhappy_ones_than_customers():
    found = debt(shop(30), open_ones(2), SALON)
    assert found.people_high == 30
    assert silent(shop(30), open_ones(2), SALON).high == 28


def test_a_closed_complaint_is_no_debt_and_the_same_customer_counts_once():
    book = book_with(
        complaints=[complaint(1, resolved_date=dt.date(2026, 11, 3)), complaint(2), complaint(2)],
        asof=ASOF,
    )
    found = debt(shop(), book, SALON)
    assert (found.open, len(found.cases)) == (1, 2)


def test_without_complaints_nothing_is_owed_and_nobody_is_called_content():
    found = debt(shop(), book_with(asof=ASOF), SALON)
    assert (found.open, found.low, found.high) == (0, 0, 0)
    said = [say(words, "ja") for words in silent(shop(), book_with(asof=ASOF), SALON).words]
    assert said[-1] == "言わずに去る方がいるのは確かです。何倍かは分かりません。"


def test_the_silent_are_told_as_a_range():
    words = silent(shop(), open_ones(2), SALON).words
    assert "2〜48人" in say(words[0], "ja")


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(-40, 9), st.sampled_from([None, 0, 20])),
        max_size=8,
    ),
    st.sampled_from([1.3, 2.0, 25.0]),
)
def test_the_debt_is_that_of_the_slow_oracle(told, factor):
    rows = shop(4).assign(profit_12m=pd.array([100, -50, None, 900], dtype="Int64"))
    cases = [
        {"customer_id": f"C{who}", "received_date": TODAY + dt.timedelta(days=day),
         "resolved_date": None if done is None else TODAY + dt.timedelta(days=day + done)}
        for who, day, done in told
    ]  # fmt: skip
    book = book_with(complaints=cases, asof=ASOF) if cases else book_with(asof=ASOF)
    chosen = SALON.changed(
        {"spending.reported_low_person": factor, "spending.reported_high_person": factor}
    )
    found = debt(rows, book, chosen)

    expected = slow_care.debt(rows_of(rows), rows_of(book.table("complaints")), TODAY, factor)
    assert (found.open, found.people_high, found.high) == expected
    assert found.low == found.high


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_the_debt_of_each_sample_is_that_of_the_slow_oracle(business):
    seen = sample(business)
    found = debt(seen.customers, seen.book, seen.settings)
    people = rows_of(
        seen.customers[["customer_id", "state", "last_purchase_date", "profit_12m", "spend_12m"]]
    )
    cases = rows_of(seen.book.table("complaints"))

    for factor, unhappy, yen in (
        (found.least, found.people_low, found.low), (found.most, found.people_high, found.high),
    ):  # fmt: skip
        assert slow_care.debt(people, cases, seen.book.today, factor) == (found.open, unhappy, yen)
    assert found.open == 1
