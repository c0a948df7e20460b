"""What a purchase is worth (1回の金額): Gamma-Gamma, pulled to the middle where little is known.

Fader & Hardie, «The Gamma-Gamma Model of Monetary Value» (2013): a customer's purchases scatter
around an own mean with shape p; the rates of the customers are Gamma(q, γ). The expected mean of a
customer with n purchases of mean m is (γ + nm) p / (pn + q − 1), between m and the shop's mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from core.foresight.histories import Floats
from core.foresight.optimum import Found, curvature, lowest

#: Below so many customers, or with amounts that hardly differ, the three parameters are not to be
#: found; the customer's own mean is then drawn to the middle one with the weight of one purchase.
_FEWEST = 10
_ALIKE = 1e-6
#: (mean, standard deviation) of log p, log q and log γ, amounts in units of their median.
_PRIORS = ((math.log(5.0), 1.5), (math.log(4.0), 1.0), (math.log(4.0), 1.5))
_OWN_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Spend:
    """How amounts scatter in a shop.

    Attributes:
        p, q, gamma: see the module; p is 0 where they could not be found.
        middle: the median of the customers' means, in the unit of the amounts.
    """

    p: float
    q: float
    gamma: float
    middle: float

    def mean(self, count: Floats, mean: Floats) -> Floats:
        """The expected amount of one purchase of customers with so many of such a mean."""
        own = np.where(count > 0, mean, self.middle)
        if not self.p or self.q <= 1.0:  # a mean of no end: only the middle can be said
            return (count * own + _OWN_WEIGHT * self.middle) / (count + _OWN_WEIGHT)
        return self.p * (self.gamma + count * own) / (self.p * count + self.q - 1.0)


def fit_spend(count: Floats, mean: Floats, *, priors: bool = True) -> Spend:
    """How amounts scatter, from customers' numbers of purchases and their mean amounts.

    Args:
        count: purchases with an amount above 0; others are left out.
        mean: their mean amounts, in any unit.
        priors: maximum a posteriori; without them maximum likelihood, for published values.
    """
    use = (count > 0) & (mean > 0)
    count, mean = count[use], mean[use]
    if not len(mean):
        return Spend(0.0, 0.0, 0.0, 0.0)
    middle = float(np.median(mean))
    if len(mean) < _FEWEST or float(np.ptp(np.log(mean))) < _ALIKE:
        return Spend(0.0, 0.0, 0.0, middle)
    scaled = mean / middle

    def cost(at: Floats) -> Found:
        value, slope, curve = _likelihood(at, count, scaled)
        if priors:
            middles, spreads = np.array(_PRIORS).T
            off = (at - middles) / spreads
            value -= 0.5 * float((off * off).sum())
            slope -= off / spreads
            curve += np.diag(1.0 / spreads**2)
        return -value, -slope, curve

    start = np.array([mean_of for mean_of, _spread in _PRIORS])
    best = lowest(cost, start, size=float(len(scaled)))
    p, q, gamma = (float(value) for value in np.exp(best))
    return Spend(p, q, gamma * middle, middle)


def likelihood(spend: Spend, count: Floats, mean: Floats) -> float:
    """The log-likelihood of customers' mean amounts."""
    at = np.log([spend.p, spend.q, spend.gamma])
    return _likelihood(at, count, mean)[0]


def _likelihood(at: Floats, count: Floats, mean: Floats) -> Found:
    """The log-likelihood, its slope at (log p, log q, log γ) and its curvature."""
    p, q, gamma = (float(value) for value in np.exp(at))
    sums, shape = count * mean, p * count
    both = np.log(gamma + sums)
    value = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * math.log(gamma)
    value = value + shape * np.log(sums) - np.log(mean) - (shape + q) * both
    common = digamma(shape + q) - both
    by_p = count * (common - digamma(shape) + np.log(sums))
    by_q = common - digamma(q) + math.log(gamma)
    by_gamma = q / gamma - (shape + q) / (gamma + sums)
    slopes = np.stack([p * by_p, q * by_q, gamma * by_gamma])
    return float(value.sum()), slopes.sum(axis=1), curvature(slopes, np.ones(len(count)))
