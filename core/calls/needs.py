"""Reasons of class 4 from life events (出来事の連鎖): the next need whose time has come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.calls.candidates import recorded
from core.calls.case import Bools, Case, Days, Ints, days_of
from core.calls.contacts import Contacts
from core.foresight.chains import Step, chains_of, mark_of

_LIVE = ("", "open")
_DAY = np.timedelta64(1, "D")
_WEEK = 7 * _DAY


def needs(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Steps of chains for which a word is due, not settled and not yet spoken about.

    A recorded due date near to the step is the same need and speaks for itself. Gates keep the
    reason from everybody with an open complaint, as everything that sells.
    """
    found = [_due(case, contacts, what, rows) for what, rows in _followed(case)]
    return [frame for frame in found if len(frame)]


def coming_needs(case: Case) -> Iterator[tuple[Ints, Days]]:
    """Customers, and the days from which a word about the next step of a chain is due."""
    for (step, _mark), rows in _followed(case):
        day = step.when.of(days_of(rows["date"]))
        open_ = ~_settled(case, step, rows) & ~_same_need(case, rows, day)
        begin = day - step.notice(case.settings.chains) * _DAY
        yield rows["place"].to_numpy(dtype="int64")[open_], begin[open_]


def _followed(case: Case) -> Iterator[tuple[tuple[Step, str], pd.DataFrame]]:
    """Each step of the chains in use, with the events on record from which it counts."""
    events = case.table("events")
    events = events[(days_of(events["date"]) <= case.today) & (events["kind"] != "")]
    if not len(events):
        return
    for chain in chains_of(case.settings, case.book.table("plan_steps")):
        for number, step in enumerate(chain.steps):
            rows = events[(events["kind"] == step.event).to_numpy(dtype=bool)]
            if len(rows):
                yield (step, mark_of(chain, number)), rows


def _due(
    case: Case, contacts: Contacts, what: tuple[Step, str], rows: pd.DataFrame
) -> pd.DataFrame:
    step, mark = what
    limits = case.settings.chains
    day = step.when.of(days_of(rows["date"]))
    begin = day - step.notice(limits) * _DAY
    talk = contacts.talk[rows["place"].to_numpy(dtype="int64")]
    open_ = (begin <= case.week_end) & (day >= case.today - limits.late_days * _DAY)
    open_ &= ~(talk >= begin - _WEEK) & ~_settled(case, step, rows) & ~_same_need(case, rows, day)
    chosen = rows[open_]
    return recorded(
        "next_need", chosen, due=day[open_], event=chosen["date"], detail=step.event, text=mark
    )


def _settled(case: Case, step: Step, rows: pd.DataFrame) -> Bools:
    """Whether the next event is on record for the same person since."""
    if not step.settled:
        return np.zeros(len(rows), dtype=bool)
    later = case.table("events")
    later = later[(later["kind"] == step.settled).to_numpy(dtype=bool)]
    pairs = rows.assign(mark=np.arange(len(rows)))[["mark", "place", "date", "person"]].merge(
        later[["place", "date", "person"]], on="place", suffixes=("", "_then")
    )
    same = (pairs["person"] == pairs["person_then"]) | (pairs["person"] == "")
    same |= pairs["person_then"] == ""
    hit = pairs.loc[same & (pairs["date_then"] >= pairs["date"]), "mark"]
    return np.isin(np.arange(len(rows)), hit.to_numpy())


def _same_need(case: Case, rows: pd.DataFrame, day: Days) -> Bools:
    """Whether a live due date of the customer lies near to the step's day."""
    due = case.table("due_dates")
    due = due[due["status"].isin(_LIVE).to_numpy(dtype=bool)][["place", "end_date"]]
    pairs = pd.DataFrame(
        {"mark": np.arange(len(rows)), "place": rows["place"].to_numpy(), "day": day}
    ).merge(due, on="place")
    apart = (days_of(pairs["end_date"]) - days_of(pairs["day"])) // _DAY
    near = np.abs(apart) <= case.settings.plans.same_need_days
    return np.isin(np.arange(len(rows)), pairs.loc[near, "mark"].to_numpy())
