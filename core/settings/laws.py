"""The laws tried on the own shop, and the four simulators (法則テスター)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LawSettings:
    """The laws tried on the own shop, and the four simulators (法則テスター)."""

    retention: float = threshold(
        0.70, unit="of last year's customers, until own data suffice", source="DOMAIN 0.9",
        assumed=True,
    )  # fmt: skip
    retention_band: float = threshold(
        0.15, unit="share either way, until own data suffice", source="DOMAIN 2.8", assumed=True
    )
    prior_cases: int = threshold(
        20, unit="cases that an assumed rate is worth", source="DOMAIN 3.3", assumed=True
    )
    interval: float = threshold(
        0.80, unit="share of the cases inside a range", source="DOMAIN 3.3", assumed=True
    )
    lost_band: float = threshold(
        0.50, unit="share more or fewer than thought who leave", source="article 2-3", assumed=True
    )
    touches_a_year: float = threshold(
        4.0, unit="touches a year of a customer who no longer comes", source="article 1-8",
        assumed=True,
    )  # fmt: skip
    touch_minutes: float = threshold(3.0, unit="minutes", source="DOMAIN 3.2", assumed=True)
    complaints_count: int = threshold(
        10, unit="customers who complained in a year", source="DOMAIN 2.6", assumed=True
    )
    leavers_count: int = threshold(
        30, unit="customers who left in a year", source="DOMAIN 2.6", assumed=True
    )
