"""The last two years month by month (月ごと), cut from the days that were read already."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.growth import COUNTS
from core.metrics.moment import day_number
from core.metrics.recent import Recent


def last_months(recent: Recent, count: int) -> pd.DataFrame:
    """The last rows of :func:`core.metrics.growth.months`, without another count.

    Args:
        recent: the days that are held.
        count: months at most, the one of the data-as-of day the last; those that begin before the
            days held, or before the first of them, are left out.

    Returns:
        ``month, new_customers, existing_customers, new_revenue, existing_revenue`` as there.
    """
    if not len(recent.day):
        return _frame([], [])
    last = pd.Timestamp(int(recent.day[-1]), unit="D").to_period("M")
    held = pd.Timestamp(int(recent.day[0]), unit="D").to_period("M")
    periods = [last - back for back in range(count - 1, -1, -1) if last - back >= held]
    spans = [(day_number(p.start_time.date()) - 1, day_number(p.end_time.date())) for p in periods]
    # Of a month that is not held whole nothing is said.
    whole = [(p, span) for p, span in zip(periods, spans, strict=True) if span[0] >= recent.start]
    rows = [_of_month(recent, *span) for _period, span in whole]
    return _frame([str(period) for period, _span in whole], rows)


def _of_month(recent: Recent, after: int, to: int) -> list[int]:
    existing, new = recent.sides(after, to)
    return [new.buyers, existing.buyers, new.revenue, existing.revenue]


def _frame(months: list[str], rows: list[list[int]]) -> pd.DataFrame:
    counts = np.array(rows, dtype=np.int64).reshape(len(rows), len(COUNTS))
    names = pd.Series(months, dtype="str", name="month")
    return pd.concat([names, pd.DataFrame(counts, columns=list(COUNTS)).astype("Int64")], axis=1)
