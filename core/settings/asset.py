"""What a customer is worth a year (年間粗利見込)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class AssetSettings:
    """What a customer is worth a year (年間粗利見込)."""

    first_year_days: int = threshold(365, unit="days", source="DOMAIN 2.8")
    annualise_days: int = threshold(90, unit="days of tenure", source="DOMAIN 2.8")
    stage_mean_weight: float = threshold(1.0, unit="years", source="DOMAIN 2.8")
    referral_share: float = threshold(
        0.5, unit="share of the first year's profit", source="DOMAIN 2.8", assumed=True
    )
    referral_months: int = threshold(24, unit="months", source="DOMAIN 2.8", assumed=True)
    years: int = threshold(5, unit="years ahead", source="DOMAIN 2.8")
    discount_rate: float = threshold(0.10, unit="a year", source="DOMAIN 2.8", assumed=True)
    retention_band: float = threshold(0.05, unit="share either way", source="DOMAIN 2.8")
    retention_count: int = threshold(30, unit="customers of the year before", source="DOMAIN 2.8")
    staff_share: float = threshold(
        0.4, unit="share that hangs on one of the staff", source="article 2", assumed=True
    )
    customer_share: float = threshold(
        0.1, unit="share that hangs on one customer", source="article 2", assumed=True
    )
    names: int = threshold(10, unit="names listed", source="article 2")
