"""Discounts by month and late payments, counted from the purchases by the engine."""

import contextlib

import pytest

from core.engine import open_engine
from core.metrics.payments import discounts, late_payments
from core.workspace import Workspace
from tests.core.keeping import clock, customer, line, sheet


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def counted(shop, measure):
    book = shop.book()
    with contextlib.closing(open_engine(book)) as engine:
        return [tuple(row) for row in measure(engine, book).itertuples(index=False)]


def test_discounts_are_counted_by_day_of_a_customer_whichever_sign_they_have(shop):
    lines = [line("2026-10-01", 1, 900, discount=100), line("2026-10-01", 1, 900, discount=-50),
             line("2026-10-02", 1, 900, discount=0),
             line("2026-11-01", 2, 900, discount=10)]  # fmt: skip
    shop.commit(sheet([customer(1), customer(2)], lines), files=[("a.csv", b"a")])
    assert counted(shop, discounts) == [("2026-10", 1, 150), ("2026-11", 1, 10)]


def test_late_and_unpaid_purchases_of_twelve_months_are_told(shop):
    lines = [line("2026-10-01", 1, 900, payment="late"), line("2026-10-01", 1, 100),
             line("2026-10-05", 1, 500, payment="unpaid"),
             line("2026-10-06", 2, 500, payment="paid"),
             line("2025-10-01", 1, 900, payment="late")]  # fmt: skip
    shop.commit(sheet([customer(1), customer(2)], lines), files=[("a.csv", b"a")])
    found = [(who, str(day.date()), unpaid, amount)
             for who, day, unpaid, amount in counted(shop, late_payments)]  # fmt: skip
    assert found == [("C1", "2026-10-01", False, 900), ("C1", "2026-10-05", True, 500)]
