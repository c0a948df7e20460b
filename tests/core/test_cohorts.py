"""Cohorts by month of the first purchase: by hand, by the slow way, on the samples."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from core.engine import open_engine
from core.metrics.cohorts import COST, MARGIN, SALES, cohorts, people_of, period_name, together
from core.settings import Settings
from tests.core import oracle, slow_cohorts
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
AUGUST = 2026 * 12 + 7


def counted(book, by=SALON, what=cohorts, **how):
    with closing(open_engine(book)) as engine:
        return what(engine, book, by, **how)


@pytest.fixture
def three(tmp_path):
    """Two came first in August, one in October; the day is 2026-11-10."""
    rows = [
        ("a", "2026-08-03", 1_000, 400), ("a", "2026-09-03", 500, 100),
        ("a", "2026-09-20", 100, 20), ("a", "2026-11-02", 700, 200),
        ("b", "2026-08-31", 2_000, 900), ("b", "2026-09-01", -300, 100),
        ("c", "2026-10-01", 800, 300), ("c", "2026-09-30", -50, 0),
    ]  # fmt: skip
    frame = purchases_of(rows, "customer_id date amount cost")
    return book_of(frame, tmp_path=tmp_path, asof=dt.date(2026, 11, 10))


def test_each_cohort_stands_with_who_bought_so_many_months_later(three):
    found = counted(three)

    assert found.sizes["customers"].to_dict() == {AUGUST: 2, AUGUST + 2: 1}
    assert found.shares.loc[AUGUST].tolist() == [1.0, 0.5, 0.0, 0.5]
    assert found.shares.loc[AUGUST + 2].tolist()[:2] == [1.0, 0.0]
    assert found.shares.loc[AUGUST + 2].isna().tolist() == [False, False, True, True]
    # The return of b lowers September; that of c was before the first purchase and has no cell.
    assert found.revenue.loc[AUGUST].tolist() == [3_000, 300, 0, 700]
    assert found.revenue.loc[AUGUST + 2].tolist()[:2] == [800, 0]


def test_margin_is_added_up_per_customer_from_costs_else_from_the_margin_else_it_is_sales(three):
    found = counted(three)
    # 1,700 in August; in September 480 less 200 (300 given back, 100 of cost got back); 500.
    assert found.basis == COST
    assert found.earned.loc[AUGUST].tolist() == [850, 990, 990, 1_240]

    bare = three.within(three.scope)
    for path in bare.purchases:
        pd.read_parquet(path).assign(cost=pd.NA).astype({"cost": "Int64"}).to_parquet(path)
    assert counted(bare).basis == SALES
    assert counted(bare).earned.loc[AUGUST].tolist() == [1_500, 1_650, 1_650, 2_000]
    half = counted(bare, SALON.changed({"money.margin": 0.5}))
    assert half.basis == MARGIN
    assert half.earned.loc[AUGUST].tolist() == [750, 825, 825, 1_000]


def test_a_month_that_is_not_over_stands_in_no_mean(three):
    found = counted(three)

    assert found.closed.loc[AUGUST].tolist() == [True, True, True, False]
    assert found.sizes["open"].to_dict() == {AUGUST: False, AUGUST + 2: False}
    told = together(found, "buyers")
    # One month after: both of August and c; two months after: August alone; November is open.
    assert told["customers"].tolist() == [3, 2, 2, 0]
    assert told["value"].tolist()[:3] == pytest.approx([1.0, 0.5, 0.0])
    assert np.isnan(told["value"].iloc[3])
    assert together(found, "revenue")["value"].tolist()[:3] == [3_800, 300, 0]
    assert together(found, "earned")["value"].iloc[1] == pytest.approx(990)


def test_a_month_is_over_on_its_last_day_and_its_cohort_with_it(three):
    last = three.at(dt.date(2026, 10, 31))
    assert not counted(last).sizes["open"].any()
    assert counted(three.at(dt.date(2026, 10, 30))).sizes["open"].tolist() == [False, True]


def test_by_years_the_same_is_counted_by_calendar_years(three):
    found = counted(three, by_year=True)

    assert found.sizes["customers"].to_dict() == {2026: 3}
    assert found.sizes["open"].tolist() == [True]
    assert (period_name(2026, by_year=True), period_name(AUGUST, by_year=False)) == (
        "2026",
        "2026-08",
    )


def test_who_stands_in_a_cell_is_named_the_largest_first(three):
    with closing(open_engine(three)) as engine:
        rows = people_of(engine, three, AUGUST, 1, by_year=False)
        first = people_of(engine, three, AUGUST, 0, by_year=False)
        year = people_of(engine, three, 2026, 0, by_year=True)

    assert rows.to_dict("records") == [{"customer_id": "a", "spend": 600}]
    assert first["customer_id"].tolist() == ["b", "a"]
    assert year["spend"].tolist() == [2_300, 1_700, 750]


def test_old_customers_of_a_young_ledger_stand_in_no_mean(tmp_path):
    """Forty come in a salon's first month, then two a month for two years."""
    days = [("2024-01-10", number) for number in range(40)]
    days += [(f"{2024 + m // 12}-{m % 12 + 1:02d}-05", 100 + m * 2 + k) for m in range(6, 30)
             for k in (0, 1)]  # fmt: skip
    rows = [(f"c{number}", day, 1_000) for day, number in days]
    book = book_of(purchases_of(rows), tmp_path=tmp_path, asof=dt.date(2026, 6, 30))
    found = counted(book)

    assert found.sizes.loc[2024 * 12, ["customers", "old"]].tolist() == [40, True]
    assert not found.sizes["old"].iloc[1:].any()
    assert together(found, "buyers")["customers"].iloc[0] == 48


