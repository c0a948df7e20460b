"""How long silences last (生存曲線, Kaplan–Meier) and the three days that follow from it.

Silences are measured in units of the customer's own rhythm, in three buckets: those after the
first purchase, after the second, and after any later one. Silences still open at the data-as-of
day count as censored. DOMAIN 2.1 and 0.1–0.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.metrics.rhythm import Flags, Floats, Ints, Silences, own_rhythm
from core.settings import Settings

#: Buckets: after the first purchase, after the second, after the third and later ones.
BUCKETS = (1, 2, 3)
#: With whom a bucket shares its silences when it has too few of its own.
NEIGHBOUR = {1: 2, 2: 3, 3: 2}


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan–Meier curve up to its horizon.

    Attributes:
        x: moments in own rhythms at which silences closed, ascending, none after the horizon.
        still: share of silences still open after each moment, S(x).
        horizon: H, the largest x with enough silences still at risk.
        closed: how many silences closed, those after the horizon included.
    """

    x: Floats
    still: Floats
    horizon: float
    closed: int

    @property
    def left(self) -> float:
        """S(H): the share still silent at the horizon."""
        return float(self.still[-1]) if len(self.still) else 1.0

    def p_return(self, x: Floats) -> Floats:
        """戻る見込み after x own rhythms of silence: 1 − S(H)/S(x), and 0 from the horizon on."""
        place = np.searchsorted(self.x, x, side="right")
        still = np.append(1.0, self.still)[place]
        with np.errstate(invalid="ignore"):  # S(x) is 0 only from the horizon on
            return np.where(x >= self.horizon, 0.0, 1.0 - self.left / still)

    def no_return(self, share: float, share_of_first: float) -> float:
        """戻らぬ日 in own rhythms: the smallest x with p ≤ min(share, share_of_first · p(0))."""
        moments = np.append(self.x[self.x < self.horizon], self.horizon)
        first = float(self.p_return(np.zeros(1))[0])
        below = self.p_return(moments) <= min(share, share_of_first * first)
        return float(moments[np.argmax(below)])


def kaplan_meier(x: Floats, closed: Flags, at_risk: int) -> Curve | None:
    """The curve of silences of length ``x``, some closed, the others censored.

    Args:
        x: lengths; one that closes and one that is censored at the same x: the closing is first.
        closed: whether a silence closed.
        at_risk: how many silences must still be at risk at the horizon.

    Returns:
        None when there were never so many silences.
    """
    if len(x) < at_risk:
        return None
    ordered = np.sort(x)
    horizon = float(ordered[-at_risk])
    moments, closings = np.unique(x[closed & (x <= horizon)], return_counts=True)
    risk = len(x) - np.searchsorted(ordered, moments, side="left")
    return Curve(
        x=moments,
        still=np.cumprod(1.0 - closings / risk, dtype=np.float64),
        horizon=horizon,
        closed=int(closed.sum()),
    )


def curves(found: Silences, shop: float, asof: int, settings: Settings) -> dict[int, Curve | None]:
    """The curve of each bucket, or of it and its neighbour, or None where the preset must do."""
    learned = learned_curves(found, shop, asof, settings)
    return {bucket: curve and curve[0] for bucket, curve in learned.items()}


def learned_curves(
    found: Silences, shop: float, asof: int, settings: Settings
) -> dict[int, tuple[Curve, tuple[int, ...]] | None]:
    """The curve of each bucket and the buckets whose silences it stands on, or None.

    A curve is solid with 30 closed silences and a history of three times its 戻らぬ日: a shorter
    history reads low.
    """
    if settings.trade.contract or settings.trade.long_cycle or not len(found.day):
        return dict.fromkeys(BUCKETS)
    history = asof - int(found.day.min())

    def learn(numbers: tuple[int, ...]) -> tuple[Curve, tuple[int, ...]] | None:
        curve = curve_of(found, shop, numbers, settings)
        if curve is None:
            return None
        limit = curve.no_return(settings.lapse.return_share, settings.lapse.return_share_of_first)
        return (curve, numbers) if is_solid(curve, history, limit * shop, settings) else None

    return {b: learn((b,)) or learn((b, NEIGHBOUR[b])) for b in BUCKETS}


