"""The six stages (顧客のはしご)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LadderSettings:
    """The six stages (顧客のはしご).

    How many purchases make a regular (得意客) stands in the trade preset.
    """

    regular_contracts: int = threshold(
        2, unit="contracts or inspections", source="DOMAIN 2.2, second contract"
    )
    supporter_tenure_days: int = threshold(365, unit="days", source="DOMAIN 2.2")
    supporter_gaps: int = threshold(4, unit="gaps in 24 months", source="DOMAIN 2.2")
    supporter_regular_share: float = threshold(
        0.75, unit="share of gaps", source="DOMAIN 2.2, measured"
    )
    supporter_silence_medians: float = threshold(
        1.5, unit="times the own median gap", source="DOMAIN 2.2"
    )
    supporter_discount_share: float = threshold(
        0.20, unit="share of purchases", source="DOMAIN 2.2"
    )
    share_loyal: float = threshold(
        0.739, unit="share of total need", source="Lanchester share marks, DOMAIN 1.1"
    )
    share_leading: float = threshold(
        0.417, unit="share of total need", source="Lanchester share marks, DOMAIN 1.1"
    )
    long_rhythm_days: int = threshold(
        180, unit="days between purchases of a long-cycle trade", source="DOMAIN 0a", assumed=True
    )
    supporter_renewals: int = threshold(2, unit="renewals in a row", source="DOMAIN 0a")
    supporter_cycles: int = threshold(2, unit="cycles of tenure", source="DOMAIN 0a")
    confirmed_months: int = threshold(12, unit="months", source="DOMAIN 2.2")
    confirmed_nps: int = threshold(9, unit="score of 10", source="DOMAIN 2.2")
    consult_months: int = threshold(
        24, unit="months that a consultation counts", source="DOMAIN 0a", assumed=True
    )
    advocate_months: int = threshold(36, unit="months", source="DOMAIN 2.2")
    partner_months: int = threshold(24, unit="months", source="DOMAIN 2.2")
    partner_referrals: int = threshold(3, unit="referrals that bought", source="DOMAIN 2.2")
    partner_referrals_with_event: int = threshold(
        2, unit="referrals that bought", source="DOMAIN 2.2"
    )
    partner_events: int = threshold(1, unit="events in 12 months", source="DOMAIN 2.2")
    partner_event_months: int = threshold(12, unit="months", source="DOMAIN 2.2")
    override_months: int = threshold(12, unit="months", source="DOMAIN 2.2")
    demotion_days: int = threshold(7, unit="days between two looks", source="DOMAIN 0a")
    reasons_shown: int = threshold(4, unit="reasons", source="DOMAIN 2.2")
