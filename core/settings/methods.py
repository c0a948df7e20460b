"""The five methods of keeping customers as weekly figures (顧客を維持する5つの方法), article 3."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class MethodSettings:
    """The five methods of keeping customers as weekly figures (顧客を維持する5つの方法).

    Attributes:
        own_rhythm: from this part of their own rhythm on a customer's time has come.
        hurry_days: business days within which somebody in a hurry has an answer.
        press_days: days between two selling contacts with somebody who takes time.
    """

    week_days: int = threshold(7, unit="days to the data-as-of day", source="article 3")
    voices: int = threshold(
        1, unit="voices taken in a week", source="DOMAIN 2.4 (4 a month)", assumed=True
    )
    timely_share: float = threshold(
        0.5, unit="share of selling contacts", source="article 3", assumed=True
    )
    own_rhythm: float = threshold(0.8, unit="of the customer's own rhythm", source="DOMAIN 0a")
    personal_share: float = threshold(
        0.5, unit="share of our contacts", source="SEEDS 3-6", assumed=True
    )
    steps_share: float = threshold(
        1.0, unit="share of steps due", source="article 3", assumed=True
    )
    hurry_days: int = threshold(1, unit="business days", source="SEEDS 1-26", assumed=True)
    press_days: int = threshold(14, unit="days", source="SEEDS 1-26", assumed=True)
