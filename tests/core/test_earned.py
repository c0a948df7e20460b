"""What each customer brought so far and who serves them, against plain loops over the lines."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from core.engine import open_engine
from core.metrics.earned import earned
from tests.core import oracle, slow_asset
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples


def counted(frame, asof, **how):
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(frame, tmp_path=Path(folder), asof=asof, today=asof, has_amounts=True)
        with closing(open_engine(book)) as engine:
            return earned(engine, book)


def both(found, lines, asof):
    """Sales, profit and usual staff of each customer, as counted and as counted slowly."""
    staff = slow_asset.usual_staff(lines, asof)
    slowly = {who: (*sums, staff.get(who, "")) for who, sums in
              slow_asset.earned(lines, asof).items()}  # fmt: skip
    mine = {
        row.Index: (row.spend, None if pd.isna(row.profit) else row.profit, row.staff)
        for row in found.itertuples()
    }
    return mine, slowly


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_so_far_and_the_usual_staff_are_those_of_the_slow_oracle(lines, asof):
    mine, slowly = both(counted(oracle.frame_of(lines), asof), lines, asof)
    assert mine == slowly


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_so_far_of_the_samples_is_that_of_the_slow_oracle(code):
    seen = sample(code)
    frame = pd.concat([pd.read_parquet(path) for path in seen.book.purchases])
    with closing(open_engine(seen.book)) as engine:
        found = earned(engine, seen.book)
    mine, slowly = both(found, slow_asset.lines_of(frame), seen.book.asof)
    assert mine == slowly


def test_a_single_line_without_a_cost_leaves_the_profit_of_that_customer_unknown():
    names = "customer_id date amount cost"
    rows = [
        ("A", "2020-01-05", 1_000, 400), ("A", "2026-01-05", 1_000, 400),
        ("B", "2020-01-05", 1_000, None), ("B", "2026-01-05", 1_000, 400),
        ("C", "2026-01-05", 2_000, 500), ("C", "2026-01-06", -2_000, 500),
    ]  # fmt: skip
    found = counted(purchases_of(rows, names), slow_asset.day("2026-11-15"))
    assert found["profit"].astype("object").where(found["profit"].notna(), None).tolist() == [
        1_200, None, 0,
    ]  # fmt: skip


def test_who_served_on_most_days_of_the_year_counts_and_of_equals_the_later_one():
    names = "customer_id date amount staff"
    rows = [
        ("A", "2026-01-05", 1, "佐藤"), ("A", "2026-02-05", 1, "佐藤"),
        ("A", "2026-03-05", 9, "鈴木"), ("A", "2020-03-05", 9, "鈴木"),
        ("A", "2020-04-05", 9, "鈴木"), ("B", "2026-03-05", 9, "佐藤"),
        ("B", "2026-04-05", 1, "鈴木"), ("C", "2026-04-05", 1, ""),
    ]  # fmt: skip
    found = counted(purchases_of(rows, names), slow_asset.day("2026-11-15"))
    assert found["staff"].to_dict() == {"A": "佐藤", "B": "鈴木", "C": ""}


def test_an_empty_ledger_has_nobody():
    assert len(counted(purchases_of([]), slow_asset.day("2026-11-15"))) == 0
