"""The calendar that is sent to every engine, so that no engine ever does date maths."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: 1970-01-01 was a Thursday: three days after a Monday.
_MONDAY = 3


def calendar(first_day: int, last_day: int) -> pd.DataFrame:
    """One row per day from ``first_day`` to ``last_day``, both included.

    Returns:
        ``day`` (days since 1970-01-01), ``ym`` (year*12 + month − 1), ``year``, ``month`` (1–12)
        and ``week`` (day number of its Monday), all ``int64``.
    """
    days = np.arange(first_day, last_day + 1, dtype=np.int64)
    ym = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return pd.DataFrame(
        {
            "day": days,
            "ym": ym,
            "year": ym // 12,
            "month": ym % 12 + 1,
            "week": days - (days + _MONDAY) % 7,
        }
    )
