"""Customers with a steady rhythm beside those without: a mixture over k (規則正しさの混ざり).

Platzer & Reutterer, «Ticking Away the Moments» (2016, Marketing Science), let each customer have
an own regularity; a finite mixture over k = 1, 2, 4, 8 does the same in closed form. All parts
share the customers' rates and their chances to leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax

from core.foresight import chances
from core.foresight.fitting import PULLS, log_prior
from core.foresight.histories import Floats, Histories
from core.foresight.model import Model, gradients, likelihoods, parts
from core.foresight.optimum import Found, curvature, lowest

STEPS = (1, 2, 4, 8)
#: Customers of each regularity that the prior has seen.
_SEEN = np.array([4.0, 2.0, 1.0, 1.0])
#: Customers whose gaps the fit looks at; more change nothing that a shop could notice.
ENOUGH = 8_000


@dataclass(frozen=True, slots=True)
class Mixture:
    """A shop whose customers differ in regularity.

    Attributes:
        parts: one model for each of :data:`STEPS`.
        share: share of the customers in each.
        gain: log-likelihood of all customers above that of k = 1 alone.
    """

    parts: tuple[Model, ...]
    share: tuple[float, ...]
    gain: float

    def in_units(self, unit: float) -> Mixture:
        """The same shop with times multiplied by ``unit``."""
        return Mixture(tuple(m.in_units(unit) for m in self.parts), self.share, self.gain)

    def of_each(self, found: Histories) -> Floats:
        """How likely each customer is of each part, by the own gaps; shape (parts, customers)."""
        logs = np.stack([likelihoods(part, found) for part in self.parts])
        logs = logs + np.log(self.share)[:, None]
        weight = np.exp(logs - logs.max(axis=0))
        return np.asarray(weight / weight.sum(axis=0))

    def buys(self, found: Histories, t: float, whose: Floats | None = None) -> Floats:
        """P(at least one purchase within t)."""
        weight = self.of_each(found) if whose is None else whose
        every = [chances.buys(part, found, t) for part in self.parts]
        return np.asarray((weight * np.stack(every)).sum(axis=0))

    def expected(self, found: Histories, t: float, whose: Floats | None = None) -> Floats:
        """Purchases to expect within t."""
        weight = self.of_each(found) if whose is None else whose
        every = [chances.expected(part, found, t) for part in self.parts]
        return np.asarray((weight * np.stack(every)).sum(axis=0))

    def silent(self, found: Histories, t: float | Floats, whose: Floats) -> Floats:
        """P(no purchase within t | has not left)."""
        alive = whose * np.stack([parts(one, found).alive for one in self.parts])
        quiet = np.stack([chances.silent(one, found, t) for one in self.parts])
        return np.asarray((alive * quiet).sum(axis=0) / alive.sum(axis=0))


def alone(model: Model) -> Mixture:
    """One model, asked as a mixture is."""
    return Mixture((model,), (1.0,), 0.0)


def fit_mixture(found: Histories, core: Model) -> Mixture:
    """A shop's mixture, starting from its model with k = 1.

    Args:
        found: one entry for each customer, with the logarithms of the own gaps.
        core: the model of k = 1, in the same unit of time.
    """
    rows = _looked_at(found)
    unit = rows.scale
    rows, core = rows.in_units(unit), core.in_units(1.0 / unit)

    def cost(at: Floats) -> Found:
        value, slope, curve = _likelihood(at, rows)
        more, by = log_prior(at[:4], 1)
        share = np.exp(log_softmax(np.append(0.0, at[4:])))
        value += more + float(_SEEN @ np.log(share))
        slope[:4] += by
        curve[:4, :4] += PULLS
        slope[4:] += (_SEEN - _SEEN.sum() * share)[1:]
        curve[4:, 4:] += _SEEN.sum() * (np.diag(share) - np.outer(share, share))[1:, 1:]
        return -value, -slope, curve

    start = np.log([core.r, core.alpha, core.a, core.b, 0.5, 0.25, 0.25])
    best = lowest(cost, start, size=rows.customers)
    share = np.exp(log_softmax(np.append(0.0, best[4:])))
    plain = float(rows.weight @ likelihoods(core, rows))
    gain = (_likelihood(best, rows)[0] - plain) * found.customers / rows.customers
    made = Mixture(_parts(best), tuple(float(one) for one in share), gain)
    return made.in_units(unit)


def _parts(at: Floats) -> tuple[Model, ...]:
    """All parts buy at the same rate: k steps each take a kth of the time."""
    r, alpha, a, b = (float(value) for value in np.exp(at[:4]))
    return tuple(Model(r, alpha / k, a, b, k) for k in STEPS)


def _likelihood(at: Floats, rows: Histories) -> Found:
    """The log-likelihood, its slope and its curvature.

    At (log r, log α, log a, log b, three odds of shares).
    """
    share = log_softmax(np.append(0.0, at[4:]))
    every = [gradients(part, rows) for part in _parts(at)]
    logs = np.stack([value for value, _slope in every]) + share[:, None]
    total = np.logaddexp.reduce(logs, axis=0)
    whose = np.exp(logs - total)
    slopes = np.zeros((4, len(total)))
    for (_value, by), own in zip(every, whose, strict=True):
        slopes += by * own
    slopes = np.concatenate([slopes, (whose - np.exp(share)[:, None])[1:]])
    slope = (slopes * rows.weight).sum(axis=1)
    return float((rows.weight * total).sum()), slope, curvature(slopes, rows.weight)


def _looked_at(found: Histories) -> Histories:
    """At most :data:`ENOUGH` customers, every so many-th; those without a repeat as few rows."""
    if len(found) > ENOUGH:
        order = np.lexsort((found.last, found.x, found.age))
        found = found.take(order[np.linspace(0, len(found) - 1, ENOUGH).astype(np.int64)])
    once = found.x == 0
    age, where = np.unique(found.age[once], return_inverse=True)
    weight = np.bincount(where.reshape(-1), weights=found.weight[once], minlength=len(age))
    rest, none = found.take(~once), np.zeros(len(age))
    return Histories(
        np.append(rest.x, none.astype(np.int64)),
        np.append(rest.last, none),
        np.append(rest.age, age),
        np.append(rest.weight, weight),
        np.append(rest.logs, none),
    )


def in_the_middle(one: Floats, other: Floats) -> Floats:
    """Two chances averaged: the model's with a rhythm alone is over-confident (FORESIGHT 3).

    The plain mean did better than that of the log-odds wherever it was measured (decision 017).
    """
    return np.asarray((one + other) / 2.0)
