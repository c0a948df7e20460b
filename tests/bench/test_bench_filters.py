"""How long a page of growth takes when another part of the business is looked at (絞り込み)."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.scope import Period, Scope
from core.tables import TABLES
from core.workspace import Workspace, keep_look, set_current
from pages._ui.registry import PAGES
from tests.bench.test_bench_pages import NOW, served_as_by_a_server_that_ran_before
from tests.bench.test_bench_path import ROOT, report
from tests.core.keeping import Sheet, bring

pytestmark = pytest.mark.bench
FILTERED = ("growth", "cohorts", "money", "costs")
CUSTOMERS, LINES = 50_000, 1_000_000


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> tuple[Path, str]:
    """A business with 50,000 customers and 1,000,000 lines by ten people in five stores."""
    root, rng = tmp_path_factory.mktemp("filters"), np.random.default_rng(7)
    ids = pd.Series([f"C{n:06d}" for n in range(CUSTOMERS)], dtype="str")
    days = pd.Timestamp("2023-11-15") + pd.to_timedelta(rng.integers(0, 1_095, LINES), "D")
    lines = pd.DataFrame(
        {
            "customer_id": ids.to_numpy()[rng.integers(0, CUSTOMERS, LINES)],
            "date": days,
            "amount": rng.integers(100, 20_000, LINES),
            "product": rng.choice([f"品{n}" for n in range(100)], LINES),
            "staff": rng.choice([f"担当{n}" for n in range(10)], LINES),
            "store": rng.choice([f"店{n}" for n in range(5)], LINES),
        }
    )
    people = pd.DataFrame(
        {"customer_id": ids, "name": "見本", "trigger": rng.choice(["search", "sign"], CUSTOMERS)}
    )
    tables = {"customers": TABLES["customers"].shape(people)}
    with Workspace.create(root, "大きな見本", trade_code="salon", now=lambda: NOW) as made:
        bring(made, Sheet(tables, TABLES["purchases"].shape(lines)))
        slug = made.business.slug
        set_current(root, slug)
    return root, slug


def test_another_part_is_shown_at_a_million_lines(large, monkeypatch):
    root, slug = large
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    served_as_by_a_server_that_ran_before(monkeypatch)
    titles = {page.path for page in PAGES}
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
    at.run()
    for page in FILTERED:
        assert f"pages/{page}.py" in titles
        changed, again = [], []
        for number in range(5):
            keep_look(root, slug, Scope(staff=(f"担当{number}",)), Period())
            at.session_state["_looks"] = {}
            at.switch_page(f"pages/{page}.py")
            changed.append(_timed(at))
            again.append(_timed(at))
        # The first change also starts what the page needs whatever part is looked at.
        report(f"{page}: changed", statistics.median(changed[1:]), budget=0.2)
        report(f"{page}: run again", statistics.median(again), budget=0.2)
        assert not at.exception


def _timed(at) -> float:
    start = time.perf_counter()
    at.run()
    return time.perf_counter() - start
