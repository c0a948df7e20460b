"""The shop's own day of no return (戻らぬ日), by how often somebody came: its range and its n.

The day after which at most so many of a hundred come back. Each bucket of
:mod:`core.metrics.survival` has one, for every risk an owner may choose; where the shop's own
silences do not suffice the trade's days stand, and it is said what is missing. The range comes
from 200 draws of the customers (bootstrap, 10–90 %). DOMAIN 0.1, 0.2, 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.metrics.rhythm import Flags, Floats, Ints, Silences, own_rhythm
from core.metrics.survival import (
    BUCKETS,
    NEIGHBOUR,
    Curve,
    curve_of,
    in_rhythms,
    inside,
    is_solid,
)
from core.settings import Settings

#: The risks an owner may choose: at most so many of a hundred come back.
SHARES = tuple(percent / 100 for percent in range(10, 31))
DRAWS, SEED = 200, 20
#: More customers than these are thinned for the draws, and the range narrowed accordingly.
DRAWN = 1_000
RANGE = (0.10, 0.90)
OWN, POOLED, PRESET = "own", "pooled", "preset"
#: Why a bucket has no day of its own.
CONTRACT, SILENCES, HISTORY = "contract", "silences", "history"
_Row = tuple[object, ...]
COLUMNS = {
    "bucket": "int64",
    "share": "float64",
    "chance": "float64",
    "days": "float64",
    "low": "float64",
    "high": "float64",
    "nudge": "float64",
    "customers": "int64",
    "basis": "str",
    "missing": "str",
    "missing_n": "int64",
}


def no_return_days(found: Silences, shop: float, asof: int, settings: Settings) -> pd.DataFrame:
    """戻らぬ日 of each bucket for each of :data:`SHARES`.

    Args:
        found: all silences of the shop.
        shop: μ of :func:`core.metrics.rhythm.shop_gap`, in days.
        asof: the data-as-of day.
        settings: thresholds and the trade preset; their own ``return_share`` plays no part.

    Returns:
        :data:`COLUMNS`: ``chance`` is the chance to return that is not exceeded, smaller than
        ``share`` where half the chance of the first day is; ``days``, ``low``, ``high``, ``nudge``
        are days of silence of the customer in the middle of the bucket, the range missing where
        the trade's days stand; ``customers`` had such a silence; ``basis`` is :data:`OWN`,
        :data:`POOLED` (with the neighbour bucket) or :data:`PRESET`; for the last ``missing`` says
        why, ``missing_n`` how many closed silences or days of history are still wanted.
    """
    shop_of = _Shop(found, shop, asof, settings)
    rows = [_row(bucket, place, shop_of) for bucket in BUCKETS for place in range(len(SHARES))]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


@dataclass
class _Shop:
    """The silences with what is worked out once for several rows: curves and draws by buckets."""

    found: Silences
    gap: float
    asof: int
    settings: Settings
    curves: dict[tuple[int, ...], Curve | None] = field(default_factory=dict)
    draws: dict[tuple[int, ...], Floats] = field(default_factory=dict)
    limits: dict[tuple[tuple[int, ...], float], float] = field(default_factory=dict)
    counts: dict[tuple[int, ...], int] = field(default_factory=dict)
    rhythms: dict[int, float] = field(default_factory=dict)

    @property
    def history(self) -> int:
        return self.asof - int(self.found.day.min()) if len(self.found.day) else 0

    @property
    def silent(self) -> bool:
        """Whether silence tells anything in this trade, and there is any."""
        trade = self.settings.trade
        return not (trade.contract or trade.long_cycle) and len(self.found.day) > 0

    def curve(self, numbers: tuple[int, ...]) -> Curve | None:
        if numbers not in self.curves:
            self.curves[numbers] = curve_of(self.found, self.gap, numbers, self.settings)
        return self.curves[numbers]

    def drawn(self, numbers: tuple[int, ...]) -> Floats:
        if numbers not in self.draws:
            chosen = inside(self.found, numbers)
            self.draws[numbers] = _drawn(self.found, chosen, self.gap, self.settings)
        return self.draws[numbers]

    def solid(self, numbers: tuple[int, ...], share: float) -> bool:
        """Whether the buckets carry the day of this risk: a smaller one needs a longer history."""
        curve = self.curve(numbers)
        if share != SHARES[-1] and not self.solid(numbers, SHARES[-1]):
            return False
        return curve is not None and is_solid(
            curve, self.history, self.limit(numbers, share) * self.gap, self.settings
        )

    def limit(self, numbers: tuple[int, ...], share: float) -> float:
        """戻らぬ日 in own rhythms, of buckets that have a curve."""
        key, curve = (numbers, share), self.curve(numbers)
        if key not in self.limits and curve is not None:
            self.limits[key] = curve.no_return(share, self.settings.lapse.return_share_of_first)
        return self.limits[key]

    def people(self, numbers: tuple[int, ...]) -> int:
        if numbers not in self.counts:
            chosen = inside(self.found, numbers)
            self.counts[numbers] = len(np.unique(self.found.cno[chosen]))
        return self.counts[numbers]

    def rhythm(self, bucket: int) -> float:
        if bucket not in self.rhythms:
            self.rhythms[bucket] = _typical_rhythm(self.found, bucket, self.gap, self.settings)
        return self.rhythms[bucket]


def _row(bucket: int, place: int, shop: _Shop) -> _Row:
    """One bucket at one risk: by its own silences, with its neighbour's, or as in the trade."""
    share = SHARES[place]
    unit = shop.rhythm(bucket)
    for numbers in ((bucket,), (bucket, NEIGHBOUR[bucket])):
        if shop.silent and shop.solid(numbers, share):
            return _own_row(bucket, place, numbers, unit, shop)
    nudge, days = _preset(bucket, unit, shop.settings)
    missing, wanted = _missing(bucket, share, shop)
    usual, n = shop.settings.lapse.return_share, shop.people((bucket,))
    return bucket, share, usual, days, np.nan, np.nan, nudge, n, PRESET, missing, wanted


