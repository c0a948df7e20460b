"""How long the call list takes at 50,000 customers and 1,000,000 purchases (今週かける人).

``python3 start.py test bench`` prints the table: each figure beside what pandas takes to sum the
same million lines by customer in the same run, so that a busy machine is seen in it.
"""

from __future__ import annotations

import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.calls import call_list
from core.calls.retaken import retaken
from core.review import Review, begun_with, review
from core.tables import TABLES
from core.workspace import Workspace, set_current
from pages._ui.aside import set_aside
from tests.bench.test_bench_pages import NOW, served_as_by_a_server_that_ran_before
from tests.bench.test_bench_path import ROOT, report
from tests.core.keeping import Sheet, bring

pytestmark = pytest.mark.bench
CUSTOMERS, LINES, TOUCHES, PROMISES, ROUNDS = 50_000, 1_000_000, 20_000, 5, 7


@dataclass(frozen=True)
class Large:
    """A large business, open, and its review."""

    workspace: Workspace
    seen: Review


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A salon with 50,000 customers, 1,000,000 purchases and 20,000 calls made so far."""
    rng, root = np.random.default_rng(7), tmp_path_factory.mktemp("calls")
    with Workspace.create(root, "大きな見本", trade_code="salon", now=lambda: NOW) as made:
        bring(made, Sheet(*_sheets(rng)))
        for number in range(PROMISES):  # the last word was spoken today
            promise = {"customer_id": _id(number * 97), "content": "見本", "by_whom": "us"}
            made.add("promises", promise | {"due_date": NOW.date()})
        made.log_outcome(_id(1), "talked", day=NOW.date())
        yield Large(made, review(made.book(), made.settings(), cache=Path(made.folder, "cache")))


def _id(number):
    return f"C{number:06d}"


def _sheets(rng):
    ids = pd.Series([_id(n) for n in range(CUSTOMERS)], dtype="str")
    often = rng.gamma(0.7, 1, CUSTOMERS)
    lines = pd.DataFrame(
        {
            "customer_id": rng.choice(ids, LINES, p=often / often.sum()),
            "date": pd.Timestamp("2023-11-15")
            + pd.to_timedelta(rng.integers(0, 1_095, LINES), "D"),
            "amount": rng.integers(100, 20_000, LINES),
            "product": rng.choice([f"品{n}" for n in range(100)], LINES),
        }
    )
    phone = pd.Series(range(CUSTOMERS)).astype("str").str.zfill(7)
    phone = phone.str.replace(r"(...)(....)", r"090-0\1-\2", regex=True)
    touches = pd.DataFrame(
        {
            "customer_id": rng.choice(ids, TOUCHES),
            "date": pd.Timestamp("2026-11-20")
            - pd.to_timedelta(rng.integers(0, 700, TOUCHES), "D"),
            "channel": "phone",
            "direction": "out",
            "kind": rng.choice(["sales", "check", "thanks"], TOUCHES),
            "outcome": rng.choice(["talked", "no_answer", "declined"], TOUCHES),
        }
    )
    people = pd.DataFrame({"customer_id": ids, "name": "見本", "phone": phone})
    tables = {"customers": TABLES["customers"].shape(people)}
    tables["activities"] = TABLES["activities"].shape(touches)
    return tables, TABLES["purchases"].shape(lines)


@pytest.fixture(scope="module")
def by_pandas():
    """Seconds that pandas takes to sum a million lines by customer."""
    rng = np.random.default_rng(7)
    lines = pd.DataFrame({"who": rng.integers(0, CUSTOMERS, LINES), "amount": 1})
    return timed(lines.groupby("who")["amount"].sum)[0]


def timed(work):
    """Median seconds on the clock, and of the processor, of several rounds."""
    wall, cpu = [], []
    for _round in range(ROUNDS):
        start, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    return statistics.median(wall), statistics.median(cpu)


def test_the_list_is_made_from_kept_measures_within_a_second(large, by_pandas):
    seen = large.seen
    begun = begun_with(seen.measures.baskets, seen.book, seen.settings)
    bought = seen.measures.bought

    def listed():
        return call_list(seen.customers, seen.book, seen.settings, bought=bought, begun=begun)

    wall, cpu = timed(listed)
    found = listed()
    report("call list, on the clock", wall, budget=1.0, peer=by_pandas, peer_name="a pandas sum")
    report("call list, of the processor", cpu, budget=1.0, peer=by_pandas,
           peer_name="a pandas sum")  # fmt: skip
    assert len(found.rows) + len(found.left_out) == CUSTOMERS


def test_after_an_outcome_the_new_order_is_known(large, by_pandas):
    """From the click to the new order: written, the tables read again, the list ordered anew."""
    made, calls = large.workspace, large.seen.calls
    set_aside()  # as the server does once there is a review
    taken = {"written": [], "read again": [], "ordered anew": [], "of the processor": []}
    for outcome in ("talked", "no_answer", "declined", "bought", "talked", "no_answer", "stop"):
        # Not of the promises: an outcome that does not settle one leaves it on the list.
        who = calls.rows.loc[calls.rows["class"] != "promise", "customer_id"].iloc[0]
        used, marks = time.process_time(), [time.perf_counter()]
        made.log_outcome(who, outcome, day=NOW.date(), note="見本")
        marks.append(time.perf_counter())
        now = made.book()
        marks.append(time.perf_counter())
        calls = retaken(calls, now)
        marks.append(time.perf_counter())
        steps = [*np.diff(marks), time.process_time() - used]
        for name, seconds in zip(taken, steps, strict=True):
            taken[name].append(seconds)
        assert outcome == "no_answer" or who not in set(calls.rows["customer_id"])
    for name, seconds in taken.items():
        report(f"an outcome: {name}", statistics.median(seconds), budget=0.2, peer=by_pandas,
               peer_name="a pandas sum")  # fmt: skip


def test_the_page_of_calls_shows_the_new_order(large, monkeypatch):
    """From the click on a card to the page with the next in line, in Streamlit's test runner."""
    made = large.workspace
    set_current(made.folder.parents[1], made.business.slug)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(made.folder.parents[1]))
    served_as_by_a_server_that_ran_before(monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
    at.run()
    at.switch_page("pages/calls.py").run()
    again, clicked = [], []
    for _round in range(4):
        again.append(_seconds(at.run))
        button = [b for b in at.button if b.key.startswith("talked_")][-1]
        at.text_input(key=f"note_{button.key.removeprefix('talked_')}").set_value("x")
        clicked.append(_seconds(button.click().run))
        assert button.key not in [b.key for b in at.button]
        for thread in threading.enumerate():
            if thread.name == "recount":
                thread.join()
    assert not at.exception
    report("pages/calls.py run again", statistics.median(again), budget=0.2)
    report("an outcome clicked, new order shown", statistics.median(clicked), budget=0.2)


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
