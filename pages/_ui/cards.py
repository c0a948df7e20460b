"""Customers as cards: who, why now, what was said, how to begin."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.calls import Card, Reason
from core.locale.words import Words, _
from pages._ui import labels, people, recording, state
from pages._ui.safe import safe
from pages._ui.words import md, t

#: What of a call its card on the list is drawn from.
DRAWN_FROM = ["customer_id", "class", "rank", "card", "reasons"]
_NOT_DIALLED = re.compile(r"[^0-9+]")


def call_card(rank: int, card: Card, reason: Reason | None) -> None:
    """One call of the list, with the buttons that record what came of it."""
    with st.container(border=True, key=f"call_{card.customer_id}"):
        _head(f"{rank}. ", card.name, card.kana, card.phone, card.best_time)
        st.markdown(_badges(card.stage, card.state, card.trust_word))
        _lines(None, card.waiting)
        _lines(_("Why now"), card.why)
        if card.last_note is not None:
            _lines(_("Last time"), [card.last_note])
        _lines(_("How to begin"), card.opener)
        if card.to_ask is not None:
            _lines(_("Worth asking, where it fits"), [card.to_ask])
        _lines(_("How to speak with them"), card.manner)
        _lines(_("Better not said"), card.not_to_say)
        _lines(_("Open promises"), card.promises)
        if card.remembered or card.referrals or card.expected is not None:
            with st.expander(t(_("More about this customer")), key=f"about_{card.customer_id}"):
                _lines(None, [*card.remembered, *card.referrals])
                if card.expected is not None:
                    st.markdown(md(card.expected))
        recording.outcome_row(card.customer_id, card.name, reason, next_date=card.next_date)
        open_card_button(card.customer_id, t(_("Open the customer card")), place="call")


def head(row: Mapping[str, Any], *, dialled: bool = True) -> None:
    """Name, reading and, unless they are not to be contacted, phone of one judged row."""
    phone = (row.get("phone") or row.get("phone_other") or "") if dialled else ""
    _head("", row["name"], row.get("kana", ""), phone, row.get("best_time", ""))


def open_card_button(
    customer_id: str, label: str, *, place: str, icon: str = ":material/person:"
) -> None:
    """A button that opens the customer's card, in a drawer over the list.

    Its label is marked where they must not be contacted (停止).
    """
    st.button(
        people.marked(customer_id, label), key=f"open_{place}_{customer_id}", type="tertiary",
        icon=icon, on_click=state.DRAWER.put, args=(customer_id,),
    )  # fmt: skip


def tel_link(phone: str) -> str:
    """A phone number as a link that dials; empty where there is none."""
    dialled = _NOT_DIALLED.sub("", phone)
    if not dialled:
        return ""
    return f'<a href="tel:{dialled}">☎ {html.escape(phone)}</a>'


def copy_button(phone: str) -> str:
    """A button that copies the number (shell.js); empty where there is none."""
    if not tel_link(phone):
        return ""
    label, done = html.escape(t(_("Copy the number"))), html.escape(t(_("Copied")))
    number = html.escape(phone, quote=True)
    return f'<button type="button" data-copy="{number}" data-done="{done}">{label}</button>'


def _head(before: str, name: str, kana: str, phone: str, best_time: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        honoured = md(_("{name}", name=name or "？"))
        reading = f" :small[{safe(kana)}]" if kana else ""
        # In the list it stands below the heading of a class, on its own page below the title.
        level = "####" if before else "##"
        st.markdown(f"{level} {before}{honoured}{reading}")
        if tel_link(phone):
            st.html(tel_link(phone) + copy_button(phone), width="content")
        elif phone:  # only its length is shown to who may not call
            st.markdown(safe(phone))
    if best_time:
        st.markdown(md(_("Best time: {time}", time=best_time)))


def _badges(stage: str, standing: str, trust: str) -> str:
    words = [t(labels.stage(stage)), t(labels.state(standing))]
    if trust in labels.TRUST:
        words.append(t(_("trust: {word}", word=labels.TRUST[trust])))
    return "　".join(f":blue-badge[{safe(word)}]" for word in words if word)


def _lines(title: Words | None, lines: Sequence[Words | str]) -> None:
    if not lines:
        return
    head_line = [f"**{md(title)}**"] if title is not None else []
    st.markdown("\n".join([*head_line, "", *(f"- {md(line)}" for line in lines)]))
