"""Real and invented purchase days for the tests of the forecasts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from core.foresight.histories import Histories, of_days
from core.foresight.shop import Purchases
from core.metrics.moment import day_number


def cdnow(shared: Path) -> pd.DataFrame:
    """The CDNOW sample, one row for each customer-day: ``c, d`` (day number), ``m`` (dollars)."""
    return _daily(shared / "data" / "purchases" / "cdnow_sample.csv", "customer_id", "amount")


def grocery(shared: Path) -> pd.DataFrame:
    """The first year of an online grocer, without amounts."""
    return _daily(shared / "data" / "purchases" / "grocery_2006.csv", "cust", "")


def _daily(path: Path, customer: str, amount: str) -> pd.DataFrame:
    raw = pd.read_csv(path)
    days = (pd.to_datetime(raw["date"]) - pd.Timestamp("1970-01-01")).dt.days
    lines = pd.DataFrame({"c": raw[customer], "d": days, "m": raw[amount] if amount else 0.0})
    return lines.groupby(["c", "d"], as_index=False)["m"].sum()


def until(daily: pd.DataFrame, day: dt.date) -> tuple[Histories, np.ndarray]:
    """Histories in weeks up to a day, and whose they are."""
    known = daily[daily["d"] <= day_number(day)]
    found, cno = of_days(known["c"].to_numpy(), known["d"].to_numpy(), day_number(day))
    return found.in_units(7.0), cno


def invented(customers: int, *, seed: int = 0, days: int = 700, steps: int = 1) -> Purchases:
    """A shop as the model describes it: own rates, a chance to leave at each purchase."""
    dice = np.random.default_rng(seed)
    rate = dice.gamma(0.8, 1 / 40.0, customers) + 1e-4
    leaves = dice.beta(0.7, 2.3, customers)
    cno, day = [], []
    for number in range(customers):
        now = float(dice.integers(0, days))
        while now <= days:
            cno.append(number)
            day.append(int(now))
            if dice.random() < leaves[number]:
                break
            now += max(1.0, dice.gamma(steps, 1 / (rate[number] * steps)))
    table = pd.DataFrame({"c": cno, "d": day}).drop_duplicates().sort_values(["c", "d"])
    spend = dice.gamma(4.0, 1_000.0, len(table)).round()
    return Purchases(table["c"].to_numpy(), table["d"].to_numpy(), spend)


def bought(*customers: tuple[int, ...], spend: float | None = None) -> Purchases:
    """Each customer's purchase days, written down."""
    cno = np.repeat(np.arange(len(customers)), [len(days) for days in customers])
    day = np.array([day for days in customers for day in days], dtype=np.int64)
    return Purchases(cno, day, None if spend is None else np.full(len(day), spend))
