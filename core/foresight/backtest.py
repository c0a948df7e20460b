"""Did it come true? (当たったか): at past days, what was foretold, and what came.

At each cut the shop is known only as it was then; everything is learned anew from that. Beside our
word stand the rules that others go by. The newest cut lies 90 days back, so that all that was
foretold can have come; a day on which nobody had come back yet is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.foresight import peers
from core.foresight.histories import Floats, Ints
from core.foresight.judging import area, calibration, log_loss, of_the_best, squared
from core.foresight.outlook import learn, outlook
from core.foresight.own_past import OwnPast
from core.foresight.shop import Purchases, Shop
from core.metrics.rhythm import Flags

#: Days of the two horizons, and between two cuts.
SOON, LATER = 30, 90
#: Customers of the list that is judged at most, and as a share of all.
BEST, BEST_SHARE = 100, 0.1
#: The next date is judged on those who came within half a year.
WITHIN = 180
#: Repeat purchases from which on a customer has an interval to be late by.
OVERDUE_REPEATS = 2
OURS = "ours"


@dataclass(frozen=True)
class Cut:
    """What was foretold at one past day, and what came.

    Attributes:
        day: the day, as a day number.
        rung: the rung of evidence then; ``customers``: known then.
        buyers: how many of them bought within 30 and within 90 days.
        k: length of the list that is judged.
        methods: one row for each method (index): ``hit`` (share of the k best that bought within
            30 days), ``auc_30, auc_90``, ``auc_overdue``; for forecasts also ``log_loss, brier,
            calibration`` (of 90 days); for ours ``expected_hits``, ``mae, rmse`` of the counts,
            ``foretold`` and ``came`` in all; ``date_error`` (median, days), ``date_inside``.
        bins: calibration of 90 days: ``foretold, came, n`` for each tenth that occurs.
    """

    day: int
    rung: int
    customers: int
    buyers: tuple[int, int]
    k: int
    methods: pd.DataFrame
    bins: pd.DataFrame


@dataclass(frozen=True)
class Backtest:
    """All cuts, newest first, and the days that were left out with the code of why.

    Code: ``nothing`` (nobody had come back yet).
    """

    cuts: tuple[Cut, ...]
    left_out: tuple[tuple[int, str], ...]

    @property
    def methods(self) -> pd.DataFrame:
        """The mean over the cuts, one row for each method."""
        if not self.cuts:
            return pd.DataFrame()
        every = pd.concat([cut.methods for cut in self.cuts])
        return every.groupby(level=0, sort=False).mean()

    @property
    def total_error(self) -> Floats:
        """By what share the foretold totals were off at each cut."""
        ours = [cut.methods.loc[OURS] for cut in self.cuts]
        return np.array([one["foretold"] / one["came"] - 1.0 for one in ours if one["came"]])


def backtest(bought: Purchases, asof: int, cuts: int) -> Backtest:
    """Judge the forecasts at ``cuts`` past days, 90 days apart, the newest 90 days ago."""
    judged, left_out = [], []
    past = OwnPast(bought)
    for number in range(1, cuts + 1):
        day = asof - LATER * number
        known = bought.until(day)
        if len(np.unique(known.cno)) == len(known.cno):
            left_out.append((day, "nothing"))
            continue
        judged.append(at(bought, day, asof, past))
    return Backtest(tuple(judged), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Came:
    """What came after the day, one entry for each customer.

    Attributes:
        soon: whether they bought within 30 days; ``later``: purchase days within 90.
        overdue: who was past the own mean gap, among those who have one to be late by.
        k: length of the list that is judged.
    """

    soon: Flags
    later: Ints
    overdue: Flags
    k: int


def at(bought: Purchases, day: int, asof: int, past: OwnPast | None = None) -> Cut:
    """What was foretold at one past day, and what came of it until ``asof``."""
    shop = learn(bought, day, past)
    said = outlook(shop, bought)
    came = _came(bought, shop)
    buys = said["p_buy_30"].to_numpy(), said["p_buy_90"].to_numpy()
    others = peers.scores(shop, bought.until(day))
    rows = {name: _ranking(score, score, came) for name, score in others.items()}
    peer = peers.bg_nbd(shop.histories)
    rows = {
        OURS: _ranking(*buys, came) | _ours(said, came),
        "bg_nbd": _ranking(*peer, came) | _loss(peer[1], came),
    } | rows
    for name, row in _dates(bought, shop, said, asof).items():
        rows[name] |= row
    buyers = int(came.soon.sum()), int((came.later > 0).sum())
    return Cut(
        day, shop.evidence.rung, len(said), buyers, came.k,
        pd.DataFrame.from_dict(rows, orient="index"), calibration(buys[1], came.later > 0),
    )  # fmt: skip


def _came(bought: Purchases, shop: Shop) -> _Came:
    found = shop.histories
    gap = found.last / np.maximum(found.x, 1)
    late = (found.x >= OVERDUE_REPEATS) & (found.age - found.last > gap)
    soon, later = (_days_after(bought, shop, span) for span in (SOON, LATER))
    k = max(1, min(BEST, round(BEST_SHARE * len(found))))
    return _Came(soon > 0, later, late, k)


def _days_after(bought: Purchases, shop: Shop, span: int) -> Ints:
    """Purchase days of each customer within a span after the day."""
    after = (bought.day > shop.asof) & (bought.day <= shop.asof + span)
    counts = pd.Series(bought.cno[after]).value_counts()
    return counts.reindex(shop.cno, fill_value=0).to_numpy().astype(np.int64)


def _ranking(first: Floats, second: Floats, came: _Came) -> dict[str, float]:
    """How well the ranks of 30 and of 90 days were."""
    later, overdue = came.later > 0, came.overdue
    return {
        "hit": of_the_best(first, came.soon, came.k),
        "auc_30": area(first, came.soon),
        "auc_90": area(second, later),
        "auc_overdue": area(second[overdue], later[overdue]),
    }


def _ours(said: pd.DataFrame, came: _Came) -> dict[str, float]:
    """What only a forecast can be judged by."""
    soon = said["p_buy_30"].to_numpy()
    off = said["expected_purchases_90"].to_numpy() - came.later
    return _loss(said["p_buy_90"].to_numpy(), came) | {
        "expected_hits": of_the_best(soon, soon, came.k),
        "mae": float(np.abs(off).mean()),
        "rmse": float(np.sqrt((off**2).mean())),
        "foretold": float(said["expected_purchases_90"].sum()),
        "came": float(came.later.sum()),
    }


def _loss(chance: Floats, came: _Came) -> dict[str, float]:
    """How good chances of 90 days were."""
    there = came.later > 0
    return {
        "log_loss": log_loss(chance, there),
        "brier": squared(chance, there),
        "calibration": _gap(calibration(chance, there)),
    }


def _gap(bins: pd.DataFrame) -> float:
    """Mean distance between foretold and come (ECE)."""
    distance = (bins["foretold"] - bins["came"]).abs()
    return float((distance * bins["n"]).sum() / bins["n"].sum())


def _dates(
    bought: Purchases, shop: Shop, said: pd.DataFrame, asof: int
) -> dict[str, dict[str, float]]:
    """How far off the next date was, of customers with repeats who came within half a year."""
    after = (bought.day > shop.asof) & (bought.day <= min(asof, shop.asof + WITHIN))
    first = pd.Series(bought.day[after]).groupby(bought.cno[after]).min().reindex(shop.cno)
    came = first.to_numpy(np.float64) - shop.asof
    found = shop.histories
    use = np.isfinite(came) & (found.x >= OVERDUE_REPEATS)
    if not use.any():
        return {}
    came, low, middle, high = (
        values[use]
        for values in (
            came,
            *(said[n].to_numpy() for n in ("next_low", "next_middle", "next_high")),
        )
    )
    own = (found.last / np.maximum(found.x, 1) - (found.age - found.last))[use]
    inside = (came >= np.floor(low)) & (came <= np.ceil(high))
    return {
        OURS: {
            "date_error": float(np.median(np.abs(middle - came))),
            "date_inside": float(inside.mean()),
        },
        "own_interval": {"date_error": float(np.median(np.abs(own - came)))},
    }
