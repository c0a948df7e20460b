"""The engine: kernels over a layer of Parquet, within limits, the same on a second engine."""

from __future__ import annotations

import datetime as dt
import gc
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from core.engine import DuckDBEngine, Limits, duck, layer, open_engine
from core.engine.calendar import calendar
from core.engine.duck import MEMORY_MB
from core.engine.kernel import kernel_text, places
from core.errors import EngineError
from core.metrics.moment import day_number
from core.tables import TABLES
from tests.core import oracle
from tests.core.ledgers import TODAY, book_of, purchases_of
from tests.drills.share import examples

KERNELS = sorted(p.stem for p in (Path(__file__).parents[2] / "core/engine/kernels").glob("*.sql"))
DAY = day_number(dt.date(2025, 11, 15))
INTS = {
    "asof": DAY, "min_net": 1, "from_12m": DAY - 365, "from_24m": DAY - 730,
    "from_day": DAY - 91, "to_day": DAY, "from_now": DAY - 91, "to_now": DAY,
    "from_before": DAY - 455, "to_before": DAY - 364, "mid_day": DAY - 45,
    "from_ym": 2025 * 12 + 3, "first_from": DAY - 400, "first_to": DAY, "by_year": 0, "cno": 0,
}  # fmt: skip
SALES = [("a", "2026-11-01", 1000), ("b", "2026-11-02", 500), ("a", "2026-11-01", 200)]


@pytest.fixture
def book(tmp_path):
    return book_of(purchases_of(SALES), tmp_path=tmp_path)


def ints_of(kernel):
    return {name: INTS[name] for name in places(kernel)}


def days_of(engine):
    return engine.run("purchase_days", asof=30_000, min_net=1)


def test_lines_of_one_day_are_one_purchase_of_their_sum(book):
    with closing(open_engine(book)) as engine:
        found = days_of(engine)
        assert list(found["spend"]) == [1200, 500]
        assert engine.row_count() == 3
        assert engine.limits() == Limits(memory_mb=MEMORY_MB)


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_runs_on_a_book_without_purchases(kernel, tmp_path):
    empty = book_of(TABLES["purchases"].empty(), tmp_path=tmp_path)
    assert empty.purchases == ()
    with closing(open_engine(empty)) as engine:
        found = engine.run(kernel, **ints_of(kernel))
        assert engine.row_count() == 0
    assert found.sum(numeric_only=True).sum() == 0


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(100))
@given(lines=oracle.LINES)
def test_every_kernel_gives_the_same_on_sqlite(lines):
    """Two engines of different make agree on the unchanged text: nothing hangs on DuckDB."""
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(folder))
        cache = Path(folder) / "cache"
        with closing(open_engine(book, cache=cache)) as engine:
            ours = {kernel: engine.run(kernel, **ints_of(kernel)) for kernel in KERNELS}
        with closing(sqlite_of(next(cache.iterdir()))) as other:
            for kernel, frame in ours.items():
                rows = other.execute(kernel_text(kernel), ints_of(kernel)).fetchall()
                mine = [tuple(map(plain, row)) for row in frame.itertuples(index=False)]
                assert sorted(mine) == sorted(rows), kernel


@given(lines=oracle.LINES)
def test_an_answer_of_few_and_one_of_many_customers_are_the_same_frame(lines):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(folder))
        with closing(DuckDBEngine(book)) as engine:
            of_few = {kernel: engine.run(kernel, **ints_of(kernel)) for kernel in KERNELS}
        patch.setattr(duck, "FEW", -1)
        with closing(DuckDBEngine(book)) as engine:
            for kernel, frame in of_few.items():
                same = engine.run(kernel, **ints_of(kernel))
                pd.testing.assert_frame_equal(in_order(same), in_order(frame))


def in_order(frame):
    """Some kernels promise no order of their rows."""
    return frame.sort_values(list(frame), ignore_index=True)


def plain(cell):
    return int(cell) if isinstance(cell, np.integer) else cell


