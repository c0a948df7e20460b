"""Facts of contacts: last talk, last note, selling streak, open complaint, refusal."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows, overrides
from core.settings import Settings

#: Outcomes of a contact in which both sides spoke.
TWO_WAY = ("talked", "promised", "bought", "not_now", "declined", "complaint", "stop", "referral")
#: Channels on which a contact without an outcome was a talk.
SPOKEN = ("phone", "visit", "shop")
#: What the owner set by hand after which nobody is called any more.
REFUSALS = ("refuse", "harassment")


def facts(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """What is known of the contacts with each customer up to ``book.today``.

    Args:
        rows: the profile, one row per customer.
        book: the business; its contacts, complaints and overrides are read.
        settings: its settings.

    Returns:
        On the rows' index: last_talk_date (two-way) and last_contact_date_any (either way, also
        the ledger's own 最終連絡日), both of the whole household or company; last_note and
        last_note_date, next_question, selling_streak, open_complaint, refusal
        (カスハラ・お断り).
    """
    contacts = _rows.until(book.table("activities"), "date", book.today)
    noted = _rows.newest(contacts[contacts["note"].str.strip() != ""], "date")
    asked = _rows.newest(contacts[contacts["next_question"].str.strip() != ""], "date")
    talks = _rows.newest(contacts[two_way(contacts)], "date")
    any_contact = _rows.onto(rows, _rows.newest(contacts, "date")["date"])
    return pd.DataFrame(
        {
            "last_talk_date": _rows.of_party(rows, _rows.onto(rows, talks["date"])),
            "last_contact_date_any": _rows.of_party(
                rows, _later(any_contact, rows["last_contact_date"])
            ),
            "last_note": _rows.onto(rows, noted["note"]).fillna(""),
            "last_note_date": _rows.onto(rows, noted["date"]),
            "next_question": _rows.onto(rows, asked["next_question"]).fillna(""),
            "selling_streak": selling_streak(rows, contacts),
            "open_complaint": _rows.among(rows, open_complaints(book)),
            "refusal": rows["customer_id"].isin(refused(book, settings)),
        },
        index=rows.index,
    )


def refused(book: Book, settings: Settings) -> list[str]:
    """Who is not called any more: business was refused, or our people were harassed (カスハラ).

    Harassment is noted of the customer, or judged of a complaint of theirs.
    """
    said = (overrides.confirmed(book, settings, field).index for field in REFUSALS)
    noted = [customer_id for found in said for customer_id in found]
    return [*noted, *harassing(book)["customer_id"]]


def harassing(book: Book) -> pd.DataFrame:
    """Complaints up to ``book.today`` that were judged to be harassment of our people."""
    rows = _rows.until(book.table("complaints"), "received_date", book.today)
    return rows[rows["harassment"] == "yes"]


def from_us(contacts: pd.DataFrame) -> pd.Series[bool]:
    """Contacts from us; one without a direction is ours."""
    return contacts["direction"] != "in"


def two_way(contacts: pd.DataFrame) -> pd.Series[bool]:
    """Contacts in which both sides spoke; a purchase alone is not a talk (DOMAIN 0a)."""
    said = contacts["outcome"].isin(TWO_WAY)
    came_in = ~from_us(contacts) & (contacts["outcome"] != "no_answer")
    spoken = (contacts["outcome"] == "") & contacts["channel"].isin(SPOKEN)
    return said | came_in | spoken


def selling(contacts: pd.DataFrame) -> pd.Series[bool]:
    """Selling contacts (売り込み) from us that reached the customer."""
    reached = from_us(contacts) & (contacts["outcome"] != "no_answer")
    return reached & (contacts["kind"] == "sales")


def open_complaints(book: Book) -> pd.DataFrame:
    """Complaints received and not resolved by ``book.today``."""
    rows = _rows.until(book.table("complaints"), "received_date", book.today)
    return rows[~(rows["resolved_date"] <= pd.Timestamp(book.today))]


def declined_again(book: Book, settings: Settings) -> set[str]:
    """Who declined twice of late: nothing is offered to them now (article 3: do not push)."""
    said = _rows.until(book.table("activities"), "date", book.today)
    since = pd.Timestamp(book.today - dt.timedelta(days=settings.calls.unsold_days))
    rows = said[(said["date"] > since) & (said["outcome"] == "declined")]
    counts = rows["customer_id"].value_counts()
    return set(counts.index[counts >= settings.calls.unsold_declines])


def selling_streak(rows: pd.DataFrame, contacts: pd.DataFrame) -> pd.Series[int]:
    """Selling contacts in a row since the last other contact from us and the last purchase.

    A call that nobody answered is no contact, and one that ended in a purchase ends the row
    (the guard against a relation of money alone, article 4 and DOMAIN 2.5).
    """
    reached = contacts[from_us(contacts) & (contacts["outcome"] != "no_answer")]
    ordered = reached.sort_values("date", kind="stable").assign(place=np.arange(len(reached)))
    sale = selling(ordered) & (ordered["outcome"] != "bought")
    broken = ordered[~sale].groupby("customer_id")["place"].max()
    bought = rows.set_index("customer_id")["last_purchase_date"]
    purchase = _rows.looked_up(ordered["customer_id"], bought)
    after = ordered["place"] > _rows.looked_up(ordered["customer_id"], broken).fillna(-1)
    counts = sale & after & ~(ordered["date"] <= purchase)
    return _rows.counted(rows, ordered[counts]).astype("Int64")


def _later(one: pd.Series[pd.Timestamp], other: pd.Series[pd.Timestamp]) -> pd.Series:
    return one.where(~(other > one), other).fillna(other)
