"""Who brought whom (紹介): the recorded signs of recommending, from every table that tells."""

from __future__ import annotations

import pandas as pd

from core.book import Book
from core.rules import _rows
from core.settings import Settings


def pairs(rows: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Each referral once, up to ``book.today``: who, when, whom.

    The referrals table comes first; a ledger row that names its referrer (紹介者ID) adds what is
    not written there, dated by the first visit or purchase of the one who came. Nobody refers
    themselves.

    Args:
        rows: the profile, one row per customer.
        book: the business.

    Returns:
        customer_id, date (NaT unknown), referred_id, referred_name, bought (bool),
        first_purchase_date of the referred.
    """
    written = _rows.until(book.table("referrals"), "date", book.today)
    written = written[written["kind"].isin(("", "referral"))]
    named = rows[rows["referrer_id"] != ""]
    told = pd.DataFrame(
        {
            "customer_id": named["referrer_id"],
            "date": named["first_visit_date"].fillna(named["first_purchase_date"]),
            "referred_id": named["customer_id"],
            "referred_name": named["name"],
        }
    )
    told = told[~(told["date"] > pd.Timestamp(book.today))]
    found = pd.concat([written[list(told.columns)], told], ignore_index=True)
    found = found[found["customer_id"] != found["referred_id"]]
    again = found.duplicated(["customer_id", "referred_id"]) & (found["referred_id"] != "")
    first = rows.set_index("customer_id")["first_purchase_date"]
    found = found[~again].assign(
        first_purchase_date=lambda frame: _rows.looked_up(frame["referred_id"], first)
    )
    return found.assign(bought=found["first_purchase_date"].notna())


def signs(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """What each customer has done to recommend us, inside the windows of DOMAIN 2.2.

    A referral without a date counts: there is no day from which it could lapse.

    Returns:
        On the rows' index: referred (referrals in 36 months), word_of_mouth (other signs in 36
        months, agency agreements among them), last_sign_date, referred_bought (in 24 months),
        events (in 12 months), agency (agreement in 24 months).
    """
    limits = settings.ladder
    advocate = _rows.months_before(book.today, limits.advocate_months)
    partner = _rows.months_before(book.today, limits.partner_months)
    event = _rows.months_before(book.today, limits.partner_event_months)
    known = pairs(rows, book)
    recent = known[~(known["date"] < advocate)]
    said = _rows.since(_said(book), "date", advocate)
    written = _rows.until(book.table("referrals"), "date", book.today)
    events = _rows.since(written[written["kind"] == "event"], "date", event)
    agencies = _rows.since(written[written["kind"] == "agency"], "date", partner)
    dated = pd.concat([recent[["customer_id", "date"]], said[["customer_id", "date"]]])
    return pd.DataFrame(
        {
            "referred": _rows.counted(rows, recent),
            "word_of_mouth": _rows.counted(rows, said),
            "last_sign_date": _rows.onto(rows, dated.groupby("customer_id")["date"].max()),
            "referred_bought": _rows.counted(
                rows, known[known["bought"] & ~(known["date"] < partner)]
            ),
            "events": _rows.counted(rows, events),
            "agency": _rows.among(rows, agencies),
        },
        index=rows.index,
    )


def brought_by(customer_id: str, book: Book) -> list[str]:
    """The names of those whom one customer brought, newest first."""
    ledger = book.table("customers")
    written = _rows.until(book.table("referrals"), "date", book.today)
    written = written[written["kind"].isin(("", "referral"))]
    written = written[written["customer_id"] == customer_id].sort_values("date", ascending=False)
    known = ledger.set_index("customer_id")["name"]
    named = written["referred_name"].where(
        written["referred_name"] != "", _rows.looked_up(written["referred_id"], known).fillna("")
    )
    told = ledger.loc[ledger["referrer_id"] == customer_id]
    more = told.loc[~told["customer_id"].isin(written["referred_id"]), "name"]
    return [name for name in dict.fromkeys([*named, *more]) if name]


def _said(book: Book) -> pd.DataFrame:
    """Word of mouth, reviews and agreements, and calls in which a referral was given."""
    written = _rows.until(book.table("referrals"), "date", book.today)
    written = written[written["kind"].isin(("word_of_mouth", "review", "agency"))]
    calls = _rows.until(book.table("activities"), "date", book.today)
    calls = calls[calls["outcome"] == "referral"]
    columns = ["customer_id", "date"]
    return pd.concat([written[columns], calls[columns]])
