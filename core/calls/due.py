"""Reasons of class 2 (期限): contracts, inspections and points whose day comes near."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.candidates import recorded
from core.calls.case import Bools, Case, Days, Ints, days_between, days_of, plus
from core.calls.contacts import Contacts

_LIVE = ("", "open")
#: What has ended is no occasion to sell before its day; the touches come after it.
_NO_SALE = "support_end"
_WEEK = np.timedelta64(7, "D")


def due(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Live recorded due dates inside their window and not yet spoken about.

    A window has steps (a lease: 270, 180 and 120 days before its end); each step asks for one
    word, so a talk in the week before it is reached or later settles it until the next.
    """
    rows = live_due_dates(case)
    end = days_of(rows["end_date"])
    reached = _reached_on(case, rows, end)
    talk = contacts.talk[rows["place"].to_numpy(dtype="int64")]
    over = days_between(case.today, end) > _grace(case, rows)
    rows = rows[~np.isnat(reached) & ~(talk >= reached - _WEEK) & ~over]
    points = (rows["kind"] == "points").to_numpy()
    return [_ending("expiry", rows[~points]), _ending("points", rows[points])]


def live_due_dates(case: Case) -> pd.DataFrame:
    """Due dates that are open and an occasion to speak before their day."""
    rows = case.table("due_dates")
    live = rows["status"].isin(_LIVE) & (rows["kind"] != _NO_SALE)
    return rows[live.to_numpy(dtype=bool)]


def _ending(code: str, rows: pd.DataFrame) -> pd.DataFrame:
    return recorded(
        code,
        rows,
        due=rows["end_date"],
        event=rows["start_date"],
        product=rows["item"],
        text=rows["partner"],
        detail=rows["kind"],
    )


def _reached_on(case: Case, rows: pd.DataFrame, end: Days) -> Days:
    """The day on which the newest step that is reached by the week's end was reached."""
    reached = np.full(len(rows), np.datetime64("NaT", "D"))
    kinds = rows["kind"].to_numpy(dtype=object)
    for kind in set(kinds):
        chosen: Bools = kinds == kind
        for step in sorted(steps_of(case, kind), reverse=True):
            day = plus(end, -float(step))
            reached = np.where(chosen & (day <= case.week_end), day, reached)
    return reached


def steps_of(case: Case, kind: str) -> tuple[int, ...]:
    """How many days before the end of this kind a word is due, each step once."""
    if kind == "warranty" and case.settings.trade.long_cycle:
        return case.limits.long_warranty_steps
    steps: tuple[int, ...] = getattr(case.limits, f"{kind or 'contract'}_steps")
    return steps


def _grace(case: Case, rows: pd.DataFrame) -> Ints:
    inspection = (rows["kind"] == "inspection").to_numpy()
    return np.where(inspection, case.limits.inspection_grace_days, case.limits.due_grace_days)
