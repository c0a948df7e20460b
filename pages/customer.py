"""お客様カード: find one customer and see everything known, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.calls import card
from core.calls.card import stopped_words
from core.locale.words import Words, _, n_
from core.rules.ladder import missing, why
from pages._ui import cache, cards, carrying, erasing, labels, own_columns, recording, state
from pages._ui.business import Here
from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.search import matches
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t, t_date

require_app("pages/customer.py")

FOUND_SHOWN, CONTACTS_SHOWN = 20, 15


def search(here: Here, people: pd.DataFrame) -> None:
    """The search field and what it finds; a click opens the card."""
    typed = st.text_input(
        t(_("Name, reading, phone or number")), key="customer_search", type="search"
    )
    if not typed:
        return
    index = cache.search_index_of(str(here.workspace.folder), here.book.digest, people)
    found = matches(index, typed, FOUND_SHOWN)
    if not found:
        st.markdown(md(_("Nobody fits “{typed}”. Try a part of the name.", typed=typed)))
    names = people.set_index("customer_id").loc[found]
    with st.container(horizontal=True, key="found"):
        for customer_id, name, kana in zip(found, names["name"], names["kana"], strict=True):
            label = md(f"{name} {kana}".strip() or customer_id)
            if st.button(label, key=f"found_{customer_id}"):
                state.CUSTOMER.put(customer_id)


def person(here: Here, row: Mapping[str, Any]) -> None:
    """Head, rung with its reasons, how to deal with them, and what they bought."""
    if (stopped := stopped_words(row, here.book)) is not None:
        st.error(md(_("Do not contact: {why}", why=stopped)))
    with st.container(border=True, key="person"):
        cards.head(row, dialled=stopped is None)
        st.markdown(md(standing(row)))
        facts = [
            (_("Group"), t(labels.segment(row["segment"]))),
            (_("Policy"), t(labels.policy(row["policy"]))),
            (_("Relation"), t(labels.relation(row["relation"]))),
            (_("State"), t(labels.state(row["state"]))),
            (_("Trust"), t(labels.TRUST[row["trust_word"]])),
        ]
        st.markdown("  \n".join(f"**{md(name)}** {md(value)}" for name, value in facts))
    bullet(_("Why this rung"), why(row, here.book))
    bullet(_("To the next rung"), missing(row))


def standing(row: Mapping[str, Any]) -> Words:
    """The rung and on what evidence it stands."""
    rung = labels.stage(row["stage"])
    if row["former"]:
        return _("Former {rung}", rung=rung)
    return _("{rung} ({evidence})", rung=rung, evidence=labels.EVIDENCE[row["stage_evidence"]])


def purchases(here: Here, row: Mapping[str, Any]) -> None:
    """What they bought, in six lines."""
    st.subheader(t(_("Purchases")))
    if pd.isna(row["last_purchase_date"]):
        st.markdown(md(_("No purchase yet.")))
        return
    lines: list[tuple[Words, str]] = [
        (_("First purchase"), t_date(row["first_purchase_date"].date())),
        (_("Last purchase"), t_date(row["last_purchase_date"].date())),
        (_("Days with a purchase"), t(n_("{n} day", "{n} days", n=int(row["purchase_count"])))),
        (_("Usual gap"), t(n_("{n} day", "{n} days", n=round(row["rhythm_days"])))),
    ]
    if here.book.has_amounts:
        lines += [
            (_("Total"), here.money(row["total_spend"])),
            (_("In the last 12 months"), here.money(row["spend_12m"])),
        ]
    lines += [(_("Usually buys"), row["usual_product"]), (_("Bought last"), row["last_product"])]
    st.markdown("  \n".join(f"**{md(name)}** {md(value)}" for name, value in lines if value))


def contacts(here: Here, customer_id: str) -> None:
    """The last contacts, newest first."""
    rows = here.book.table("activities")
    rows = rows[rows["customer_id"] == customer_id].sort_values("date", ascending=False)
    st.subheader(t(n_("Contacts ({n})", "Contacts ({n})", n=len(rows))))
    if not len(rows):
        st.markdown(md(_("No contact is on record.")))
        return
    shown = records(rows.head(CONTACTS_SHOWN))
    plain_table(
        pd.DataFrame(
            {
                t(_("Day")): [t_date(row["date"].date()) for row in shown],
                t(_("Outcome")): [t(recording.LABELS.get(row["outcome"], "")) for row in shown],
                t(_("What was said")): [row["note"] for row in shown],
                t(_("Next")): [row["next_question"] for row in shown],
            }
        )
    )


def bullet(name: Words, lines: list[Words]) -> None:
    """A titled list, nothing where it is empty."""
    if lines:
        st.markdown("\n".join([f"**{md(name)}**", "", *(f"- {md(line)}" for line in lines)]))


def draw() -> None:
    """The page."""
    here = frame("pages/customer.py")
    if here is None:
        return
    search(here, people := here.review().customers)
    chosen = records(people[people["customer_id"] == state.CUSTOMER.get()])
    if not chosen:
        st.markdown(md(_("Search for a customer, or open one from the call list or a group.")))
        return
    person(here, row := chosen[0])
    known = card(row, here.book, here.settings)
    for name, lines in (
        (_("Open promises"), known.promises),
        (_("As heard from them"), known.remembered),
        (_("Introduced to us"), known.referrals),
        (_("Better not said"), known.not_to_say),
    ):
        bullet(name, list(lines))
    own_columns.of_customer(here, row["customer_id"])
    purchases(here, row)
    contacts(here, row["customer_id"])
    with st.expander(t(_("Record a contact")), key="record_contact"):
        recording.outcome_row(row["customer_id"], row["name"])
    carrying.of_customer(here, row["customer_id"], row["name"])
    erasing.of_customer(here, row)


draw()
