"""What unhappy customers may cost (不満負債), and how many stay silent (article 1).

Nobody knows how many unhappy customers stand behind each one who tells us: the famous 4 % is a
misquotation by its own source. So all of this is a range with its assumption written beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules import _rows, contact, worth
from core.rules.policies import PRESENT
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Silent:
    """How many may be unhappy without a word.

    Attributes:
        told: customers who complained in the last twelve months.
        low, high: so many more may be unhappy and say nothing.
        least, most: for each who tells, so many are unhappy.
        customers: existing customers, more there cannot be.
        asof: the day of the count.
    """

    told: int
    low: int
    high: int
    least: float
    most: float
    customers: int
    asof: dt.date

    @property
    def words(self) -> list[Words]:
        """The range, and that nobody knows it better."""
        if not self.told:
            return [
                _(
                    "No complaint was written down in twelve months (as of {day}). That does not "
                    "mean that everybody is content.",
                    day=self.asof,
                ),
                _SURE,
            ]
        said = _(
            "{told} customers told us in twelve months that they were not content (as of {day}). "
            "Between {low} and {high} more may be unhappy without a word.",
            told=self.told, low=self.low, high=self.high, day=self.asof,
        )  # fmt: skip
        return [said, _SURE]


_SURE = _("It is certain that some leave without a word. How many, nobody knows.")


@dataclass(frozen=True, slots=True)
class Debt:
    """What open complaints may cost in a year, money in minor units.

    Attributes:
        open: customers with an open complaint; ``low``, ``high``: the yen.
        people_low, people_high: the unhappy behind them, never more than there are customers.
        least, most: for each who tells, so many are unhappy.
        leave: share of the unhappy who leave.
        each: gross profit of a customer in twelve months, on average; ``on_sales``: of how many
            customers only sales are known.
        customers: existing customers.
        cases: one row per open complaint, the oldest first: ``customer_id, name, received_date,
            cause, severity, days, own`` (their own twelve months), ``low, high``.
        asof: the data-as-of day; ``today``: until when the cases have been open.
    """

    open: int
    low: int
    high: int
    people_low: int
    people_high: int
    least: float
    most: float
    leave: float
    each: int
    on_sales: int
    customers: int
    cases: pd.DataFrame
    asof: dt.date
    today: dt.date


def factors(settings: Settings) -> tuple[float, float]:
    """For each customer who tells us, so many are unhappy: at least and at most (DOMAIN 2.6)."""
    limits = settings.spending
    if settings.trade.business:
        return limits.reported_low_company, limits.reported_high_company
    return limits.reported_low_person, limits.reported_high_person


def debt(rows: pd.DataFrame, book: Book, settings: Settings) -> Debt:
    """Open complaints x the unhappy behind each x who leaves x a year's gross profit.

    Args:
        rows: the judged customers.
        book: the business; complaints are open on its ``today``.
        settings: its settings.
    """
    here = _existing(rows)
    leave, each = settings.spending.unhappy_leave, _mean_profit(here, settings)
    least, most = factors(settings)
    cases = contact.open_complaints(book).sort_values("received_date", kind="stable")
    voiced = int(cases["customer_id"].nunique())
    low, high = (_unhappy(voiced, factor, len(here)) for factor in (least, most))
    known = rows.set_index("customer_id")
    own = worth.year_profit(rows, settings).set_axis(rows["customer_id"])
    one = (leave * each * min(factor, max(len(here), 1)) for factor in (least, most))
    one_low, one_high = one
    told = cases[["customer_id", "received_date", "cause", "severity"]].assign(
        name=_rows.looked_up(cases["customer_id"], known["name"]).fillna("").astype("str"),
        days=_rows.days_until(cases["received_date"], book.today).astype("int64"),
        own=_rows.looked_up(cases["customer_id"], own).fillna(0.0).round().astype("int64"),
        low=round(one_low),
        high=round(one_high),
    )
    return Debt(
        open=voiced, low=round(low * leave * each), high=round(high * leave * each),
        people_low=low, people_high=high, least=least, most=most, leave=leave, each=round(each),
        on_sales=int((worth.value_basis(here, settings) == "sales").sum()), customers=len(here),
        cases=told.reset_index(drop=True), asof=book.asof, today=book.today,
    )  # fmt: skip


def silent(rows: pd.DataFrame, book: Book, settings: Settings) -> Silent:
    """How many may be unhappy without a word, from those who told us in twelve months."""
    complaints = _rows.until(book.table("complaints"), "received_date", book.asof)
    year = _rows.since(complaints, "received_date", _rows.months_before(book.asof, 12))
    told = int(year["customer_id"].nunique())
    customers = len(_existing(rows))
    least, most = factors(settings)
    low, high = (max(_unhappy(told, factor, customers) - told, 0) for factor in (least, most))
    return Silent(told, low, high, least, most, customers, book.asof)


def _existing(rows: pd.DataFrame) -> pd.DataFrame:
    """Customers who buy: active or drifting away."""
    return rows[rows["state"].isin(PRESENT) & rows["last_purchase_date"].notna()]


def _mean_profit(here: pd.DataFrame, settings: Settings) -> float:
    profit = worth.year_profit(here, settings).clip(lower=0)
    return float(profit.mean()) if len(here) else 0.0


def _unhappy(told: int, factor: float, customers: int) -> int:
    """The unhappy behind so many who told, never more than the customers there are."""
    return int(min(np.floor(told * factor + 0.5), max(customers, told)))