def test_without_purchases_there_is_no_cohort(tmp_path):
    found = counted(book_of(purchases_of([]), tmp_path=tmp_path))
    assert (len(found.sizes), len(together(found, "buyers")), found.basis) == (0, 0, SALES)


def told_by(found):
    """Cells as the slow way writes them: only those with anything in them."""
    return {
        (int(cohort), int(since)): (int(found.buyers.loc[cohort, since]),
                                    int(found.revenue.loc[cohort, since]))
        for cohort in found.buyers.index
        for since in found.buyers.columns
        if found.buyers.loc[cohort, since] or found.revenue.loc[cohort, since]
        if pd.notna(found.buyers.loc[cohort, since])
    }  # fmt: skip


def slowly(lines, asof, **how):
    return {
        key: (buyers, revenue)
        for key, (buyers, revenue, _c, _l) in slow_cohorts.cells(lines, asof, **how).items()
        if buyers or revenue
    }


@pytest.mark.parametrize(("code", "by_year"), [("salon", False), ("lease", True),
                                               ("builder", True)])  # fmt: skip
def test_the_samples_cells_are_those_counted_customer_by_customer(code, by_year):
    seen = sample(code)
    rows = slow_cohorts.lines_of(seen.book)
    some = sorted({line["customer_id"] for line in rows})[::4]
    chosen = [line for line in rows if line["customer_id"] in some]
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(oracle.frame_of(chosen), tmp_path=Path(folder), asof=seen.book.asof)
        assert told_by(counted(book, seen.settings, by_year=by_year)) == slowly(
            chosen, seen.book.asof, by_year=by_year
        )


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_any_ledgers_cells_are_those_counted_customer_by_customer(lines, asof):
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(folder), asof=asof, today=asof,
                       has_amounts=True)  # fmt: skip
        found = counted(book, by_year=True)
        slow = slow_cohorts.cells(lines, asof, by_year=True)
        assert told_by(found) == {k: (b, r) for k, (b, r, _c, _l) in slow.items() if b or r}
        cost = any(c for _b, _r, c, _l in slow.values())
        bare = any(without for *_rest, without in slow.values())
        assert found.basis == (COST if cost and not bare else SALES)
        near = {k: v for k, v in slow_cohorts.cells(lines, asof).items() if v[0]}
        for cohort, since in list(near)[:2]:
            with closing(open_engine(book)) as engine:
                rows = people_of(engine, book, cohort, since, by_year=False)
            names = rows.set_index("customer_id")["spend"].to_dict()
            assert names == slow_cohorts.behind(lines, asof, cohort, since)
