"""A customer's own data, corrected group by group; household; a quick record; a note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.tables import TABLES, Group
from pages._ui import business, cards, drafts, people, picker, record_form, state
from pages._ui.business import Here
from pages._ui.tables import records
from pages._ui.words import md, t

#: Where on the card a form is drawn: at the head, under the quick records, under the groups.
PLACE, HEAD, GROUPS = "card", "card_head", "card_groups"
#: What is written down from the card, in the order of the buttons.
QUICK = (
    "promises", "complaints", "due_dates", "not_now", "referrals", "events", "satisfaction",
    "extras", "plans", "deals", "doubts", "overrides",
)  # fmt: skip
MEMBERS_SHOWN = 12


def quick_add(here: Here, row: Mapping[str, Any]) -> None:
    """A button for each kind of record, and the form that it opens."""
    customer_id = row["customer_id"]
    st.subheader(t(_("Write down")))
    with st.container(horizontal=True, key="quick_add"):
        st.button(
            t(_("Note")), key="quick_memo", icon=":material/edit:", on_click=edit_columns,
            args=(here, customer_id, PLACE, ("memo",)),
        )  # fmt: skip
        for table in QUICK:
            st.button(
                t(TABLES[table].label), key=f"quick_{table}", on_click=_begin,
                args=(table, customer_id),
            )  # fmt: skip
    draft = drafts.open_at(PLACE)
    if draft is not None and (not draft.row_id or draft.table == "customers"):
        record_form.draw(here, draft)


def _begin(table: str, customer_id: str) -> None:
    drafts.begin(PLACE, table, given={"customer_id": customer_id})


def groups(here: Here, row: Mapping[str, Any]) -> None:
    """The six groups of fields (article 4) with how much is known, each opened with a click."""
    st.subheader(t(_("What is known of them")))
    known = drafts.plain_row(row)
    with st.container(horizontal=True, key="groups"):
        for group in TABLES["customers"].groups:
            filled = [name for name in group.columns if known.get(name) not in (None, "")]
            label = _(
                "{group} ({n} of {all})", group=group.label, n=len(filled), all=len(group.columns)
            )
            st.button(
                md(label), key=f"group_{group.code}", on_click=_edit_group,
                args=(here, row["customer_id"], group),
            )  # fmt: skip
    form_at(here, GROUPS)


def form_at(here: Here, place: str) -> None:
    """The open form of this part of the card, where there is one."""
    draft = drafts.open_at(place)
    if draft is not None:
        record_form.draw(here, draft)


def _edit_group(here: Here, customer_id: str, group: Group) -> None:
    edit_columns(here, customer_id, GROUPS, group.columns, free=group.code == "other")


def edit_columns(
    here: Here, customer_id: str, place: str, columns: tuple[str, ...], *, free: bool = False
) -> None:
    """Open the form for some columns of a customer.

    Whoever is known from purchases only has no row yet; the form then begins one.
    """
    rows = here.book.table("customers")
    found = records(rows[rows["customer_id"] == customer_id])
    if found:
        drafts.edit(place, "customers", found[0], columns, free=free)
        return
    given = {"customer_id": customer_id}
    if "name" not in columns:
        given["name"] = customer_id
    drafts.begin(place, "customers", given=given, columns=columns)


def household(here: Here, row: Mapping[str, Any]) -> None:
    """Who belongs to the same household or company, and the way to change it."""
    customer_id, home = row["customer_id"], row["household_id"]
    rows = people.everybody(here).rows
    members = rows[rows["household_id"] == home] if home else rows.head(0)
    members = members[members["customer_id"] != customer_id]
    heading = _("Household or company")
    st.markdown(f"**{md(heading)}**")
    with st.container(horizontal=True, vertical_alignment="center", key="household"):
        if not len(members):
            st.markdown(md(_("Nobody else.")))
        for member in records(members.head(MEMBERS_SHOWN)):
            cards.open_card_button(
                member["customer_id"], md(member["name"] or member["customer_id"]), place="home"
            )
        if len(members):
            st.button(t(_("They do not belong together")), key="leave_household",
                      on_click=_change_household, args=(customer_id, ""))  # fmt: skip
    label = _("Who belongs to them")
    with st.expander(t(_("Add somebody to the household or company")), key="join_household"):
        picker.found_by_search(here, label, "join", _change_household, customer_id)


def _change_household(customer_id: str, other: str) -> None:
    """Put another into this customer's household, or take this customer out of it."""
    workspace = business.here().workspace
    try:
        if other:
            action = workspace.join_household(other, customer_id)
        else:
            action = workspace.leave_household(customer_id)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    st.session_state.pop("join", None)
    words: Words = workspace.last_actions(1)[0].words
    state.LAST_ACTION.put((words, action))
