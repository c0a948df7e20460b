"""Purchases that an engine holds itself: named once in its address, counted as ours."""

from __future__ import annotations

import decimal
from urllib.parse import urlencode

import psycopg
import pytest

from core.engine import address, open_engine
from core.engine.setting import SETTING
from core.errors import EngineError
from core.scope import Scope
from tests.core.ledgers import book_of
from tests.engines import same
from tests.engines.held import MAPPING, THEIRS, theirs, with_table
from tests.engines.ledgers import WHOLE, frame_of


@pytest.fixture
def sales(server):
    """A server's own table of sales, in a schema, with a line that belongs to nobody."""
    url = server.database()
    columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" {kind}' for name, kind in
                        THEIRS.values())  # fmt: skip
    server.do("CREATE SCHEMA till", f"CREATE TABLE till.sales ({columns})", url=url)
    rows = [[value(line, name) for name in MAPPING] for line in WHOLE]
    rows.append([None, *rows[0][1:]])
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(MAPPING))
        cursor.executemany(f"INSERT INTO till.sales VALUES ({places})", rows)
    return url


def value(line, name):
    if name == "quantity" and line[name] is not None:
        return decimal.Decimal(str(line[name]))
    return line[name] or None if name in {"product", "staff", "category"} else line[name]


def test_a_table_of_a_server_is_counted_as_if_it_had_been_imported(sales):
    with same.counting(WHOLE[:1], with_table(sales, "till.sales")) as engine:
        same.check(engine, WHOLE)
        assert engine.row_count() == len(WHOLE)


@pytest.mark.parametrize(
    "scope",
    [Scope(stores=("本店",)), Scope(ways=("",)), Scope(ways=("x",), staff=("a",))],
    ids=str,
)
def test_a_part_of_such_a_table_is_the_same_part(sales, scope):
    url = with_table(sales, "till.sales")
    with (
        same.counting(WHOLE, scope=scope) as ours,
        same.counting(WHOLE, url, scope=scope) as other,
    ):
        for kernel in same.KERNELS:
            ints = same.asked(kernel)
            one, two = (same.rows_of(engine.run(kernel, **ints)) for engine in (ours, other))
            assert one == two, kernel


def test_parquet_files_of_others_are_counted_by_the_engine_that_ships(tmp_path):
    for number in range(3):
        theirs(WHOLE[number::3]).to_parquet(tmp_path / f"sales-{number}.parquet")
    url = with_table("duckdb:", f"{tmp_path}/sales-*.parquet")
    with same.counting(WHOLE[:1], url) as engine:
        same.check(engine, WHOLE)


def test_columns_that_a_table_does_not_have_are_unknown(tmp_path):
    theirs(WHOLE).to_parquet(tmp_path / "sales.parquet")
    few = {name: MAPPING[name] for name in ("customer_id", "date", "amount")}
    known = [
        line | {name: None if name in {"cost", "discount", "quantity"} else "" for name in MAPPING
                if name not in few}
        for line in WHOLE
    ]  # fmt: skip
    url = with_table("duckdb:", f"{tmp_path}/sales.parquet", few)
    with same.counting(WHOLE[:1], url) as engine:
        same.check(engine, known)


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
def test_amounts_that_would_have_to_be_rounded_are_refused(kind, tmp_path, request):
    if kind == "postgres":
        url = with_table(sales_url := request.getfixturevalue("sales"), "till.sales")
        update = 'UPDATE till.sales SET "yen ""net""" = 0.5 WHERE tenpo = \'本店\''
        request.getfixturevalue("server").do(update, url=sales_url)
    else:
        theirs(WHOLE).assign(genka=0.5).to_parquet(tmp_path / "sales.parquet")
        url = with_table("duckdb:", f"{tmp_path}/sales.parquet")
    with pytest.raises(EngineError, match="more decimals"), same.counting(WHOLE[:1], url):
        pass


def test_a_table_that_is_not_there_is_an_error_in_words(sales):
    with (
        pytest.raises(EngineError, match="does not answer as expected"),
        same.counting(WHOLE[:1], with_table(sales, "till.nothing")),
    ):
        pass


@pytest.mark.parametrize("missing", ["lines", "customer_id", "date"])
def test_an_address_says_what_it_lacks_of_a_table(missing):
    words = {"lines": "sales", **MAPPING}
    del words[missing]
    with pytest.raises(EngineError) as caught:
        address.parse(f"postgresql://o:secret@db/x?{urlencode(words)}")
    assert missing in caught.value.say("en")
    assert "secret" not in caught.value.say("ja")


def test_an_address_keeps_what_is_the_drivers_and_shows_no_password():
    text = "postgresql://o:secret@db/x?sslmode=require&lines=s&customer_id=c&date=d"
    found = address.parse(text)
    assert found.url() == "postgresql://o:secret@db/x?sslmode=require"
    assert found.held == address.Held("s", {"customer_id": "c", "date": "d"})
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("", "duckdb", ""), ("duckdb:", "duckdb", ""), ("spark:local[2]", "spark", "local[2]"),
        ("sc://h:15002", "spark", "//h:15002"), ("clickhouses://h/d", "clickhouse", "//h/d"),
    ],
)  # fmt: skip
def test_an_address_names_its_engine(text, kind, rest):
    found = address.parse(text)
    assert (found.kind, found.rest, found.held) == (kind, rest, None)


def test_the_file_beside_the_cache_says_which_engine_counts(sales, tmp_path):
    book = book_of(frame_of(WHOLE[:1]), tmp_path=tmp_path)
    (tmp_path / SETTING).write_text(with_table(sales, "till.sales") + "\n", encoding="utf-8")
    for url, lines in (("", len(WHOLE)), ("duckdb:", 1)):
        engine = open_engine(book, cache=tmp_path / "cache", url=url)
        assert engine.row_count() == lines
        engine.close()


def test_a_layer_of_other_columns_is_another_layer(tmp_path):
    theirs(WHOLE).to_parquet(tmp_path / "sales.parquet")
    book = book_of(frame_of(WHOLE[:1]), tmp_path=tmp_path)
    counted = []
    for item in ("item", "tanto", "item"):
        url = with_table("duckdb:", f"{tmp_path}/sales.parquet", MAPPING | {"product": item})
        engine = open_engine(book, cache=tmp_path / "cache", url=url)
        counted.append(same.rows_of(engine.run("goods", **same.asked("goods"))))
        engine.close()
    assert counted[0] == counted[2] != counted[1]
