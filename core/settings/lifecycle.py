"""The lifecycle axis (ライフサイクル)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LifecycleSettings:
    """The lifecycle axis (ライフサイクル): at which point of a life, a company, a machine.

    Attributes:
        age_years: years in a band of ages; ``age_oldest``: from which all are one band.
        event_days: how long before and after an event counts.
        preschool_years, school_years: until which age a child is of a band.
        young_years: for how long a company is young; ``founding_step``: anniversaries told of.
        fiscal_months: months to the closing of the books at which a budget is spoken of.
        equipment_years, vehicle_years, house_years: from which age something is old.
    """

    age_years: int = threshold(10, unit="years of a band", source="DOMAIN 2.3 (9)", assumed=True)
    age_oldest: int = threshold(70, unit="years of age", source="DOMAIN 2.3 (9)", assumed=True)
    event_days: int = threshold(
        365, unit="days before and after an event", source="DOMAIN 2.3 (9)", assumed=True
    )
    preschool_years: int = threshold(6, unit="years of age", source="DOMAIN 2.9", assumed=True)
    school_years: int = threshold(18, unit="years of age", source="DOMAIN 2.9", assumed=True)
    young_years: int = threshold(
        3, unit="years since founding", source="DOMAIN 2.3 (9)", assumed=True
    )
    founding_step: int = threshold(
        10, unit="years between anniversaries", source="DOMAIN 2.3 (9)", assumed=True
    )
    fiscal_months: int = threshold(
        3, unit="months to the closing", source="DOMAIN 2.3 (9), 5.1", assumed=True
    )
    equipment_years: int = threshold(
        4, unit="years since the start of a lease", source="DOMAIN 1.3 (5 typical)", assumed=True
    )
    vehicle_years: int = threshold(7, unit="years since delivery", source="DOMAIN 1.3")
    house_years: int = threshold(10, unit="years since handover", source="DOMAIN 1.3")
