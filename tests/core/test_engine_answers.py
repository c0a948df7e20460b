"""What was counted is not counted again, neither after a start nor by an engine elsewhere."""

from __future__ import annotations

import os
from contextlib import closing

import pandas as pd
import pytest

from core.engine import answers, layer, open_engine
from core.engine.answers import FOLDER, Remembering
from core.errors import EngineError
from core.scope import Scope
from tests.core.ledgers import book_of, purchases_of
from tests.engines.ledgers import KERNELS, WHOLE, asked

ASKED = {"asof": 30_000, "min_net": 1}
SALES = [("a", "2026-11-01", 1000), ("b", "2026-11-02", 500), ("a", "2026-11-01", 200)]
#: Nobody listens there.
NOBODY = "postgresql://owner@127.0.0.1:1/till"


@pytest.fixture
def book(tmp_path):
    return book_of(purchases_of(SALES), tmp_path=tmp_path)


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def kept(cache):
    return sorted(cache.rglob(f"{FOLDER}/*"))


def spent(engine):
    return list(engine.run("purchase_days", **ASKED)["spend"])


class Nothing:
    """An engine that is never to be asked."""

    def run(self, kernel, **_ints):
        raise AssertionError(f"{kernel} was counted again")

    def close(self):
        """Nothing to let go."""


def test_every_kernel_is_read_as_it_was_counted(tmp_path, cache):
    book = book_of(pd.DataFrame(WHOLE), tmp_path=tmp_path)
    with closing(open_engine(book, cache=cache)) as engine:
        counted = {kernel: engine.run(kernel, **asked(kernel, cno=3)) for kernel in KERNELS}
    (folder,) = cache.glob("layer-*")
    again = Remembering(folder, counts=Nothing())
    for kernel, found in counted.items():
        pd.testing.assert_frame_equal(again.run(kernel, **asked(kernel, cno=3)), found)
    assert len(kept(cache)) == len(KERNELS)


def test_another_day_another_text_and_other_imports_are_counted_anew(
    tmp_path, book, cache, monkeypatch
):
    with closing(open_engine(book, cache=cache)) as engine:
        assert spent(engine) == [1200, 500]
        assert list(engine.run("purchase_days", asof=20_000, min_net=1)["spend"]) == []
        monkeypatch.setattr(
            answers, "filled", lambda kernel, ints: f"a later text of {kernel} {ints}"
        )
        assert spent(engine) == [1200, 500]
    assert len(kept(cache)) == 3
    monkeypatch.undo()
    (tmp_path / "more").mkdir()
    other = book_of(purchases_of([*SALES, ("c", "2026-11-03", 9)]), tmp_path=tmp_path / "more")
    with closing(open_engine(other, cache=cache)) as engine:
        assert spent(engine) == [1200, 500, 9]


def test_a_damaged_answer_is_counted_anew_and_mended(book, cache):
    for _time in range(2):
        with closing(open_engine(book, cache=cache)) as engine:
            assert spent(engine) == [1200, 500]
        (file,) = kept(cache)
        file.write_bytes(file.read_bytes()[:40])
    with closing(open_engine(book, cache=cache)) as engine:
        assert spent(engine) == [1200, 500]
    assert list(pd.read_parquet(file)["spend"]) == [1200, 500]


def test_an_engine_elsewhere_is_not_called_for_what_was_asked_before(book, cache):
    with closing(open_engine(book, cache=cache)) as engine:
        assert spent(engine) == [1200, 500]
    with closing(open_engine(book, cache=cache, url=NOBODY)) as engine:
        assert spent(engine) == [1200, 500]
        with pytest.raises(EngineError):
            engine.run("first_day", **ASKED)


def test_imports_that_are_missing_are_told_and_no_answer_stands_in_for_them(book, cache):
    with closing(open_engine(book, cache=cache)) as engine:
        assert spent(engine) == [1200, 500]
    for file in book.purchases:
        file.unlink()
    for url in ("", NOBODY):
        with pytest.raises(EngineError):
            open_engine(book, cache=cache, url=url)


def test_a_part_of_the_purchases_is_not_taken_for_the_whole(tmp_path, cache):
    lines = purchases_of([("a", "2026-11-01", 10, "x"), ("a", "2026-11-02", 20, "y")],
                         "customer_id date amount store")  # fmt: skip
    book = book_of(lines, tmp_path=tmp_path)
    for scope, money in ((Scope(), [10, 20]), (Scope(stores=("y",)), [20]), (Scope(), [10, 20])):
        with closing(open_engine(book.within(scope), cache=cache)) as engine:
            assert spent(engine) == money
    assert len(kept(cache)) == 1


def test_a_disk_that_keeps_nothing_still_lets_one_count(book, cache, monkeypatch):
    def full(*_args, **_how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with closing(open_engine(book, cache=cache)) as engine:
        assert spent(engine) == [1200, 500]
    assert kept(cache) == []


def test_without_a_folder_nothing_is_kept(book, tmp_path):
    with closing(open_engine(book)) as engine:
        assert spent(engine) == [1200, 500]
    assert list(tmp_path.rglob(FOLDER)) == []


def test_only_the_newest_answers_stay(book, cache, monkeypatch):
    monkeypatch.setattr(answers, "KEPT", 3)
    with closing(open_engine(book, cache=cache)) as engine:
        for number, day in enumerate(range(29_995, 30_001)):
            engine.run("purchase_days", asof=day, min_net=1)
            for file in kept(cache):  # as if each were asked a minute after the one before
                os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 60))
            assert len(kept(cache)) == min(number + 1, 3)


def test_how_many_lines_there_are_and_what_it_is_held_to_are_asked_of_the_engine(book, cache):
    with closing(open_engine(book, cache=cache)) as engine:
        assert engine.row_count() == 3
        assert engine.limits().memory_mb
    engine.close()  # a second time does no harm
    with pytest.raises(ValueError, match="closed"):
        engine.row_count()
    assert layer.complete(next(cache.glob("layer-*")))
