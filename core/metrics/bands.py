"""A survival curve (生存曲線) with the band in which the true one likely lies (Greenwood)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.rhythm import Flags, Floats
from core.metrics.survival import kaplan_meier
from core.settings import Settings

COLUMNS = ("x", "still", "low", "high", "at_risk")


def banded(length: Floats, closed: Flags, settings: Settings) -> pd.DataFrame:
    """The Kaplan–Meier curve up to where enough are still at risk.

    The variance is Greenwood's (1926), the bounds are made on the log-log scale, which keeps them
    between 0 and 1 and holds for few customers too (Kalbfleisch & Prentice 1980).

    Args:
        length: of each silence or life, in days.
        closed: whether it ended; the others go on at least so long.
        settings: how many must be at risk, and how wide the band is.

    Returns:
        ``x`` (from 0 on, then every length up to the horizon, ascending), ``still`` (share that
        goes on after x), ``low, high``, ``at_risk`` (how many had lasted until x); no row where
        there were never enough.
    """
    curve = kaplan_meier(length, closed, settings.lapse.at_risk)
    if curve is None:
        return pd.DataFrame({name: np.zeros(0) for name in COLUMNS})
    inside = length <= curve.horizon
    x, place = np.unique(np.append(0.0, length[inside]), return_inverse=True)
    ended = np.bincount(place[1:], weights=closed[inside], minlength=len(x)).astype(np.float64)
    at_risk = len(length) - np.searchsorted(np.sort(length), x, side="left")
    still = np.append(1.0, curve.still)[np.searchsorted(curve.x, x, side="right")]
    low, high = _bounds(still, ended, at_risk.astype(np.float64), settings.cohorts.band)
    return pd.DataFrame({"x": x, "still": still, "low": low, "high": high, "at_risk": at_risk})


def _bounds(still: Floats, ended: Floats, at_risk: Floats, errors: float) -> tuple[Floats, Floats]:
    """The bounds on the log-log scale; a curve at 1 or at 0 has none but itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(ended / (at_risk * (at_risk - ended)))
        log = np.log(still)
        spread = errors * np.sqrt(variance) / np.abs(log)
        low, high = still ** np.exp(spread), still ** np.exp(-spread)
    fixed = (still >= 1.0) | (still <= 0.0)
    return np.where(fixed, still, low), np.where(fixed, still, high)


def still_at(curve: pd.DataFrame, x: float) -> dict[str, float] | None:
    """What the curve says at x, and how many had lasted until then; None beyond its horizon."""
    if curve.empty or x > float(curve["x"].iloc[-1]):
        return None
    moments = curve["x"].to_numpy()
    place = int(np.searchsorted(moments, x, side="right")) - 1
    lasted = curve["at_risk"].iloc[int(np.searchsorted(moments, x, side="left"))]
    row = {str(name): float(value) for name, value in curve.iloc[place].items()}
    return row | {"at_risk": float(lasted)}
