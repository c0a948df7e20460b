"""Why is somebody not on the list (なぜ載らない？): type a name, read the reason and the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    found = here.made(f"found {typed}", lambda: people.find(here, typed, FOUND_SHOWN))
    if not found:
        st.markdown(md(_("Nobody fits “{typed}”. Try a part of the name.", typed=typed)))
    names = people.names_of(here, found)
    left = {row["customer_id"]: row for row in records(calls.left_out_of(found))}
    for customer_id in found:
        row = left.get(customer_id, {})
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(customer_id, md(names[customer_id]), place="why_not")
            if here.sees.refusals or not row:
                st.markdown(md(said(calls, customer_id, row)))
            if here.sees.settings and row.get("reason") == "snoozed":
                st.button(
                    t(_("Put back on the list")), key=f"back_{customer_id}", on_click=leave_off,
                    args=(customer_id, names[customer_id], None),
                )  # fmt: skip


def said(calls: CallList, customer_id: str, left: Mapping[str, Any]) -> Words:
    """Where one customer stands this week, with the day from which a call is possible again.

    Args:
        calls: the list.
        customer_id: whose place is asked for.
        left: their row of those left out; empty where there is none.
    """
    listed = records(calls.rows[calls.rows["customer_id"] == customer_id])
    if listed:
        return _("Listed: number {rank}, {class_}.", rank=int(listed[0]["rank"]),
                 class_=labels.CLASSES[listed[0]["class"]])  # fmt: skip
    if not left:
        return _("Not known to the list: joined with somebody else, or added just now.")
    why, day, opens = left["words"], left["eligible_date"], left["opens"]
    if not pd.isna(day):
        return _("Not listed: {why} From {day} on a call is possible again.",
                 why=why, day=day.date())  # fmt: skip
    return (
        _("Not listed: {why} {opens}", why=why, opens=opens)
        if opens
        else _("Not listed: {why}", why=why)
    )
