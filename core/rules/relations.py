"""The relation axis (関係): exactly one for each customer, the first that holds (DOMAIN 0a)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import _
from core.rules import _rows, contracts
from core.rules._catalogue import Entry, catalogue
from core.settings import Settings

RELATIONS = catalogue(
    Entry(
        "lost_to",
        _("Lost to a competitor"),
        _("A deal or contract went to a competitor and nothing was bought since."),
        _("Thank them, do not chase; write down when their contract ends."),
        "article 1, DOMAIN 2.3 (11)",
    ),
    Entry(
        "dropped",
        _("Dropped out on the way"),
        _("Asked, tried or joined, but did not buy or use it in time."),
        _("Ask one helpful question: what held you back?"),
        "article 1, DOMAIN 2.3 (10)",
    ),
    Entry(
        "lead",
        _("In talks"),
        _("No purchase yet, and still within the usual time."),
        _("Help them decide at their own pace."),
        "DOMAIN 2.3",
    ),
    Entry(
        "lapsed",
        _("Gone"),
        _("Past the stop day, or the contract has ended."),
        _("No more selling; the door stays open."),
        "article 1, DOMAIN 2.1",
    ),
    Entry(
        "new_30",
        _("New, first month"),
        _("First purchase within 30 days."),
        _("Thank them in 3 days; ask how it is going on day 21."),
        "article 1, DOMAIN 2.3 (7)",
    ),
    Entry(
        "new_90",
        _("New, first three months"),
        _("First purchase 31 to 90 days ago."),
        _("Prepare the second purchase."),
        "article 1, DOMAIN 2.3 (7)",
    ),
    Entry(
        "new_365",
        _("New, first year"),
        _("First purchase 91 to 365 days ago."),
        _("Make coming back a habit."),
        "article 1, DOMAIN 2.3 (7)",
    ),
    Entry(
        "repeat",
        _("Repeat customer"),
        _("First purchase more than a year ago and not gone."),
        _("Treat by the purchase pattern that stands beside it."),
        "article 1, DOMAIN 2.3 (8)",
    ),
)


def relation(
    rows: pd.DataFrame, states: pd.Series[str], book: Book, settings: Settings
) -> pd.Series[str]:
    """The relation of each customer.

    Args:
        rows: the profile, one row per customer.
        states: their states.
        book: the business.
        settings: its settings.

    Returns:
        Codes of :data:`RELATIONS`.
    """
    limits = settings.relations
    age = _rows.days_until(rows["first_purchase_date"], book.asof)
    chosen = np.select(
        [
            _lost(rows, book, settings),
            _dropped(rows, book, settings),
            rows["last_purchase_date"].isna(),
            states == "lapsed",
            age <= limits.new_month_days,
            age <= limits.new_quarter_days,
            age <= limits.new_year_days,
        ],
        ["lost_to", "dropped", "lead", "lapsed", "new_30", "new_90", "new_365"],
        "repeat",
    )
    return pd.Series(chosen, index=rows.index, dtype="str")


def losses(book: Book) -> pd.DataFrame:
    """Deals lost to a named competitor and contracts that moved, up to ``book.today``.

    Returns:
        customer_id, date, lost_to (empty where the rival is not known).
    """
    today = pd.Timestamp(book.today)
    deals = book.table("deals")
    deals = deals[(deals["step"] == "lost") & (deals["lost_to"].str.strip() != "")]
    deals = deals.assign(date=deals["end_date"].fillna(deals["start_date"]))
    moved = book.table("due_dates")
    moved = moved[
        (moved["status"] == "lost") & moved["kind"].isin(contracts.CONTRACT_KINDS)
    ].rename(columns={"partner": "lost_to"})
    # With a rival named, the row is the rival's contract: it began when ours was lost. Without
    # one it is ours, and the loss is known from today at the latest.
    end = moved["end_date"].where(moved["end_date"] <= today, today)
    theirs = moved["lost_to"].str.strip() != ""
    moved = moved.assign(date=moved["start_date"].where(theirs).fillna(end))
    columns = ["customer_id", "date", "lost_to"]
    return _rows.until(pd.concat([deals[columns], moved[columns]]), "date", book.today)


def days_to_win(book: Book, settings: Settings) -> float:
    """Median days from start to end of won deals, NaN below enough of them (DOMAIN 0a)."""
    deals = _rows.until(book.table("deals"), "end_date", book.today)
    won = deals[deals["step"] == "won"]
    if len(won) < settings.relations.quote_won_deals:
        return float("nan")
    return float((won["end_date"] - won["start_date"]).dt.days.median())


def _lost(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    lost = _rows.onto(rows, losses(book).groupby("customer_id")["date"].max())
    recent = lost > _rows.months_before(book.today, settings.relations.lost_months)
    return recent & ~(rows["last_purchase_date"] > lost)


def _dropped(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    today = pd.Timestamp(book.today)
    deadline = _rows.onto(
        rows, _deadlines(rows, book, settings).groupby("customer_id")["by"].max()
    )
    never_bought = rows["last_purchase_date"].isna() & (deadline < today)
    # Somebody who named a later time has not dropped out: the time has not come.
    later = book.table("not_now")
    later = _rows.since(later, "next_time", today)
    won = book.table("deals").query("step == 'won'")
    waiting = _rows.among(rows, later) | _rows.among(rows, won)
    return (never_bought & ~waiting) | _joined_unused(rows, book, settings)


def _deadlines(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Until when each first sign (inquiry, quote, visit) should have become a purchase."""
    limits = settings.relations
    deals = _rows.until(book.table("deals"), "start_date", book.today)
    median = days_to_win(book, settings)
    quote = limits.quote_days if np.isnan(median) else limits.quote_factor * median
    wait = np.where(deals["step"] == "inquiry", float(limits.dropped_days), quote)
    asked = deals.assign(by=deals["start_date"] + pd.to_timedelta(wait, unit="D"))
    visits = rows[rows["first_visit_date"].notna()]
    visited = visits.assign(by=visits["first_visit_date"] + pd.Timedelta(days=limits.dropped_days))
    return pd.concat([asked[["customer_id", "by"]], visited[["customer_id", "by"]]])


def _joined_unused(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    """A member who has used nothing since joining; what was paid on that day is the joining."""
    members = contracts.own(book)
    members = members[(members["kind"] == "membership") & members["status"].isin(contracts.OPEN)]
    joined = _rows.onto(rows, members.groupby("customer_id")["start_date"].max())
    waited = _rows.days_until(joined, book.today) > settings.relations.unused_days
    return waited & ~(rows["last_purchase_date"] > joined)
