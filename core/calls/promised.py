"""Reasons of class 1 (約束): complaints, promises, callbacks, times that customers named."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.candidates import candidates, recorded
from core.calls.case import Bools, Case, Days, Floats, days_between, days_of, plus
from core.calls.contacts import Contacts, outbound, talks
from core.calls.next_date import next_dates
from core.rules import contact


def promised(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Candidates of class 1 whose day comes before the end of the week to be called."""
    return [
        _complaints(case, contacts),
        *_promises(case),
        _callbacks(case),
        _next_dates(case),
        _named_times(case, contacts),
    ]


def open_complaints(case: Case) -> pd.DataFrame:
    """Complaints received by today and not resolved."""
    return case.placed(contact.open_complaints(case.book))


def _complaints(case: Case, contacts: Contacts) -> pd.DataFrame:
    rows = open_complaints(case)
    due = _complaint_due(case, contacts, rows)
    severity = rows["severity"].to_numpy(dtype="float64", na_value=case.limits.complaint_severity)
    found = recorded(
        "complaint_due",
        rows,
        due=due,
        event=rows["received_date"],
        severity=severity,
        text=rows["content"],
    )
    return found[due <= case.week_end]


def _complaint_due(case: Case, contacts: Contacts, rows: pd.DataFrame) -> Days:
    """When the complainer must hear from us next.

    The promised day, else the recorded due day, unless we have talked on that day or later; then,
    and where no day is named, some days after the last word; the first word within a day.
    """
    received = days_of(rows["received_date"])
    last_word = np.fmax(
        days_of(rows["first_response_date"]), _talk_after(contacts, rows, received)
    )
    named = days_of(rows["promised_contact_date"])
    named = np.where(np.isnat(named), days_of(rows["due_date"]), named)
    first = plus(received, case.limits.first_response_days)
    follow = plus(last_word, case.limits.complaint_follow_days)
    usual = np.where(np.isnat(last_word), first, follow)
    kept = np.isnat(named) | (last_word >= named)
    return np.where(kept, usual, named)


def _talk_after(contacts: Contacts, rows: pd.DataFrame, received: Days) -> Days:
    talk = contacts.talk[rows["place"].to_numpy(dtype="int64")]
    return np.where(talk > received, talk, np.datetime64("NaT", "D"))


def _promises(case: Case) -> list[pd.DataFrame]:
    rows = case.table("promises")
    due = days_of(rows["due_date"])
    ours = (rows["by_whom"] != "them").to_numpy() & rows["done_date"].isna().to_numpy()
    late = due < case.today
    return [
        _promised_on("promise_overdue", case, rows[ours & late]),
        _promised_on("promise_due", case, rows[ours & ~late & (due <= case.week_end)]),
    ]


def _promised_on(code: str, case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    return recorded(
        code,
        rows,
        due=rows["due_date"],
        event=rows["made_date"],
        severity=float(case.limits.promise_severity),
        minutes=_promise_minutes(case, rows),
        text=rows["content"],
    )


def _promise_minutes(case: Case, rows: pd.DataFrame) -> Floats:
    """An estimate (見積り) takes longer than other promises."""
    estimate = np.zeros(len(rows), dtype=bool)
    for word in case.limits.estimate_words:
        estimate |= (
            rows["content"].str.contains(word, case=False, regex=False).to_numpy(dtype=bool)
        )
    return np.where(estimate, float(case.limits.estimate_minutes), np.nan)


def _callbacks(case: Case) -> pd.DataFrame:
    """They rang or wrote and nobody has spoken with them since."""
    rows = case.touches
    day = days_of(rows["date"])
    asked = rows[_asks_back(rows) & (days_between(case.today, day) <= _forget(case))]
    spoken = rows[outbound(rows) & talks(rows)]
    answered = _newest_by_place(case, spoken)
    asked = asked[~(answered[asked["place"].to_numpy(dtype="int64")] >= days_of(asked["date"]))]
    event = days_of(asked["date"])
    return recorded(
        "callback_asked",
        asked,
        due=plus(event, case.limits.callback_days),
        event=event,
        severity=float(case.limits.callback_severity),
        text=asked["note"],
    )


def _next_dates(case: Case) -> pd.DataFrame:
    """The next date (次回日) has come; a promise of ours for that very day says it already."""
    due = next_dates(case)
    promised_on = case.table("promises")
    ours = promised_on[promised_on["by_whom"].ne("them") & promised_on["done_date"].isna()]
    said = pd.MultiIndex.from_arrays([ours["place"], ours["due_date"]])
    places = np.flatnonzero(due <= case.week_end)
    own = pd.MultiIndex.from_arrays([places, due[places].astype("datetime64[us]")])
    places = places[~own.isin(said)]
    severity = float(case.limits.next_date_severity)
    return candidates("next_date_due", places, due=due[places], severity=severity)


def _asks_back(rows: pd.DataFrame) -> Bools:
    missed = rows["outcome"] == "no_answer"
    wrote = rows["channel"].isin(["email", "line"]) & (rows["kind"] == "consult")
    return ~outbound(rows) & (missed | wrote).to_numpy(dtype=bool)


def _forget(case: Case) -> int:
    return case.limits.callback_forget_days


def _newest_by_place(case: Case, rows: pd.DataFrame) -> Days:
    result = np.full(case.size, np.datetime64("NaT", "D"))
    newest = rows.groupby("place")["date"].max()
    result[newest.index.to_numpy(dtype="int64")] = days_of(newest)
    return result


def _named_times(case: Case, contacts: Contacts) -> pd.DataFrame:
    rows = waiting_times(case, contacts, early=False, until=case.week_end)
    rows = rows[(rows["named_by"] == "customer").to_numpy()]
    return recorded(
        "not_now_arrived",
        rows,
        due=rows["next_time"],
        event=rows["heard_date"],
        severity=float(case.limits.not_now_severity),
        product=rows["product"],
        text=rows["basis"],
    )


def waiting_times(
    case: Case, contacts: Contacts, *, early: bool, until: np.datetime64
) -> pd.DataFrame:
    """Rows of the timing register (時期台帳) whose time has come and who were not asked since.

    Args:
        case: the case.
        contacts: a talk after the register wakes settles it.
        early: whether it wakes the lead days (:func:`core.rules.timing.timed`) before its time.
        until: it wakes on this day or before.
    """
    rows = case.not_now if early else case.not_now.assign(lead=0)
    wakes = plus(days_of(rows["next_time"]), -rows["lead"].to_numpy(dtype="float64"))
    forgotten = plus(days_of(rows["next_time"]), case.limits.not_now_forget_days) < case.today
    talk = contacts.talk[rows["place"].to_numpy(dtype="int64")]
    asked = (talk >= wakes) & ~(talk <= days_of(rows["heard_date"]))
    awake: pd.DataFrame = rows[(wakes <= until) & ~forgotten & ~asked]
    return awake
