"""The four-quadrant verdict (四象限の判定)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class VerdictSettings:
    """The four-quadrant verdict (四象限の判定)."""

    dead_band: float = threshold(0.03, unit="share", source="DOMAIN 4")
    purchases_needed: int = threshold(30, unit="purchases in each window", source="DOMAIN 4")
    existing_alarm: float = threshold(
        0.05, unit="share of existing customers fewer in a year", source="article 0-3"
    )
    trail_weeks: int = threshold(8, unit="weeks of the trail", source="DOMAIN 4")
    active_weeks: int = threshold(
        52, unit="weeks of the line of active customers", source="DOMAIN 4"
    )
