"""What to expect of each customer from one day on (先読み): fitted to the shop, one row each.

The days of purchase here are those without a net return, amounts of zero included (the published
values of CDNOW are counted so; DOMAIN 0a).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.foresight import chances
from core.foresight.histories import Floats, Histories, Ints, distinct
from core.foresight.model import Model, parts
from core.foresight.own_past import SPANS, OwnPast, corrected
from core.foresight.shop import Purchases, Shop, amounts, chance, count, fitted

#: The next date is told for those who come within half a year at all (FORESIGHT 3).
WITHIN_DAYS = 180.0
#: The window of the next date holds four of five.
WINDOW = (0.1, 0.5, 0.9)
YEAR = 365.0
#: A model says nothing of a span longer than twice the history (FORESIGHT 6).
FARTHEST = 2.0
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


def learn(bought: Purchases, asof: int, past: OwnPast | None = None) -> Shop:
    """Fit everything to the purchases up to a day.

    Args:
        bought: the shop's purchases; later ones are not looked at.
        asof: the day.
        past: of the same shop: then the day is one of its past days, and amounts are left out.
    """
    if past is not None:
        return corrected(past.shop(asof), past)
    return corrected(fitted(bought, asof), OwnPast(bought))


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
        f"p_buy_{span}": _corrected(shop, span, chance(shop, rows, where, whose, float(span)))
        for span in SPANS
    }
    answers["expected_purchases_90"] = count(shop, rows, where, whose, 90.0)
    answers["p_buy_90"] = np.maximum(answers["p_buy_30"], answers["p_buy_90"])
    for name, share in zip(("next_low", "next_middle", "next_high"), WINDOW, strict=True):
        answers[name] = next_days(shop, rows, where, whose, share)
    frame = pd.DataFrame(answers, index=pd.Index(shop.cno, name="cno"))
    frame["rung"] = pd.array([shop.evidence.rung] * len(frame), dtype="Int64")
    if shop.spend is not None:
        frame["expected_amount"] = shop.spend.mean(*amounts(bought.until(shop.asof)))
        if shop.evidence.days * FARTHEST >= YEAR:
            year = count(shop, rows, where, whose, YEAR)
            frame["expected_spend_365"] = year * frame["expected_amount"]
    return frame.reindex(columns=list(COLUMNS)).astype(COLUMNS)


def _corrected(shop: Shop, span: int, chance: Floats) -> Floats:
    """A chance as the shop's own past corrects it, where it may."""
    if shop.seen is None:
        return chance
    return shop.corrected[span].apply(chance, shop.seen)


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
