"""The timing register (時期台帳, 今はいらない台帳): who said «not now», and when we speak again.

A row wakes so many days before its time that the customer can still decide (リード日数): a budget
before the year closes, a contract before it ends. Without a time we ask once more after 90 days
(DOMAIN 2.9). The ends of contracts stand in the same shelf, so that no lease-up is missed.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules import _rows, contact, contracts
from core.rules.stopped import stopped
from core.settings import Settings
from core.tables.not_now import REASON_CHOICES

REASONS: dict[str, Words] = {choice.code: choice.label for choice in REASON_CHOICES}
#: How a row of the register stands.
STANDS: dict[str, Words] = {
    "no_need": _("No need"),
    "past": _("The time has passed"),
    "awake": _("It is time to speak"),
    "asked": _("Spoken with since it woke"),
    "asleep": _("Still to come"),
}
_COLUMNS = [
    "source", "row_id", "customer_id", "name", "product", "reason", "heard_date", "next_time",
    "timed", "named_by", "certainty", "basis", "lead", "wakes", "stands", "yen",
]  # fmt: skip


def timed(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Rows of the register, each with a time and with the days before it on which it wakes.

    Without a time (``timed`` False) it is the day on which we ask once more: it is ours, and
    there is nothing to be early for. ``lead`` is by the reason why not now.
    """
    limits = settings.calls
    known = rows["next_time"].notna()
    again = rows["heard_date"] + pd.Timedelta(days=limits.ask_again_days)
    by_reason = {"budget": limits.budget_lead_days, "contract": limits.contract_lead_days}
    lead = rows["reason"].map(by_reason).fillna(limits.not_now_lead_days).astype("int64")
    return rows.assign(
        next_time=rows["next_time"].fillna(again),
        named_by=rows["named_by"].where(known, "us").astype("str"),
        timed=known,
        lead=lead.where(known, 0),
    )


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of several rows about one person and product, the one that was heard last."""
    ordered = rows.sort_values(["heard_date", "next_time"], na_position="first", kind="stable")
    return ordered.drop_duplicates(["customer_id", "prospect_name", "product"], keep="last")


def register(people: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Everybody who may want it later.

    Args:
        people: one row per customer, with name, state and annual_profit.
        book: the business.
        settings: lead days.

    Returns:
        source (``not_now``, or ``contract`` for the end of a contract), row_id, customer_id (empty
        for a prospect of whom only the name is known), name, product, reason, heard_date,
        next_time, timed (a time is known), named_by, certainty, basis (their own words; of a
        contract with whom it is), lead, wakes, stands (key of :data:`STANDS`), yen (V of the
        customer; of somebody who brings nothing yet what a customer of this shop usually brings).
        Who wants no contact is not in it. By the day on which they wake, then by yen.
    """
    said = _said(book, settings)
    ends = _ends(book, settings)
    rows = pd.concat([said, ends], ignore_index=True)
    who = people.set_index("customer_id")
    rows = rows.assign(
        name=_rows.looked_up(rows["customer_id"], who["name"]).fillna(rows["prospect_name"]),
        yen=_yen(rows, who),
        stands=_stands(rows, book, settings),
    )
    silent = who.index[stopped(who) | who["refusal"]]
    rows = rows[~rows["customer_id"].isin(silent)]
    ordered = rows.sort_values(["wakes", "yen", "name"], ascending=[True, False, True])
    return ordered[_COLUMNS].reset_index(drop=True)


def months(found: pd.DataFrame) -> pd.DataFrame:
    """The register by the month in which its rows wake; what is awake or past stands before.

    Args:
        found: the frame of :func:`register`.

    Returns:
        The rows with ``month`` ("2026-11"; ``now`` for what is awake or past), without those who
        need nothing and those spoken with since.
    """
    rows = found[found["stands"].isin(("awake", "past", "asleep"))]
    month = rows["wakes"].dt.strftime("%Y-%m").where(rows["stands"] == "asleep", "now")
    order = rows.assign(month=month, first=(month != "now"))
    order = order.sort_values(["first", "month"], kind="stable").drop(columns="first")
    return order.reset_index(drop=True)


