"""Who is still a customer after so many years: by hand, by the slow way, on the samples."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from core.engine import open_engine
from core.metrics.beginning import known_from
from core.metrics.yearly import (
    HUGHES,
    kept_by_year,
    kept_of,
    left_and_still,
    left_in_year,
    lives,
    lost_after,
)
from core.settings import Settings
from tests.core import oracle, slow_cohorts
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")


def counted(book, by=SALON, what=kept_by_year):
    with closing(open_engine(book)) as engine:
        return what(engine, book, by)


def pairs(frame):
    return {
        row.year: (row.at_risk, row.kept) for row in frame.itertuples(index=False) if row.at_risk
    }


def test_a_customer_is_one_for_as_long_as_a_later_purchase_follows(tmp_path):
    """As of 2026-01-01 all is known up to 2025-01-01, a year of silence before it.

    ``stays`` bought again a year and a day after the first purchase; ``skips`` came back after
    two silent years, which is staying; ``once`` never; ``to the day`` on the last day of the
    year; ``late`` first came after the day up to which all is known.
    """
    rows = [
        ("stays", "2023-01-01", 100), ("stays", "2024-01-02", 100),
        ("skips", "2022-01-01", 100), ("skips", "2025-12-01", 100),
        ("once", "2023-05-01", 100),
        ("to the day", "2023-01-01", 100), ("to the day", "2024-01-01", 100),
        ("late", "2025-02-01", 100), ("late", "2025-12-31", 100),
    ]  # fmt: skip
    book = book_of(purchases_of(rows), tmp_path=tmp_path, asof=dt.date(2026, 1, 1))
    found = counted(book)

    # Two years of who came in January 2023 end on 2024-12-31, the day before.
    assert pairs(found) == {1: (4, 2), 2: (2, 1), 3: (1, 1)}
    assert found["share"].tolist()[:2] == [0.5, 0.5]
    assert not found["solid"].any()
    with closing(open_engine(book)) as engine:
        assert left_in_year(engine, book, SALON, 1) == ["once", "to the day"]
        assert left_in_year(engine, book, SALON, 2) == ["stays"]
    # ``once`` was lost in year 1, ``stays`` in year 2, ``skips`` is known to be one for 3 years.
    left, still = counted(book, what=lambda *shop: left_and_still(lives(*shop), SALON))
    assert (left.tolist(), still.tolist()) == ([2, 1, 0], [0, 0, 1])


def test_nobody_is_lost_before_the_silence_of_a_year_or_of_the_trade_has_passed():
    trades = ("salon", "rental", "lease", "car", "builder")
    silence = {code: lost_after(Settings(trade_code=code)) for code in trades}
    assert silence == {"salon": 365, "rental": 365, "lease": 365, "car": 400, "builder": 1825}


def test_without_purchases_the_years_of_the_hughes_line_stand_empty(tmp_path):
    found = counted(book_of(purchases_of([]), tmp_path=tmp_path))
    assert found["year"].tolist() == [1, 2, 3] == list(range(1, len(HUGHES) + 1))
    assert found["at_risk"].tolist() == [0, 0, 0]
    assert found["share"].isna().all()


def test_a_ledger_that_begins_amid_the_business_counts_its_first_customers_as_old():
    """Sixty come in the first 150 days of a salon's ledger, later one a week."""
    crowd = np.repeat(np.arange(20_000, 20_150, 5), 2)
    later = np.arange(20_160, 21_000, 7)
    everybody = np.concatenate([crowd, later])
    assert known_from(everybody, 21_000, SALON) == 20_150
    assert known_from(later, 21_000, SALON) == 20_160  # one a week from the beginning
    assert known_from(everybody, 20_250, SALON) == 20_000  # too short to compare
    assert known_from(everybody[:0], 21_000, SALON) == 0


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_the_samples_years_are_those_counted_customer_by_customer(code):
    seen = sample(code)
    slow = slow_cohorts.kept_by_year(
        slow_cohorts.lines_of(seen.book), seen.book.asof, seen.settings
    )
    assert slow
    assert pairs(counted(seen.book, seen.settings)) == slow


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_any_ledger_is_counted_as_customer_by_customer(lines, asof):
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(folder), asof=asof, today=asof,
                       has_amounts=True)  # fmt: skip
        found = counted(book)
        life = counted(book, what=lives)
    slow = slow_cohorts.kept_by_year(lines, asof, SALON)
    assert pairs(found) == slow
    left, still = left_and_still(life, SALON)
    assert int(left.sum() + still.sum()) == slow.get(1, (0, 0))[0]
    assert pairs(kept_of(life, SALON)) == slow
