"""What new and old customers cost, and what came back (かけた費用と見返り)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class SpendingSettings:
    """What new and old customers cost, and what came back (かけた費用と見返り).

    Attributes:
        ways: which way in a way of the cost sheet stands for, ``"クーポンサイト=flyer"``; what is
            not named here goes by its words.
        postcard_cost: added to a contact by postcard in a month without aftercare costs in the
            sheet; yen, in another currency hundredths of its major unit.
        retention_gain: more customers kept in a year that aftercare may believably bring.
        reported_low_…, reported_high_…: unhappy customers for each one who tells us.
    """

    ways: tuple[str, ...] = threshold((), unit="way of the sheet=way in", source="owner")
    months: int = threshold(12, unit="months looked at", source="DOMAIN 2.8")
    cohort_months: int = threshold(24, unit="months of new customers", source="DOMAIN 2.8")
    payback_months: int = threshold(
        12, unit="months until it should be back", source="DOMAIN 2.8", assumed=True
    )
    left_share: float = threshold(
        0.5, unit="share of a month's new customers", source="DOMAIN 2.8 (most)"
    )
    least_count: int = threshold(
        10, unit="of anything before a figure is told", source="SEEDS 4.24", assumed=True
    )
    use_days: int = threshold(60, unit="days from joining to the first use", source="DOMAIN 2.8")
    postcard_cost: float = threshold(
        85.0, unit="yen", source="Japan Post, since October 2024", assumed=True
    )
    retention_gain: float = threshold(
        0.03, unit="share of existing customers", source="DOMAIN 2.8", assumed=True
    )
    budget_share: float = threshold(0.5, unit="share of the ceiling", source="DOMAIN 2.8")

    # Complaint debt.
    reported_low_company: float = threshold(1.3, unit="for each who tells", source="DOMAIN 2.6")
    reported_high_company: float = threshold(2.0, unit="for each who tells", source="DOMAIN 2.6")
    reported_low_person: float = threshold(2.0, unit="for each who tells", source="DOMAIN 2.6")
    reported_high_person: float = threshold(
        25.0, unit="for each who tells", source="article 1-15 (4 %), DOMAIN 2.6"
    )
    unhappy_leave: float = threshold(
        0.5, unit="share of the unhappy who leave", source="SEEDS 1-15", assumed=True
    )
    after_complaint_days: int = threshold(
        90, unit="days since a complaint was closed", source="DOMAIN 2.6", assumed=True
    )
