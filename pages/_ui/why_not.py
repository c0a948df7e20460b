"""Why is somebody not on the list (なぜ載らない？): type a name, read the reason and the day."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.calls import CallList
from core.locale.words import Words, _
from pages._ui import cards, labels, people
from pages._ui.business import Here
from pages._ui.recording import leave_off
from pages._ui.tables import records
from pages._ui.words import md, t

FOUND_SHOWN = 8


def why_not(here: Here, calls: CallList) -> None:
    """The search field, and for each customer found where they stand this week."""
    typed = st.text_input(
        t(_("Why is somebody not here? (name, reading, phone or number)")), key="why_not",
        type="search",
    )  # fmt: skip
    if not typed:
        return
    found = people.find(here, typed, FOUND_SHOWN)
    if not found:
        st.markdown(md(_("Nobody fits “{typed}”. Try a part of the name.", typed=typed)))
    names = people.names_of(here, found)
    for customer_id in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(customer_id, md(names[customer_id]), place="why_not")
            if here.sees.refusals or not reason_of(calls, customer_id):
                st.markdown(md(said(calls, customer_id)))
            if here.sees.settings and reason_of(calls, customer_id) == "snoozed":
                st.button(
                    t(_("Put back on the list")), key=f"back_{customer_id}", on_click=leave_off,
                    args=(customer_id, names[customer_id], None),
                )  # fmt: skip


def reason_of(calls: CallList, customer_id: str) -> str:
    """The code of why one customer is not listed; empty where they are."""
    left = records(calls.left_out[calls.left_out["customer_id"] == customer_id])
    return str(left[0]["reason"]) if left else ""


def said(calls: CallList, customer_id: str) -> Words:
    """Where one customer stands this week, with the day from which a call is possible again."""
    listed = records(calls.rows[calls.rows["customer_id"] == customer_id])
    if listed:
        return _("Listed: number {rank}, {class_}.", rank=int(listed[0]["rank"]),
                 class_=labels.CLASSES[listed[0]["class"]])  # fmt: skip
    left = records(calls.left_out[calls.left_out["customer_id"] == customer_id])
    if not left:
        return _("Not known to the list: joined with somebody else, or added just now.")
    why, day, opens = left[0]["words"], left[0]["eligible_date"], left[0]["opens"]
    if not pd.isna(day):
        return _("Not listed: {why} From {day} on a call is possible again.",
                 why=why, day=day.date())  # fmt: skip
    return (
        _("Not listed: {why} {opens}", why=why, opens=opens)
        if opens
        else _("Not listed: {why}", why=why)
    )
