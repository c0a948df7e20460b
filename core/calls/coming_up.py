"""When the next reason for a call comes about (次に載る日), for whoever gives none now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
import pandas as pd

from core.calls.case import NEVER, Bools, Case, Days, Ints, days_of, plus
from core.calls.contacts import Contacts
from core.calls.due import live_due_dates
from core.calls.laid_down import reckoned
from core.calls.needs import coming_needs
from core.calls.next_date import next_dates
from core.calls.promised import waiting_times
from core.calls.thanks import LOYAL, next_days

_ALWAYS = np.datetime64("9999-12-31", "D")
_DAY = np.timedelta64(1, "D")


def next_due(case: Case, contacts: Contacts) -> Days:
    """The first day on which a reason comes about, NaT where none is known.

    What comes with new data (a purchase, a complaint) cannot be known; neither is a day of a
    class told that a talk until then would settle.
    """
    found = [
        _rhythm(case),
        _remembered("birthday", case),
        _remembered("anniversary", case),
        _after_purchase(case),
        _of_week(case, next_dates(case)),
        *(_first(case, places, days) for places, days in _recorded(case, contacts)),
    ]
    return reduce(np.fmin, found)


def _recorded(case: Case, contacts: Contacts) -> Iterator[tuple[Ints, Days]]:
    """Customers and days of what stands in the tables."""
    yield from _due_dates(case)
    rows = case.table("promises")
    ours = (rows["by_whom"] != "them") & rows["done_date"].isna()
    rows = rows[ours.to_numpy(dtype=bool)]
    yield _places(rows), _of_week(case, days_of(rows["due_date"]))
    yield from _named_times(case, contacts)
    for places, days in coming_needs(case):
        yield places, _of_week(case, days)
    steps = case.plan_steps
    steps = steps[(steps["state"] == "later").to_numpy(dtype=bool)]
    ahead = float(case.settings.plans.ahead_days)
    yield _places(steps), _later(case, plus(days_of(steps["day"]), -ahead))


def _rhythm(case: Case) -> Days:
    """The own rhythm: about the usual day, else at the 声かけ日."""
    last = case.dates("last_purchase_date")
    about_now = plus(last, case.limits.due_from * case.numbers("rhythm_days"))
    nudge = plus(last, case.numbers("nudge_day"))
    active = case.among("state", "active")
    coming = np.where(about_now > case.today, about_now, nudge)
    return np.where(active & (coming > case.today), coming, NEVER)


def _remembered(column: str, case: Case) -> Days:
    day = plus(next_days(case.judged[column], case.book.today), -_ahead(case))
    return np.where(case.among("stage", *LOYAL), _later(case, day), NEVER)


def _after_purchase(case: Case) -> Days:
    """The steps of thanks after a first or big purchase."""
    bought = case.dates("last_purchase_date")
    thanked: Bools = (case.numbers("purchase_count") == 1) | case.flags("big_purchase")
    steps = [
        _later(case, plus(step.day, -_ahead(case))) for step in reckoned(case, "thanks", bought)
    ]
    return np.where(thanked, reduce(np.fmin, steps, np.full(case.size, NEVER)), NEVER)


def _due_dates(case: Case) -> Iterator[tuple[Ints, Days]]:
    rows = live_due_dates(case)
    for kind in sorted(set(rows["kind"])):
        own = rows[(rows["kind"] == kind).to_numpy(dtype=bool)]
        for step in reckoned(case, kind or "contract", days_of(own["end_date"])):
            yield _places(own), _of_week(case, step.day)


def _named_times(case: Case, contacts: Contacts) -> Iterator[tuple[Ints, Days]]:
    """Times of the register: their own on its day, ours some days before."""
    theirs = waiting_times(case, contacts, early=False, until=_ALWAYS)
    theirs = theirs[(theirs["named_by"] == "customer").to_numpy()]
    yield _places(theirs), _of_week(case, days_of(theirs["next_time"]))
    ours = waiting_times(case, contacts, early=True, until=_ALWAYS)
    ours = ours[(ours["named_by"] != "customer").to_numpy()]
    wakes = plus(days_of(ours["next_time"]), -ours["lead"].to_numpy(dtype="float64"))
    yield _places(ours), _later(case, wakes)


def _ahead(case: Case) -> float:
    return float(case.limits.thanks_ahead_days)


def _places(rows: pd.DataFrame) -> Ints:
    return rows["place"].to_numpy(dtype="int64")


def _later(case: Case, days: Days) -> Days:
    """Only days to come."""
    return np.where(days > case.today, days, NEVER)


def _of_week(case: Case, days: Days) -> Days:
    """The Monday of the week in which each day falls, where that week is still to come."""
    since_monday = (days.astype("datetime64[D]").astype("int64") + 3) % 7
    monday = days - np.where(np.isnat(days), 0, since_monday) * _DAY
    return np.where(days > case.week_end, monday, NEVER)


def _first(case: Case, places: Ints, days: Days) -> Days:
    """The earliest of these days of each customer."""
    known = ~np.isnat(days)
    first = np.full(case.size, _ALWAYS)
    np.minimum.at(first, places[known], days[known].astype("datetime64[D]"))
    return np.where(first == _ALWAYS, NEVER, first)
