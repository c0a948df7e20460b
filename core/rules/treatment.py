"""Special treatment against discounts (値引きでない特別): what is special, month by month.

An extra is a row of the extras; a discount is a day of a customer with a reduced line. Both are
counted in occasions, since most extras cost nothing, and money stands beside.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows
from core.rules.stopped import stopped
from core.settings import Settings

#: Stages that are to feel special.
TOP_STAGES = ("supporter", "advocate", "partner")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Special:
    """What is special in the last twelve months.

    Attributes:
        months: month ("2026-11"), extras, discounts (occasions), extra_cost, discount_sum
            (minor units), newest last.
        share: of what is special, the part that is a discount; None without anything special.
        asof: the day up to which it is counted.
    """

    months: pd.DataFrame
    share: float | None
    asof: dt.date

    @property
    def n(self) -> int:
        """Occasions in all."""
        return int(self.months[["extras", "discounts"]].to_numpy().sum())


def special(discounts: pd.DataFrame, book: Book) -> Special:
    """Extras and discounts of the last twelve months.

    Args:
        discounts: ``core.metrics.payments.discounts``: month, days, discount (minor units).
        book: the business.
    """
    last = pd.Period(book.asof, freq="M")
    months = [str(last - back) for back in range(_MONTHS - 1, -1, -1)]
    rows = _rows.until(book.table("extras"), "date", book.today)
    by_month = rows.groupby(rows["date"].dt.strftime("%Y-%m"))["cost"]
    paid = discounts.set_index("month")
    frame = pd.DataFrame(
        {
            "month": months,
            "extras": by_month.size().reindex(months).fillna(0).astype("int64").array,
            "discounts": paid["days"].reindex(months).fillna(0).astype("int64").array,
            "extra_cost": by_month.sum().reindex(months).fillna(0).astype("int64").array,
            "discount_sum": paid["discount"].reindex(months).fillna(0).astype("int64").array,
        }
    )
    extras, reduced = int(frame["extras"].sum()), int(frame["discounts"].sum())
    share = reduced / (extras + reduced) if extras + reduced else None
    return Special(frame, share, book.asof)


def verdict(found: Special, settings: Settings) -> Words:
    """Whether being special is more than a discount here."""
    if found.share is None:
        return _("Neither an extra nor a discount is on record.")
    facts = {"share": round(100 * found.share), "n": found.n}
    if found.share > settings.care.discount_share:
        return _(
            "{share}% of what is special here is a discount (n={n}, 12 months). Feeling special "
            "does not need one: try something from the customer's card that costs nothing.",
            **facts,
        )
    return _("{share}% of what is special here is a discount (n={n}, 12 months).", **facts)


def without_extra(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Supporters and above for whom nothing special was done lately, the longest first.

    Returns:
        Their judged rows with last_extra (NaT where there never was one).
    """
    rows = _rows.until(book.table("extras"), "date", book.today)
    last = _rows.onto(judged, rows.groupby("customer_id")["date"].max())
    silent = ~(_rows.days_until(last, book.today) < settings.care.extra_silence_days)
    alive = (judged["state"] != "lapsed") & ~stopped(judged) & ~judged["refusal"]
    found = judged.assign(last_extra=last)[judged["stage"].isin(TOP_STAGES) & silent & alive]
    return found.sort_values("last_extra", na_position="first", kind="stable")


def last_words(customer_id: str, book: Book) -> list[Words]:
    """The newest extras of one customer in words, at most three."""
    rows = book.table("extras")
    rows = _rows.until(rows[rows["customer_id"] == customer_id], "date", book.today)
    rows = rows.sort_values("date", ascending=False, kind="stable")
    lines: list[Words] = [
        _("{day}: {what}", day=day.date(), what=what)
        for day, what in zip(rows["date"].head(3), rows["note"].head(3), strict=True)
    ]
    if len(rows):
        age = (pd.Timestamp(book.today) - rows["date"].iloc[0]).days
        lines.insert(0, n_("The last was {n} day ago.", "The last was {n} days ago.", n=age))
    return lines
