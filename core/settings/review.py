"""The weekly review (週次点検)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The weekly review (週次点検)."""

    stale_days: int = threshold(10, unit="days from which data are too old", source="DOMAIN 4")
    names: int = threshold(10, unit="names at most behind a figure", source="DOMAIN 4")
    moved_days: int = threshold(7, unit="days in which somebody moved", source="DOMAIN 4")
    few_customers: int = threshold(
        30, unit="customers below which no percentage is said", source="SEEDS 4.24"
    )
    checked_weeks: int = threshold(
        4, unit="weeks in which a decision is looked at again", source="DOMAIN 4", assumed=True
    )
    referral_months: int = threshold(
        12, unit="months of referrals drawn", source="DOMAIN 1.1", assumed=True
    )
