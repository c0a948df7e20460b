"""Who stays under contract (契約の続き): the shifted-beta-geometric model, and its forecast.

Fader & Hardie, «How to Project Customer Retention» (2007, J. Interactive Marketing): at the end of
each period a member leaves with an own chance ~ Beta(α, β). The mean retention rises with age, for
the weakest leave first, not for growing loyalty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma

from core.foresight.histories import Floats
from core.foresight.optimum import Found, curvature, lowest


@dataclass(frozen=True, slots=True)
class Retention:
    """Chances to leave at the end of a period, Beta(alpha, beta)."""

    alpha: float
    beta: float

    def staying(self, periods: int) -> Floats:
        """Share still there after 1 … ``periods`` periods."""
        ages = np.arange(1, periods + 1)
        return np.asarray(
            np.exp(betaln(self.alpha, self.beta + ages) - betaln(self.alpha, self.beta))
        )

    def renewal(self, age: Floats) -> Floats:
        """The chance that somebody ``age`` whole periods old renews once more."""
        return (self.beta + age) / (self.alpha + self.beta + age)


def fit_retention(left: Sequence[float] | Floats, still: Sequence[float] | Floats) -> Retention:
    """The likeliest parameters.

    Args:
        left: how many left at the end of period 1, 2, 3 … (shares of one cohort do as well).
        still: how many are known to have stayed through 1, 2, 3 … periods and are not known
            further (of one cohort: all zeros but the last).
    """
    gone, open_ = np.asarray(left, np.float64), np.asarray(still, np.float64)
    ages = np.arange(1, len(gone) + 1)

    def cost(at: Floats) -> Found:
        alpha, beta = (float(value) for value in np.exp(at))
        base, both = betaln(alpha, beta), digamma(alpha + beta)
        leaves = betaln(alpha + 1.0, beta + ages - 1.0) - base
        stays = betaln(alpha, beta + ages) - base
        later = both - digamma(alpha + beta + ages)
        lost = digamma(beta + ages - 1.0) - digamma(beta) + later
        kept = digamma(beta + ages) - digamma(beta) + later
        goes = np.stack([alpha * (1.0 / alpha + later), beta * lost])
        keeps = np.stack([alpha * later, beta * kept])
        value = float((gone * leaves + open_ * stays).sum())
        slope = (gone * goes + open_ * keeps).sum(axis=1)
        return -value, -slope, curvature(goes, gone) + curvature(keeps, open_)

    best = lowest(cost, np.zeros(2), size=float(gone.sum() + open_.sum()))
    alpha, beta = (float(value) for value in np.exp(best))
    return Retention(alpha, beta)
