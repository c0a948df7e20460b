"""What is carried over from past weeks (持ち越し): how long somebody waits, and calls in vain."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from core.calls.capacity import working_days
from core.calls.case import Case, Days
from core.calls.contacts import Contacts
from core.locale.words import Words, _, n_

_WEEK_DAYS = 7
_PROMISES = "promise"


def waited(case: Case, contacts: Contacts, chosen: pd.DataFrame) -> list[int]:
    """For how many weeks each has stood on the lists for the same reason, uncalled or unreached.

    Weeks of which no list is kept count where the lists before and after both name them. A talk
    ends it: only lists after it count.

    Args:
        case: the case; its book knows the past lists.
        contacts: when each was talked to.
        chosen: those on this week's list: ``place, class, code``.
    """
    before = case.book.listed
    before = before[(before["week"] < pd.Timestamp(case.capacity.week)) & before["rank"].notna()]
    if not len(before):
        return [0] * len(chosen)
    weeks = sorted(before["week"].unique(), reverse=True)
    ids = case.text("customer_id")[chosen["place"].to_numpy(dtype="int64")]
    own = before[before["customer_id"].isin(ids)]
    stood = {
        (customer, week): (class_, reason)
        for customer, week, class_, reason in zip(
            own["customer_id"], own["week"], own["class"], own["reason"], strict=True
        )
    }
    talks = contacts.talk[chosen["place"].to_numpy(dtype="int64")]
    return [
        _run(case.capacity.week, weeks, [stood.get((one, week)) for week in weeks], (row, talk))
        for one, row, talk in zip(
            ids, zip(chosen["class"], chosen["code"], strict=True), talks, strict=True
        )
    ]


def _run(now: dt.date, weeks: list[Any], stood: list[Any], current: tuple[Any, Any]) -> int:
    """Weeks back to the first list of the unbroken run that ends with the newest list."""
    (class_, code), talk = current
    first = None
    for week, said in zip(weeks, stood, strict=True):
        if said is None or np.datetime64(week, "D") <= talk:
            break
        if said[1] != code and not said[0] == class_ == _PROMISES:
            break
        first = pd.Timestamp(week).date()
    return 0 if first is None else (now - first).days // _WEEK_DAYS


def carried_words(weeks: int) -> Words | None:
    """「先週から」, 「3週間前から」; None for who is new this week."""
    if not weeks:
        return None
    if weeks == 1:
        return _("On the list since last week.")
    return n_(
        "On the list since {n} week ago.", "On the list since {n} weeks ago.", n=weeks
    )  # fmt: skip


def waiting_words(case: Case, contacts: Contacts, place: int, weeks: int) -> tuple[Words, ...]:
    """Since when somebody is on the list, and how often nobody answered."""
    found = (carried_words(weeks), tried_words(case, contacts, place))
    return tuple(words for words in found if words is not None)


def tried_words(case: Case, contacts: Contacts, place: int) -> Words | None:
    """How often nobody answered, and which other day to try; None where nobody tried.

    Args:
        case: the case.
        contacts: calls in vain since the last talk.
        place: the customer.
    """
    tries = int(contacts.tries[place])
    if not tries:
        return None
    last, other = _day(contacts.last_try[place]), _other_day(case, place, contacts.talk)
    if other is None:
        return n_(
            "No answer {n} time, last on {last}: try another time of day.",
            "No answer {n} times, last on {last}: try another time of day.", n=tries, last=last,
        )  # fmt: skip
    return n_(
        "No answer {n} time, last on {last}: try {day}, at another time of day.",
        "No answer {n} times, last on {last}: try {day}, at another time of day.",
        n=tries, last=last, day=other,
    )  # fmt: skip


def _other_day(case: Case, place: int, talk: Days) -> dt.date | None:
    """The first working day of the week to come on whose weekday nobody has tried in vain."""
    rows = case.touches
    missed = (rows["place"] == place) & (rows["outcome"] == "no_answer")
    missed &= rows["date"] > pd.Timestamp(case.book.today - dt.timedelta(case.limits.tries_days))
    since = talk[place]
    if not np.isnat(since):
        missed &= rows["date"] > pd.Timestamp(since)
    tried = {day.weekday() for day in rows.loc[missed, "date"]}
    days = working_days(case.capacity.week, case.limits)
    free = [d for d in days if d >= case.book.today and d.weekday() not in tried]
    return free[0] if free else None


def _day(day: np.datetime64) -> dt.date:
    return pd.Timestamp(day).date()