def sqlite_of(kept: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    frames = {name: pd.read_parquet(kept / f"{name}.parquet") for name in layer.TABLES}
    days = frames["purchase_day"]["day"]
    frames["calendar"] = calendar(*((days.min(), days.max()) if len(days) else (0, -1)))
    for name, frame in frames.items():
        frame.to_sql(name, connection, index=False)
    return connection


def test_a_run_wants_exactly_the_numbers_of_its_kernel(book):
    with closing(open_engine(book)) as engine:
        with pytest.raises(TypeError, match="needs"):
            engine.run("purchase_days", asof=1)
        with pytest.raises(TypeError, match="needs"):
            engine.run("purchase_days", asof=1, min_net=1, more=2)


@pytest.mark.parametrize("value", ["1 OR 1=1", 1.5, None])
def test_nothing_but_whole_numbers_reaches_the_sql(book, value):
    with closing(open_engine(book)) as engine, pytest.raises(TypeError, match="no whole number"):
        engine.run("purchase_days", asof=value, min_net=1)


@pytest.mark.parametrize("url", ["", "duckdb:"])
def test_the_engine_that_ships_is_the_default(book, url):
    with closing(open_engine(book, url=url)) as engine:
        assert isinstance(engine, DuckDBEngine)


def test_another_address_is_refused_in_words_without_its_password(book):
    with pytest.raises(EngineError) as caught:
        open_engine(book, url="mysql://owner:secret@db.example.jp/shop")
    assert caught.value.say("en").startswith("This version has no counting engine")
    assert "mysql:" in caught.value.say("ja")
    assert "secret" not in caught.value.say("en") + caught.value.say("ja")


def test_the_layer_is_made_once_for_the_same_imports(book, tmp_path):
    cache = tmp_path / "cache"
    for _time in range(2):
        with closing(open_engine(book, cache=cache)) as engine:
            assert len(days_of(engine)) == 2
    (kept,) = cache.iterdir()
    assert sorted(p.name for p in kept.iterdir() if p.is_file()) == [
        "customer.parquet", "facts.parquet", "purchase_day.parquet",
    ]  # fmt: skip


def test_a_layer_on_disk_is_read_and_not_made_again(book, tmp_path):
    cache = tmp_path / "cache"
    open_engine(book, cache=cache).close()
    (kept,) = cache.iterdir()
    days = pd.read_parquet(kept / "purchase_day.parquet")
    days.assign(spend=77).to_parquet(kept / "purchase_day.parquet", index=False)
    with closing(open_engine(book, cache=cache)) as engine:
        assert set(days_of(engine)["spend"]) == {77}


def test_a_layer_that_lost_a_file_is_made_again(book, tmp_path):
    cache = tmp_path / "cache"
    open_engine(book, cache=cache).close()
    (kept,) = cache.iterdir()
    (kept / "facts.parquet").unlink()
    with closing(open_engine(book, cache=cache)) as engine:
        assert list(days_of(engine)["spend"]) == [1200, 500]
    assert layer.complete(kept)


def test_other_imports_make_another_layer_and_old_ones_are_dropped(tmp_path):
    cache = tmp_path / "cache"
    for number in range(layer.KEPT + 2):
        other = book_of(purchases_of([*SALES, ("c", "2026-11-03", number)]), tmp_path=tmp_path)
        open_engine(other, cache=cache).close()
        assert layer.complete(layer.folder(cache, layer.digest(other.purchases)))
    assert len(list(cache.iterdir())) == layer.KEPT


def test_the_layer_does_not_hang_on_the_order_of_the_imports(tmp_path):
    book = book_of(purchases_of(SALES), tmp_path=tmp_path, imports=3)
    assert layer.digest(book.purchases) == layer.digest(book.purchases[::-1])


def test_a_file_that_is_written_anew_makes_another_layer_also_where_it_was_read_before(tmp_path):
    places = [tmp_path / "one", tmp_path / "other"]
    for place in places:
        place.mkdir()
    one = book_of(purchases_of(SALES), tmp_path=places[0])
    other = book_of(purchases_of(SALES[:-1]), tmp_path=places[1])
    before = layer.digest(one.purchases)
    one.purchases[0].write_bytes(other.purchases[0].read_bytes())
    assert layer.digest(one.purchases) == layer.digest(other.purchases) != before


def test_of_two_makers_of_one_layer_the_first_is_kept(book, tmp_path):
    kept = tmp_path / "cache" / "layer-x"
    for text in ("first", "second"):
        made = layer.workplace(kept)
        for name in layer.TABLES:
            (made / f"{name}.parquet").write_text(text)
        layer.publish(made, kept)
        assert not made.exists()
    assert (kept / "facts.parquet").read_text() == "first"


def test_a_layer_that_cannot_be_put_in_place_is_counted_in_memory(book, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    layer.folder(cache, layer.digest(book.purchases)).write_text("a file where a folder must be")
    with closing(open_engine(book, cache=cache)) as engine:
        assert list(days_of(engine)["spend"]) == [1200, 500]
    assert len(list(cache.iterdir())) == 1


def test_several_threads_may_count_with_one_engine(book):
    with closing(open_engine(book)) as engine, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _n: days_of(engine), range(64)))
    assert all(list(frame["spend"]) == [1200, 500] for frame in found)


def test_odd_folder_names_and_free_columns_of_other_kinds_do_not_matter(tmp_path):
    folder = tmp_path / "田中's [店] *?"
    folder.mkdir()
    first = purchases_of(SALES[:1]).assign(メモ="x")
    second = purchases_of(SALES[1:]).assign(メモ=2.5)
    files = [
        *book_of(first, tmp_path=folder).purchases,
        *book_of(second, tmp_path=folder).purchases,
    ]
    book = book_of(purchases_of(SALES), tmp_path=tmp_path)
    with closing(open_engine(book_with(book, files), cache=folder / "キャッシュ")) as engine:
        assert list(days_of(engine)["spend"]) == [1200, 500]


