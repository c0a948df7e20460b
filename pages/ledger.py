"""台帳: every kind of record, to enter, find, correct, remove, hand on; and what was done last."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from core.tables import TABLES
from pages._ui import drafts, record_form, record_list, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.guard import require_app
from pages._ui.handing_on import downloads
from pages._ui.handing_over import hand_over_box
from pages._ui.page import frame
from pages._ui.past import past
from pages._ui.record_search import fitting
from pages._ui.words import md, t

require_app("pages/ledger.py")

PLACE = "ledger"
#: Everything but the purchases, what is written most often first.
KINDS = (
    "promises", "complaints", "fixes", "due_dates", "not_now", "deals", "doubts", "costs",
    "referrals", "satisfaction", "events", "extras", "know_how", "plans", "plan_steps",
    "overrides", "decisions", "staff", "stores", "activities", "customers",
)  # fmt: skip
#: How many of the last actions can be looked at here; a customer's card has all of theirs.
ACTIONS_SHOWN = 30


def kind() -> str:
    """The kind of record to look at; changing it closes an open form."""
    names = {name: TABLES[name].label for name in KINDS}
    chosen: str = st.selectbox(
        t(_("Kind of record")),
        KINDS,
        index=KINDS.index(state.KIND.get()),
        **called("ledger_kind", names),
        on_change=drafts.close,
        persist_state="session",
    )
    state.KIND.put(chosen)
    return chosen


def ways_to_add(table: str) -> None:
    """The buttons that open the form of a new record, and of a new customer on any list."""
    with st.container(horizontal=True):
        if table != "customers":
            st.button(
                t(_("Add a record")), key="ledger_add", type="primary", icon=":material/add:",
                on_click=drafts.begin, args=(PLACE, table),
            )  # fmt: skip
        st.button(t(_("New customer")), key="ledger_new_customer",
                  type="primary" if table == "customers" else "secondary",
                  icon=":material/person_add:", on_click=drafts.begin,
                  args=(PLACE, "customers"))  # fmt: skip


def last_done(here: Here) -> None:
    """The last actions, each with the way back."""
    with st.expander(
        t(_("What was done last")), key="last_done", on_change="rerun", icon=":material/history:"
    ) as box:
        if box.open:
            past(here, PLACE, most=ACTIONS_SHOWN)


def draw() -> None:
    """The page."""
    here = frame("pages/ledger.py", counted=False)
    if here is None:
        return
    table = kind()
    ways_to_add(table)
    draft = drafts.open_at(PLACE)
    if draft is not None and not draft.row_id:
        record_form.draw(here, draft)
    if table == "staff":
        hand_over_box(here)
    typed = st.text_input(
        t(_("Search: name, reading, phone, number or any word")), key="ledger_search",
        type="search", persist_state="session",
    )  # fmt: skip
    every = here.book.table(table)
    rows = fitting(here, table, every, typed)
    st.markdown(md(_("{table}: {n}", table=TABLES[table].label, n=len(rows))))
    if rows.empty and len(every):
        st.markdown(md(_("No record of this kind fits “{typed}”.", typed=typed.strip())))
    else:
        record_list.paged(here, PLACE, table, rows)
    if len(rows):
        downloads(here, table, rows)
    last_done(here)


draw()
