"""Margin, value, and the classes by money (RFM, デシル, ABC, CPM)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class MoneySettings:
    """Margin, value, and the classes by money (RFM, デシル, ABC, CPM)."""

    margin: float = threshold(0.0, unit="share of sales; 0 = sales basis", source="owner")
    window_days: int = threshold(91, unit="days (13 weeks)", source="DOMAIN 4")
    year_days: int = threshold(
        364, unit="days (52 weeks, so that weekdays match)", source="DOMAIN 4"
    )
    rfm_ranks: int = threshold(5, unit="ranks", source="DOMAIN 1.1")
    deciles: int = threshold(10, unit="equal head-counts", source="DOMAIN 1.1")
    abc_a: float = threshold(0.70, unit="cumulative share of sales", source="DOMAIN 1.1")
    abc_b: float = threshold(0.95, unit="cumulative share of sales", source="DOMAIN 1.1")
    big_purchase: float = threshold(
        0.90, unit="quantile of the shop's purchase days", source="DOMAIN 3.2"
    )
    discount_only_share: float = threshold(
        1.0, unit="share of purchase days at a discount", source="article 0-2"
    )
    discount_only_purchases: int = threshold(
        2, unit="purchase days", source="article 0-2", assumed=True
    )
    tenure_first_years: int = threshold(1, unit="years with us", source="article 0-1")
    tenure_second_years: int = threshold(3, unit="years with us", source="article 0-1")
    tenure_third_years: int = threshold(5, unit="years with us", source="article 0-1")
    share_customers: int = threshold(
        20, unit="customers below which no share is said", source="article 4", assumed=True
    )
    lanchester_beside: float = threshold(
        0.261, unit="share of total need", source="Lanchester share marks, DOMAIN 1.1"
    )
    cpm_orders: float = threshold(7.0, unit="average order values", source="DOMAIN 1.1")
    cpm_stay_days: int = threshold(90, unit="days from first to last", source="DOMAIN 1.1")
    cpm_prime_days: int = threshold(210, unit="days from first to last", source="DOMAIN 1.1")
    cpm_gone_days: int = threshold(240, unit="days of silence", source="DOMAIN 1.1")
    cpm_stay_gaps: float = threshold(
        1.5, unit="median gaps from first to last", source="DOMAIN 1.1", assumed=True
    )
    cpm_prime_gaps: float = threshold(
        3.5, unit="median gaps from first to last", source="DOMAIN 1.1", assumed=True
    )
    cpm_gone_gaps: float = threshold(
        4.0, unit="median gaps of silence", source="DOMAIN 1.1", assumed=True
    )
