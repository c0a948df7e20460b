"""Notices at the nudge day (声かけ日のご案内), and whom we no longer chase (追わないリスト).

Article 1: the rental shop writes to everybody who has not come for two months, with an offer, and
takes off the list who has not come for a year, which saves the cost of writing. So everybody who
is drifting away and is not called this week stands on the list of notices.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.calls.drafts import ASKED_FOR_A_WAY, channel_of
from core.calls.listing import CallList
from core.calls.value import minute_cost
from core.rules import _rows, contact
from core.rules.stopped import stopped
from core.rules.worth import minor_of_yen
from core.settings import Settings

#: Policies under which nobody is written to with an offer.
_NO_OFFER = ("no_approach",)
#: Minutes of an hour.
_MINUTES = 60
#: Gates of the call list that hold a notice too.
_HELD = ("stopped", "refusal", "snoozed", "selling_held", "doubting", "same_household")


def notices(people: pd.DataFrame, calls: CallList, book: Book, settings: Settings) -> pd.DataFrame:
    """Who is drifting away (離れかけ) and is not called this week.

    Not in it: who wants no contact, has an open complaint, is not approached, declined twice of
    late, lies under the owner's «not on the list», or was written to since the nudge day.

    Args:
        people: judged customers.
        calls: the list of the week.
        book: the business.
        settings: its settings.

    Returns:
        Rows of ``people`` and ``channel`` (postcard, email, line; empty where nothing is known to
        write to), those who bring most first.
    """
    open_ = (people["state"] == "at_risk") & ~people["customer_id"].isin(calls.rows["customer_id"])
    wanted = ~stopped(people) & (people["contact_preference"] != "none")
    may = wanted & ~people["policy"].isin(_NO_OFFER) & ~people["open_complaint"]
    held = set(calls.left_out.loc[calls.left_out["reason"].isin(_HELD), "customer_id"])
    unsold = ~people["customer_id"].isin(contact.declined_again(book, settings) | held)
    rows = people[open_ & may & unsold & ~_written_to(people, book)]
    rows = rows.sort_values("annual_profit", ascending=False, kind="stable")
    asked = rows[list(ASKED_FOR_A_WAY)]
    channels = [channel_of(row) for row in asked.to_dict("records")]
    return rows.assign(channel=pd.array(channels, dtype="str"))


def _written_to(people: pd.DataFrame, book: Book) -> pd.Series[bool]:
    """Whether a notice, or any other word of ours, went out since the nudge day."""
    said = _rows.until(book.table("activities"), "date", book.today)
    ours = said[contact.from_us(said) & (said["outcome"] != "no_answer")]
    last = ours.groupby("customer_id")["date"].max().reindex(people["customer_id"])
    last = last.astype("datetime64[us]").set_axis(people.index)
    nudge = people["last_purchase_date"] + pd.to_timedelta(people["nudge_day"].round(), unit="D")
    written: pd.Series[bool] = last >= nudge
    return written


@dataclass(frozen=True, slots=True)
class Parked:
    """Whom we no longer chase, and what that saves in a year.

    Attributes:
        rows: the customers, the one that brought most first.
        touches: notices in a year that each would have had.
        yen: what they would have cost, minor units; ``hours``: of work.
    """

    rows: pd.DataFrame
    touches: int
    yen: int
    hours: float


def parked(people: pd.DataFrame, book: Book, settings: Settings) -> Parked:
    """Those past their stop day (止める日) who want no less contact than others.

    Args:
        people: judged customers.
        book: the business.
        settings: how often and at what cost one would write.
    """
    limits = settings.calls
    silent = people["days_since_last_purchase"].astype("float64") > people["stop_day"]
    gone = (people["state"] == "lapsed") & silent & ~stopped(people)
    rows = people[gone].sort_values("total_spend", ascending=False, kind="stable")
    postage = minor_of_yen(limits.notice_postage, book)
    each = limits.notice_minutes * minute_cost(book, limits) + postage
    count = len(rows) * limits.notices_a_year
    return Parked(
        rows=rows,
        touches=limits.notices_a_year,
        yen=round(count * each),
        hours=count * limits.notice_minutes / _MINUTES,
    )
