"""Every kernel on a real Spark of two executor processes, once with one of them killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import closing

import psutil
import pytest

from core.engine import open_engine
from core.errors import EngineError
from tests.bench.test_bench_engine import lines as many_lines
from tests.core.ledgers import book_of
from tests.engines import same
from tests.engines.held import theirs, with_table
from tests.engines.ledgers import WHOLE, asked

pytestmark = pytest.mark.usefixtures("java")
#: A driver and two executors: real shuffles, real serialisation, tasks that can be lost.
CLUSTER = "spark:local-cluster[2,1,1024]"


def executors() -> set[int]:
    """The processes that count."""
    found = psutil.Process().children(recursive=True)
    return {p.pid for p in found if "CoarseGrainedExecutorBackend" in " ".join(line_of(p))}


def line_of(process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def wait_for(true, seconds=90):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def spark():
    with same.counting(WHOLE, CLUSTER) as engine:
        yield engine


def test_every_kernel_gives_the_same_on_two_executors(spark):
    same.check(spark, WHOLE)
    wait_for(lambda: len(executors()) == 2)
    assert spark.row_count() == len(WHOLE)


def test_the_frames_are_those_of_the_engine_that_ships(spark):
    with same.counting(WHOLE) as ours:
        for kernel in ("customers", "choices", "window_sums", "waterfall", "usual_staff"):
            one, two = (engine.run(kernel, **asked(kernel)) for engine in (ours, spark))
            assert list(one.columns) == list(two.columns)
            assert list(one.dtypes) == list(two.dtypes)
            assert same.rows_of(one) == same.rows_of(two)


def test_files_that_spark_holds_are_counted_as_if_they_had_been_imported(spark, tmp_path):
    theirs(WHOLE).to_parquet(tmp_path / "sales.parquet")
    with same.counting(WHOLE[:1], with_table(CLUSTER, str(tmp_path))) as engine:
        same.check(engine, WHOLE, kernels=("customers", "baskets", "cohorts", "late_payments"))


def test_files_that_are_not_there_are_an_error_in_words(spark):
    url = with_table(CLUSTER, "/no/such/folder/")
    with pytest.raises(EngineError, match="does not answer"), same.counting(WHOLE[:1], url):
        pass


def test_an_executor_killed_in_the_middle_of_a_query_changes_no_figure(spark, tmp_path):
    book = book_of(many_lines(400_000), tmp_path=tmp_path)
    with closing(open_engine(book)) as ours, closing(open_engine(book, url=CLUSTER)) as other:
        found, enough = [], threading.Event()
        wait_for(lambda: len(executors()) == 2)
        before = executors()

        def count():
            while not found or not enough.is_set():  # again where it was over before it was seen
                found.append(other.run("baskets", **asked("baskets")))

        counting = threading.Thread(target=count)
        tracker = other._session.sparkContext.statusTracker()
        counting.start()
        wait_for(tracker.getActiveStageIds)
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        assert counting.is_alive()
        enough.set()
        counting.join(180)
        assert not counting.is_alive()
        right = same.rows_of(ours.run("baskets", **asked("baskets")))
        assert found
        assert all(same.rows_of(each) == right for each in found)
        wait_for(lambda: len(executors() - {killed}) == 2)
        after = [engine.run("customers", **asked("customers")) for engine in (ours, other)]
        assert same.rows_of(after[0]) == same.rows_of(after[1])
