"""Who comes back (戻ってくる人): cohorts, the second purchase, and who stays over the years."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class CohortSettings:
    """Cohorts, the second purchase (F2転換率), and who stays over the years (残った割合)."""

    year_days: int = threshold(365, unit="days", source="article 1-14")
    lost_days: int = threshold(
        365,
        unit="days of silence after which a customer counts as lost; longer where the trade's "
        "day of no return is",
        source="one-year rule of article 1-8",
    )
    crowd_factor: float = threshold(
        2.0, unit="times as many new customers a day as later: the ledger then begins in the "
        "middle of the business", source="measured on the samples", assumed=True,
    )  # fmt: skip
    crowd_least: int = threshold(
        20, unit="new customers at the ledger's beginning", source="DOMAIN 3.7", assumed=True
    )
    years_at_risk: int = threshold(30, unit="customers at risk in a year", source="SEEDS 1-14")
    hughes_years: int = threshold(3, unit="years of the Hughes line", source="article 1-14")
    fit_years: int = threshold(
        2, unit="years with enough at risk before a curve is fitted", source="DOMAIN 2.8",
        assumed=True,
    )  # fmt: skip
    fit_ahead: int = threshold(5, unit="years drawn of the fitted curve", source="DOMAIN 2.8")
    months_shown: int = threshold(
        12, unit="months (or years) after the first one", source="DOMAIN 4, question 3",
        assumed=True,
    )  # fmt: skip
    cohorts_shown: int = threshold(24, unit="cohorts, the newest", source="growth charts")
    cohort_least: int = threshold(
        10, unit="customers of a cohort below which no share is said", source="DOMAIN 4",
        assumed=True,
    )  # fmt: skip
    f2_least: int = threshold(
        20, unit="first-time customers below which no share is said", source="DOMAIN 3.7",
        assumed=True,
    )  # fmt: skip
    coupon_share: float = threshold(
        0.20, unit="share of the first purchase's price that a coupon takes off at least",
        source="measured on the samples", assumed=True,
    )  # fmt: skip
    f2_before: int = threshold(
        4, unit="closed cohorts to compare with", source="DOMAIN 4, question 3"
    )
    f2_change: float = threshold(
        0.03, unit="share; a smaller change is none", source="DOMAIN 4, dead band"
    )
    band: float = threshold(
        1.96, unit="standard errors either way (95 of 100)", source="Greenwood 1926, Wilson 1927"
    )
