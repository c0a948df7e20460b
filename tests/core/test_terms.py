"""Discount and margin of new and existing customers, and who buys at a discount only."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.engine import open_engine
from core.metrics.terms import Side, only_reduced, terms, terms_of
from core.settings import Settings
from tests.core.ledgers import book_of, purchases_of
from tests.core.oracle import ASOF, LINES, before, frame_of, known
from tests.core.profiles import ago, calm, profile_of
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
NAMES = "customer_id date amount cost discount"


def told(rows, tmp_path, **how):
    book = book_of(purchases_of(rows, NAMES), tmp_path=tmp_path, **how)
    with closing(open_engine(book)) as engine:
        return terms(engine, book)


def test_new_customers_pay_less_and_existing_ones_the_full_price(tmp_path):
    found = told(
        [
            ("old", "2024-01-10", 1_000, 400, 0),
            ("old", "2026-05-10", 1_000, 400, 0),
            ("old", "2026-06-10", 900, 400, 100),
            ("new", "2026-11-01", 800, 500, 200),
        ],
        tmp_path,
    )

    assert (found.existing.customers, found.new.customers) == (1, 1)
    assert found.existing.discount == pytest.approx(100 / 2_000)
    assert found.new.discount == pytest.approx(0.2)
    assert found.existing.margin == pytest.approx(1_100 / 1_900)
    assert found.new.margin == pytest.approx(300 / 800)
    assert found.start == dt.date(2025, 11, 2)
    assert found.has_discounts


def test_a_return_lowers_revenue_and_cost_and_is_no_discount(tmp_path):
    found = told(
        [("a", "2026-11-01", 1_000, 400, 100), ("a", "2026-11-01", -300, 120, 50)], tmp_path
    )

    assert found.new == Side(
        customers=1,
        revenue=700,
        sold=1_000,
        off=100,
        reduced=1,
        sold_lines=1,
        costed=700,
        cost=280,
    )


def test_without_costs_and_discounts_there_is_no_margin_to_tell(tmp_path):
    found = told([("a", "2026-11-01", 1_000, None, None)], tmp_path)

    assert found.new.margin is None
    assert found.new.discount == 0
    assert not found.has_discounts
    assert found.existing == Side()
    assert found.existing.discount is None


def test_a_short_ledger_does_not_tell_of_the_year_before(tmp_path):
    rows = [("a", "2025-06-01", 10, 5, 0), ("a", "2026-11-01", 10, 5, 0)]

    assert not told(rows, tmp_path).whole
    rows.append(("b", "2024-11-02", 10, 5, 0))
    assert told(rows, tmp_path).whole


@pytest.mark.drill
@profile(max_examples=examples(200))
@given(lines=LINES, asof=ASOF)
def test_the_terms_are_those_of_the_slow_oracle(lines, asof):
    lines = [line | {"amount": line["amount"] or 0} for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(frame_of(lines), tmp_path=Path(folder), asof=asof, has_amounts=True)
        found = terms_of(book)

    for new, side in ((True, found.new), (False, found.existing)):
        expected = slow(known(lines, asof), before(asof, 12), new=new)
        assert {name: getattr(side, name) for name in expected} == expected


def slow(lines, start, *, new):
    """One side, one line at a time."""
    sums = dict.fromkeys(("customers", "revenue", "sold", "off", "reduced", "costed", "cost"), 0)
    for who in {line["customer_id"] for line in lines}:
        own = [line for line in lines if line["customer_id"] == who]
        nets = {day: sum(x["amount"] for x in own if x["date"] == day) for day in
                {x["date"] for x in own}}  # fmt: skip
        first = min((day for day, net in nets.items() if net > 0), default=None)
        if (first is not None and first > start) is not new:
            continue
        inside = [line for line in own if line["date"] > start]
        sums["customers"] += any(line["amount"] > 0 for line in inside)
        for line in inside:
            sums["revenue"] += line["amount"]
            if line["amount"] > 0:
                sums["sold"] += line["amount"]
                sums["off"] += line["discount"] or 0
                sums["reduced"] += (line["discount"] or 0) > 0
            if line["cost"] is not None:
                sums["costed"] += line["amount"]
                sums["cost"] += -line["cost"] if line["amount"] < 0 else line["cost"]
    return sums


def test_existing_customers_who_always_buy_at_a_discount_are_named():
    rows = profile_of(
        calm("A", discount_share=1.0),
        calm("B", discount_share=0.9),
        calm("C", discount_share=1.0, purchase_count=1),
        calm("D", discount_share=1.0, first_purchase_date=ago(100)),
        calm("E", discount_share=1.0, total_spend=900_000),
    )

    assert list(only_reduced(rows, dt.date(2026, 11, 22), SALON)["customer_id"]) == ["E", "A"]


def test_the_salons_new_customers_came_for_the_coupon(tmp_path):
    seen = sample("salon")
    book, settings, people = seen.book, seen.settings, seen.customers
    found = terms_of(book, cache=tmp_path)

    assert found.new.discount > 5 * found.existing.discount
    assert found.whole
    reduced = only_reduced(people, book.asof, settings)
    assert 0 < len(reduced) < 20
    assert isinstance(reduced, pd.DataFrame)


@given(off=st.integers(0, 9), sold=st.integers(0, 9))
def test_a_discount_is_a_share_of_the_full_price(off, sold):
    share = Side(sold=sold, off=off).discount

    assert share is None if off + sold == 0 else 0 <= share <= 1
