"""The policy axis (方針)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The policy axis (方針)."""

    defend_profit_share: float = threshold(
        0.50, unit="share of cumulative gross profit", source="DOMAIN 2.3"
    )
    defend_top: int = threshold(10, unit="customers", source="DOMAIN 2.3")
    defend_active_share: float = threshold(0.20, unit="share of active customers", source="0a")
    invest_potential: float = threshold(2.0, unit="times today's worth", source="DOMAIN 2.3")
    invest_cap_share: float = threshold(0.03, unit="share of customers", source="DOMAIN 2.3")
    invest_cap: int = threshold(5, unit="customers", source="DOMAIN 2.3")
    efficient_top_share: float = threshold(
        0.40, unit="share of customers by profit per minute", source="DOMAIN 2.3"
    )
    efficient_without_visit: float = threshold(0.70, unit="share of orders", source="DOMAIN 2.3")
    passive_bottom_share: float = threshold(
        0.20, unit="share of customers by profit", source="DOMAIN 2.3"
    )
    passive_minutes_share: float = threshold(
        0.40, unit="share of customers by minutes", source="DOMAIN 2.3", assumed=True
    )
    handling_months: int = threshold(
        12, unit="months of minutes that count", source="DOMAIN 2.3", assumed=True
    )
    cut_unanswered: int = threshold(3, unit="contacts without answer", source="DOMAIN 2.3")
    cut_silence_days: int = threshold(60, unit="days since a talk", source="DOMAIN 2.3")
    cut_age_factor: float = threshold(2.0, unit="times the median days to win", source="2.3")
    invest_review_days: int = threshold(90, unit="days to the next look", source="DOMAIN 2.3")
    declined_days: int = threshold(
        180, unit="days until proposed again", source="owner's no", assumed=True
    )
    cut_months: int = threshold(24, unit="months without a purchase", source="DOMAIN 0a")
