"""The relation axis (関係)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class RelationSettings:
    """The relation axis (関係)."""

    lost_months: int = threshold(36, unit="months", source="DOMAIN 2.3")
    dropped_days: int = threshold(30, unit="days after a first sign", source="DOMAIN 2.3")
    quote_factor: float = threshold(2.0, unit="times the median days to win", source="DOMAIN 2.3")
    quote_days: int = threshold(60, unit="days, below enough won deals", source="DOMAIN 0a")
    quote_won_deals: int = threshold(10, unit="won deals to learn from", source="DOMAIN 0a")
    unused_days: int = threshold(60, unit="days after joining", source="DOMAIN 2.3")
    new_month_days: int = threshold(30, unit="days", source="article 1, DOMAIN 2.3")
    new_quarter_days: int = threshold(90, unit="days", source="article 1, DOMAIN 2.3")
    new_year_days: int = threshold(365, unit="days", source="article 1, DOMAIN 2.3")
    rhythm_week_days: int = threshold(
        10, unit="days of the own rhythm", source="DOMAIN 2.3 (8)", assumed=True
    )
    rhythm_month_days: int = threshold(
        45, unit="days of the own rhythm", source="DOMAIN 2.3 (8)", assumed=True
    )
    rhythm_season_days: int = threshold(
        135, unit="days of the own rhythm", source="DOMAIN 2.3 (8)", assumed=True
    )
