"""When a lamp of the closing questions is lit (締めの問い)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LampSettings:
    """When a lamp of the closing questions is lit (締めの問い), article 4."""

    least_count: int = threshold(10, unit="people or contacts", source="article 4", assumed=True)
    leaving_share: float = threshold(
        0.40, unit="share gone silent in a year", source="DOMAIN 1.1, yearly loss 25 to 40 %"
    )
    give_to_sell: float = threshold(
        1.0, unit="giving contacts for one that sells", source="article 4-3"
    )
    referral_share: float = threshold(
        0.10, unit="share of new customers", source="article 4-3", assumed=True
    )
    reasons_share: float = threshold(
        0.50, unit="share of active customers", source="article 4-3", assumed=True
    )
    falling_share: float = threshold(0.03, unit="share of last year's", source="DOMAIN 4")
    filled_share: float = threshold(
        0.90, unit="share of sales lines", source="article 4-1", assumed=True
    )
    asked_share: float = threshold(
        0.30, unit="share of active customers", source="article 4-11", assumed=True
    )
    quarter_days: int = threshold(91, unit="days", source="DOMAIN 4, 13 weeks")
    year_days: int = threshold(365, unit="days", source="DOMAIN 1.1")
