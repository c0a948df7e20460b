"""What a simulator stands on: a figure, and whether it is the shop's own or assumed."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betaincinv

from core.locale.words import Words


@dataclass(frozen=True, slots=True)
class Basis:
    """One line of what a result stands on.

    Attributes:
        words: the figure, with its count and day where it is the shop's own.
        own: counted here; otherwise it is shown as 「初期値(仮)」.
    """

    words: Words
    own: bool


def beta_range(mean: float, cases: float, interval: float) -> tuple[float, float]:
    """Between which ends a rate lies that is assumed, or seen in few cases.

    Args:
        mean: the rate, 0 to 1; at either end there is no range.
        cases: how many cases it is worth: Beta(mean · cases, (1 − mean) · cases).
        interval: how much lies inside, cut alike on both sides.
    """
    if not 0.0 < mean < 1.0:
        return mean, mean
    a, b, tail = mean * cases, (1.0 - mean) * cases, (1.0 - interval) / 2
    return float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1.0 - tail))


def about(minor: float) -> int:
    """An amount in three digits: more would promise what nobody knows."""
    return round(float(f"{minor:.3g}"))
