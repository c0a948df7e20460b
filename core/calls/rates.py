"""Rates that begin as assumptions and move with results, each with its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import betaincinv, ndtri

#: Ranges leave out one case in ten, half of it on each side.
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate after results.

    Attributes:
        value: what is reckoned with; ``low``, ``high``: its range (nine in ten).
        hits, n: the results; for an effect ``n`` is drawn and not drawn together.
        prior: what was assumed.
        learned: results weigh as much as the assumption or more; before that it is provisional.
    """

    value: float
    low: float
    high: float
    hits: int
    n: int
    prior: float
    learned: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """What was learned: ``connects`` by kind of customer, ``effects`` by code of the reason."""

    connects: Mapping[str, Rate] = field(default_factory=dict)
    effects: Mapping[str, Rate] = field(default_factory=dict)


def rate_of(rates: Mapping[str, Rate], code: str, assumed: float) -> float:
    """The learned rate, the assumed one where there is none."""
    return rates[code].value if code in rates else assumed


def is_learned(rates: Mapping[str, Rate], code: str) -> bool:
    """Whether a rate stands on results."""
    return code in rates and rates[code].learned


def blended(hits: int, n: int, prior: float, cases: int) -> Rate:
    """A share of cases, the assumption counting as so many cases (a Beta prior).

    Args:
        hits: cases that came true.
        n: all cases.
        prior: the assumed share, 0 to 1.
        cases: how many cases the assumption weighs.
    """
    a = hits + prior * cases
    b = n - hits + (1 - prior) * cases
    low, high = (float(betaincinv(max(a, 1e-9), max(b, 1e-9), q)) for q in (TAIL, 1 - TAIL))
    return Rate(a / (a + b), low, high, hits, n, prior, n >= cases)


@dataclass(frozen=True, slots=True)
class Seen:
    """An effect as the lots of one reason measured it.

    Attributes:
        effect: what was measured; ``spread``: the standard error of that, above 0.
        n: customers compared.
    """

    effect: float
    spread: float
    n: int


def moved(priors: Mapping[str, float], seen: Mapping[str, Seen], cases: int, shared: float
          ) -> dict[str, Rate]:  # fmt: skip
    """Effects after comparisons: assumptions and measurements, each by what it is sure of.

    Each assumption is as sure as a Beta of so many cases. Whoever was too hopeful about one
    reason was likely so about all, so assumed errors go together: what one reason measures moves
    the others too, by less. Reckoned with as a Gaussian; an effect below zero counts as none.

    Args:
        priors: {code: assumed effect, 0 to 1}.
        seen: {code: what lots measured}, of some of them.
        cases: how many cases an assumption weighs.
        shared: correlation of the assumed errors, 0 (each for itself) to 1.
    """
    codes = list(priors)
    prior = np.array([priors[code] for code in codes], dtype="float64")
    sure = np.sqrt(prior * (1 - prior) / (cases + 1))
    assumed = np.outer(sure, sure) * (shared + (1 - shared) * np.eye(len(codes)))
    at = [i for i, code in enumerate(codes) if code in seen]
    found = [seen[codes[i]] for i in at]
    noise = np.diag([one.spread**2 for one in found])
    gain = np.linalg.solve(assumed[np.ix_(at, at)] + noise, assumed[at]).T
    value = prior + gain @ (np.array([one.effect for one in found]) - prior[at])
    left = np.maximum(np.diag(assumed) - np.einsum("ij,ji->i", gain, assumed[at]), 0.0)
    around = float(ndtri(1 - TAIL)) * np.sqrt(left)
    return {
        code: Rate(
            float(min(max(value[i], 0.0), 1.0)), float(value[i] - around[i]),
            float(value[i] + around[i]), 0, seen[code].n if code in seen else 0, priors[code],
            learned=code in seen and bool(0 < 2 * left[i] <= assumed[i, i]),
        )
        for i, code in enumerate(codes)
    }  # fmt: skip
