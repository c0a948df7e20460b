"""How long a silence lasts (沈黙の長さ), after the first, the second and any later purchase.

The curves are in days, and of the part of the business that is looked at; the three days drawn on
them are those in force, learned in own rhythms (:mod:`core.metrics.no_return`) and told for the
customer in the middle of the bucket.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.bands import banded
from core.metrics.moment import Moment
from core.metrics.rhythm import silences
from core.metrics.survival import BUCKETS, inside
from core.settings import Settings

#: Where somebody stands in a silence: from which of the own days up to which.
PHASES = {
    "nudge": ("nudge_day", "no_return_day"),
    "days": ("no_return_day", "stop_day"),
    "stop": ("stop_day", ""),
}
_HUNDRED = 100


def silent_curves(
    engine: Engine, book: Book, settings: Settings
) -> dict[int, tuple[pd.DataFrame, int, int]]:
    """The curve of each bucket, of how many silences, and how many of them a purchase ended.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    days = engine.run("purchase_days", asof=moment.asof, min_net=moment.min_net)
    found = silences(days, moment.asof)
    curves = {}
    for bucket in BUCKETS:
        chosen = inside(found, (bucket,))
        closed = found.closed[chosen]
        curve = banded(found.length[chosen], closed, settings)
        curves[bucket] = (curve, int(chosen.sum()), int(closed.sum()))
    return curves


def days_in_force(
    measured: pd.DataFrame, people: pd.DataFrame, bucket: int, share: float
) -> dict[str, Any]:
    """The three days of the customer in the middle of a bucket.

    Args:
        measured: of :func:`core.metrics.no_return.no_return_days`.
        people: customers with their own days.
        bucket: 1, 2 or 3.
        share: the risk in force.

    Returns:
        The row of ``measured`` and ``stop``: the median 止める日, never before 戻らぬ日.
    """
    of_bucket = measured[measured["bucket"] == bucket]
    at_risk = of_bucket[(of_bucket["share"] * _HUNDRED).round() == round(share * _HUNDRED)]
    row = {str(name): value for name, value in at_risk.to_dict("records")[0].items()}
    stops = people.loc[in_bucket(people, bucket), "stop_day"].dropna()
    stop = float(stops.median()) if len(stops) else float("inf")
    return row | {"stop": max(stop, float(row["days"]))}


def in_bucket(people: pd.DataFrame, bucket: int) -> pd.Series[bool]:
    """Who has bought so often."""
    count = people["purchase_count"]
    return (count == bucket) if bucket < BUCKETS[-1] else (count >= bucket)


def now_in(people: pd.DataFrame, bucket: int, phase: str) -> pd.DataFrame:
    """Customers of a bucket whose silence has passed one of their own days and not the next one.

    Who asked not to be contacted is left out: such a list is there to be called.

    Args:
        people: customers with their own days.
        bucket: 1, 2 or 3.
        phase: a key of :data:`PHASES`.
    """
    begin, end = PHASES[phase]
    silent = people["days_since_last_purchase"].astype("float64")
    inside_of = in_bucket(people, bucket) & (silent >= people[begin]) & (people["state"] != "dnc")
    if end:
        inside_of &= silent < people[end]
    rows = people[inside_of.fillna(False).astype(bool)]
    return rows.sort_values("total_spend", ascending=False, kind="stable")
