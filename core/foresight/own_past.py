"""What was foretold of this shop at past days, and what came (自店の過去), to learn from it.

The rung above the models (FORESIGHT 7): with two past days at least, 90 days apart, and enough
buyers, the correction of :mod:`core.foresight.correction` is learned from the earlier days and
tried on the last one. Only where it foretold that one better may it speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.foresight.correction import Correction, Told, features, learn_correction
from core.foresight.evidence import BUYERS, CORRECTED, MODEL
from core.foresight.histories import Floats, Ints, distinct
from core.foresight.judging import area, log_loss
from core.foresight.shop import Purchases, Shop, chance, fitted

#: Days of the two horizons; between two past days, and of history before the first of them.
SPANS = (30, 90)
APART = 90
#: Past days that are learned from at most.
DAYS = 4


@dataclass(frozen=True, slots=True)
class PastDay:
    """One past day: for each span what was foretold then, and what came."""

    told: dict[int, Told]


class OwnPast:
    """The past days of one shop, each worked out once however often it is asked for."""

    def __init__(self, bought: Purchases) -> None:
        self._bought = bought
        self._counts = Purchases(bought.cno, bought.day)
        self._shops: dict[int, Shop] = {}
        self._days: dict[int, PastDay] = {}
        self._first = int(bought.day.min()) if len(bought.day) else 0

    def days(self, asof: int) -> list[int]:
        """The past days of a day, newest first; whatever came after each is known by then."""
        every = [asof - APART * number for number in range(1, DAYS + 1)]
        return [day for day in every if day - self._first >= APART]

    def buyers(self, day: int) -> int:
        """How many of the customers of a past day bought within 90 days after it."""
        known = np.unique(self._bought.cno[self._bought.day <= day])
        return len(np.intersect1d(known, self._after(day, APART)))

    def shop(self, day: int) -> Shop:
        """What the purchases up to a past day tell; amounts are not looked at."""
        if day not in self._shops:
            self._shops[day] = fitted(self._counts, day)
        return self._shops[day]

    def at(self, day: int) -> PastDay:
        """What was foretold at a past day, and what came."""
        if day not in self._days:
            self._days[day] = self._looked_up(day)
        return self._days[day]

    def seen(self, shop: Shop) -> Floats:
        """What a correction looks at on the shop's own day."""
        recent = (self._bought.day > shop.asof - APART) & (self._bought.day <= shop.asof)
        return features(shop.histories, _of_each(shop.cno, self._bought.cno[recent]))

    def _looked_up(self, day: int) -> PastDay:
        shop = self.shop(day)
        rows, where = distinct(shop.histories)
        whose, seen = shop.crowd.of_each(shop.histories), self.seen(shop)
        return PastDay({
            span: Told(
                chance(shop, rows, where, whose, float(span)),
                seen,
                np.isin(shop.cno, self._after(day, span)),
            )
            for span in SPANS
        })  # fmt: skip

    def _after(self, day: int, span: int) -> Ints:
        after = (self._bought.day > day) & (self._bought.day <= day + span)
        return self._bought.cno[after]


def corrected(shop: Shop, past: OwnPast) -> Shop:
    """The shop with what its own past has taught, where that past suffices and bears it out."""
    days = past.days(shop.asof)
    if shop.evidence.rung < MODEL or len(days) < 2:
        return shop
    if sum(past.buyers(day) for day in days[1:]) < BUYERS:
        return shop
    known = [past.at(day) for day in days]
    if not bears_out(known):
        return shop
    learned = {span: _learned(known, span) for span in SPANS}
    evidence = replace(shop.evidence, rung=CORRECTED)
    return replace(shop, corrected=learned, seen=past.seen(shop), evidence=evidence)


def bears_out(known: Sequence[PastDay]) -> bool:
    """Whether what the earlier days teach foretold the last one better than the model alone.

    Better chances (log-loss), and an order of the customers (AUC) that is no worse.
    """
    last = known[0].told[APART]
    better = _learned(known[1:], APART).apply(last.chance, last.seen)
    less_surprised = log_loss(better, last.came) < log_loss(last.chance, last.came)
    return less_surprised and area(better, last.came) >= area(last.chance, last.came)


def _learned(known: Sequence[PastDay], span: int) -> Correction:
    return learn_correction([one.told[span] for one in known])


def _of_each(cno: Ints, bought: Ints) -> Floats:
    """How many of the purchases are each customer's; ``cno`` is sorted."""
    place = np.searchsorted(cno, bought)
    return np.bincount(place, minlength=len(cno)).astype(np.float64)
