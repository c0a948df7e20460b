"""What a price rise would do (価格は人を選ぶ), with the loss at which nothing is won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.rules.parting import PriceRise, price_rise
from core.settings import Settings


@dataclass(frozen=True)
class PriceChange:
    """A price rise with its range.

    Attributes:
        rise: what happens if as many leave as thought, and who of the best pays more.
        low, high: gross profit of a year if more leave than thought, and if fewer do.
        break_even: the share of all customers' sales that may leave before less is earned than
            today; by rung it stands in ``stages``.
        stages: the rungs of ``rise.stages`` and ``break_even`` of each (0 to 1).
    """

    rise: PriceRise
    low: int
    high: int
    break_even: float
    stages: pd.DataFrame


def price_change(
    judged: pd.DataFrame, percent: float, lost: Mapping[str, float], settings: Settings
) -> PriceChange:
    """A price rise, its range, and how many may leave.

    Args:
        judged: one row per customer, with value.
        percent: by how much prices rise.
        lost: {stage: share that leaves, 0 to 1}.
        settings: the margin where costs are not known; how far the thought may be off.
    """
    band = settings.laws.lost_band
    told = price_rise(judged, percent, lost, settings)
    before, all_stay = told.stages.set_index("stage")["before"], told.all_stay
    share = pd.Series({stage: lost.get(stage, 0.0) for stage in before.index}, dtype="float64")

    def after(factor: float) -> int:
        return round(float((all_stay * (1.0 - (share * factor).clip(upper=1.0))).sum()))

    even = (1.0 - before / all_stay.where(all_stay > 0)).clip(lower=0.0).fillna(0.0)
    total, most = float(before.sum()), float(all_stay.sum())
    return PriceChange(
        rise=told,
        low=after(1.0 + band),
        high=after(1.0 - band),
        break_even=max(0.0, 1.0 - total / most) if most > 0 else 0.0,
        stages=told.stages.assign(break_even=told.stages["stage"].map(even)),
    )
