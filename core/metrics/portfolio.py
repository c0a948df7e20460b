"""CPM, the ten classes of the customer portfolio (やずや・西野博道), DOMAIN 1.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.metrics.rhythm import Ints
from core.settings.money import MoneySettings

#: 初回, よちよち, コツコツ, 流行, 優良, each still here (現役) or gone (離脱).
KINDS = ("first_timer", "second_timer", "steady", "trend_buyer", "prime")
CLASSES = tuple(f"{kind}_{side}" for kind in KINDS for side in ("here", "gone"))


@dataclass(frozen=True, slots=True)
class Cuts:
    """The three cuts in days.

    Attributes:
        stay: from first to last purchase, from which a customer has settled.
        prime: from first to last purchase, from which a big spender is prime (優良).
        gone: of silence, from which a customer has left (離脱).
    """

    stay: float
    prime: float
    gone: float


def literal_cuts(settings: MoneySettings) -> Cuts:
    """The published days: 90, 210 and 240."""
    return Cuts(settings.cpm_stay_days, settings.cpm_prime_days, settings.cpm_gone_days)


def own_cuts(median_gap: float, settings: MoneySettings) -> Cuts:
    """The same as multiples of the shop's median gap: at 60 days they are the published ones."""
    return Cuts(
        settings.cpm_stay_gaps * median_gap,
        settings.cpm_prime_gaps * median_gap,
        settings.cpm_gone_gaps * median_gap,
    )


def portfolio(
    count: Ints, stay: Ints, silent: Ints, rich: npt.NDArray[np.bool_], cuts: Cuts
) -> pd.Series[Any]:
    """One of :data:`CLASSES` for each purchaser.

    Args:
        count: purchase days.
        stay: 在籍, days from the first to the last purchase.
        silent: 離脱, days since the last purchase.
        rich: who spent seven average orders or more (the published ¥70,000 at ¥10,000 an order).
        cuts: the days.
    """
    kind = np.select(
        [count == 1, stay < cuts.stay, ~rich, stay < cuts.prime],
        KINDS[:-1],
        KINDS[-1],
    )
    side = np.where(silent < cuts.gone, "here", "gone")
    return pd.Series(kind, dtype="str") + "_" + pd.Series(side, dtype="str")
