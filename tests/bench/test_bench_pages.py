"""How long a page takes to run again with 50,000 customers, and the app to show its first page."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from core.ingest import combine, read
from core.locale.words import say
from core.settings import Settings
from core.workspace import JST, Workspace, set_current
from pages._ui.registry import PAGES
from tests.bench.test_bench_path import ROOT, report

pytestmark = pytest.mark.bench
TITLES = {page.path: say(page.title) for page in PAGES}
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)


@pytest.fixture(scope="module")
def large_home(tmp_path_factory) -> Path:
    """A salon with 50,000 customers and 500,000 purchases."""
    root, rng, n = tmp_path_factory.mktemp("large"), np.random.default_rng(7), 500_000
    who = pd.Series(rng.integers(0, 50_000, n))
    people = pd.Series(range(50_000))
    phone = people.astype("str").str.zfill(6).str.replace(r"(..)(....)", r"\1-\2", regex=True)
    customers = pd.DataFrame({"customer_id": people, "name": "見本", "phone": "090-00" + phone})
    days = pd.Timestamp("2023-11-15") + pd.to_timedelta(rng.integers(0, 1_095, n), "D")
    amount = rng.integers(100, 20_000, n)
    lines = pd.DataFrame({"customer_id": who, "date": days, "amount": amount})
    files = [
        (name, frame.to_csv(index=False).encode())
        for name, frame in (("people.csv", customers), ("lines.csv", lines))
    ]
    settings, today = Settings(trade_code="salon"), NOW.date()
    combined = combine([read(data, name, settings=settings, today=today) for name, data in files])
    assert (len(combined.tables["customers"]), len(combined.purchases)) == (50_000, n)
    with Workspace.create(root, "大きな見本", trade_code="salon", now=lambda: NOW) as made:
        made.commit(combined, files=files, mapping={}, counts={})
        for number in range(10):  # so that there is somebody to call
            promise = {"customer_id": f"{number}", "content": "見本", "due_date": NOW.date()}
            made.add("promises", {**promise, "by_whom": "us"})
        set_current(root, made.business.slug)
    return root


def served_as_by_a_server_that_ran_before(monkeypatch) -> None:
    """Streamlit's test runner would take pages/ for the old kind of app (tests/pages/conftest)."""
    original = PagesManager.__init__

    def begin(manager, *args, **options):
        PagesManager.uses_pages_directory = False
        original(manager, *args, **options)

    monkeypatch.setattr(PagesManager, "__init__", begin)


def test_every_page_runs_again_at_fifty_thousand_customers(large_home, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(large_home))
    served_as_by_a_server_that_ran_before(monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
    at.run()
    for page, title in TITLES.items():
        at.switch_page(page)
        start = time.perf_counter()
        at.run()
        first = time.perf_counter() - start
        again = []
        for _round in range(3):
            start = time.perf_counter()
            at.run()
            again.append(time.perf_counter() - start)
        report(f"{page}: first {first:.2f} s, again", statistics.median(again), budget=0.2)
        assert [t.value for t in at.title] == [title]


def test_an_outcome_is_saved_and_shown_at_fifty_thousand_customers(large_home, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(large_home))
    served_as_by_a_server_that_ran_before(monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
    at.run()
    at.switch_page("pages/calls.py").run()
    taken = []
    for _round in range(4):
        button = next(b for b in at.button if b.key.startswith("talked_"))
        at.text_input(key=f"note_{button.key.removeprefix('talked_')}").set_value("x")
        start = time.perf_counter()
        button.click().run()
        taken.append(time.perf_counter() - start)
        for thread in threading.enumerate():  # an owner's next call takes longer than that
            if thread.name == "recount":
                thread.join()
        assert button.key not in [b.key for b in at.button]
    report("an outcome saved and shown", statistics.median(taken), budget=0.1)


def test_the_app_shows_its_first_page_soon_after_its_second_start(tmp_path):
    port, start = 8597, time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "start.py"), "--no-browser", "--port", str(port)],
        env={**os.environ, "DAIFUKUCHO_HOME": str(tmp_path)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).read()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.05)
        report("start.py → page served", time.perf_counter() - start, budget=3.0)
    finally:
        server.terminate()
        server.wait()
