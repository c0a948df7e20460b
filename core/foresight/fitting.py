"""Finding a shop's parameters: the likeliest ones under weak priors that know no unit of time.

The priors (FORESIGHT 6, learned from eight shops) hold what a small shop's own purchases cannot:
without them one fit in two fails on fifteen customers, and thirty customers of a bakery are
promised 390 million purchases.
"""

from __future__ import annotations

import math

import numpy as np

from core.foresight.histories import Floats, Histories, distinct
from core.foresight.model import Model, gradients
from core.foresight.optimum import Found, curvature, lowest

#: (mean, standard deviation) of log r; of log(mean gap / time lived per repeat purchase); of
#: log(a + b); of log(a / b).
PRIORS = ((math.log(0.8), 0.8), (math.log(0.6), 0.8), (math.log(3.0), 1.0), (-1.1, 1.0))
#: Their curvature at (log r, log α, log a, log b), where a and b are alike.
_BACK = [1.0 / spread**2 for _mean, spread in PRIORS]
PULLS = np.array([
    [_BACK[0] + _BACK[1], -_BACK[1], 0.0, 0.0],
    [-_BACK[1], _BACK[1], 0.0, 0.0],
    [0.0, 0.0, _BACK[2] / 4 + _BACK[3], _BACK[2] / 4 - _BACK[3]],
    [0.0, 0.0, _BACK[2] / 4 - _BACK[3], _BACK[2] / 4 + _BACK[3]],
])  # fmt: skip
#: A shop's customers beyond so many distinct histories are sampled for the fit.
ENOUGH = 12_000


def fit(found: Histories, *, k: int = 1, at_once: bool = True, priors: bool = True) -> Model:
    """The parameters of a shop.

    Args:
        found: its histories, in any unit of time; α comes back in the same one.
        k: steps between two purchases.
        at_once: whether somebody may leave after the very first purchase (MBG).
        priors: maximum a posteriori; without them maximum likelihood, for published values.
    """
    rows = thinned(distinct(found)[0])
    unit = rows.scale
    rows = rows.in_units(unit)

    def cost(at: Floats) -> Found:
        value, slopes = gradients(_model(at, k, at_once), rows)
        # Not by matrix product: the threads that it starts take longer than these sums.
        total, slope = (rows.weight * value).sum(), (slopes * rows.weight).sum(axis=1)
        curve = curvature(slopes, rows.weight)
        if priors:
            more, by = log_prior(at, k)
            total, slope, curve = total + more, slope + by, curve + PULLS
        return -float(total), -slope, curve

    start = np.array([math.log(0.8), math.log(0.5 / k), math.log(0.75), math.log(2.25)])
    return _model(lowest(cost, start, size=rows.customers), k, at_once).in_units(unit)


def log_prior(at: Floats, k: int) -> tuple[float, Floats]:
    """The priors' logarithm and its slope at (log r, log α, log a, log b), time in scales."""
    log_r, log_alpha, log_a, log_b = (float(value) for value in at)
    both = np.logaddexp(log_a, log_b)
    share = math.exp(log_a - both)
    said = (log_r, log_alpha - log_r + math.log(k), float(both), log_a - log_b)
    off = [(value - mean) / spread for value, (mean, spread) in zip(said, PRIORS, strict=True)]
    pull = [-one / spread for one, (_mean, spread) in zip(off, PRIORS, strict=True)]
    slope = np.array([
        pull[0] - pull[1], pull[1], pull[2] * share + pull[3], pull[2] * (1.0 - share) - pull[3]
    ])  # fmt: skip
    return -0.5 * sum(one * one for one in off), slope


def thinned(rows: Histories) -> Histories:
    """At most :data:`ENOUGH` distinct histories, every so many-th of them in order."""
    if len(rows) <= ENOUGH:
        return rows
    order = np.lexsort((rows.last, rows.x, rows.age))
    places = np.linspace(0, len(rows) - 1, ENOUGH).astype(np.int64)
    return rows.take(order[places])


def _model(at: Floats, k: int, at_once: bool) -> Model:
    r, alpha, a, b = (float(value) for value in np.exp(at))
    return Model(r, alpha, a, b, k, at_once)
