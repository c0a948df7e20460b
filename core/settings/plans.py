"""Follow-up designed in advance (段取り): the ready-made steps, and how long they count."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Follow-up designed in advance (アフターフォローの段取り).

    Attributes:
        usage_days: days after a purchase at which we ask how it is being used.
        inspection_months: months after a purchase at which we inspect what was bought.
        ahead_days: how long before its day a step may be done, and stands in the list.
        carried_days: how long the last step of a plan is carried over when nobody did it.
        share_days: of how many days the share of steps done is told.
        same_need_days: a recorded due date so near to a step of a chain is the same need.
    """

    usage_days: tuple[int, ...] = threshold(
        (14, 60), unit="days after a purchase", source="SEEDS 1-17", assumed=True
    )
    inspection_months: tuple[int, ...] = threshold(
        (3, 6, 12, 24), unit="months after a purchase", source="SEEDS 1-4", assumed=True
    )
    ahead_days: int = threshold(7, unit="days", source="DOMAIN 3.2", assumed=True)
    carried_days: int = threshold(90, unit="days", source="DOMAIN 3.2", assumed=True)
    share_days: int = threshold(365, unit="days", source="SEEDS 1-4", assumed=True)
    same_need_days: int = threshold(60, unit="days", source="DOMAIN 2.9", assumed=True)
