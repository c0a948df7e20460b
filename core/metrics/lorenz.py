"""How unevenly sales lie (2:8): the Lorenz curve and the part of the top fifth (上位2割)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.metrics.rhythm import Floats

#: Points of the curve at most: more cannot be seen.
POINTS = 101
TOP_FIFTH = 0.2


def ordered(spend: pd.Series[Any]) -> Floats:
    """The sales of those who bought anything, the largest first."""
    values: Floats = spend.to_numpy(dtype="float64", na_value=np.nan)
    return np.sort(values[values > 0])[::-1]


def curve(spend: pd.Series[Any]) -> pd.DataFrame:
    """Which part of the sales the best customers bring, from none of them to all.

    Args:
        spend: sales of each customer; who brought nothing is left out.

    Returns:
        ``people, sales``: shares from 0 to 1, at most :data:`POINTS` rows; empty without sales.
    """
    values = ordered(spend)
    if not len(values):
        return pd.DataFrame({"people": [], "sales": []}, dtype="float64")
    shares = np.concatenate([[0.0], np.cumsum(values) / values.sum()])
    people = np.arange(len(shares)) / len(values)
    at = np.unique(np.linspace(0, len(shares) - 1, min(POINTS, len(shares))).round().astype(int))
    return pd.DataFrame({"people": people[at], "sales": shares[at]})


def top_share(spend: pd.Series[Any], part: float = TOP_FIFTH) -> float:
    """Which part of the sales the best ``part`` of the customers bring; NaN without sales.

    Where the part is no whole number of customers the last one counts in proportion.
    """
    values = ordered(spend)
    if not len(values):
        return float("nan")
    shares = np.concatenate([[0.0], np.cumsum(values) / values.sum()])
    return float(np.interp(part * len(values), np.arange(len(shares)), shares))
