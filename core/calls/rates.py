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


def moved(prior: float, cases: int, seen: float, spread: float, n: int) -> Rate:
    """An effect after a comparison: assumption and measurement, each by what it is sure of.

    The assumption is a Beta of so many cases; its spread and that of the comparison say which
    weighs more. An effect below zero is reckoned with as none.

    Args:
        prior: the assumed effect, 0 to 1.
        cases: how many cases it weighs.
        seen: the effect that was measured.
        spread: the standard error of that.
        n: customers compared.
    """
    assumed = prior * (1 - prior) / (cases + 1)
    measured = spread**2
    if assumed <= 0:
        return Rate(prior, prior, prior, 0, n, prior, learned=False)
    weight = assumed / (assumed + measured)
    value = prior + weight * (seen - prior)
    around = float(ndtri(1 - TAIL)) * np.sqrt(assumed * (1 - weight))
    return Rate(
        float(min(max(value, 0.0), 1.0)), float(value - around), float(value + around), 0, n,
        prior, learned=bool(measured <= assumed),
    )  # fmt: skip
