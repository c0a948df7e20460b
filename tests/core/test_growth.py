"""Months and windows of growth, by hand; see test_metrics_oracle for the random ledgers."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.growth import Waterfall, months, waterfall, windows
from core.metrics.moment import all_months_before, day_number, months_before
from core.settings import Settings
from core.tables import TABLES
from tests.core.ledgers import book_of, purchases_of

BY_DEFAULT = Settings()
ASOF = dt.date(2026, 11, 15)
# Windows to 2026-11-15: 17 August to 15 November 2026, and 18 August to 16 November 2025.
SALES = [
    ("stays", "2025-01-10", 100), ("stays", "2025-09-01", 300), ("stays", "2026-09-01", 450),
    ("less", "2025-02-10", 100), ("less", "2025-10-01", 500), ("less", "2026-10-01", 200),
    ("left", "2025-03-10", 100), ("left", "2025-11-16", 700),
    ("back", "2025-04-10", 100), ("back", "2026-08-17", 900),
    ("joined", "2026-01-10", 100), ("joined", "2026-11-15", 60),
    ("new", "2026-11-01", 40), ("new", "2026-11-02", 10),
    ("new then", "2025-08-18", 77),
    ("late", "2026-11-16", 9999),
    ("returns", "2026-11-03", -30),
]  # fmt: skip


@pytest.fixture
def shop(tmp_path):
    book = book_of(purchases_of(SALES), tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        yield engine, book


def test_both_windows_have_13_weeks_and_begin_on_the_same_weekday(shop):
    found = windows(*shop, BY_DEFAULT)
    assert (found.start_now, found.end_now) == (dt.date(2026, 8, 17), ASOF)
    assert (found.start_before, found.end_before) == (dt.date(2025, 8, 18), dt.date(2025, 11, 16))
    assert found.start_now.weekday() == found.start_before.weekday()
    assert (found.end_now - found.start_now).days + 1 == 91


def test_existing_are_those_whose_first_purchase_was_before_the_window(shop):
    found = windows(*shop, BY_DEFAULT)
    assert found.existing_now == 450 + 200 + 900 + 60 - 30
    assert (found.existing_buyers_now, found.existing_days_now) == (4, 4)
    assert (found.new_now, found.new_buyers_now, found.new_days_now) == (50, 1, 2)
    assert (found.existing_before, found.existing_buyers_before) == (300 + 500 + 700, 3)
    assert (found.new_before, found.new_buyers_before, found.new_days_before) == (77, 1, 1)


def test_active_are_those_who_bought_in_the_twelve_months_to_the_windows_end(shop):
    found = windows(*shop, BY_DEFAULT)
    assert found.active_now == 6  # stays, less, back, joined, new, and left on 16 November 2025
    assert found.active_before == 5
    assert found.first_day == dt.date(2025, 1, 10)


def test_the_waterfall_leads_from_last_years_existing_revenue_to_this_years(shop):
    found = windows(*shop, BY_DEFAULT)
    steps = waterfall(*shop, BY_DEFAULT)
    assert steps == Waterfall(joined=60, more=150, less=-300 - 30, returned=900, left=-700)
    assert found.existing_before + 60 + 150 - 330 + 900 - 700 == found.existing_now


def test_the_first_month_of_a_customer_is_new_and_every_later_one_existing(shop):
    found = months(*shop).set_index("month")
    assert list(found.loc["2025-09"]) == [0, 1, 0, 300]
    assert list(found.loc["2025-01"]) == [1, 0, 100, 0]
    assert list(found.loc["2026-11"]) == [1, 1, 50, 60 - 30]
    assert list(found.loc["2025-12"]) == [0, 0, 0, 0]
    assert (found.index[0], found.index[-1], len(found)) == ("2025-01", "2026-11", 23)
    assert list(map(str, months(*shop).dtypes)) == ["str", *["Int64"] * 4]


def test_a_book_without_purchases_has_no_months_and_windows_of_zeros(tmp_path):
    book = book_of(TABLES["purchases"].empty(), tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        table, found = months(engine, book), windows(engine, book, BY_DEFAULT)
        assert waterfall(engine, book, BY_DEFAULT) == Waterfall(0, 0, 0, 0, 0)
    assert (table.columns[0], len(table)) == ("month", 0)
    assert list(map(str, table.dtypes)) == ["str", *["Int64"] * 4]
    assert (found.existing_now, found.active_now, found.first_day) == (0, 0, None)


def test_without_amounts_customers_are_counted_and_money_is_nought(tmp_path):
    visits = purchases_of([("a", "2026-10-01"), ("a", "2026-11-01"), ("b", "2026-11-02")],
                          "customer_id date")  # fmt: skip
    book = book_of(visits, tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        table, found = months(engine, book), windows(engine, book, BY_DEFAULT)
    assert table.loc[1].to_list() == ["2026-11", 1, 1, 0, 0]
    assert (found.new_days_now, found.new_now, found.active_now) == (3, 0, 2)


@pytest.mark.parametrize(("day", "months_back", "expected"), [
    ("2026-11-15", 12, "2025-11-15"),
    ("2024-02-29", 12, "2023-02-28"),
    ("2024-03-31", 1, "2024-02-29"),
    ("2026-01-31", 2, "2025-11-30"),
    ("1969-12-31", 24, "1967-12-31"),
])  # fmt: skip
def test_months_back_is_the_same_day_or_the_months_last(day, months_back, expected):
    day = dt.date.fromisoformat(day)
    assert months_before(day, months_back) == dt.date.fromisoformat(expected)
    many = all_months_before(pd.array([day_number(day)], dtype="int64").to_numpy(), months_back)
    assert list(many) == [day_number(dt.date.fromisoformat(expected))]
