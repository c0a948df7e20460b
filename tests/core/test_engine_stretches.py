"""The kernel ``customers`` has a second, faster way: it gives what the first one gives."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.engine import DuckDBEngine, layer, stretches
from core.errors import EngineError
from core.metrics.moment import day_number
from core.scope import Scope
from tests.core import oracle
from tests.core.ledgers import book_of, purchases_of

DAY = day_number(dt.date(2025, 11, 15))
DAYS = st.integers(day_number(dt.date(1990, 1, 1)), day_number(dt.date(2040, 1, 1)))
INTS = {"asof": DAY, "min_net": 1, "from_12m": DAY - 365, "from_24m": DAY - 730}
SALES = [("a", "2024-12-01", 1000), ("b", "2023-11-20", 500), ("a", "2025-11-01", 200),
         ("c", "2025-11-02", -300), ("d", "2026-01-05", 900)]  # fmt: skip


def by_the_text(book, ints):
    """As ``customers.sql`` says it: without a kept layer there is no other way."""
    with closing(DuckDBEngine(book)) as engine:
        return engine.run("customers", **ints)


def kept_layer(book, folder):
    DuckDBEngine(book, cache=folder / "cache").close()
    (kept,) = (folder / "cache").iterdir()
    return kept


def cut(kept, size):
    """The same layer in row groups of so many rows."""
    table = pq.read_table(kept / stretches.DAYS)
    pq.write_table(table, kept / stretches.DAYS, row_group_size=size)


@pytest.fixture
def book(tmp_path):
    return book_of(purchases_of(SALES), tmp_path=tmp_path)


@pytest.fixture
def by_stretches(monkeypatch):
    """How often the second way answered."""
    answered = []
    original = stretches.customers

    def customers(*told):
        found = original(*told)
        answered.append(len(found))
        return found

    monkeypatch.setattr(stretches, "customers", customers)
    return answered


@given(lines=oracle.LINES, size=st.integers(1, 4), asof=DAYS, min_net=st.integers(0, 2000))
@example(lines=[], size=1, asof=DAY, min_net=1)
def test_both_ways_give_the_same_wherever_the_file_is_cut(lines, size, asof, min_net):
    ints = {"asof": asof, "min_net": min_net, "from_12m": asof - 365, "from_24m": asof - 730}
    with tempfile.TemporaryDirectory() as place:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(place))
        kept = kept_layer(book, Path(place))
        cut(kept, size)
        assert stretches.summable(kept)
        pd.testing.assert_frame_equal(stretches.customers(kept, ints), by_the_text(book, ints))


def test_a_kept_layer_is_counted_the_second_way_and_those_after_the_day_are_not_named(
    book, tmp_path, by_stretches
):
    with closing(DuckDBEngine(book, cache=tmp_path / "cache")) as engine:
        found = engine.run("customers", **INTS)
    assert by_stretches == [3]
    assert list(found["customer_id"]) == ["a", "b", "c"]
    assert list(found["total_spend"]) == [1200, 500, -300]
    assert list(found["purchases"]) == [2, 1, 0]
    assert list(found["spend_12m"]) == [1200, 0, -300]
    assert list(found["spend_prev_12m"]) == [0, 500, 0]
    assert found["last_day"].iloc[2] == -stretches.NEVER


def test_a_part_of_the_lines_is_counted_by_the_text(book, tmp_path, by_stretches):
    part = book.within(Scope(stores=("本店",)))
    with closing(DuckDBEngine(part, cache=tmp_path / "cache")) as engine:
        assert engine.run("customers", **INTS).empty
    assert by_stretches == []


def test_sums_that_may_need_more_than_64_bits_are_left_to_the_text(tmp_path, by_stretches):
    huge = 2**62
    fits = [("a", "2025-11-01", huge), ("a", "2025-11-02", -huge), ("b", "2025-11-03", huge)]
    book = book_of(purchases_of(fits), tmp_path=tmp_path)
    with closing(DuckDBEngine(book, cache=tmp_path / "cache")) as engine:
        assert list(engine.run("customers", **INTS)["total_spend"]) == [0, huge]
    over = [("a", "2025-11-01", huge), ("a", "2025-11-02", huge)]
    book = book_of(purchases_of(over), tmp_path=tmp_path)
    with (
        closing(DuckDBEngine(book, cache=tmp_path / "cache")) as engine,
        pytest.raises(EngineError, match="too large"),
    ):
        engine.run("customers", **INTS)
    assert by_stretches == []


def test_a_file_that_says_nothing_of_its_values_is_left_to_the_text(book, tmp_path):
    kept = kept_layer(book, tmp_path)
    pq.write_table(pq.read_table(kept / stretches.DAYS), kept / stretches.DAYS,
                   write_statistics=False)  # fmt: skip
    assert not stretches.summable(kept)


@pytest.mark.parametrize("name", [stretches.DAYS, stretches.NAMES])
def test_where_a_file_of_the_layer_goes_damaged_the_owner_is_told_in_words(book, tmp_path, name):
    with closing(DuckDBEngine(book, cache=tmp_path / "cache")) as engine:
        (engine.layer / name).write_bytes(b"PAR1 nothing")
        with pytest.raises(EngineError) as refused:
            engine.run("customers", **INTS)
    assert "取り込み" in refused.value.say("ja")


def test_the_files_are_those_of_the_layer():
    assert {stretches.DAYS, stretches.NAMES} <= {f"{name}.parquet" for name in layer.TABLES}