def _own_row(bucket: int, place: int, numbers: tuple[int, ...], unit: float, shop: _Shop) -> _Row:
    lapse, share, curve = shop.settings.lapse, SHARES[place], shop.curve(numbers)
    assert curve is not None  # solid
    n, limit = shop.people(numbers), shop.limit(numbers, share)
    most = lapse.return_share_of_first * float(curve.p_return(np.zeros(1))[0])
    low, high = (unit * end for end in _around(limit, shop.drawn(numbers)[:, place], n))
    days, basis = limit * unit, OWN if numbers == (bucket,) else POOLED
    nudge = lapse.nudge_share * days
    return bucket, share, min(share, most), days, low, high, nudge, n, basis, "", 0


def _typical_rhythm(found: Silences, bucket: int, shop: float, settings: Settings) -> float:
    """ρ of the customer in the middle of those who stand in the bucket now."""
    here = ~found.closed & inside(found, (bucket,))
    if not here.any():
        return shop
    weight = settings.lapse.rhythm_weight
    return float(np.median(own_rhythm(found.since_first, found.number - 1, shop, weight)[here]))


def _preset(bucket: int, rhythm: float, settings: Settings) -> tuple[float, float]:
    """声かけ日 and 戻らぬ日 of the trade."""
    trade = settings.trade
    first = bucket == BUCKETS[0] and trade.first_no_return_days > 0
    nudge = trade.first_nudge_days if first else trade.nudge_days
    days = trade.first_no_return_days if first else trade.no_return_days
    unit = rhythm / 100 if trade.own_multiples else 1.0
    return nudge * unit, days * unit


def _missing(bucket: int, share: float, shop: _Shop) -> tuple[str, int]:
    """Why the trade's days stand, and how much is still wanted."""
    lapse, trade = shop.settings.lapse, shop.settings.trade
    if trade.contract or trade.long_cycle:
        return CONTRACT, 0
    numbers = (bucket, NEIGHBOUR[bucket])
    closed, curve = int(shop.found.closed[inside(shop.found, numbers)].sum()), shop.curve(numbers)
    if curve is None or closed < lapse.closed_silences:
        return SILENCES, max(lapse.closed_silences - closed, 1)
    days = shop.limit(numbers, share) * shop.gap
    return HISTORY, max(int(np.ceil(lapse.history_factor * days)) - shop.history, 1)


def _around(limit: float, drawn: Floats, n: int) -> tuple[float, float]:
    """The range: where the draws lie, as wide as for n customers."""
    low, high = np.quantile(drawn, RANGE)
    narrower = min(1.0, float(np.sqrt(DRAWN / max(n, 1))))
    return limit - narrower * max(limit - low, 0.0), limit + narrower * max(high - limit, 0.0)


def _drawn(found: Silences, chosen: Flags, shop: float, settings: Settings) -> Floats:
    """戻らぬ日 in own rhythms in each draw (a row) for each share (a column)."""
    x = in_rhythms(found, shop, settings)[chosen]
    closed = found.closed[chosen]
    people, owner = np.unique(found.cno[chosen], return_inverse=True)
    dice = np.random.default_rng(SEED)
    if len(people) > DRAWN:
        kept = np.zeros(len(people), dtype=bool)
        kept[dice.choice(len(people), DRAWN, replace=False)] = True
        x, closed, owner = x[kept[owner]], closed[kept[owner]], owner[kept[owner]]
        owner = np.unique(owner, return_inverse=True)[1]
    size = int(owner.max()) + 1
    often = dice.multinomial(size, np.full(size, 1.0 / size), DRAWS)
    order = np.lexsort((~closed, x))
    return _limits(x[order], closed[order], often[:, owner[order]], settings)


def _limits(x: Floats, closed: Flags, weight: Ints, settings: Settings) -> Floats:
    """The smallest x with p ≤ min(share, part of p(0)), for each row of weights and each share."""
    lapse = settings.lapse
    risk = np.cumsum(weight[:, ::-1], axis=1)[:, ::-1]
    closings = np.where(closed, weight, 0)
    still = np.cumprod(1.0 - closings / np.maximum(risk, 1), axis=1)
    enough = risk >= lapse.at_risk
    last = np.maximum(enough.sum(axis=1) - 1, 0)
    limits = np.empty((len(weight), len(SHARES)))
    for row, end in enumerate(last):
        curve = still[row, : end + 1]
        left = curve[-1]
        lines = np.minimum(SHARES, lapse.return_share_of_first * (1.0 - left))
        # p(x) ≤ line where S(x) ≤ S(H)/(1 − line); S falls, so it is looked up backwards.
        place = len(curve) - np.searchsorted(curve[::-1], left / (1.0 - lines), side="right")
        limits[row] = x[np.minimum(place, end)]
    return limits
