"""How long those who buy have been with us (お付き合いの長さ): a firm's level shows in it.

Article 0: long-lasting customers show the level of a firm.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.rules import _rows, worth
from core.settings import Settings

#: Bands from the youngest to the oldest.
BANDS = ("first", "second", "third", "oldest")
_YEAR = 365.25


def band(judged: pd.DataFrame, asof: dt.date, settings: Settings) -> pd.Series[str]:
    """The band of everybody who bought in the last 12 months, ``""`` for the others."""
    limits = settings.money
    years = _rows.days_until(judged["first_purchase_date"], asof) / _YEAR
    buys = _rows.numbers(judged["count_12m"]).fillna(0) > 0
    chosen = np.select(
        [
            ~buys,
            years < limits.tenure_first_years,
            years < limits.tenure_second_years,
            years < limits.tenure_third_years,
        ],
        ["", *BANDS[:-1]],
        BANDS[-1],
    )
    return pd.Series(chosen, index=judged.index, dtype="str")


def tenure(judged: pd.DataFrame, asof: dt.date, settings: Settings) -> pd.DataFrame:
    """Shares of customers and of gross profit by how long they have been with us.

    Args:
        judged: one row per customer, measured at ``asof``.
        asof: the data-as-of day.
        settings: where the bands end, and the margin where costs are not known.

    Returns:
        ``people, share, profit, profit_share`` by band (every one of :data:`BANDS`), of those who
        bought in the last 12 months; shares are NaN without any.
    """
    bands = band(judged, asof, settings)
    profit = worth.year_profit(judged, settings)
    found = pd.DataFrame(
        {
            "people": bands.value_counts().reindex(list(BANDS), fill_value=0),
            "profit": profit.groupby(bands).sum().reindex(list(BANDS), fill_value=0.0),
        }
    )
    for name, share in (("people", "share"), ("profit", "profit_share")):
        whole = found[name].sum()
        found[share] = found[name] / whole if whole > 0 else np.nan
    return found.astype({"profit": "int64"})[["people", "share", "profit", "profit_share"]]
