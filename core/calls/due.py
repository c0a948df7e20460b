"""Reasons of class 2 (期限): contracts, inspections and points whose day comes near."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.candidates import recorded
from core.calls.case import NEVER, Case, Days, Ints, days_between, days_of
from core.calls.contacts import Contacts
from core.calls.laid_down import reckoned

_LIVE = ("", "open")
#: What has ended is no occasion to sell before its day; the touches come after it.
_NO_SALE = "support_end"
#: What a step says beside its day.
_SAID = ("staff", "channel", "script")
_WEEK = np.timedelta64(7, "D")


def due(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Live recorded due dates inside their window and not yet spoken about.

    A window has steps (a lease: 270, 180 and 120 days before its end); each step asks for one
    word, so a talk in the week before it is reached or later settles it until the next. A kind
    of the owner's own has no steps here: a plan asks for it.
    """
    rows = live_due_dates(case).reset_index(drop=True)
    end = days_of(rows["end_date"])
    reached, last, said = _reached_on(case, rows, end)
    talk = contacts.talk[rows["place"].to_numpy(dtype="int64")]
    over = days_between(case.today, np.fmax(end, last)) > _grace(case, rows)
    kept = ~np.isnat(reached) & ~(talk >= reached - _WEEK) & ~over
    rows, said = rows[kept], said[kept]
    points = (rows["kind"] == "points").to_numpy()
    return [
        _ending("expiry", rows[~points], said[~points]),
        _ending("points", rows[points], said[points]),
    ]


def live_due_dates(case: Case) -> pd.DataFrame:
    """Due dates that are open and an occasion to speak before their day."""
    rows = case.table("due_dates")
    live = rows["status"].isin(_LIVE) & (rows["kind"] != _NO_SALE)
    return rows[live.to_numpy(dtype=bool)]


def _ending(code: str, rows: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    return recorded(
        code,
        rows,
        due=rows["end_date"],
        event=rows["start_date"],
        product=rows["item"],
        text=rows["partner"],
        detail=rows["kind"],
        **{name: said[name].to_numpy(dtype=object) for name in _SAID},
    )


def _reached_on(case: Case, rows: pd.DataFrame, end: Days) -> tuple[Days, Days, pd.DataFrame]:
    """The newest step that is reached by the week's end.

    Returns:
        Its day, the day of the last step of all, and who does the newest, how, and what to say.
    """
    reached, last = np.full(len(rows), NEVER), np.full(len(rows), NEVER)
    said = pd.DataFrame("", index=rows.index, columns=list(_SAID), dtype=object)
    kinds = rows["kind"].to_numpy(dtype=object)
    for kind in set(kinds):
        chosen = np.flatnonzero(kinds == kind)
        for step in reckoned(case, kind or "contract", end[chosen]):
            last[chosen] = np.fmax(last[chosen], step.day)
            now = np.flatnonzero(step.day <= case.week_end)
            reached[chosen[now]] = step.day[now]
            words = step.said(now)
            said.iloc[chosen[now]] = np.column_stack([words[name] for name in _SAID])
    return reached, last, said


def _grace(case: Case, rows: pd.DataFrame) -> Ints:
    inspection = (rows["kind"] == "inspection").to_numpy()
    return np.where(inspection, case.limits.inspection_grace_days, case.limits.due_grace_days)