def test_imports_may_be_reached_through_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    book = book_of(purchases_of(SALES), tmp_path=tmp_path / "link")
    with closing(open_engine(book, cache=tmp_path / "link" / "cache")) as engine:
        assert list(days_of(engine)["spend"]) == [1200, 500]


def book_with(book, files):
    return type(book)(book.tables, tuple(files), book.asof, book.today)


def test_files_of_the_same_name_elsewhere_are_out_of_reach(book, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.parquet"
    purchases_of(SALES).to_parquet(elsewhere)
    with closing(DuckDBEngine(book)) as engine:
        for text in (
            f"SELECT * FROM read_parquet('{elsewhere}')",
            f"COPY facts TO '{elsewhere.with_suffix('.csv')}'",
            "SET memory_limit = '100GB'",
            "INSTALL sqlite",
        ):
            with pytest.raises(duckdb.Error):
                engine._connection.cursor().execute(text)


def test_a_missing_or_damaged_import_is_an_error_in_words(book):
    book.purchases[0].write_bytes(b"PAR1 and nothing more PAR1")
    with pytest.raises(EngineError, match="missing or damaged"):
        open_engine(book)
    book.purchases[0].unlink()
    with pytest.raises(EngineError, match="missing or damaged"):
        open_engine(book)
    with pytest.raises(EngineError, match="missing or damaged"):
        open_engine(book, cache=book.purchases[0].parent / "cache")


def test_sums_are_exact_to_the_last_yen_far_beyond_what_a_float_holds(tmp_path):
    sales = [("a", "2026-11-01", 2**60 + 1), ("a", "2026-11-02", 2**60 + 2)]
    with closing(open_engine(book_of(purchases_of(sales), tmp_path=tmp_path))) as engine:
        found = engine.run("months", asof=30_000, min_net=1)
    assert int(found["new_revenue"].sum()) == 2**61 + 3


@pytest.mark.parametrize("days", [("2026-11-01", "2026-11-01"), ("2026-11-01", "2026-11-02")])
def test_a_total_beyond_64_bits_is_an_error_in_words(tmp_path, days):
    sales = [("a", day, 2**63 - 1) for day in days]
    with pytest.raises(EngineError, match="too large"):  # noqa: SIM117 - opening may raise too
        with closing(open_engine(book_of(purchases_of(sales), tmp_path=tmp_path))) as engine:
            engine.run("months", asof=30_000, min_net=1)


def many(tmp_path):
    number = np.arange(120_000)
    return book_of(
        pd.DataFrame(
            {
                "customer_id": pd.Series(number % 40_000).astype("str") + "番のお客様",
                "date": pd.Timestamp("2026-11-01") - pd.to_timedelta(number % 700, unit="D"),
                "amount": number,
                "product": pd.Series(number % 5_000).astype("str") + "という商品",
            }
        ),
        tmp_path=tmp_path,
    )


def test_with_a_small_part_of_the_memory_it_ends_with_the_same_figures(tmp_path):
    book = many(tmp_path)
    with closing(open_engine(book)) as wide, closing(DuckDBEngine(book, memory_mb=60)) as narrow:
        pd.testing.assert_frame_equal(days_of(wide), days_of(narrow))


def test_too_little_memory_is_an_error_in_words(tmp_path):
    with pytest.raises(EngineError, match="memory"):
        DuckDBEngine(many(tmp_path), memory_mb=12)


def test_nothing_is_left_on_disk_after_closing(book):
    engine = DuckDBEngine(book)
    scratch = engine._scratch
    assert scratch.is_dir()
    engine.close()
    assert not scratch.exists()


def test_the_calendar_knows_weeks_months_and_years_before_1970_too():
    first, last = dt.date(1899, 12, 31), dt.date(2100, 3, 1)
    found = calendar(day_number(first), day_number(last))
    assert len(found) == (last - first).days + 1
    for at in (0, 1, 60, 25_568, 40_000, len(found) - 1):
        day = first + dt.timedelta(days=at)
        monday = day - dt.timedelta(days=day.weekday())
        assert tuple(found.iloc[at]) == (
            day_number(day), day.year * 12 + day.month - 1, day.year, day.month,
            day_number(monday),
        )  # fmt: skip


def test_rows_after_the_last_day_asked_for_are_held_but_not_counted(tmp_path):
    book = book_of(purchases_of(SALES), tmp_path=tmp_path, asof=dt.date(2026, 11, 1))
    with closing(open_engine(book)) as engine:
        assert engine.row_count() == 3
        assert list(
            engine.run("purchase_days", asof=day_number(book.asof), min_net=1)["spend"]
        ) == [1200]
    assert book.today == TODAY


def test_an_engine_that_nobody_closes_leaves_nothing_behind(book):
    engine = open_engine(book)
    scratch = engine._scratch
    assert scratch.is_dir()
    del engine
    gc.unfreeze()  # a page shown before in this process may have set it aside
    gc.collect()
    assert not scratch.exists()
