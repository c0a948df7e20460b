"""Recording what came of a call, and taking it back, in one click each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import _
from core.tables.activities import OUTCOME_CHOICES
from pages._ui import business, state
from pages._ui.words import md, t

#: Shown as a button on each card, in this order; the others stand behind 「そのほか」.
FIRST_OUTCOMES = ("talked", "no_answer", "promised", "not_now")
#: What was said is worth one line (DOMAIN 3.6).
NOTE_NEEDED = ("talked",)
LABELS = {choice.code: choice.label for choice in OUTCOME_CHOICES}


def outcome_row(customer_id: str, name: str) -> None:
    """Note, next date and the outcome buttons of one customer."""
    note, following = st.columns([3, 1], vertical_alignment="bottom")
    note.text_input(t(_("What was said (one line)")), key=f"note_{customer_id}", max_chars=400)
    following.date_input(
        t(_("Next date")), value=None, format="YYYY/MM/DD", key=f"next_{customer_id}"
    )
    with st.container(horizontal=True):
        for code in FIRST_OUTCOMES:
            _outcome_button(customer_id, name, code)
        with st.popover(t(_("Something else")), key=f"more_{customer_id}"):
            for code in LABELS:
                if code not in FIRST_OUTCOMES:
                    _outcome_button(customer_id, name, code)


def undo_line() -> None:
    """The last thing recorded, until the next one, with the way back."""
    problem = state.PROBLEM.take()
    if problem is not None:
        st.error(md(problem))
    last = state.LAST_ACTION.get()
    if last is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo_line"):
        st.markdown(md(last[0]))
        if last[1]:
            st.button(t(_("Undo")), key="undo", on_click=_undo, args=(last[1],))


def _outcome_button(customer_id: str, name: str, code: str) -> None:
    st.button(
        t(LABELS[code]),
        key=f"{code}_{customer_id}",
        on_click=_record,
        args=(customer_id, name, code),
    )


def _record(customer_id: str, name: str, code: str) -> None:
    note = str(st.session_state.get(f"note_{customer_id}") or "").strip()
    if code in NOTE_NEEDED and not note:
        state.PROBLEM.put(
            _("Please write in one line what {name} said, then press the button again.", name=name)
        )
        return
    following: dt.date | None = st.session_state.get(f"next_{customer_id}")

    def write() -> None:
        here = business.here()
        action = here.workspace.log_outcome(
            customer_id, code, day=here.today, note=note, next_date=following
        )
        said = _("{name}: “{outcome}” is recorded.", name=name, outcome=LABELS[code])
        state.LAST_ACTION.put((said, action))

    if _kept(write):
        for widget in (f"note_{customer_id}", f"next_{customer_id}"):
            st.session_state.pop(widget, None)


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
