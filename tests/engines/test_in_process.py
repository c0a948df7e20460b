"""Every kernel on engines of this process: DuckDB's former release, ClickHouse, DataFusion."""

from __future__ import annotations

from importlib.metadata import version

import duckdb
import pytest
from hypothesis import given, settings

from core.errors import EngineError
from core.scope import Scope
from tests.drills.share import examples
from tests.engines import same
from tests.engines.held import theirs, with_table
from tests.engines.ledgers import ANYTHING, ASKED, KERNELS, WHOLE, asked

#: Small ledgers are counted sooner by one thread.
CHDB = "chdb:?max_threads=1"
ENGINES = {
    "duckdb": {},
    "clickhouse": {"url": CHDB},
    "datafusion": {"made": same.DataFusion},
    "sqlite": {"made": same.SQLite},
}


def test_this_is_the_former_release_of_the_engine_that_ships():
    assert duckdb.__version__.startswith("1.5.")
    assert version("duckdb") == duckdb.__version__


@pytest.mark.parametrize("name", ENGINES)
def test_every_kernel_gives_the_same_of_a_whole_ledger(name):
    with same.counting(WHOLE) as ours, same.counting(WHOLE, **ENGINES[name]) as other:
        same.check(other, WHOLE)
        for kernel in KERNELS:
            one, two = (engine.run(kernel, **asked(kernel)) for engine in (ours, other))
            assert list(one.columns) == list(two.columns)
            assert same.rows_of(one) == same.rows_of(two)


@pytest.mark.parametrize("name", ENGINES)
def test_every_kernel_gives_what_the_slow_oracle_gives(name):
    tried = []

    @settings(deadline=None, max_examples=examples(120))
    @given(lines=ANYTHING, day=ASKED)
    def compared(lines, day):
        tried.append(day)
        with same.counting(lines, **ENGINES[name]) as engine:
            same.check(engine, lines, day)

    compared()
    assert tried


@pytest.mark.parametrize("scope", [Scope(stores=("本店",)), Scope(ways=("",))], ids=str)
def test_a_part_of_the_business_is_the_same_part_on_clickhouse(scope):
    with (
        same.counting(WHOLE, scope=scope) as ours,
        same.counting(WHOLE, CHDB, scope=scope) as other,
    ):
        for kernel in KERNELS:
            one, two = (engine.run(kernel, **asked(kernel)) for engine in (ours, other))
            assert same.rows_of(one) == same.rows_of(two), kernel


@pytest.fixture
def clickhouse():
    """A driver of our own to the same ClickHouse, for tables that somebody else holds there."""
    import clickhouse_connect  # noqa: PLC0415 - the engine's own, loaded where it is used

    client = clickhouse_connect.get_client(dsn="chdb://")
    yield client
    client.command("DROP TABLE IF EXISTS sales")
    client.close()


def test_a_table_of_clickhouse_is_counted_as_if_it_had_been_imported(clickhouse):
    import pyarrow as pa  # noqa: PLC0415

    table = pa.Table.from_pandas(theirs(WHOLE).rename(columns={"会員 No.": "member"}))
    columns = ", ".join(f"`{field.name}` " + kind_of(field.type) for field in table.schema)
    clickhouse.command(f"CREATE TABLE sales ({columns}) ENGINE = MergeTree ORDER BY tuple()")
    clickhouse.insert_arrow("sales", table)
    url = with_table(CHDB, "sales").replace("%E4%BC%9A%E5%93%A1+No.", "member")
    with same.counting(WHOLE[:1], url) as engine:
        same.check(engine, WHOLE)


def kind_of(arrow) -> str:
    if str(arrow).startswith("timestamp"):
        return "DateTime64(6)"
    return {"int64": "Nullable(Int64)", "double": "Nullable(Float64)"}.get(str(arrow), "String")


def test_what_clickhouse_does_not_understand_is_an_error_in_words():
    url = with_table(CHDB, "no_such_table")
    with pytest.raises(EngineError, match="does not answer"), same.counting(WHOLE[:1], url):
        pass
