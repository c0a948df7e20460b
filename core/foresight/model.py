"""The purchase-count model: a rhythm for each customer, and a chance of leaving at each purchase.

MBG/CNBD-k (Reutterer, Platzer, Schröder 2020, IJRM; k = 1: MBG/NBD, Batislam, Denizel, Filiztekin
2007, IJRM) and BG/CNBD-k (k = 1: BG/NBD, Fader, Hardie, Lee 2005, Marketing Science). Between two
purchases lie k steps at the customer's own rate λ ~ Gamma(r, α); after each purchase the customer
leaves with the own chance p ~ Beta(a, b). MBG lets them leave after the first purchase too.

With s = r + kx and u = (T − tx)/(α + T) the likelihood of a history is, up to what no parameter
touches, B(a, b+n)/B(a, b) · Γ(s)/Γ(r) · α^r (α+T)^−s · (gone + here), n = x or x + 1 the purchases
survived, gone = a/(b+n−1) · ((α+T)/(α+tx))^s, here = Σ_{j<k} (s)_j u^j / j!. All of it is computed
as logarithms: one account with four thousand orders must not overflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma, gammaln

from core.foresight.histories import Floats, Histories, Ints


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters of a shop.

    Attributes:
        r, alpha: shape and rate (in the histories' unit of time) of the customers' rates.
        a, b: of the customers' chances to leave after a purchase.
        k: steps between two purchases: 1 is a purchase at any moment, 4 a steady rhythm.
        at_once: whether somebody may leave after the very first purchase (MBG).
    """

    r: float
    alpha: float
    a: float
    b: float
    k: int = 1
    at_once: bool = True

    @property
    def leaving(self) -> float:
        """The mean chance to leave after a purchase, a/(a+b)."""
        return self.a / (self.a + self.b)

    def in_units(self, unit: float) -> Model:
        """The same shop with times multiplied by ``unit``."""
        return Model(self.r, self.alpha * unit, self.a, self.b, self.k, self.at_once)

    def survived(self, x: Ints) -> Ints:
        """How many purchases a customer with x repeats has survived."""
        return x + int(self.at_once)


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of which likelihood, gradient and answers are made; one entry per history.

    Attributes:
        s: r + kx.
        u: (T − tx)/(α + T).
        gone, here: logarithms of the two ways to be silent since the last purchase.
        both: logarithm of their sum.
    """

    s: Floats
    u: Floats
    gone: Floats
    here: Floats
    both: Floats

    @property
    def alive(self) -> Floats:
        """Whether the customer has not left; never shown (FORESIGHT 0.5), only used inside."""
        return np.exp(self.here - self.both)

    def take(self, places: npt.NDArray[Any]) -> Parts:
        """Some of the entries."""
        return Parts(*(getattr(self, name)[places] for name in self.__slots__))


def parts(model: Model, found: Histories) -> Parts:
    """The pieces of each history."""
    s: Floats = model.r + model.k * found.x.astype(np.float64)
    u = (found.age - found.last) / (model.alpha + found.age)
    longer = np.log(model.alpha + found.age) - np.log(model.alpha + found.last)
    survived = model.survived(found.x)
    with np.errstate(divide="ignore"):  # who survived none has not left: logarithm of 0
        odds = np.where(survived > 0, model.a / (model.b + np.maximum(survived, 1) - 1.0), 0.0)
        gone = np.log(odds) + s * longer
    here = steps(model.k, s, u)
    return Parts(s, u, gone, here, np.logaddexp(gone, here))


def steps(k: int, s: Floats, u: Floats) -> Floats:
    """Logarithm of Σ_{j<k} (s)_j u^j / j!: no kth step since the last purchase; 0 for k = 1."""
    if k == 1:
        return np.zeros_like(u)
    with np.errstate(divide="ignore"):
        log_u = np.log(u)
    total, term = np.zeros_like(u), np.zeros_like(u)
    for j in range(1, k):
        term = term + np.log(s + j - 1.0) + log_u - np.log(j)
        total = np.logaddexp(total, term)
    return total


def likelihoods(model: Model, found: Histories) -> Floats:
    """The log-likelihood of each history, the lengths of its gaps included."""
    part = parts(model, found)
    survived = model.survived(np.arange(int(found.x.max(initial=0)) + 1))
    left = (betaln(model.a, model.b + survived) - betaln(model.a, model.b))[found.x]
    rate = gammaln(part.s) - gammaln(model.r) + model.r * np.log(model.alpha)
    gaps = (model.k - 1.0) * found.logs - found.x * gammaln(model.k)
    return np.asarray(left + rate - part.s * np.log(model.alpha + found.age) + part.both + gaps)


def gradients(model: Model, found: Histories) -> tuple[Floats, Floats]:
    """:func:`likelihoods`, and their derivatives by the logarithms of r, α, a, b (four rows)."""
    part = parts(model, found)
    x, alpha, age = found.x, model.alpha, found.age
    survived = model.survived(np.arange(int(x.max(initial=0)) + 1))
    s_of = model.r + model.k * np.arange(len(survived))
    log_age, log_last = np.log(alpha + age), np.log(alpha + found.last)
    left = betaln(model.a, model.b + survived) - betaln(model.a, model.b)
    rate = gammaln(s_of) - gammaln(model.r) + model.r * np.log(alpha)
    gaps = (model.k - 1.0) * found.logs - x * gammaln(model.k)
    value = (left + rate)[x] - part.s * log_age + part.both + gaps
    gone = np.exp(part.gone - part.both)
    here = 1.0 - gone
    by_s, by_u = _step_slopes(model.k, part)
    by_r = (digamma(s_of) - digamma(model.r) + np.log(alpha))[x] - log_age
    by_r = by_r + gone * (log_age - log_last) + here * by_s
    by_alpha = model.r / alpha - part.s / (alpha + age) - here * by_u / (alpha + age)
    by_alpha = by_alpha + gone * part.s * (1.0 / (alpha + age) - 1.0 / (alpha + found.last))
    whole = digamma(model.a + model.b) - digamma(model.a + model.b + survived)
    by_a = whole[x] + gone / model.a
    by_b = (whole + digamma(model.b + survived) - digamma(model.b))[x]
    by_b = by_b - gone / (model.b + np.maximum(survived[x], 1) - 1.0)
    slopes = (model.r * by_r, alpha * by_alpha, model.a * by_a, model.b * by_b)
    return value, np.stack(slopes)


def _step_slopes(k: int, part: Parts) -> tuple[Floats, Floats]:
    """Derivatives of :func:`steps` by s, and by the logarithm of u."""
    by_s, by_u = np.zeros_like(part.u), np.zeros_like(part.u)
    if k == 1:
        return by_s, by_u
    with np.errstate(divide="ignore"):
        log_u = np.log(part.u)
    term, above = np.zeros_like(part.u), np.zeros_like(part.u)
    for j in range(1, k):
        term = term + np.log(part.s + j - 1.0) + log_u - np.log(j)
        above = above + 1.0 / (part.s + j - 1.0)
        share = np.exp(term - part.here)
        by_s += share * above
        by_u += share * j
    return by_s, by_u