def by_month(rows: pd.DataFrame) -> dict[str, int]:
    """How many rows of :func:`months` wake in each month, in their order."""
    return {str(month): int(n) for month, n in rows.groupby("month", sort=False).size().items()}


def needing_nothing(found: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Rows of those who need nothing, and of whom the owner has not set a policy by hand.

    Args:
        found: the frame of :func:`register`.
        people: the judged customers.
    """
    known = people[["customer_id", "policy", "policy_by_hand"]]
    rows = found[found["stands"] == "no_need"].merge(known, on="customer_id")
    return rows[~rows["policy_by_hand"]]


def moved(time: pd.Timestamp | None, today: dt.date, months: int) -> dt.date:
    """So many months after the later of a time and today; without a time after today."""
    now = pd.Timestamp(today)
    start = now if time is None or pd.isna(time) else max(time, now)
    day: dt.date = (start + pd.DateOffset(months=months)).date()
    return day


def _said(book: Book, settings: Settings) -> pd.DataFrame:
    """What was said («今はいらない») up to today, of one thing the newest."""
    rows = book.table("not_now")
    rows = rows[~(rows["heard_date"] > pd.Timestamp(book.today))]
    rows = timed(newest(rows), settings)
    wakes = rows["next_time"] - pd.to_timedelta(rows["lead"], unit="D")
    rows = rows if "row_id" in rows else rows.assign(row_id=0)
    return rows.assign(source="not_now", wakes=wakes)


def _ends(book: Book, settings: Settings) -> pd.DataFrame:
    """Ends of contracts still to come, ours and those with a rival."""
    rows = book.table("due_dates")
    rows = rows[rows["kind"].isin(contracts.CONTRACT_KINDS)]
    ahead = rows["end_date"] >= pd.Timestamp(book.today)
    # Of a rival's contract «lost» says how it came about, not that it is over.
    theirs = rows["partner"].str.strip() != ""
    rows = rows[
        ahead & (rows["status"].isin(("", "open")) | (theirs & (rows["status"] == "lost")))
    ]
    steps = {
        kind: max(getattr(settings.calls, f"{kind}_steps")) for kind in contracts.CONTRACT_KINDS
    }
    lead = rows["kind"].map(steps).astype("int64")
    rows = rows if "row_id" in rows else rows.assign(row_id=0)
    nothing = pd.Series("", index=rows.index, dtype="str")
    return pd.DataFrame(
        {
            "source": "contract", "row_id": rows["row_id"], "customer_id": rows["customer_id"],
            "prospect_name": rows["customer_id"], "product": rows["item"], "reason": "contract",
            "heard_date": pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
            "next_time": rows["end_date"], "timed": True, "named_by": nothing,
            "certainty": "high", "basis": rows["partner"], "lead": lead,
            "wakes": rows["end_date"] - pd.to_timedelta(lead, unit="D"),
        }
    )  # fmt: skip


def _yen(rows: pd.DataFrame, who: pd.DataFrame) -> pd.Series[int]:
    own = _rows.looked_up(rows["customer_id"], who["annual_profit"])
    own = pd.Series(own.to_numpy(dtype="float64", na_value=np.nan), index=rows.index)
    brings = who["annual_profit"].dropna()
    usual = brings[brings > 0].median() if (brings > 0).any() else 0
    return own.where(own > 0, usual).round().astype("int64")


def _stands(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[str]:
    today = pd.Timestamp(book.today)
    talks = _rows.until(book.table("activities"), "date", book.today)
    last = talks[contact.two_way(talks)].groupby("customer_id")["date"].max()
    talk = _rows.looked_up(rows["customer_id"], last)
    asked = (talk >= rows["wakes"]) & ~(talk <= rows["heard_date"])
    forget = pd.Timedelta(days=settings.calls.not_now_forget_days)
    found = np.select(
        [
            rows["reason"] == "no_need",
            rows["wakes"] > today,
            asked & (rows["source"] == "not_now"),
            rows["next_time"] + forget < today,
        ],
        ["no_need", "asleep", "asked", "past"],
        "awake",
    )
    return pd.Series(found, index=rows.index, dtype="str")
