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
        ``x`` (days at which something ended, ascending, from 0 on and to the horizon), ``still``
        (share that goes on after x), ``low, high``, ``at_risk`` (how many had lasted until x);
        no row where there were never enough.
    """
    curve = kaplan_meier(length, closed, settings.lapse.at_risk)
    if curve is None:
        return pd.DataFrame({name: np.zeros(0) for name in COLUMNS})
    ordered = np.sort(length)
    at_risk = len(length) - np.searchsorted(ordered, curve.x, side="left")
    before = np.append(1.0, curve.still[:-1])
    ended = np.rint(at_risk * (1.0 - curve.still / np.where(before > 0, before, 1.0)))
    low, high = _bounds(curve.still, ended, at_risk.astype(np.float64), settings.cohorts.band)
    frame = pd.DataFrame(
        {"x": curve.x, "still": curve.still, "low": low, "high": high, "at_risk": at_risk}
    )
    return _whole(frame, curve.horizon, len(length), ordered)


def _bounds(still: Floats, ended: Floats, at_risk: Floats, errors: float) -> tuple[Floats, Floats]:
    """The bounds on the log-log scale; a curve at 1 or at 0 has none but itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(ended / (at_risk * (at_risk - ended)))
        log = np.log(still)
        spread = errors * np.sqrt(variance) / np.abs(log)
        low, high = still ** np.exp(spread), still ** np.exp(-spread)
    fixed = (still >= 1.0) | (still <= 0.0)
    return np.where(fixed, still, low), np.where(fixed, still, high)


def _whole(frame: pd.DataFrame, horizon: float, n: int, ordered: Floats) -> pd.DataFrame:
    """The curve from its beginning to its horizon: nothing has ended before the first row."""
    ends: list[dict[str, float]] = []
    if frame.empty or frame["x"].iloc[0] > 0:
        frame = pd.concat([pd.DataFrame([_row(0.0, 1.0, 1.0, 1.0, n)]), frame])
    if frame["x"].iloc[-1] < horizon:
        last = frame.iloc[-1]
        left = n - int(np.searchsorted(ordered, horizon, side="left"))
        ends.append(_row(horizon, last["still"], last["low"], last["high"], left))
    whole = pd.concat([frame, pd.DataFrame(ends)]) if ends else frame
    return whole.astype({"at_risk": "int64"}).reset_index(drop=True)


def _row(x: float, still: float, low: float, high: float, at_risk: float) -> dict[str, float]:
    values = (x, still, low, high, at_risk)
    return dict(zip(COLUMNS, values, strict=True))


def still_at(curve: pd.DataFrame, x: float) -> dict[str, float] | None:
    """The row of the curve that holds at x; None beyond its horizon."""
    if curve.empty or x > float(curve["x"].iloc[-1]):
        return None
    place = int(np.searchsorted(curve["x"].to_numpy(), x, side="right")) - 1
    return {str(name): float(value) for name, value in curve.iloc[place].items()}
