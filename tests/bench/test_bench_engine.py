"""The profile at 100,000 and 1,000,000 lines, beside the same measures in well-written pandas.

``python3 start.py test bench`` prints the table; nothing is judged here.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.growth import months, windows
from core.metrics.profile import profile
from core.settings import Settings
from tests.core.ledgers import book_of

pytestmark = pytest.mark.bench
SETTINGS = Settings(trade_code="ec")
ASOF = dt.date(2026, 11, 15)


def median_seconds(work, rounds=3):
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def lines(count):
    """Twenty lines a customer, four a visit, six years, 800 products, 2 % returns."""
    rng = np.random.default_rng(7)
    visits = count // 4
    customer = np.repeat(rng.integers(0, count // 20, visits), 4)
    day = np.repeat(rng.integers(0, 2190, visits), 4)
    amount = rng.integers(100, 9000, count) * np.where(rng.random(count) < 0.02, -1, 1)
    return pd.DataFrame(
        {
            "customer_id": "C" + pd.Series(customer).astype("str").str.zfill(8),
            "date": pd.Timestamp(ASOF) - pd.to_timedelta(day, unit="D"),
            "amount": amount,
            "product": "商品" + pd.Series(rng.integers(0, 800, count)).astype("str"),
        }
    )


def in_pandas(files):
    """The sums, last and usual product, gaps and months of the profile, without its judgements."""
    whole = pd.concat([pd.read_parquet(file) for file in files])
    whole["customer_id"] = whole["customer_id"].astype("category")
    days = whole.groupby(["customer_id", "date"], observed=True)["amount"].agg(["sum", "size"])
    days = days.reset_index()
    bought = days[days["sum"] > 0]
    by = bought.groupby("customer_id", observed=True)
    summary = by["date"].agg(["min", "max", "size"])
    summary["total"] = days.groupby("customer_id", observed=True)["sum"].sum()
    for name, months_back in (("12m", 12), ("24m", 24)):
        recent = days[days["date"] > pd.Timestamp(ASOF) - pd.DateOffset(months=months_back)]
        summary[name] = recent.groupby("customer_id", observed=True)["sum"].sum()
    gaps = by["date"].diff().dt.days
    summary["median_gap"] = gaps.groupby(bought["customer_id"], observed=True).median()
    ordered = whole.sort_values(["customer_id", "date", "amount"])
    last = ordered.groupby("customer_id", observed=True)["product"].last()
    pairs = whole.groupby(["customer_id", "product"], observed=True)["date"].nunique()
    pairs = pairs.reset_index().sort_values(["customer_id", "date"])
    usual = pairs.groupby("customer_id", observed=True)["product"].last()
    month = bought["date"].dt.to_period("M")
    return summary.join(last.rename("last")).join(usual), bought.groupby(month)["sum"].sum()


@pytest.mark.parametrize("count", [100_000, 1_000_000])
def test_profile_and_growth_beside_pandas(count, tmp_path):
    book = book_of(lines(count), tmp_path=tmp_path, asof=ASOF)
    cache = tmp_path / "cache"
    started = time.perf_counter()
    engine = open_engine(book, cache=cache)
    made = time.perf_counter() - started
    with closing(engine):
        told = profile(engine, book, SETTINGS).set_index("customer_id")["total_spend"]
        whole = median_seconds(lambda: profile(engine, book, SETTINGS))
        growth = median_seconds(lambda: (months(engine, book), windows(engine, book, SETTINGS)))
    slow, _by_month = in_pandas(book.purchases)
    assert told.loc[slow.index].tolist() == slow["total"].tolist()
    opened = median_seconds(lambda: open_engine(book, cache=cache).close())
    peer = median_seconds(lambda: in_pandas(book.purchases))
    print(f"\n{count:9,} lines: pandas, fewer measures, with its load {peer:6.2f} s")
    for name, seconds in (("layer, once per import", made), ("opening the kept layer", opened),
                          ("profile", whole), ("months and windows", growth)):  # fmt: skip
        print(f"{name:26} {seconds:6.2f} s   {seconds / peer:5.2f} × pandas")
