"""One customer as known: who, on which rung and why, what they bought, the last contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.calls.card import stopped_words
from core.calls.next_date import next_date_of
from core.locale.words import Words, _, n_
from core.rules.ladder import missing, why
from pages._ui import at_work, cards, labels, recording
from pages._ui.business import Here
from pages._ui.person_form import HEAD, edit_columns, form_at
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t, t_date

CONTACTS_SHOWN = 15


def person(here: Here, row: Mapping[str, Any]) -> None:
    """Head, next date, rung with its reasons, and how to deal with them."""
    identity(here, row, dated=True)


def identity(here: Here, row: Mapping[str, Any], *, dated: bool = False) -> None:
    """Who they are: name, rung, group, state, trust; ``dated`` with the way to set a date."""
    at_work.saw(here.slug, row["customer_id"])
    if (stopped := stopped_words(row, here.book)) is not None:
        st.error(md(_("Do not contact: {why}", why=stopped)))
    with st.container(border=True, key="person"):
        cards.head(row, dialled=stopped is None)
        if row["call_name"]:
            called = _("Called {name}", name=row["call_name"])
            st.markdown(md(called))
        if dated:
            next_date(here, row)
        st.markdown(md(standing(row)))
        facts = [
            *_decided(here, row),
            (_("State"), t(labels.state(row["state"]))),
            (_("Trust"), t(labels.TRUST[row["trust_word"]])),
        ]
        st.markdown("  \n".join(f"**{md(name)}** {md(value)}" for name, value in facts))
    bullet(_("Why this rung"), why(row, here.book))
    bullet(_("To the next rung"), missing(row))


def _decided(here: Here, row: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """What the owner made of them: for the eyes of who may see refusals."""
    if not here.sees.refusals:
        return []
    return [
        (_("Group"), t(labels.segment(row["segment"]))),
        (_("Policy"), t(labels.policy(row["policy"]))),
        (_("Relation"), t(labels.relation(row["relation"]))),
    ]


def next_date(here: Here, row: Mapping[str, Any]) -> None:
    """The one next date (次回日), and the way to set it without a call."""
    day = next_date_of(row["customer_id"], here.book)
    with st.container(horizontal=True, vertical_alignment="center"):
        if day is None:
            st.markdown(md(_("No next date is set.")))
        else:
            label = _("Next date")
            st.markdown(f"**{md(label)}** {md(t_date(day))}")
        if not here.sees.settings:
            return
        st.button(
            t(_("Set the next date")), key="set_next_date", on_click=edit_columns,
            args=(here, row["customer_id"], HEAD, ("next_date",)),
        )  # fmt: skip
    form_at(here, HEAD)


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


def bullet(name: Words, lines: Sequence[Words]) -> None:
    """A titled list, nothing where it is empty."""
    if lines:
        st.markdown("\n".join([f"**{md(name)}**", "", *(f"- {md(line)}" for line in lines)]))
