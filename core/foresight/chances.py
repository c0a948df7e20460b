"""What a model says of each customer: P(buys soon), purchases to expect, when the next one comes.

All answers are exact for the model (no approximation of the renewal function, FORESIGHT 1.1) and
stay within what a shop without leaving would see: 0 ≤ E ≤ E without dropout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.foresight.histories import Floats, Histories, Ints
from core.foresight.model import Model, Parts, parts, steps

#: Nodes of the quadrature over the chance to leave, and where its tails are cut, as e^−.
_NODES = 64
_FALL = 16.0
#: Below this the difference of two nearly equal numbers is taken from its series.
_SMALL = 1e-3
#: Terms of a sum over purchases to come, and when the rest is nothing.
_MOST_TERMS = 4_000
#: Expected steps, times a little, up to which their distribution can be built up from none.
_FEW = 600.0
_NOTHING = 1e-9


def silent(model: Model, found: Histories, t: float | Floats, part: Parts | None = None) -> Floats:
    """P(no purchase within t | has not left) for each history, H(T+t)/H(T)."""
    now = part or parts(model, found)
    later = model.alpha + found.age + t
    u = (found.age + t - found.last) / later
    log = steps(model.k, now.s, u) - now.here + now.s * np.log((model.alpha + found.age) / later)
    return np.exp(np.minimum(log, 0.0))


def buys(model: Model, found: Histories, t: float, part: Parts | None = None) -> Floats:
    """P(at least one purchase within t) for each history."""
    now = part or parts(model, found)
    return now.alive * (1.0 - silent(model, found, t, now))


def expected(model: Model, found: Histories, t: float, part: Parts | None = None) -> Floats:
    """Purchases to expect within t, E[X(T, T+t)]."""
    now = part or parts(model, found)
    still = _if_here(model, found, t) if model.k == 1 else _if_here_in_steps(model, found, t, now)
    return now.alive * still


def _if_here(model: Model, found: Histories, t: float) -> Floats:
    """E given that the customer has not left and steadiness does not matter (k = 1); by x and T.

    Given λ and p it is (1 − e^(−λpt))/p. Over λ that is f(p) = (1 − (1 + cp)^−s)/p with s = r + x,
    c = t/(α+T), and f(0) = sc. The closed form in 2F1 breaks where a is near 1 or 0; as
    E = sc − a/(a+b') · ∫ (sc − f(p))/p · Beta(p; a+1, b') dp it cannot leave [0, sc].
    """
    (x, age), where = _pairs(found.x, found.age)
    s, c = model.r + model.k * x, t / (model.alpha + age) / model.k
    b = model.b + model.survived(x.astype(np.int64)).astype(np.float64)
    node, weight = _beta_nodes(model.a + 1.0, b)
    z = c[:, None] * node
    shape: Floats = s[:, None]
    near = z * (shape + 2.0) < _SMALL
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (shape * z + np.expm1(-shape * np.log1p(z))) / (node * node)
    series = shape * (shape + 1.0) / 2.0 * (c * c)[:, None] * (1.0 - (shape + 2.0) / 3.0 * z)
    lost = (np.where(near, series, slope) * weight).sum(axis=1)
    bound = s * c
    inside: Floats = np.clip(bound - model.a / (model.a + b) * lost, 0.0, bound)
    return inside[where]


def _pairs(x: Ints, age: Floats) -> tuple[tuple[Floats, Floats], Ints]:
    """Distinct (x, T), and where each entry's stands."""
    both, where = np.unique(x + 1j * age, return_inverse=True)
    return (both.real, both.imag), where.reshape(-1)


def _beta_nodes(a: float, b: Floats) -> tuple[Floats, Floats]:
    """Nodes and weights for the mean over Beta(a, b), a ≥ 1, one row for each b ≥ 0.

    Trapezoid in the logit, where such a density falls like e^(a·u) on one side and e^(−b·u) on the
    other.
    """
    mean, spread = np.log(a) - np.log(b), np.sqrt(1.0 / a + 1.0 / b)
    low = mean - 5.0 * spread - _FALL / a
    high = mean + 5.0 * spread + _FALL / b
    at = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, _NODES)
    log_p, log_q = -np.logaddexp(0.0, -at), -np.logaddexp(0.0, at)
    log_w = a * log_p + b[:, None] * log_q
    weight = np.exp(log_w - log_w.max(axis=1, keepdims=True))
    return np.exp(log_p), weight / weight.sum(axis=1, keepdims=True)


def _if_here_in_steps(model: Model, found: Histories, t: float, now: Parts) -> Floats:
    """E given that the customer has not left, k > 1: Σ_m P(steps ≥ mk) · P(stayed m−1 times).

    Of the steps since the last purchase j < k lie before T, with the chance (s)_j u^j/j! / here;
    given those, as many more come within t as a negative binomial of s + j and q = t/(α+T+t) says.
    """
    q = t / (model.alpha + found.age + t)
    many = -now.s * np.log1p(-q) > _FEW
    total = np.zeros(len(found))
    if many.any():  # then steadiness no longer matters to the count
        total[many] = _if_here(model, found.take(many), t)
    few = np.flatnonzero(~many)
    if len(few):
        total[few] = _counted(model, _Steps.begin(model, found.take(few), now.take(few), q[few]))
    return total


@dataclass
class _Steps:
    """The distribution of steps since the last purchase, built up from n = 0; one entry each.

    Attributes:
        s: r + kx; b: b + purchases survived; q: t/(α+T+t).
        chance: P(j steps before T, n in all), a row for each j < k; where n < j, that of n = j.
        left: P(n steps or more).
    """

    s: Floats
    b: Floats
    q: Floats
    chance: Floats
    left: Floats

    @classmethod
    def begin(cls, model: Model, found: Histories, now: Parts, q: Floats) -> _Steps:
        b = model.b + model.survived(found.x).astype(np.float64)
        before = np.zeros((model.k, len(q)))
        with np.errstate(divide="ignore"):
            log_u = np.log(now.u)
        for j in range(1, model.k):
            before[j] = before[j - 1] + np.log(now.s + j - 1.0) + log_u - np.log(j)
        none_after = (now.s + np.arange(model.k)[:, None]) * np.log1p(-q)
        return cls(now.s, b, q, np.exp(before - now.here + none_after), np.ones(len(q)))

    def advance(self, n: int) -> None:
        """From n steps to n + 1."""
        known = self.chance[: n + 1]
        self.left = self.left - known.sum(axis=0)
        known *= (self.s + n) * self.q / (n + 1.0 - np.arange(len(known)))[:, None]

    def only(self, places: npt.NDArray[np.bool_]) -> None:
        """Go on with some entries."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name)[..., places])


def _counted(model: Model, at: _Steps) -> Floats:
    """The sum over purchases to come, until the rest is nothing."""
    total, going = np.zeros(len(at.s)), np.arange(len(at.s))
    stayed = np.ones(len(going))
    for n in range(_MOST_TERMS * model.k):
        at.advance(n)
        if (n + 1) % model.k:
            continue
        m = (n + 1) // model.k
        term = stayed * at.left
        total[going] += term
        stayed = stayed * (at.b + m - 1.0) / (model.a + at.b + m - 1.0)
        on = term > _NOTHING
        if not on.any():
            break
        if on.mean() < 0.5:
            at.only(on)
            going, stayed = going[on], stayed[on]
    return np.maximum(total, 0.0)
