"""What a customer is worth a year (年間粗利見込): V from their own purchases, R from referrals."""

from __future__ import annotations

import pandas as pd

from core.book import Book
from core.rules import _rows, referrals, worth
from core.settings import Settings


def with_value(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The judged customers with their yearly worth (DOMAIN 2.8).

    Args:
        judged: one row per customer (:func:`core.rules.judge.judge`).
        book: the business on the same day.
        settings: its settings; without a margin and without costs all is sales, and says so.

    Returns:
        The frame and annual_profit (V), referral_value (R), both Int64 minor units, and
        value_basis (``profit`` or ``sales``).
    """
    basis = worth.value_basis(judged, settings)
    value = annual_profit(judged, basis, book, settings)
    referred = referral_value(judged, value, book, settings)
    return judged.assign(
        annual_profit=value.round().astype("Int64"),
        referral_value=referred.round().astype("Int64"),
        value_basis=basis,
    )


def annual_profit(
    judged: pd.DataFrame, basis: pd.Series[str], book: Book, settings: Settings
) -> pd.Series[float]:
    """V: gross profit of the last 12 months.

    In the first year it is annualised from 90 days of tenure on and drawn halfway to the mean of
    the stage: (GP + 1·mean) / (1 + 1). A lead is worth what a first-year customer is worth on
    average.
    """
    limits = settings.asset
    tenure = _rows.days_until(judged["first_purchase_date"], book.asof)
    profit = worth.year_profit(judged, settings)
    first_year = tenure < limits.first_year_days
    long_enough = first_year & (tenure >= limits.annualise_days)
    yearly = profit.where(~long_enough, profit * limits.first_year_days / tenure)
    settled = yearly.where(tenure >= limits.first_year_days)
    settled = settled.where(judged["state"].isin(("active", "at_risk")))
    mean = _mean_of_stage(settled, yearly.where(first_year), judged["stage"], basis)
    weight = limits.stage_mean_weight
    shrunk = (yearly + weight * mean) / (1 + weight)
    value = yearly.where(~first_year, shrunk)
    expected = shrunk.where(first_year).groupby(basis).transform("mean")
    return value.where(tenure.notna(), expected).fillna(0.0)


def _mean_of_stage(
    settled: pd.Series[float],
    beginners: pd.Series[float],
    stage: pd.Series[str],
    basis: pd.Series[str],
) -> pd.Series[float]:
    """Mean of the stage's settled customers who still buy, else of its beginners."""
    alike = [stage, basis]
    mean = settled.groupby(alike).transform("mean")
    return mean.fillna(beginners.groupby(alike).transform("mean"))


def referral_value(
    judged: pd.DataFrame, value: pd.Series[float], book: Book, settings: Settings
) -> pd.Series[float]:
    """R: half the first-year gross profit of directly referred customers, never more than V.

    Counts those whose first purchase lies in the last 24 months.
    """
    limits = settings.asset
    brought = referrals.pairs(judged, book)
    since = _rows.months_before(book.asof, limits.referral_months)
    brought = brought[brought["bought"] & (brought["first_purchase_date"] >= since)]
    profit = _first_year_profit(judged, book, settings).set_axis(judged["customer_id"])
    total = _rows.looked_up(brought["referred_id"], profit).groupby(brought["customer_id"]).sum()
    share = limits.referral_share * _rows.onto(judged, total).fillna(0.0)
    capped: pd.Series[float] = share.clip(lower=0.0).clip(upper=value.clip(lower=0.0))
    return capped


def _first_year_profit(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[float]:
    """Gross profit of each customer's first year.

    The profile knows the last 12 months and the 12 before; of the last 12 the part that still
    belongs to the first year is taken as evenly spread.
    """
    year = settings.asset.first_year_days
    tenure = _rows.days_until(judged["first_purchase_date"], book.asof)
    part = ((2 * year - tenure) / year).clip(0.0, 1.0)
    recent = _rows.numbers(judged["spend_12m"]).fillna(0.0)
    earlier = _rows.numbers(judged["spend_prev_12m"]).fillna(0.0)
    rate = worth.year_profit(judged, settings) / recent.where(recent > 0)
    profit: pd.Series[float] = (earlier + part * recent) * rate.fillna(
        worth.margin(settings) or 1.0
    )
    return profit
