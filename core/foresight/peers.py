"""The rules that others go by (ほかの数え方), to stand beside our forecasts on the same days.

Wübben & v. Wangenheim (2008, J. Marketing): such rules rank customers hardly worse than models;
what they cannot give are chances, dates, amounts and the total.
"""

from __future__ import annotations

import numpy as np

from core.foresight import chances
from core.foresight.fitting import fit
from core.foresight.histories import Floats, Histories
from core.foresight.shop import Purchases, Shop
from core.metrics.rfm import quantile_ranks

YEAR = 365
_RANKS = 5
#: What splits equal sums of RFM ranks: it must never outweigh one of them.
_TIE = 1e-6


def bg_nbd(found: Histories, *, priors: bool = True) -> tuple[Floats, Floats]:
    """P(buys within 30 and within 90 days) by the model that other tools use, BG/NBD.

    With our priors, so that it has an answer for the smallest shop too; without, as they fit it.
    """
    model = fit(found, at_once=False, priors=priors)
    return chances.buys(model, found, 30.0), chances.buys(model, found, 90.0)


def scores(shop: Shop, known: Purchases) -> dict[str, Floats]:
    """A rank value for each customer by each rule, higher is better; all by what was known.

    ``recency``: who was here last; ``rfm``: sum of five ranks each, equal sums by frequency;
    ``revenue_12m``: amounts of a year, purchase days where there are none; ``own_interval``: who
    comes in the shortest interval, the present silence counted where it is longer.
    """
    found = shop.histories
    silence = found.age - found.last
    year = known.day > shop.asof - YEAR
    worth = np.ones(len(known.cno)) if known.spend is None else known.spend
    position = np.searchsorted(shop.cno, known.cno)
    revenue = np.bincount(position[year], weights=worth[year], minlength=len(shop.cno))
    ranks = [quantile_ranks(values, _RANKS) for values in (-silence, found.x, revenue)]
    mean = found.last.sum() / max(float(found.x.sum()), 1.0)
    gap = np.where(found.x > 0, found.last / np.maximum(found.x, 1), max(mean, 1.0))
    return {
        "recency": -silence,
        "rfm": np.sum(ranks, axis=0) + found.x * _TIE,
        "revenue_12m": revenue.astype(np.float64),
        "own_interval": -np.maximum(gap, silence),
    }
