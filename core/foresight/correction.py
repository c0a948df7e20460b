"""A correction learned from the shop's own past (自店の答え合わせで直す): ridge beside the model.

At past days of the same shop the model foretold and the purchases came. A logistic regression with
the model's log-odds as offset learns who was rated too low and who too high (FORESIGHT 3, the
offset stack). Three things keep it from harm: it is drawn to no correction at all, its features
are cut to the range that was seen, and it moves chances between customers only, never their sum.
The level of each past window is a matter of its season (rescaling by it made totals worse), so it
is taken out while learning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.foresight.histories import Floats, Histories

#: How strongly each coefficient is drawn to 0 (FORESIGHT 3: λ = 30).
PULL = 30.0
#: Gaps of the shop that count beside a customer's own (DOMAIN 2.1).
_SHOP_GAPS = 2.0
#: What :func:`features` looks at, and the sign that a coefficient must not have: more silence
#: never raises a chance, a recent purchase never lowers one.
FEATURES = ("repeats", "pace", "silence", "recent")
_FORBIDDEN = np.array([0.0, 0.0, 1.0, -1.0])
#: Chances are kept this far from 0 and 1 before their log-odds are taken.
_EDGE = 1e-6
_FAR = 30.0
_STEPS, _HALVINGS = 12, 50
#: Customers of one past day that are learned from; more change nothing that can be noticed.
ENOUGH = 40_000


def features(found: Histories, recent: Floats) -> Floats:
    """What a correction looks at; one row for each customer, one column of :data:`FEATURES`.

    Args:
        found: the histories, in days.
        recent: purchase days within the last 90.
    """
    shop = float(found.weight @ found.last) / max(found.repeats, 1.0)
    rhythm = (found.last + _SHOP_GAPS * shop) / (found.x + _SHOP_GAPS)
    rhythm = np.maximum(rhythm, 1.0)
    late = (found.age - found.last) / rhythm
    return np.column_stack([np.log1p(found.x), np.log(rhythm), np.log1p(late), np.log1p(recent)])


@dataclass(frozen=True, slots=True)
class Told:
    """What was foretold at one past day for one span, and what came.

    Attributes:
        chance: of each customer; ``seen``: their :func:`features`; ``came``: whether they came.
    """

    chance: Floats
    seen: Floats
    came: npt.NDArray[np.bool_]

    def thinned(self) -> Told:
        """At most :data:`ENOUGH` customers, every so many-th."""
        if len(self.chance) <= ENOUGH:
            return self
        some = np.linspace(0, len(self.chance) - 1, ENOUGH).astype(np.int64)
        return Told(self.chance[some], self.seen[some], self.came[some])


@dataclass(frozen=True, slots=True)
class Correction:
    """A learned correction.

    Attributes:
        beta: coefficients of the features, standardised.
        middle, spread: of each feature where it was learned.
        low, high: the range that was seen, standardised.
    """

    beta: Floats
    middle: Floats
    spread: Floats
    low: Floats
    high: Floats

    def apply(self, chance: Floats, seen: Floats) -> Floats:
        """The corrected chances: other ones for each customer, the same in all."""
        z = np.clip((seen - self.middle) / self.spread, self.low, self.high)
        at = log_odds(chance) + z @ self.beta
        total = float(np.clip(chance, _EDGE, 1.0 - _EDGE).sum())
        low, high = -_FAR, _FAR
        for _halving in range(_HALVINGS):
            middle = (low + high) / 2.0
            too_much = float(expit(at + middle).sum()) > total
            low, high = (low, middle) if too_much else (middle, high)
        return expit(at + (low + high) / 2.0)


def learn_correction(told: Sequence[Told]) -> Correction:
    """Learn from what was foretold at past days, and what came; one entry a day."""
    told = [one.thinned() for one in told]
    seen = np.concatenate([one.seen for one in told])
    middle, spread = seen.mean(axis=0), seen.std(axis=0)
    spread[spread == 0] = 1.0
    z = (seen - middle) / spread
    day = np.repeat(np.arange(len(told)), [len(one.chance) for one in told])
    levels = (day[:, None] == np.arange(len(told))).astype(np.float64)
    offset = log_odds(np.concatenate([one.chance for one in told]))
    came = np.concatenate([one.came for one in told]).astype(np.float64)
    beta, used = np.zeros(z.shape[1]), np.ones(z.shape[1], dtype=bool)
    while used.any():
        beta[:] = 0.0
        beta[used] = _ridge(z[:, used], levels, offset, came)
        wrong = used & (beta * _FORBIDDEN > 0)
        if not wrong.any():
            break
        used &= ~wrong
        beta[wrong] = 0.0
    return Correction(beta, middle, spread, z.min(axis=0), z.max(axis=0))


def _ridge(z: Floats, levels: Floats, offset: Floats, came: Floats) -> Floats:
    """Coefficients of z in a logistic regression with ridge, by Newton's steps.

    The levels are all but free: drawn by 1, so that a day on which nobody came has one too.
    """
    design = np.column_stack([z, levels])
    pull = np.repeat([PULL, 1.0], [z.shape[1], levels.shape[1]])
    at = np.zeros(design.shape[1])
    for _step in range(_STEPS):
        chance = expit(offset + design @ at)
        slope = design.T @ (chance - came) + pull * at
        curve = (design * (chance * (1.0 - chance))[:, None]).T @ design + np.diag(pull)
        move = np.linalg.solve(curve, slope)
        at = at - np.clip(move, -1.0, 1.0)
        if float(np.abs(move).max()) < _EDGE:
            break
    return np.asarray(at[: z.shape[1]])


def log_odds(chance: Floats) -> Floats:
    """log(p / (1 − p)), never without end."""
    kept = np.clip(chance, _EDGE, 1.0 - _EDGE)
    return np.log(kept) - np.log1p(-kept)


def expit(at: Floats) -> Floats:
    """The chance of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(at, -_FAR, _FAR))))
