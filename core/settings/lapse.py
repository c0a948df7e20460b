"""Rhythm, the three days (声かけ日, 戻らぬ日, 止める日) and the chance to return."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LapseSettings:
    """Rhythm, the three days (声かけ日, 戻らぬ日, 止める日) and the chance to return."""

    return_share: float = threshold(0.20, unit="probability", source="DOMAIN 2.1")
    return_share_of_first: float = threshold(
        0.5, unit="share of the chance on the day of purchase", source="DOMAIN 2.1"
    )
    nudge_share: float = threshold(2 / 3, unit="share of the day of no return", source="article 1")
    nudge_chance: float = threshold(
        0.5,
        unit="probability at the nudge day where it cannot be learned",
        source="DOMAIN 0.7",
        assumed=True,
    )
    rhythm_weight: float = threshold(
        2.0, unit="gaps that the shop's mean counts", source="DOMAIN 2.1"
    )
    rhythm_gaps: int = threshold(30, unit="closed gaps of the shop", source="DOMAIN 0a")
    closed_silences: int = threshold(30, unit="closed silences of the bucket", source="DOMAIN 2.1")
    at_risk: int = threshold(20, unit="silences", source="DOMAIN 2.1")
    history_factor: float = threshold(3.0, unit="days of no return", source="DOMAIN 2.1")
    stop_rhythms: float = threshold(4.0, unit="own rhythms", source="DOMAIN 0.3")
    regular_gap: float = threshold(1.5, unit="own median gaps", source="DOMAIN 2.2")
    seasonal_years: int = threshold(2, unit="years with the same month", source="DOMAIN 2.1")
    seasonal_elsewhere: int = threshold(
        2, unit="purchase days elsewhere in any one year", source="DOMAIN 2.1"
    )
