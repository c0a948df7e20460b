"""Every kernel against a slow oracle, on DuckDB, SQLite and a real PostgreSQL; other engines are
in ``tests/engines`` (``python3 start.py test engines``)."""

from __future__ import annotations

import importlib.util
import random
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine import open_engine
from core.errors import EngineError
from core.scope import Scope
from core.tables import TABLES
from tests.core.ledgers import book_of
from tests.drills.share import examples
from tests.engines import same, slow_kernels
from tests.engines.ledgers import ANYTHING, ASKED, KERNELS, LEDGERS, WHOLE, asked


def test_every_kernel_has_its_slow_counterpart():
    assert [kernel for kernel in KERNELS if not hasattr(slow_kernels, kernel)] == []


def test_the_whole_ledger_asks_every_kernel_for_rows():
    shop = slow_kernels.Shop(WHOLE)
    asked_in_vain = [k for k in KERNELS if not getattr(slow_kernels, k)(shop, **asked(k, cno=3))]
    assert asked_in_vain == []


@pytest.mark.drill
@pytest.mark.parametrize("kind", LEDGERS)
def test_every_kernel_gives_what_the_slow_oracle_gives(kind):
    tried = []

    @settings(deadline=None, max_examples=examples(60))
    @given(lines=LEDGERS[kind], day=ASKED)
    def compared(lines, day):
        tried.append(len(lines))
        with same.counting(lines) as engine:
            same.check(engine, lines, day)

    compared()
    assert tried


def test_every_kernel_gives_the_same_of_a_whole_ledger_here_and_on_sqlite():
    with same.counting(WHOLE) as ours, same.counting(WHOLE, made=same.SQLite) as other:
        same.check(ours, WHOLE)
        same.check(other, WHOLE)
        assert ours.row_count() == len(WHOLE)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(lines=ANYTHING, day=ASKED)
def test_sqlite_gives_what_the_slow_oracle_gives(lines, day):
    with same.counting(lines, made=same.SQLite) as engine:
        same.check(engine, lines, day)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(lines=st.lists(LEDGERS["anything"], max_size=3), day=ASKED, seed=st.integers(0, 99))
def test_neither_order_nor_split_nor_later_rows_change_a_figure(lines, day, seed):
    """What is counted to a day is the same as if the rows after it had never come."""
    every = [line for part in lines for line in part]
    known = [line for line in every if line["date"] <= day]
    random.Random(seed).shuffle(known)
    with same.counting(every) as whole, same.counting(known, imports=3) as cut:
        for kernel in KERNELS:
            ints = asked(kernel, day)
            if "asof" in ints and "cno" not in ints:
                assert by_id(whole, kernel, ints) == by_id(cut, kernel, ints), kernel


def by_id(engine, kernel, ints):
    """The rows with the customers' ids: their numbers hang on who else is there."""
    found = engine.run(kernel, **ints)
    if "cno" in found:
        ids = engine.run("customer_ids").set_index("cno")["customer_id"]
        found["cno"] = found["cno"].map(ids).astype("str")
    return same.rows_of(found)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(40))
@given(lines=ANYTHING, day=ASKED)
def test_postgres_gives_what_the_slow_oracle_gives(lines, day, server):
    with same.counting(lines, server.url) as engine:
        same.check(engine, lines, day)
        assert engine.row_count() == len(lines)


def test_a_whole_ledger_on_postgres_is_the_same_frame_by_frame(server):
    with same.counting(WHOLE) as ours, same.counting(WHOLE, server.url) as other:
        same.check(other, WHOLE)
        for kernel in KERNELS:
            one, two = (engine.run(kernel, **asked(kernel)) for engine in (ours, other))
            assert list(one.columns) == list(two.columns)
            assert same.rows_of(one) == same.rows_of(two)
            assert len(one) == 0 or list(one.dtypes) == list(two.dtypes), kernel


SCOPES = (
    Scope(stores=("本店",)),
    Scope(staff=("", "田中"), products=("a", "本")),
    Scope(ways=("",)),
    Scope(ways=("no such way",), stores=("支店",)),
)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_a_part_of_the_business_is_the_same_part_on_postgres(scope, server):
    with (
        same.counting(WHOLE, scope=scope) as ours,
        same.counting(WHOLE, server.url, scope=scope) as other,
    ):
        for kernel in KERNELS:
            ints = asked(kernel)
            one, two = (same.rows_of(engine.run(kernel, **ints)) for engine in (ours, other))
            assert one == two, kernel


def test_a_ledger_without_purchases_is_counted_on_postgres_too(server, tmp_path):
    empty = book_of(TABLES["purchases"].empty(), tmp_path=tmp_path)
    engine = open_engine(empty, url=server.url)
    with closing(engine):
        same.check(engine, [])
        assert engine.row_count() == 0


def test_nothing_is_left_on_the_server(server):
    with same.counting(WHOLE[:5], server.url):
        pass
    left = "SELECT count(*) FROM pg_class WHERE relname IN ('facts', 'customer', 'calendar')"
    assert server.do(left) == [(0,)]


def test_a_sum_that_might_not_fit_is_refused_before_anything_is_sent(server):
    large = [WHOLE[0] | {"amount": amount} for amount in (2**62, -(2**62))]
    with pytest.raises(EngineError, match="too large"), same.counting(large, server.url):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody:secret@127.0.0.1:1/shop?connect_timeout=2",
        "postgresql://nobody:secret@/shop?host=/no/such/folder",
    ],
)
def test_a_server_that_does_not_answer_is_said_without_its_password(url):
    with pytest.raises(EngineError) as caught, same.counting(WHOLE[:3], url):
        pass
    assert "secret" not in caught.value.say("en") + caught.value.say("ja")
    assert caught.value.say("en").startswith("The counting engine does not answer")


@pytest.mark.parametrize(
    ("url", "package"),
    [("spark:local[2]", "pyspark[connect]"), ("chdb:", "clickhouse-connect")],
)
def test_a_driver_that_is_not_there_is_said_with_how_to_install_it(url, package):
    if importlib.util.find_spec(package.partition("[")[0].replace("-", "_")):
        url, package = "duckdb:?lines=/no/such/*.parquet&customer_id=a&date=b", "no files"
    with pytest.raises(EngineError) as caught, same.counting(WHOLE[:3], url):
        pass
    assert package in caught.value.say("en")
    assert caught.value.say("ja") != caught.value.say("en")
