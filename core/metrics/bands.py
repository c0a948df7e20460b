"""A survival curve (生存曲線) with the band in which the true one likely lies (Greenwood)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.rhythm import Flags, Floats, Ints
from core.settings import Settings

COLUMNS = ("x", "still", "low", "high", "at_risk")


def banded(length: Ints, closed: Flags, settings: Settings) -> pd.DataFrame:
    """The Kaplan–Meier curve up to where enough are still at risk.

    The variance is Greenwood's (1926), the bounds are made on the log-log scale, which keeps them
    between 0 and 1 and holds for few customers too (Kalbfleisch & Prentice 1980). Days are whole
    numbers, so a million of them are counted and never sorted.

    Args:
        length: of each silence or life, in days, 0 or more.
        closed: whether it ended; the others go on at least so long. One that ends and one that
            goes on at the same day: the ending is first.
        settings: how many must be at risk, and how wide the band is.

    Returns:
        ``x`` (from 0 on, then every length up to the horizon, ascending), ``still`` (share that
        goes on after x), ``low, high``, ``at_risk`` (how many had lasted until x); no row where
        there were never enough.
    """
    if len(length) < settings.lapse.at_risk:
        return pd.DataFrame({name: np.zeros(0) for name in COLUMNS})
    many = np.bincount(length)
    lasted = many[::-1].cumsum()[::-1]
    horizon = int((lasted >= settings.lapse.at_risk).sum())
    many[0] = max(many[0], 1)  # the curve begins on day 0, whether anything ended on it or not
    x = np.flatnonzero(many[:horizon])
    at_risk = lasted[x]
    ended = np.bincount(length[closed], minlength=len(many))[x]
    still = np.cumprod(1.0 - ended / at_risk, dtype=np.float64)
    low, high = _bounds(still, ended, at_risk, settings.cohorts.band)
    columns = (x.astype(np.float64), still, low, high, at_risk)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _bounds(still: Floats, ended: Ints, at_risk: Ints, errors: float) -> tuple[Floats, Floats]:
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
