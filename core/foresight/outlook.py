"""What to expect of each customer from one day on (先読み): fitted to the shop, one row each.

The days of purchase here are those without a net return, amounts of zero included (the published
values of CDNOW are counted so; DOMAIN 0a).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.foresight import chances
from core.foresight.evidence import (
    GAIN,
    MODEL,
    REPEATS,
    RHYTHMS,
    ROUGH,
    Evidence,
    may_mix,
)
from core.foresight.fitting import fit
from core.foresight.histories import Floats, Histories, Ints, distinct, of_days
from core.foresight.mixture import Mixture, alone, fit_mixture, in_the_middle
from core.foresight.model import Model, parts
from core.foresight.spend import Spend, fit_spend

#: The next date is told for those who come within half a year at all (FORESIGHT 3).
WITHIN_DAYS = 180.0
#: The window of the next date holds four of five.
WINDOW = (0.1, 0.5, 0.9)
YEAR = 365.0
#: A model says nothing of a span longer than twice the history (FORESIGHT 6).
FARTHEST = 2.0
#: Below this mean chance to leave the data cannot tell who left.
NOBODY_LEAVES = 0.01
#: A part of the mixture below this share of a customer's past is not asked what comes.
HARDLY = 0.01
#: Halvings of half a year: a hundredth of a day.
_HALVINGS = 14
COLUMNS = {
    "p_buy_30": "float64",
    "p_buy_90": "float64",
    "expected_purchases_90": "float64",
    "expected_amount": "float64",
    "expected_spend_365": "float64",
    "next_low": "float64",
    "next_middle": "float64",
    "next_high": "float64",
    "rung": "Int64",
}


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
    """

    asof: int
    histories: Histories
    cno: Ints
    model: Model
    crowd: Mixture
    evidence: Evidence
    spend: Spend | None


def learn(bought: Purchases, asof: int) -> Shop:
    """Fit everything to the purchases up to a day."""
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
    count, mean = _amounts(known)
    return fit_spend(count, mean)


def _amounts(known: Purchases) -> tuple[Floats, Floats]:
    """For each customer how many days have an amount above 0, and its mean."""
    assert known.spend is not None  # asked before
    _cno, whose = np.unique(known.cno, return_inverse=True)
    paid = known.spend > 0
    paid_days = np.bincount(whose, weights=paid, minlength=len(_cno)).astype(np.float64)
    total = np.bincount(whose, weights=np.where(paid, known.spend, 0.0), minlength=len(_cno))
    none = np.zeros_like(total)
    return paid_days, np.divide(total, paid_days, out=none, where=paid_days > 0)


def outlook(shop: Shop, bought: Purchases) -> pd.DataFrame:
    """What to expect of each customer.

    Args:
        shop: what :func:`learn` found.
        bought: the purchases it was learned from.

    Returns:
        On ``cno``: :data:`COLUMNS`. Chances lie in [0, 1]; ``next_…`` are days from the day on,
        for those who come within :data:`WITHIN_DAYS`; money in minor units, missing without
        amounts and, for the year, with less than half a year of history.
    """
    rows, where = distinct(shop.histories)
    whose = shop.crowd.of_each(shop.histories)
    answers = {
        "p_buy_30": chance(shop, rows, where, whose, 30.0),
        "p_buy_90": chance(shop, rows, where, whose, 90.0),
        "expected_purchases_90": count(shop, rows, where, whose, 90.0),
    }
    answers["p_buy_90"] = np.maximum(answers["p_buy_30"], answers["p_buy_90"])
    for name, share in zip(("next_low", "next_middle", "next_high"), WINDOW, strict=True):
        answers[name] = next_days(shop, rows, where, whose, share)
    frame = pd.DataFrame(answers, index=pd.Index(shop.cno, name="cno"))
    frame["rung"] = pd.array([shop.evidence.rung] * len(frame), dtype="Int64")
    if shop.spend is not None:
        frame["expected_amount"] = shop.spend.mean(*_amounts(bought.until(shop.asof)))
        if shop.evidence.days * FARTHEST >= YEAR:
            year = count(shop, rows, where, whose, YEAR)
            frame["expected_spend_365"] = year * frame["expected_amount"]
    return frame.reindex(columns=list(COLUMNS)).astype(COLUMNS)


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


def next_days(shop: Shop, rows: Histories, where: Ints, whose: Floats, share: float) -> Floats:
    """Within how many days that share of those who come within half a year has come."""
    every = [_Quiet(part, rows, where) for part in shop.crowd.parts]

    def quiet(t: float | Floats) -> Floats:
        alive = [own * one.alive for own, one in zip(whose, every, strict=True)]
        still = [a * one.silent(t) for a, one in zip(alive, every, strict=True)]
        return np.asarray(sum(still) / sum(alive))

    wanted = 1.0 - share * (1.0 - quiet(WITHIN_DAYS))
    low, high = np.zeros(len(where)), np.full(len(where), WITHIN_DAYS)
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2.0
        early = quiet(middle) > wanted
        low, high = np.where(early, middle, low), np.where(early, high, middle)
    return high


class _Quiet:
    """One model's word about every customer's silence, its pieces worked out once."""

    def __init__(self, model: Model, rows: Histories, where: Ints) -> None:
        self.model, self.each = model, rows.take(where)
        self.part = parts(model, self.each)
        self.alive = self.part.alive

    def silent(self, t: float | Floats) -> Floats:
        return chances.silent(self.model, self.each, t, self.part)
