"""Do calls help (効き目)? Those drawn at the capacity line beside those not drawn.

Of the customers at the line chance alone decides who is called. What those drawn do more within 60
days than those not drawn is the effect of the call, and nothing else is. Source: DOMAIN 3.7.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from core.book import Book
from core.calls.called import since
from core.calls.rates import TAIL
from core.settings import Settings

Floats = npt.NDArray[np.float64]
_YEAR = pd.DateOffset(years=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the lots say at the end of the last quarter.

    Attributes:
        code: ``helps``, ``harms`` or ``unknown``.
        until: the last day of that quarter.
        drawn, not_drawn: customers whose days have passed; ``back``, ``back_not``: of them came.
        lift: share more who came back, strata of one reason compared with their own; ``low``,
            ``high``: its range (nine in ten). NaN while there are none on one side.
        certainty: probability that calls bring people back.
        profit, profit_low, profit_high: gross profit a customer more, and its range, minor units.
        weeks: how many more weeks it is likely to take, 0 unless ``unknown``.
        waiting: lots whose days have not passed by then.
    """

    code: str
    until: dt.date
    drawn: int
    not_drawn: int
    back: int
    back_not: int
    lift: float
    low: float
    high: float
    certainty: float
    profit: float
    profit_low: float
    profit_high: float
    weeks: int
    waiting: int


def lots_seen(book: Book, settings: Settings, bought: pd.DataFrame) -> pd.DataFrame:
    """Every lot ever drawn with what the customer did in the 60 days after.

    Whoever was not drawn counts as not drawn, also if they were called for another reason: they
    are compared as chance has sorted them.

    Returns:
        ``week, customer_id, reason, weight, drawn, closed, hit, profit`` and ``closes`` (the day
        on which the last of the days has passed).
    """
    rows = book.listed[book.listed["lot"] != ""].reset_index(drop=True)
    days = settings.learning.lot_days
    found = rows[["week", "customer_id", "reason", "weight"]].assign(drawn=rows["lot"] == "drawn")
    seen = found.join(since(found, bought, days, book.asof, start="week"))
    return seen.assign(closes=seen["week"] + pd.Timedelta(days=days - 1)).drop(
        columns="bought_day"
    )


def judge_lots(lots: pd.DataFrame, book: Book, settings: Settings) -> Verdict:
    """The verdict at the end of the last quarter, on the lots of the year before it.

    It is looked at four times a year only: whoever looks every week sees an effect sooner or
    later where there is none.
    """
    until = quarter_end(book.asof)
    end = pd.Timestamp(until)
    ripe = lots[(lots["closes"] <= end) & (lots["closes"] > end - _YEAR)]
    n, k = _counts(ripe)
    lift, spread = compare(k, n)
    sure = float(ndtr(lift / spread)) if spread > 0 else 0.5
    profit, profit_spread = _profit(ripe)
    code = _code(sure, n, settings)
    around = float(ndtri(1 - TAIL))
    return Verdict(
        code=code, until=until, drawn=int(n[:, 1].sum()), not_drawn=int(n[:, 0].sum()),
        back=int(k[:, 1].sum()), back_not=int(k[:, 0].sum()),
        lift=float(lift), low=float(lift - around * spread), high=float(lift + around * spread),
        certainty=sure, profit=profit, profit_low=profit - around * profit_spread,
        profit_high=profit + around * profit_spread,
        weeks=_weeks_left(lots, k, n, settings) if code == "unknown" else 0,
        waiting=int(len(lots) - (lots["closes"] <= end).sum()),
    )  # fmt: skip


def compare(hits: npt.NDArray[Any], of: npt.NDArray[Any]) -> tuple[Any, Any]:
    """How many more of those drawn came back, and the standard error of that.

    Each stratum (a reason) is compared with itself and counts by what it can tell.

    Args:
        hits: who came back, the last two axes (stratum, side); side 0 not drawn, 1 drawn.
        of: all of them, likewise.
    """
    n = np.asarray(of, dtype="float64")
    k = np.asarray(hits, dtype="float64")
    both = (n > 0).all(axis=-1)
    weight = np.where(both, n.prod(axis=-1) / np.maximum(n.sum(axis=-1), 1), 0.0)
    share = np.where(n > 0, k / np.maximum(n, 1), 0.0)
    guarded = (k + 0.5) / (n + 1)  # no share of so few is known for certain
    variance = (guarded * (1 - guarded) / np.maximum(n, 1)).sum(axis=-1)
    total = weight.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = (weight * (share[..., 1] - share[..., 0])).sum(axis=-1) / total
        spread = np.sqrt((weight**2 * variance).sum(axis=-1)) / total
    return lift, np.where(total > 0, spread, np.nan)


