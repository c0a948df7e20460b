"""Past call lists with what came of them (ゴールデンリスト): done, results, hits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from core.calls.called import since
from core.calls.rates import TAIL
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Hits:
    """How many of a list buy within 30 days of its Monday.

    Attributes:
        expected: the sum of their chances; ``low``, ``high``: nine lists in ten lie between.
        known: for how many a chance is known (who has never bought has none).
        real: how many bought so far; ``closed``: the 30 days have passed.
    """

    expected: float
    low: int
    high: int
    known: int
    real: int
    closed: bool


@dataclass(frozen=True)
class Golden:
    """The list of one week.

    Attributes:
        week: its Monday.
        rows: those listed with the columns of :func:`core.calls.called.called`; ``hit`` and
            ``bought_day`` count from the Monday, whether or not they were called.
        listed: how many stood on it; ``late``: of them came onto it later in the week.
        done: how many were called; ``reached``: of them spoke with us.
        hits: expected and real purchases.
    """

    week: dt.date
    rows: pd.DataFrame
    listed: int
    late: int
    done: int
    reached: int
    hits: Hits


def golden_lists(
    calls: pd.DataFrame, bought: pd.DataFrame, asof: dt.date, settings: Settings
) -> list[Golden]:
    """The lists of the last weeks, the newest first.

    Args:
        calls: :func:`core.calls.called.called`.
        bought: :func:`core.metrics.bought.bought_by`.
        asof: the data-as-of day.
        settings: how many weeks, how many days.
    """
    weeks = sorted(calls["week"].unique(), reverse=True)[: settings.learning.weeks_shown]
    rows = calls[calls["week"].isin(weeks)].drop(columns=["closed", "hit", "bought_day"])
    rows = rows.drop(columns="profit").join(
        since(rows, bought, settings.learning.bought_days, asof, start="week")
    )
    return [_golden(rows[rows["week"] == week].reset_index(drop=True)) for week in weeks]


def _golden(rows: pd.DataFrame) -> Golden:
    return Golden(
        week=rows["week"].iloc[0].date(),
        rows=rows.sort_values(["late", "rank"], kind="stable", ignore_index=True),
        listed=len(rows),
        late=int(rows["late"].sum()),
        done=int(rows["called"].sum()),
        reached=int(rows["connected"].sum()),
        hits=expected_hits(rows),
    )


def expected_hits(rows: pd.DataFrame) -> Hits:
    """The sum of the chances with its range, beside how many of the same customers bought."""
    chance = rows["chance"].to_numpy(dtype="float64")
    known = ~np.isnan(chance)
    p = chance[known]
    mean = float(p.sum())
    around = float(ndtri(1 - TAIL)) * float(np.sqrt((p * (1 - p)).sum()))
    return Hits(
        expected=mean,
        low=max(int(np.ceil(mean - around)), 0),
        high=min(int(np.floor(mean + around)), len(p)) if len(p) else 0,
        known=len(p),
        real=int(rows.loc[known, "hit"].sum()),
        closed=bool(rows["closed"].all()),
    )
