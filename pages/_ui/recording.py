"""Recording what came of a call, and taking it back, in one click each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import streamlit as st

from core.calls import Reason
from core.calls.outcomes import SETTLES, Logged, missing
from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.tables.activities import OUTCOME_CHOICES
from core.tables.not_now import REASON_CHOICES
from pages._ui import at_work, business, state
from pages._ui.choosing import called
from pages._ui.words import md, t

#: Shown as a button on each card, in this order; the others stand behind 「そのほか」.
FIRST_OUTCOMES = ("talked", "no_answer", "promised", "bought")
LABELS = {choice.code: choice.label for choice in OUTCOME_CHOICES}
NOT_NOW_REASONS = {choice.code: choice.label for choice in REASON_CHOICES}
#: What to fill in before an outcome says enough (DOMAIN 3.6).
NEEDED: dict[str, Words] = {
    "note": _("Please write in one line what was said, then press the button again."),
    "next_date": _("Please choose the next date, then press the button again."),
    "reason": _("Please choose why not now, then press the button again."),
    "referred_name": _("Please write who was introduced, then press the button again."),
}
#: For how many days a customer can be left off the list; 0 is until it is taken back.
LEFT_OFF: dict[int, Words] = {
    14: _("For two weeks"), 90: _("For three months"), 0: _("Until I say so"),
}  # fmt: skip


def outcome_row(
    customer_id: str,
    name: str,
    reason: Reason | None = None,
    *,
    next_date: dt.date | None = None,
) -> None:
    """Note, next date and the outcome buttons of one customer.

    Args:
        customer_id: who was called.
        name: for the line that says what was recorded.
        reason: the first reason of the call, None for a contact that was not on the list.
        next_date: the next date that is set, None where there is none.
    """
    if not at_work.sees().changes:
        return
    note, following = st.columns([3, 1], vertical_alignment="bottom")
    note.text_input(t(_("What was said (one line)")), key=f"note_{customer_id}", max_chars=400)
    label = _("Next date")
    if next_date is not None:
        label = _("Next date (now {day})", day=next_date)
    following.date_input(t(label), value=None, format="YYYY/MM/DD", key=f"next_{customer_id}")
    with st.container(horizontal=True, key=f"outcomes_{customer_id}"):
        for code in FIRST_OUTCOMES:
            _outcome_button(customer_id, name, code, reason)
        with st.popover(
            t(_("Something else")), key=f"more_{customer_id}", on_change="rerun"
        ) as more:
            if more.open:
                _other_outcomes(customer_id, name, reason)


def undo_line() -> None:
    """The last thing recorded, until the next one, with the way back; always in sight."""
    problem, last = state.PROBLEM.take(), state.LAST_ACTION.get()
    if problem is None and last is None:
        return
    with st.bottom:
        if problem is not None:
            st.error(md(problem))
        elif last is not None:
            with st.container(horizontal=True, vertical_alignment="center", key="undo_line"):
                st.markdown(md(last[0]))
                if last[1]:
                    st.button(t(_("Undo")), key="undo", on_click=_undo, args=(last[1],))


def _other_outcomes(customer_id: str, name: str, reason: Reason | None) -> None:
    st.selectbox(
        t(_("Why not now")),
        list(NOT_NOW_REASONS),
        index=None,
        **called(f"reason_{customer_id}", NOT_NOW_REASONS),
    )
    _outcome_button(customer_id, name, "not_now", reason)
    st.text_input(t(_("Who was introduced")), key=f"referred_{customer_id}", max_chars=80)
    for code in LABELS:
        if code not in FIRST_OUTCOMES and code != "not_now":
            _outcome_button(customer_id, name, code, reason)
    if at_work.sees().settings:
        _leave_off(customer_id, name)


def _leave_off(customer_id: str, name: str) -> None:
    """Not on the list for a while, or until it is taken back."""
    st.markdown(md(_("Leave off the call list")))
    with st.container(horizontal=True):
        for days, label in LEFT_OFF.items():
            st.button(t(label), key=f"off_{days}_{customer_id}", on_click=leave_off,
                      args=(customer_id, name, days))  # fmt: skip


def leave_off(customer_id: str, name: str, days: int | None) -> None:
    """Leave a customer off the list for so many days; 0 until taken back, None puts them back."""
    here = business.here()
    values: dict[str, Any] = {
        "date": here.today, "customer_id": customer_id, "field": "snooze",
        "value": "no" if days is None else "yes",
        "expires_date": here.today + dt.timedelta(days=days) if days else None,
    }  # fmt: skip
    words = (
        _("{name} is back for the call list.", name=name) if days is None
        else _("{name} is left off the call list.", name=name)
    )  # fmt: skip

    def write() -> None:
        state.LAST_ACTION.put((words, here.workspace.add("overrides", values)))

    _kept(write)


def _outcome_button(customer_id: str, name: str, code: str, reason: Reason | None) -> None:
    st.button(
        t(LABELS[code]),
        key=f"{code}_{customer_id}",
        on_click=_record,
        args=(customer_id, name, code, reason),
    )


def _record(customer_id: str, name: str, code: str, reason: Reason | None) -> None:
    said = _said(customer_id, reason)
    here = business.here()
    lacking = missing(code, Logged(customer_id, here.today, **said))
    if lacking:
        state.PROBLEM.put(NEEDED[lacking[0]])
        return

    def write() -> None:
        action = here.workspace.log_outcome(customer_id, code, day=here.today, **said)
        words = _("{name}: “{outcome}” is recorded.", name=name, outcome=LABELS[code])
        state.LAST_ACTION.put((words, action))

    if _kept(write):
        for field in ("note", "next", "reason", "referred"):
            st.session_state.pop(f"{field}_{customer_id}", None)


def _said(customer_id: str, reason: Reason | None) -> dict[str, Any]:
    """What stands in the fields of the card, and what the call settles."""
    typed = st.session_state.get
    said: dict[str, Any] = {
        "note": str(typed(f"note_{customer_id}") or "").strip(),
        "next_date": typed(f"next_{customer_id}"),
        "reason": typed(f"reason_{customer_id}") or "",
        "referred_name": str(typed(f"referred_{customer_id}") or "").strip(),
    }
    if reason is not None:
        said["reason_code"] = reason.code
        if reason.code in SETTLES:
            said[SETTLES[reason.code]] = reason.facts["row_id"]
    return said


def _undo(action: int) -> None:
    def write() -> None:
        business.here().workspace.undo(action)
        state.LAST_ACTION.put((_("Taken back."), 0))

    _kept(write)


def _kept(write: Callable[[], None]) -> bool:
    """Do it; a refusal of the ledger is said on the page and nothing is lost."""
    try:
        write()
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return False
    return True