def weeks_needed(base: float, better: float, drawn: float, not_drawn: float) -> float:
    """Weeks until a comparison shows a rise of that size (two-sided 5 %, four times out of five).

    Args:
        base: share who come back without a call.
        better: share with one.
        drawn: customers a week who are called.
        not_drawn: customers a week who are not.
    """
    reach = float(ndtri(0.975) + ndtri(0.8)) ** 2
    variance = better * (1 - better) / drawn + base * (1 - base) / not_drawn
    return reach * variance / (better - base) ** 2


def quarter_end(day: dt.date) -> dt.date:
    """The last day of the last quarter that was over on that day."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    end = first - dt.timedelta(days=1)
    tomorrow = day + dt.timedelta(days=1)
    over = tomorrow.day == 1 and tomorrow.month % 3 == 1
    return day if over else end


def by_reason(lots: pd.DataFrame) -> dict[str, tuple[float, float, float, int]]:
    """{reason: (lift, standard error, mean weight, customers)} where both sides are there."""
    found = {}
    for reason, own in lots[lots["closed"]].groupby("reason"):
        n, k = _counts(own)
        lift, spread = compare(k, n)
        if (n > 0).all() and np.isfinite(spread):
            weight = float(own["weight"].mean())
            found[str(reason)] = (float(lift), float(spread), weight, int(n.sum()))
    return found


def _counts(lots: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Customers and those who came back, by reason and side."""
    table = lots.groupby(["reason", "drawn"])["hit"].agg(["size", "sum"]).unstack(fill_value=0)
    if not len(table):
        return np.zeros((1, 2), np.int64), np.zeros((1, 2), np.int64)
    sides = [
        np.column_stack(
            [
                table[what].get(side, pd.Series(0, index=table.index)).to_numpy(np.int64)
                for side in (False, True)
            ]
        )
        for what in ("size", "sum")
    ]
    return sides[0], sides[1]


def _profit(lots: pd.DataFrame) -> tuple[float, float]:
    """Gross profit a customer more, and its standard error; NaN with fewer than two on a side."""
    one, other = (lots.loc[lots["drawn"] == side, "profit"] for side in (True, False))
    if min(len(one), len(other)) < 2:
        return float("nan"), float("nan")
    spread = np.sqrt(one.var() / len(one) + other.var() / len(other))
    return float(one.mean() - other.mean()), float(spread)


def _code(sure: float, n: npt.NDArray[np.int64], settings: Settings) -> str:
    """Few cases say nothing, however clear they look."""
    limits = settings.learning
    if n.sum(axis=0).min() < limits.prior_cases:
        return "unknown"
    if sure >= limits.certainty:
        return "helps"
    return "harms" if sure <= 1 - limits.certainty else "unknown"


def _weeks_left(
    lots: pd.DataFrame, k: npt.NDArray[np.int64], n: npt.NDArray[np.int64], settings: Settings
) -> int:
    """Weeks until a rise worth knowing would show, at the pace of lots so far; 0 without a lot."""
    limits = settings.learning
    if not len(lots):
        return 0
    weeks = max(int((lots["week"].max() - lots["week"].min()).days) // 7 + 1, 1)
    drawn = max(float(lots["drawn"].sum()) / weeks, 0.1)
    not_drawn = max(float((~lots["drawn"]).sum()) / weeks, 0.1)
    base = (k[:, 0].sum() + 1) / (n[:, 0].sum() + 2)
    needed = weeks_needed(base, min(base + limits.lift_sought, 0.99), drawn, not_drawn)
    seen = float(n.sum()) / (drawn + not_drawn)
    return max(int(np.ceil(needed - seen)), 1)
