"""From an uploaded sheet to the call list: how long, beside what a plain reader takes.

``python3 start.py test bench`` prints the table; nothing is judged here.
"""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.cli.files import book_of
from core.ingest import combine, read
from core.review import review
from core.settings import Settings

pytestmark = pytest.mark.bench
ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 22)
SALON = ROOT / "sample_data" / "salon.xlsx"


def median_seconds(work, rounds=3):
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def report(name, seconds, *, budget, peer=None, peer_name=""):
    line = f"{name:44} {seconds:7.2f} s   {seconds / budget:5.2f} of its budget ({budget:.2f} s)"
    if peer:
        line += f"   {seconds / peer:5.2f} × {peer_name} ({peer:.2f} s)"
    print(line)


def test_salon_from_upload_to_call_list(tmp_path):
    data, settings = SALON.read_bytes(), Settings(trade_code="salon")

    def ours():
        combined = combine([read(data, SALON.name, settings=settings, today=TODAY)])
        return review(book_of(combined, tmp_path, today=TODAY), settings)

    def pandas_default():
        pd.read_excel(SALON, sheet_name=None, engine="openpyxl")

    found = ours()
    assert len(found.customers) == 1_200
    assert len(found.calls.rows)
    report("salon.xlsx → call list", median_seconds(ours), budget=2.0,
           peer=median_seconds(pandas_default, 2), peer_name="pandas only reading it")  # fmt: skip


def test_fifty_thousand_customers_measured_and_judged(tmp_path):
    rng = np.random.default_rng(5)
    n = 1_000_000
    frame = pd.DataFrame({
        "customer_id": pd.Series(rng.integers(0, 50_000, n)).astype("str"),
        "date": pd.Timestamp("2023-11-15") + pd.to_timedelta(rng.integers(0, 1_095, n), "D"),
        "amount": rng.integers(100, 20_000, n),
    })  # fmt: skip
    path = tmp_path / "fifty.csv"
    frame.to_csv(path, index=False)
    data, settings = path.read_bytes(), Settings(trade_code="salon")
    start = time.perf_counter()
    combined = combine([read(data, path.name, settings=settings, today=TODAY)])
    reading = time.perf_counter() - start
    book = book_of(combined, tmp_path, today=TODAY)
    found = review(book, settings)
    assert len(found.customers) == frame["customer_id"].nunique()
    assert found.customers["total_spend"].sum() == frame["amount"].sum()
    plain = median_seconds(lambda: pd.read_csv(path, dtype="str"))
    report("1,000,000 lines of csv read", reading, budget=8.0, peer=plain,
           peer_name="pandas reading text")  # fmt: skip
    report("50,000 customers reviewed", median_seconds(lambda: review(book, settings)), budget=6.0)


def test_the_program_starts(tmp_path):
    def start():
        return subprocess.run([sys.executable, "-m", "core", "--help"], cwd=ROOT, check=True,
                              capture_output=True, text=True)  # fmt: skip

    assert "usage:" in start().stdout
    report("python -m core --help", median_seconds(start), budget=2.0)
