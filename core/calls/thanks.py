"""Reasons of class 3 (お礼): first and big purchases, referrals, days to remember, old friends."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.calls.candidates import candidates, recorded
from core.calls.case import NEVER, Bools, Case, Days, Floats, days_between, days_of, plus
from core.calls.contacts import Contacts
from core.calls.laid_down import Step, reckoned

SUPPORTING = ("supporter", "advocate", "partner")
LOYAL = ("regular", *SUPPORTING)


def thanks(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Candidates of class 3: a word that sells nothing."""
    first = case.numbers("purchase_count") == 1
    big = case.flags("big_purchase") & ~first
    return [
        *_purchases("first_purchase", case, contacts, first),
        *_purchases("big_purchase", case, contacts, big),
        _referrals(case, contacts),
        _remembered("birthday", case, contacts),
        _remembered("anniversary", case, contacts),
        old_friends(case, contacts),
        *_after_support(case, contacts),
    ]


def _purchases(code: str, case: Case, contacts: Contacts, who: Bools) -> list[pd.DataFrame]:
    """Day 3, 21 and 90 after the purchase; a contact settles the step that it lies nearest to."""
    bought = case.dates("last_purchase_date")
    after = days_between(contacts.thanked, bought)
    found = []
    for step in reckoned(case, "thanks", bought):
        places = np.flatnonzero(who & _open(case, step, after))
        found.append(
            candidates(
                code, places, due=step.day[places], event=bought[places], **step.said(places)
            )
        )
    return found


def _open(case: Case, step: Step, thanked_after: Floats) -> Bools:
    """Near to the day of a step, and no contact lies nearest to it."""
    left = days_between(step.day, case.today)
    near = (left >= -case.limits.thanks_grace_days) & (left <= case.limits.thanks_ahead_days)
    thanked = (thanked_after > 0) & (thanked_after >= step.start)
    found: Bools = near & ~thanked
    return found


def _referrals(case: Case, contacts: Contacts) -> pd.DataFrame:
    rows = case.table("referrals")
    day = days_of(rows["date"])
    age = days_between(case.today, day)
    open_ = (rows["kind"].isin(["", "referral"]) & rows["thanked_date"].isna()).to_numpy(
        dtype=bool
    )
    thanked = contacts.thanked[rows["place"].to_numpy(dtype="int64")] > day
    fresh = (age >= 0) & (age <= case.limits.referral_forget_days)
    rows = rows[open_ & fresh & ~thanked]
    event = days_of(rows["date"])
    return recorded(
        "referral_thanks",
        rows,
        event=event,
        due=plus(event, case.limits.referral_thanks_days),
        text=rows["referred_name"],
    )


def _remembered(column: str, case: Case, contacts: Contacts) -> pd.DataFrame:
    """Birthday or anniversary of regulars and above (得意客+) in the coming days."""
    day = next_days(case.judged[column], case.book.today)
    left = days_between(day, case.today)
    ahead = case.limits.thanks_ahead_days
    greeted = contacts.thanked >= plus(day, -float(ahead))
    chosen = case.among("stage", *LOYAL) & (left <= ahead) & ~greeted
    places = np.flatnonzero(chosen)
    text = case.text("anniversary_note")[places] if column == "anniversary" else ""
    return candidates(column, places, due=day[places], text=text)


def next_days(month_days: pd.Series[str], today: dt.date) -> Days:
    """The next time each ``1980-04-01`` or ``04-01`` comes round, today included.

    February 29 is kept on the 28th where the year has none. Other text is no day.
    """
    codes, texts = pd.factorize(month_days.to_numpy(dtype=object))
    known = np.array([_next_day(text[-5:], today) for text in texts], dtype="datetime64[D]")
    return known[codes]


def _next_day(month_day: str, today: dt.date) -> np.datetime64:
    month, _dash, day = month_day.partition("-")
    if not (month.isdigit() and day.isdigit()):
        return NEVER
    for year in (today.year, today.year + 1):
        found = _day_in(year, int(month), int(day))
        if found is not None and found >= today:
            return np.datetime64(found, "D")
    return NEVER


def _day_in(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        leap_day = dt.date(2000, 2, 29)
        kept = (month, day) == (leap_day.month, leap_day.day)
        return dt.date(year, month, day - 1) if kept else None


def old_friends(case: Case, contacts: Contacts) -> pd.DataFrame:
    """Long silence between us and a supporter (支持者+) whose trust is thick."""
    last = np.fmax(case.dates("last_contact_date_any"), contacts.thanked)
    silent = ~(days_between(case.today, last) <= case.limits.long_silence_days)
    close = case.among("stage", *SUPPORTING) & case.among("trust_word", "thick")
    places = np.flatnonzero(close & silent)
    ahead = np.full(len(places), case.today) + np.timedelta64(case.limits.thanks_ahead_days, "D")
    return candidates("keep_in_touch", places, due=ahead, event=last[places])


def _after_support(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Day 30, 90 and 180 after support has ended (article 4): a word that sells nothing.

    Staying away once the money has stopped is what makes it a relation of money alone.
    """
    rows = case.table("due_dates")
    live = (rows["kind"] == "support_end") & ~rows["status"].isin(("lost", "cancelled", "renewed"))
    rows = rows[live.to_numpy(dtype=bool)]
    ended = days_of(rows["end_date"])
    after = days_between(contacts.thanked[rows["place"].to_numpy(dtype="int64")], ended)
    found = []
    for step in reckoned(case, "support_end", ended):
        open_ = np.flatnonzero(_open(case, step, after))
        chosen = rows.iloc[open_]
        found.append(
            recorded(
                "support_ended", chosen, due=step.day[open_], event=chosen["end_date"],
                product=chosen["item"], **step.said(open_),
            )
        )  # fmt: skip
    return found
