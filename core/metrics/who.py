"""Who stands behind a figure (内訳のお客様): the customers of some days and what they bought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.metrics.moment import day_number, months_before
from core.metrics.recent import Recent
from core.metrics.rhythm import Flags


def who(
    recent: Recent, days: tuple[dt.date, dt.date], window: tuple[dt.date, dt.date], *, new: bool
) -> pd.DataFrame:
    """The customers with a line in a span of days, of one side of the window it lies in.

    Args:
        recent: the days that are held.
        days: first and last day.
        window: first and last day of the window that tells new customers from existing ones.
        new: whether those who first bought inside the window, or all others.

    Returns:
        ``customer_id``, ``amount`` (minor units, returns included) and ``purchases`` (purchase
        days), Int64; the largest amount first, then by id.
    """
    rows = recent.span(day_number(days[0]) - 1, day_number(days[1]))
    first = recent.first[rows]
    inside = (first >= day_number(window[0])) & (first <= day_number(window[1]))
    chosen = inside if new else ~inside
    return _by_customer(recent, rows, chosen)


def buyers_of(recent: Recent, spans: Sequence[tuple[dt.date, dt.date]], side: str) -> pd.DataFrame:
    """Who bought in some windows, of one side or both, as :func:`who` gives them.

    Args:
        recent: the days that are held.
        spans: first and last day of each window; who first bought inside of one is new in it.
        side: ``new``, ``existing``, or empty for both.
    """
    sides = [side == "new"] if side else [False, True]
    found = pd.concat([who(recent, span, span, new=new) for span in spans for new in sides])
    sums = found.groupby("customer_id", as_index=False)[["amount", "purchases"]].sum()
    bought = sums[sums["purchases"] > 0]
    return bought.sort_values(
        ["amount", "customer_id"], ascending=[False, True], ignore_index=True
    )


def active_customers(recent: Recent, day: dt.date) -> pd.DataFrame:
    """Those who bought in the 12 months to a day, as :func:`who` gives them."""
    rows = recent.span(day_number(months_before(day, 12)), day_number(day))
    found = _by_customer(recent, rows, np.ones(rows.stop - rows.start, dtype=bool))
    return found[found["purchases"] > 0].reset_index(drop=True)


def _by_customer(recent: Recent, rows: slice, chosen: Flags) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "cno": recent.cno[rows][chosen],
            "amount": recent.spend[rows][chosen],
            "purchases": recent.bought[rows][chosen].astype(np.int64),
        }
    )
    sums = frame.groupby("cno")[["amount", "purchases"]].sum().astype("Int64")
    found = sums.assign(customer_id=recent.ids.reindex(sums.index).astype("str"))
    found = found.sort_values(["amount", "customer_id"], ascending=[False, True])
    return found[["customer_id", "amount", "purchases"]].reset_index(drop=True)
