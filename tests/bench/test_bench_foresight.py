"""The forecasts beside the bars of their design, on real shops at up to three past days each.

``python3 start.py test bench`` prints the table; nothing is judged here. A day without 90 days
after it is left out and named. lifetimes, the archived peer, is timed where it is installed.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import time
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.foresight import chances, peers
from core.foresight.backtest import BEST, LATER, OURS, OVERDUE_REPEATS, SOON, at, backtest
from core.foresight.fitting import fit
from core.foresight.histories import distinct, each, of_days
from core.foresight.judging import area, log_loss, of_the_best
from core.foresight.outlook import learn, outlook
from core.foresight.shop import Purchases
from core.metrics.moment import day_number
from tests.core.shops import invented

pytestmark = [pytest.mark.bench, pytest.mark.data]
FIRST = pd.Timestamp("1970-01-01")
CUTS = {
    "cdnow_sample": ("1997-09-30", "1997-12-31", "1998-03-31"),
    "grocery_2006": ("2006-06-30", "2006-08-15", "2006-09-30", "2006-11-30"),
    "cj_florist": ("2017-06-30", "2017-08-15", "2017-09-30"),
    "online_retail_uci1_lines": ("2011-03-31", "2011-06-30", "2011-09-09"),
}


@cache
def shop(folder: Path, name: str) -> Purchases:
    """A real shop: days without a net return, amounts in hundredths where there are any."""
    path = next((folder / "data" / "purchases").glob(f"{name}.*"))
    raw = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    raw.columns = [column.lower() for column in raw.columns]
    if name == "online_retail_uci1_lines":
        raw = raw.dropna(subset=["customerid"])
        raw = raw.assign(
            customer_id=raw["customerid"], date=raw["invoicedate"],
            amount=raw["quantity"] * raw["unitprice"],
        )  # fmt: skip
    customer = "cust" if "cust" in raw.columns else "customer_id"
    amounts = "amount" in raw.columns
    lines = pd.DataFrame(
        {
            "c": pd.factorize(raw[customer])[0],
            "d": (pd.to_datetime(raw["date"]) - FIRST).dt.days,
            "m": raw["amount"] * 100 if amounts else 0.0,
        }
    )
    days = lines.groupby(["c", "d"], as_index=False)["m"].sum().query("m >= 0")
    spend = days["m"].to_numpy(float) if amounts else None
    return Purchases(days["c"].to_numpy(np.int64), days["d"].to_numpy(np.int64), spend)


def cells(folder):
    """(name, day, what was foretold and came, BG/NBD by likelihood alone) of every cell."""
    for name, days in CUTS.items():
        bought = shop(folder, name)
        end = int(bought.day.max())
        for text in days:
            day = day_number(dt.date.fromisoformat(text))
            if day + LATER > end:
                print(f"\n{name} {text}: left out, 90 days have not passed")
                continue
            yield name, text, at(bought, day, end), _bg(bought, day)


def _bg(bought, day):
    """BG/NBD as others fit it, without priors: the peer of FORESIGHT 3."""
    known = bought.until(day)
    found, cno = of_days(known.cno, known.day, day)

    def came_within(span):
        after = (bought.day > day) & (bought.day <= day + span)
        return pd.Series(bought.cno[after]).value_counts().reindex(cno, fill_value=0).to_numpy()

    soon, later = peers.bg_nbd(found, priors=False)
    said = chances.expected(fit(found, at_once=False, priors=False), found, float(LATER))
    came = came_within(LATER)
    late = (found.x >= OVERDUE_REPEATS) & (found.age - found.last > found.last / found.x.clip(1))
    return {
        "log_loss": log_loss(later, came > 0),
        "auc_90": area(later, came > 0),
        "auc_overdue": area(later[late], came[late] > 0),
        "hit": of_the_best(soon, came_within(SOON) > 0, BEST),
        "mae": float(np.abs(said - came).mean()),
    }


def test_the_table_of_targets(shared):
    rows = []
    for name, text, cut, bg in cells(shared):
        of = cut.methods
        ours = of.loc[OURS]
        rows.append(
            {
                "cell": f"{name} {text}", "rung": cut.rung,
                "NLL90/BG": ours["log_loss"] / bg["log_loss"],
                "AUC90/BG": ours["auc_90"] / bg["auc_90"],
                "late/BG": ours["auc_overdue"] / bg["auc_overdue"],
                "MAE/BG": ours["mae"] / bg["mae"],
                "hit": ours["hit"], "hit RFM": of.loc["rfm", "hit"],
                "hit year": of.loc["revenue_12m", "hit"], "hit BG": bg["hit"],
                "ECE": ours["calibration"],
                "date/own": ours["date_error"] / of.loc["own_interval", "date_error"],
                "inside": ours["date_inside"],
                "list gap": abs(ours["expected_hits"] - ours["hit"]),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).set_index("cell")
    assert len(table) == sum(map(len, CUTS.values())) - 1  # one day is too late to be judged
    assert np.isfinite(table.drop(columns="rung").to_numpy(float)).all()
    print("\n" + table.round(3).to_string())
    mean = table.mean()
    print(
        f"\nNLL90/BG {np.exp(np.log(table['NLL90/BG']).mean()):.4f} (bar .990); AUC90/BG "
        f"{mean['AUC90/BG']:.4f} (1.005); late/BG {mean['late/BG']:.3f} (1.02); MAE/BG "
        f"{mean['MAE/BG']:.3f} (.975); hit/RFM {mean['hit'] / mean['hit RFM']:.3f} (1.03); "
        f"hit/year {mean['hit'] / mean['hit year']:.3f} (1.17); hit/BG "
        f"{mean['hit'] / mean['hit BG']:.3f} (1.00); ECE {mean['ECE']:.4f} (.046), worst "
        f"{table['ECE'].max():.3f} (.11); date/own {mean['date/own']:.3f} (.75), inside "
        f"{mean['inside']:.3f} (.75-.86); list gap {100 * mean['list gap']:.1f} points (5)"
    )


def test_fifteen_customers(shared):
    """Weak priors against maximum likelihood on small parts of the shops."""
    dice, ours, plain, failed = np.random.default_rng(15), [], [], 0
    for name, days in CUTS.items():
        bought, day = shop(shared, name), day_number(dt.date.fromisoformat(days[0]))
        known = np.unique(bought.until(day).cno)
        for _try in range(16):
            some = np.isin(bought.cno, dice.choice(known, 15, replace=False))
            part = Purchases(bought.cno[some], bought.day[some])
            seen = part.until(day)
            found, cno = of_days(seen.cno, seen.day, day)
            after = (part.day > day) & (part.day <= day + LATER)
            came = np.isin(cno, part.cno[after])
            for priors, kept in ((True, ours), (False, plain)):
                p = chances.buys(fit(found, priors=priors), found, float(LATER))
                failed += not np.isfinite(p).all()
                kept.append(log_loss(p, came))
    ratio = np.mean(ours) / np.mean(plain)
    print(f"\n15 customers, {len(ours)} parts: NLL {ratio:.3f} × likelihood's (bar .95), "
          f"{failed} without an answer")  # fmt: skip
    assert np.isfinite(ours).all()


def seconds(work, rounds=5):
    """The fastest of some rounds."""
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def score(found):
    """Fit, and ask about everybody."""
    rows, where = distinct(found)
    model = fit(rows)
    return chances.buys(model, rows, 30.0)[where], chances.expected(model, rows, 90.0)[where]


def many(customers):
    """Histories of so many customers, in days, as a shop of two years has them."""
    dice = np.random.default_rng(3)
    age = dice.integers(30, 730, customers)
    x = dice.poisson(dice.gamma(0.6, 1 / 90.0, customers) * age * 0.6)
    last = np.where(x > 0, np.ceil(age * dice.beta(np.maximum(x, 1), 1.5)), 0).astype(int)
    return each(x.astype(np.int64), np.minimum(last, age), age)


@pytest.mark.parametrize(("customers", "bar"), [(2_357, 0.01), (50_000, 0.1), (1_000_000, 1.0)])
def test_fit_and_score(customers, bar):
    found = many(customers)
    ours = seconds(lambda: score(found), rounds=3 if customers > 100_000 else 7)
    chance, expected = score(found)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (np.isfinite(expected) & (expected >= 0)).all()
    peer = lifetimes_seconds(found) if customers <= 50_000 else None
    beside = f", {peer / ours:.0f} × faster than lifetimes" if peer else ""
    print(f"\nfit + score {customers:,}: {ours * 1e3:.1f} ms (bar {bar * 1e3:.0f} ms){beside}")


def lifetimes_seconds(found):
    """How long the archived peer takes to fit the same; None where it is not installed."""
    if importlib.util.find_spec("lifetimes") is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter  # noqa: PLC0415

    def work():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = BetaGeoFitter(penalizer_coef=0.001)
            peer.fit(found.x, found.last, found.age)
            peer.predict(90.0, found.x, found.last, found.age)

    return seconds(work, rounds=2)


def test_a_week_of_fifty_thousand_customers():
    bought = invented(50_000, seed=1)
    everything = seconds(lambda: outlook(learn(bought, 700), bought), rounds=2)
    past = seconds(lambda: backtest(bought, 700, 4), rounds=1)
    assert outlook(learn(bought, 700), bought)["p_buy_90"].between(0, 1).all()
    print(f"\n50,000 customers: everything foretold {everything:.2f} s, with four past days "
          f"{everything + past:.2f} s (bar 5 s)")  # fmt: skip
