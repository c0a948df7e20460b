"""Contracts and inspections (契約・期限) as the rules see them.

A row that names another holder (相手) is a contract with a rival: it tells when to ask, never
that the customer is ours.
"""

from __future__ import annotations

import pandas as pd

from core.book import Book
from core.rules import _rows

#: Kinds that bind the customer for a time; points and warranties bind only us.
CONTRACT_KINDS = ("insurance", "lease", "membership", "contract")
#: Kinds of work that is due again and again.
INSPECTION_KINDS = ("vehicle_inspection", "inspection")
OPEN = ("", "open", "renewed")
GONE = ("lost", "cancelled")
KEPT = ("done", "renewed")


def own(book: Book) -> pd.DataFrame:
    """Rows held with us, of every kind."""
    rows = book.table("due_dates")
    return rows[rows["partner"].str.strip() == ""]


def standing(book: Book) -> pd.DataFrame:
    """How the contracts with us stand on ``book.today``, by customer_id.

    Returns:
        live: one runs; ended: there were some and all have ended or are lost; last_end: when the
        last of them ended.
    """
    rows = own(book)
    rows = rows[rows["kind"].isin(CONTRACT_KINDS)]
    runs = rows["end_date"] >= pd.Timestamp(book.today)
    live = runs & rows["status"].isin(OPEN)
    # A renewed or done row whose successor is not written down says nothing of an end.
    ended = rows["status"].isin(GONE) | (~runs & ~rows["status"].isin(KEPT))
    flags = pd.DataFrame(
        {"live": live, "ended": ended, "last_end": rows["end_date"]}, index=rows.index
    ).groupby(rows["customer_id"])
    return pd.DataFrame(
        {
            "live": flags["live"].any(),
            "ended": flags["ended"].all(),
            "last_end": flags["last_end"].max(),
        }
    )


def held(book: Book) -> pd.DataFrame:
    """Contracts begun with us and inspections done with us up to ``book.today``."""
    rows = own(book)
    begun = ~(rows["start_date"] > pd.Timestamp(book.today))
    contracts = rows["kind"].isin(CONTRACT_KINDS) & begun
    inspected = rows["kind"].isin(INSPECTION_KINDS) & rows["status"].isin(KEPT)
    return rows[contracts | inspected]


def renewals_kept(book: Book, count: int) -> pd.DataFrame:
    """Customers whose last ``count`` renewals or inspections due were all done with us.

    The ledger does not say on which day a due date was met, so that it was met at all stands for
    "within the lead window" (DOMAIN 0a).

    Returns:
        kept (how many of the last ``count``), cycle_days (between the last two), by customer_id,
        for those with at least ``count`` due.
    """
    rows = book.table("due_dates")
    rows = rows[rows["kind"].isin((*CONTRACT_KINDS, *INSPECTION_KINDS))]
    rows = _rows.until(rows, "end_date", book.today).sort_values("end_date", kind="stable")
    last = rows.groupby("customer_id").tail(count)
    ours = last["status"].isin(KEPT) & (last["partner"].str.strip() == "")
    by_customer = last.assign(ours=ours).groupby("customer_id")
    span = by_customer["end_date"].max() - by_customer["end_date"].min()
    found = pd.DataFrame(
        {
            "kept": by_customer["ours"].sum(),
            "cycle_days": span.dt.days / max(count - 1, 1),
            "due": by_customer.size(),
        }
    )
    return found[found["due"] >= count].drop(columns="due")
