"""A shop as the models know it on one day (店の姿): what was fitted to its purchases.

The days of purchase here are those without a net return, amounts of zero included (the published
values of CDNOW are counted so; DOMAIN 0a).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.foresight import chances
from core.foresight.correction import Correction
from core.foresight.evidence import GAIN, MODEL, REPEATS, RHYTHMS, ROUGH, Evidence, may_mix
from core.foresight.fitting import fit
from core.foresight.histories import Floats, Histories, Ints, of_days
from core.foresight.mixture import Mixture, alone, fit_mixture, in_the_middle
from core.foresight.model import Model
from core.foresight.spend import Spend, fit_spend

#: Below this mean chance to leave the data cannot tell who left.
NOBODY_LEAVES = 0.01
#: A part of the mixture below this share of a customer's past is not asked what comes.
HARDLY = 0.01


@dataclass(frozen=True)
class Purchases:
    """Purchase days of a shop, sorted by customer and day.

    Attributes:
        cno: whose; ``day``: when, as days of one calendar.
        spend: net of the day in minor units; none where the ledger has no amounts.
    """

    cno: Ints
    day: Ints
    spend: Floats | None = None

    def until(self, day: int) -> Purchases:
        """As they were known at the end of an earlier day."""
        seen = self.day <= day
        spend = None if self.spend is None else self.spend[seen]
        return Purchases(self.cno[seen], self.day[seen], spend)


@dataclass(frozen=True)
class Shop:
    """What a shop's past up to one day tells.

    Attributes:
        asof: the day.
        histories: one entry for each customer; ``cno``: whose.
        model: the core; ``crowd``: the mixture where it may speak, else the core.
        evidence: how much that is worth.
        spend: of amounts, none without them.
        corrected: what the shop's own past has taught, by span in days; empty below that rung.
        seen: what a correction looks at, one row for each customer.
    """

    asof: int
    histories: Histories
    cno: Ints
    model: Model
    crowd: Mixture
    evidence: Evidence
    spend: Spend | None
    corrected: Mapping[int, Correction] = field(default_factory=dict)
    seen: Floats | None = None


def fitted(bought: Purchases, asof: int) -> Shop:
    """Fit the models to the purchases up to a day; no correction yet."""
    known = bought.until(asof)
    found, cno = of_days(known.cno, known.day, asof)
    core, crowd, rung = fit(found), None, ROUGH
    if found.repeats >= REPEATS:
        rung = MODEL
    if may_mix(found):
        tried = fit_mixture(found, core)
        crowd, rung = (tried, RHYTHMS) if tried.gain > GAIN else (None, MODEL)
    history = int(found.age.max(initial=0))
    evidence = Evidence(
        rung, len(found), int(found.repeats), history, core.leaving >= NOBODY_LEAVES
    )
    return Shop(asof, found, cno, core, crowd or alone(core), evidence, _spend(known))


def _spend(known: Purchases) -> Spend | None:
    if known.spend is None:
        return None
    count, mean = amounts(known)
    return fit_spend(count, mean)


def amounts(known: Purchases) -> tuple[Floats, Floats]:
    """For each customer how many days have an amount above 0, and its mean."""
    assert known.spend is not None  # asked before
    _cno, whose = np.unique(known.cno, return_inverse=True)
    paid = known.spend > 0
    paid_days = np.bincount(whose, weights=paid, minlength=len(_cno)).astype(np.float64)
    total = np.bincount(whose, weights=np.where(paid, known.spend, 0.0), minlength=len(_cno))
    none = np.zeros_like(total)
    return paid_days, np.divide(total, paid_days, out=none, where=paid_days > 0)


def chance(shop: Shop, rows: Histories, where: Ints, whose: Floats, t: float) -> Floats:
    """P(buys within t days) of each customer."""
    plain = chances.buys(shop.model, rows, t)[where]
    if len(shop.crowd.parts) == 1:
        return plain
    every = [chances.buys(part, rows, t)[where] for part in shop.crowd.parts]
    return in_the_middle(plain, np.asarray((whose * np.stack(every)).sum(axis=0)))


def count(shop: Shop, rows: Histories, where: Ints, whose: Floats, t: float) -> Floats:
    """Purchase days to expect of each customer within t days.

    A part that has next to no say about a customer is not asked: a steady rhythm is dear to count
    out for those who buy often, and hardly ever theirs.
    """
    said = np.where(whose < HARDLY, 0.0, whose)
    said = said / said.sum(axis=0)
    total = np.zeros(len(where))
    for part, own in zip(shop.crowd.parts, said, strict=True):
        asked = np.unique(where[own > 0])
        each = np.zeros(len(rows))
        each[asked] = chances.expected(part, rows.take(asked), t)
        total += own * each[where]
    return total
