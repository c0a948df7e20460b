"""Who comes once a year is compared with the same month of earlier years (季節のお客様).

A seasonal buyer's silence says nothing between two seasons (DOMAIN 2.1), so the models' word about
them is put aside: the chance is that of coming in the season's month, from the years in which they
did, and it lies within that month.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.foresight.histories import Floats

#: One year with and one without a visit are added (rule of succession).
_CAME, _YEARS = 1.0, 2.0
_SPANS = {"p_buy_30": 30, "p_buy_90": 90}
_MONTHS = 12


def in_season(customers: pd.DataFrame, asof: dt.date) -> pd.DataFrame:
    """The forecasts with those of seasonal buyers taken from their season.

    Args:
        customers: ``seasonal, season_month, season_years, first_purchase_date,
            last_purchase_date`` of the profile and the columns of
            :data:`core.foresight.foretold.COLUMNS`.
        asof: the data-as-of day.

    Returns:
        The frame with ``foreseen_by``: ``season`` or ``model``, empty without a forecast. Of the
        seasonal buyers ``p_buy_30``, ``p_buy_90``, the expected purchases in 90 days and the
        window (what is left of the month, its middle) are those of the season.
    """
    frame = customers.assign(foreseen_by="model")
    frame["foreseen_by"] = frame["foreseen_by"].where(frame["p_buy_30"].notna(), "").astype("str")
    own = frame["seasonal"].astype(bool) & frame["p_buy_30"].notna()
    if not own.any():
        return frame
    begin, chance = _next_season(frame[own], asof)
    end = begin + pd.offsets.MonthEnd(0)
    for name, days in _SPANS.items():
        frame.loc[own, name] = chance * _inside(begin, end, asof, days)
    frame.loc[own, "expected_purchases_90"] = frame.loc[own, "p_buy_90"]
    low = begin.mask(begin <= pd.Timestamp(asof), pd.Timestamp(asof) + pd.Timedelta(days=1))
    frame.loc[own, "next_purchase_low"] = low
    frame.loc[own, "next_purchase"] = (low + (end - low) / 2).dt.normalize()
    frame.loc[own, "next_purchase_high"] = end
    frame.loc[own, "foreseen_by"] = "season"
    return frame


def _next_season(
    rows: pd.DataFrame, asof: dt.date
) -> tuple[pd.Series[pd.Timestamp], pd.Series[float]]:
    """The first day of the next season month, and the chance that they come in it."""
    month = rows["season_month"].astype("int64")
    came = (rows["last_purchase_date"].dt.year == asof.year) & (
        rows["last_purchase_date"].dt.month == month
    )
    over = (month < asof.month) | came
    year = pd.Series(asof.year, index=rows.index) + over.astype("int64")
    begin = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": 1}))
    first = rows["first_purchase_date"]
    late = (first.dt.month > month).astype("int64")  # their first season was the next year's
    seen = np.maximum(year - first.dt.year - late, rows["season_years"].astype("int64"))
    chance = (rows["season_years"].astype("float64") + _CAME) / (seen + _YEARS)
    return begin.astype("datetime64[us]"), chance


def _inside(
    begin: pd.Series[pd.Timestamp], end: pd.Series[pd.Timestamp], asof: dt.date, days: int
) -> Floats:
    """Which part of what is left of the month lies within so many days."""
    today = np.datetime64(asof)
    first = np.maximum(begin.to_numpy("datetime64[D]"), today + 1)
    last = end.to_numpy("datetime64[D]")
    left = (last - first).astype(np.int64) + 1
    covered = (np.minimum(last, today + days) - first).astype(np.int64) + 1
    share: Floats = np.clip(covered / np.maximum(left, 1), 0.0, 1.0)
    return share
