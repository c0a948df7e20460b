"""Care of one customer: how often, what ties them, extras, referrals, and whom to think about."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class CareSettings:
    """Care of one customer: how often, what ties them, extras, referrals, whom to think about."""

    # How often we are in touch in a year, by stage.
    touches_supporting: int = threshold(
        12, unit="contacts a year with supporters and above", source="SEEDS 1-19", assumed=True
    )
    touches_regular: int = threshold(
        6, unit="contacts a year with regulars", source="SEEDS 1-19", assumed=True
    )
    touches_customer: int = threshold(
        4, unit="contacts a year with customers", source="SEEDS 1-19", assumed=True
    )
    touches_prospect: int = threshold(
        2, unit="contacts a year with prospects", source="SEEDS 1-19", assumed=True
    )
    money_only_contacts: int = threshold(
        2, unit="selling contacts in a row without a purchase", source="DOMAIN 2.5"
    )
    support_steps: tuple[int, ...] = threshold(
        (30, 90, 180), unit="days after support has ended", source="SEEDS 4-2b"
    )

    promise_days: int = threshold(90, unit="days looked at", source="DOMAIN 2.5")
    promise_goal: int = threshold(95, unit="percent kept on time", source="DOMAIN 2.5")

    # High-priced offers.
    ready_from: float = threshold(8.0, unit="points of trust", source="SEEDS 4-4", assumed=True)

    # What a customer would lose by leaving.
    tie_years: float = threshold(2.0, unit="years of history", source="SEEDS 1-16", assumed=True)
    tie_purchases: int = threshold(
        5, unit="days with a purchase", source="SEEDS 1-16", assumed=True
    )
    tie_staff_contacts: int = threshold(
        3, unit="talks with one person in 24 months", source="SEEDS 1-16", assumed=True
    )
    tie_weak: int = threshold(1, unit="ties at most", source="SEEDS 1-16", assumed=True)
    tie_value_share: float = threshold(
        0.2, unit="share of customers that are of high value", source="SEEDS 1-16", assumed=True
    )

    # Extras against discounts.
    discount_share: float = threshold(
        0.5, unit="share of what is special", source="SEEDS 2-6", assumed=True
    )
    extra_silence_days: int = threshold(
        180, unit="days without an extra", source="SEEDS 0-8", assumed=True
    )

    # Referrals.
    referral_weight: float = threshold(
        0.5, unit="factor for each generation", source="DOMAIN 2.9", assumed=True
    )
    referral_silence_weeks: int = threshold(8, unit="weeks", source="DOMAIN 4")
    least_count: int = threshold(
        10, unit="of anything before a share is told", source="SEEDS 4.24", assumed=True
    )

    # Whom the owner has to think about.
    think_kinds: int = threshold(2, unit="kinds of evidence", source="DOMAIN 2.7")
    late_payments: int = threshold(2, unit="in 12 months", source="DOMAIN 2.7", assumed=True)
    late_days: int = threshold(30, unit="days unpaid", source="DOMAIN 2.7", assumed=True)
    no_shows: int = threshold(3, unit="in 12 months", source="DOMAIN 2.7", assumed=True)
    no_show_share: float = threshold(
        0.3, unit="share of appointments", source="DOMAIN 2.7", assumed=True
    )
