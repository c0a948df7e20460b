"""A whole ledger out as a workbook and in again: how long, part by part.

``python3 start.py test bench`` prints the table; nothing is judged here.
"""

from __future__ import annotations

import io
import itertools
import time

import pytest

from core.ingest import combine, read
from core.workspace import Workspace, create_sample
from tests.bench.test_bench_path import report
from tests.core.keeping import TODAY, clock
from tests.core.whole_ledgers import everything_held

pytestmark = pytest.mark.bench
ROUNDS = 3


def once(salon, root):
    """One round trip: seconds of each part, and whether the ledger is the same."""
    marks = [time.perf_counter()]
    target = io.BytesIO()
    salon.write_workbook(target, "ja")
    data = target.getvalue()
    marks.append(time.perf_counter())
    with Workspace.create(root, "again", now=clock(), trade_code="salon") as again:
        marks.append(time.perf_counter())
        reading = read(data, "w.xlsx", settings=again.settings(), today=TODAY)
        marks.append(time.perf_counter())
        again.commit(combine([reading]), files=[("w.xlsx", data)])
        marks.append(time.perf_counter())
        same = everything_held(again) == everything_held(salon)
    return [b - a for a, b in itertools.pairwise(marks)], same


def test_the_salon_out_and_in_again(tmp_path):
    with create_sample(tmp_path, "salon", now=clock()) as salon:
        rounds = [once(salon, tmp_path / str(n)) for n in range(ROUNDS)]
    assert all(same for _parts, same in rounds)
    parts = min((parts for parts, _same in rounds), key=sum)
    report("salon: out as a workbook and in again", sum(parts), budget=5.0)
    names = ("write the workbook", "a new business", "read it", "take it in")
    for name, seconds in zip(names, parts, strict=True):
        print(f"    {name:40} {seconds:7.2f} s")
