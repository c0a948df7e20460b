"""The trust passbook (信頼通帳)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold

_SOURCE = "DOMAIN 2.5"


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """The trust passbook (信頼通帳): points, how they fade, and the words for a balance."""

    deposit_half_life_days: int = threshold(180, unit="days", source=_SOURCE, assumed=True)
    withdrawal_half_life_days: int = threshold(360, unit="days", source=_SOURCE, assumed=True)
    repeat_days: int = threshold(30, unit="days", source=_SOURCE, assumed=True)
    repeat_factor: float = threshold(0.5, unit="factor", source=_SOURCE, assumed=True)
    limit: float = threshold(30.0, unit="points either way", source=_SOURCE, assumed=True)
    thick_from: float = threshold(10.0, unit="points", source=_SOURCE, assumed=True)
    normal_from: float = threshold(3.0, unit="points", source=_SOURCE, assumed=True)
    talk: float = threshold(3.0, unit="points", source=_SOURCE, assumed=True)
    consult: float = threshold(4.0, unit="points", source="DOMAIN 0a", assumed=True)
    card: float = threshold(2.0, unit="points", source=_SOURCE, assumed=True)
    useful: float = threshold(1.0, unit="points", source=_SOURCE, assumed=True)
    birthday: float = threshold(2.0, unit="points", source=_SOURCE, assumed=True)
    birthday_days: int = threshold(7, unit="days before it", source="DOMAIN 1.2", assumed=True)
    promise_kept: float = threshold(4.0, unit="points", source=_SOURCE, assumed=True)
    promise_early: float = threshold(5.0, unit="points", source=_SOURCE, assumed=True)
    promise_late: float = threshold(-6.0, unit="points", source=_SOURCE, assumed=True)
    promise_broken: float = threshold(-10.0, unit="points", source=_SOURCE, assumed=True)
    broken_days: int = threshold(14, unit="days past due", source=_SOURCE, assumed=True)
    complaint_light: float = threshold(-4.0, unit="points", source=_SOURCE, assumed=True)
    complaint_middle: float = threshold(-8.0, unit="points", source=_SOURCE, assumed=True)
    complaint_heavy: float = threshold(-15.0, unit="points", source=_SOURCE, assumed=True)
    complaint_again: float = threshold(1.5, unit="factor", source=_SOURCE, assumed=True)
    complaint_resolved: float = threshold(5.0, unit="points", source=_SOURCE, assumed=True)
    resolved_days: int = threshold(
        14, unit="days to resolve where no due date is set", source=_SOURCE, assumed=True
    )
    referral_thanked: float = threshold(3.0, unit="points", source=_SOURCE, assumed=True)
    thanked_days: int = threshold(7, unit="days", source=_SOURCE)
    sales_pitch: float = threshold(-1.0, unit="points", source=_SOURCE, assumed=True)
    sales_declined: float = threshold(-2.0, unit="points", source=_SOURCE, assumed=True)
    sales_too_soon: float = threshold(-2.0, unit="points", source=_SOURCE, assumed=True)
    sales_rest_days: int = threshold(30, unit="days between offers", source="DOMAIN 3.1")
    unanswered: float = threshold(-4.0, unit="points", source=_SOURCE, assumed=True)
    answer_days: int = threshold(2, unit="business days", source=_SOURCE, assumed=True)