def curve_of(
    found: Silences, shop: float, numbers: tuple[int, ...], settings: Settings
) -> Curve | None:
    """The curve of some buckets as it is, solid or not."""
    chosen = inside(found, numbers)
    x = in_rhythms(found, shop, settings)[chosen]
    return kaplan_meier(x, found.closed[chosen], settings.lapse.at_risk)


def inside(found: Silences, numbers: tuple[int, ...]) -> Flags:
    """Which silences belong to some buckets."""
    flags: Flags = np.isin(np.minimum(found.number, BUCKETS[-1]), numbers)
    return flags


def in_rhythms(found: Silences, shop: float, settings: Settings) -> Floats:
    """The silences' lengths in the customers' own rhythms."""
    weight = settings.lapse.rhythm_weight
    return found.length / own_rhythm(found.since_first, found.number - 1, shop, weight)


def is_solid(curve: Curve, history: int, days: float, settings: Settings) -> bool:
    """Whether so many days of history carry a 戻らぬ日 of so many days."""
    lapse = settings.lapse
    enough = curve.closed >= lapse.closed_silences and len(curve.x) > 0
    return enough and history >= lapse.history_factor * days


def three_days(
    count: Ints,
    silent: Ints,
    rhythm: Floats,
    learned: dict[int, Curve | None],
    settings: Settings,
) -> pd.DataFrame:
    """The customer's own three days and the chance to return, one row per purchaser.

    Args:
        count: purchase days so far, at least 1.
        silent: days of silence.
        rhythm: ρ in days.
        learned: the curve of each bucket, None where the trade's preset must do.
        settings: thresholds and the trade preset.

    Returns:
        ``nudge_day, no_return_day, stop_day`` (days of silence), ``p_return``, and
        ``days_basis, p_return_basis`` (``learned`` or ``preset``).
    """
    lapse = settings.lapse
    nudge, no_return = _preset_days(count, rhythm, settings)
    chance = _preset_chance(silent, nudge, no_return, settings)
    basis = np.full(len(count), "preset", dtype=object)
    bucket = np.minimum(count, BUCKETS[-1])
    for number, curve in learned.items():
        if curve is None:
            continue
        own = bucket == number
        limit = curve.no_return(lapse.return_share, lapse.return_share_of_first)
        no_return[own] = limit * rhythm[own]
        nudge[own] = lapse.nudge_share * no_return[own]
        chance[own] = curve.p_return(silent[own] / rhythm[own])
        basis[own] = "learned"
    stop = np.maximum(settings.trade.stop_days, lapse.stop_rhythms * rhythm)
    return pd.DataFrame(
        {
            "nudge_day": nudge,
            "no_return_day": no_return,
            "stop_day": np.maximum(stop, no_return),
            "p_return": chance,
            "days_basis": pd.Series(basis, dtype="str"),
            "p_return_basis": pd.Series(basis, dtype="str"),
        }
    )


def _preset_days(count: Ints, rhythm: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """声かけ日 and 戻らぬ日 of the trade: one pair after the first purchase, one for the rest."""
    trade = settings.trade
    first = (count == 1) & (trade.first_no_return_days > 0)
    nudge = np.where(first, trade.first_nudge_days, trade.nudge_days)
    no_return = np.where(first, trade.first_no_return_days, trade.no_return_days)
    unit = rhythm / 100 if trade.own_multiples else np.ones(len(count))
    return nudge * unit, no_return * unit


def _preset_chance(silent: Ints, nudge: Floats, no_return: Floats, settings: Settings) -> Floats:
    """The preset curve: ½ at 声かけ日, 20 % at 戻らぬ日, log-odds linear in the days."""
    high = _log_odds(settings.lapse.nudge_chance)
    low = _log_odds(settings.lapse.return_share)
    odds = high + (low - high) * (silent - nudge) / (no_return - nudge)
    # Beyond these the chance is 0 or 1 to the last digit, and exp would overflow.
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0)))


def _log_odds(chance: float) -> float:
    return float(np.log(chance / (1.0 - chance)))
