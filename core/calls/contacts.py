"""When each customer was last talked to, sold to, refused, tried and thanked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.calls.case import Bools, Case, Days, Floats, Ints, days_between, days_of, newest
from core.rules.contact import from_us, selling, two_way


@dataclass(frozen=True)
class Contacts:
    """Newest days and counts of contacts, one value for each customer; NaT where never.

    A talk with, an offer to and thanks to one member count for the whole household or company.

    Attributes:
        talk: two-way contact, in either direction.
        sale: selling contact from us that reached them.
        declined: they declined; ``declined_count`` counts it within the memory of refusals.
        last_try: a call that nobody answered; ``tries`` counts those in the last days since the
            last talk.
        thanked: a word of thanks from us, or a talk.
    """

    talk: Days
    sale: Days
    declined: Days
    declined_count: Ints
    last_try: Days
    tries: Ints
    thanked: Days


def contacts(case: Case) -> Contacts:
    """Contact facts of every customer from the contacts table, not later than today."""
    rows = case.touches
    own_talk = _newest(rows, talks(rows), case.size)
    talk = case.of_party(np.fmax(own_talk, case.dates("last_talk_date")))
    sale = _newest(rows, selling(rows).to_numpy(dtype=bool), case.size)
    declined = (rows["outcome"] == "declined").to_numpy()
    memory = _age(case, rows) < case.limits.declined_memory_days
    missed = (rows["outcome"] == "no_answer").to_numpy() & outbound(rows)
    since = (
        days_of(rows["date"])
        > np.where(np.isnat(talk), np.datetime64(0, "D"), talk)[rows["place"].to_numpy()]
    )
    tried = missed & since & (_age(case, rows) < case.limits.tries_days)
    return Contacts(
        talk=talk,
        sale=case.of_party(sale),
        declined=_newest(rows, declined, case.size),
        declined_count=_count(rows, declined & memory, case.size),
        last_try=_newest(rows, tried, case.size),
        tries=_count(rows, tried, case.size),
        thanked=np.fmax(
            talk, _newest(rows, _reached(rows) & (rows["kind"] == "thanks").to_numpy(), case.size)
        ),
    )


def outbound(rows: pd.DataFrame) -> Bools:
    """Contacts from us; a contact without a direction is ours."""
    return from_us(rows).to_numpy(dtype=bool)


def talks(rows: pd.DataFrame) -> Bools:
    """Contacts in which both sides spoke (any talk, DOMAIN 3.1); a purchase is not a talk."""
    return two_way(rows).to_numpy(dtype=bool)


def _reached(rows: pd.DataFrame) -> Bools:
    return outbound(rows) & (rows["outcome"] != "no_answer").to_numpy(dtype=bool)


def _age(case: Case, rows: pd.DataFrame) -> Floats:
    return days_between(case.today, days_of(rows["date"]))


def _newest(rows: pd.DataFrame, chosen: Bools, size: int) -> Days:
    kept = rows[chosen]
    return newest(kept["place"].to_numpy(dtype="int64"), days_of(kept["date"]), size)


def _count(rows: pd.DataFrame, chosen: Bools, size: int) -> Ints:
    return np.bincount(rows["place"].to_numpy(dtype="int64")[chosen], minlength=size)
