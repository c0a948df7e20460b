"""The card to read (お客様カード): the same on its page and in the drawer of every list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.calls import Card, Reason, card
from core.calls.ahead import Ahead, dates_ahead
from core.calls.card import stopped_words
from core.calls.drafts import CHANNELS as DRAFTED
from core.calls.drafts import planned_words
from core.calls.ideas import ideas
from core.calls.letter import letter
from core.locale.words import Words, _, n_
from core.rules import feelings, ties, touches, treatment
from core.rules.referrals import brought_by
from core.tables.activities import CHANNEL_CHOICES
from pages._ui import people
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.drafted import draft_box, text_box
from pages._ui.passbook import passbook
from pages._ui.person import bullet, purchases
from pages._ui.tables import records
from pages._ui.words import md, t

CHANNELS: dict[str, Words] = {choice.code: choice.label for choice in CHANNEL_CHOICES}


def reading(here: Here, row: Mapping[str, Any]) -> None:
    """Everything known about one customer that is read before a talk, in the order of need."""
    known = card(row, here.book, here.settings)
    bullet(_("Why now"), why_now(here, row["customer_id"]))
    if known.last_note is not None:
        bullet(_("Last time"), [known.last_note])
    purchases(here, row)
    for name, lines in (
        (_("As heard from them"), known.remembered),
        (_("How to speak with them"), known.manner),
        (_("Better not said"), known.not_to_say),
        (_("Open promises"), known.promises),
        (_("Who introduced whom"), introduced(here, row, known)),
    ):
        bullet(name, list(lines))
    coming = dates_ahead(row, here.book)
    bullet(_("Dates ahead, twelve months"), [_day_line(one) for one in coming])
    in_touch(here, row)
    held_by(here, row)
    special(here, row, stopped=known.stopped is not None)
    passbook(here, row, stopped=known.stopped is not None)


def why_now(here: Here, customer_id: str) -> list[Words]:
    """Why they are called this week, or why they are not."""
    calls = here.review().calls
    listed = records(calls.rows[calls.rows["customer_id"] == customer_id])
    if listed:
        return list(listed[0]["why"])
    left = records(calls.left_out_of([customer_id]))
    if not left or not here.sees.refusals:  # some are left out by what the owner decided
        return []
    return [_("Not called this week: {why}", why=left[0]["words"])]


def introduced(here: Here, row: Mapping[str, Any], known: Card) -> list[Words]:
    """Who brought them, and whom they brought."""
    lines: list[Words] = []
    if row["referrer_id"]:
        name = people.names_of(here, [row["referrer_id"]])[row["referrer_id"]]
        lines.append(_("Came to us through {who}.", who=name))
    names = brought_by(row["customer_id"], here.book)
    if names:
        comma = t(_(", "))
        lines.append(
            n_(
                "Brought us {n} customer: {names}", "Brought us {n} customers: {names}",
                n=len(names), names=comma.join(names),
            )
        )  # fmt: skip
    return lines or list(known.referrals)


def in_touch(here: Here, row: Mapping[str, Any]) -> None:
    """Satisfaction, reactions, and how often we are in touch."""
    lines: list[Words] = []
    answer = feelings.satisfaction(row["customer_id"], here.book)
    if answer is not None:
        lines += feelings.satisfaction_words(answer)
    mean = feelings.mean_of(row["customer_id"], here.book)
    lines += [mean] if mean is not None else []
    bullet(_("Satisfaction"), lines or [_("Not asked yet.")])
    found = touches.touches(row, here.book, here.settings)
    first, *rest = touches.said(found)
    if found.money_only:
        st.warning(md(first))
    else:
        rest = [first, *rest]
    bullet(_("In touch"), rest)


def held_by(here: Here, row: Mapping[str, Any]) -> None:
    """What they would lose by leaving, each of the five with its fact."""
    found = ties.ties(row, here.book, here.settings)
    heading = _(
        "What they would lose by leaving: {n} of {all}", n=ties.held(found), all=len(found)
    )
    lines = [
        _("{tie}: {fact}", tie=ties.TIES[tie.code], fact=tie.fact or _("nothing on record"))
        for tie in found
    ]
    bullet(heading, lines)
    advice = ties.advice(found, row, here.review().customers, here.settings)
    if advice is not None:
        st.warning(md(advice))


def special(here: Here, row: Mapping[str, Any], *, stopped: bool) -> None:
    """What was done for them beyond the price, and three ideas that cost nothing."""
    lines = treatment.last_words(row["customer_id"], here.book)
    bullet(_("Special treatment"), lines or [_("Nothing is written down yet.")])
    if not stopped:
        bullet(_("Three ideas that cost nothing"), ideas(row, here.book))


def _day_line(one: Ahead) -> Words:
    return _("{day}: {what}", day=one.day, what=one.words)


def _reasons(here: Here, customer_id: str) -> Sequence[Reason]:
    """Why they are called this week; nothing where they are not."""
    rows = here.review().calls.rows
    listed = records(rows[rows["customer_id"] == customer_id])
    return listed[0]["reasons"] if listed else ()


def letter_box(here: Here, row: Mapping[str, Any]) -> None:
    """Drafts from what is on record, to be sent by hand; nothing is ever sent from here."""
    if stopped_words(row, here.book) is not None:
        return
    with st.expander(t(_("Drafts: letter, postcard, e-mail, LINE")), key="letter",
                     icon=":material/mail:"):  # fmt: skip
        st.markdown(md(_("From what is on record; nothing is sent from here. A letter is best "
                         "written by hand.")))  # fmt: skip
        kinds: dict[str, Words] = {"letter": _("Thank-you letter")} | {
            code: CHANNELS[code] for code in DRAFTED
        }
        script, way = planned_words(_reasons(here, row["customer_id"]))
        kind = st.segmented_control(
            t(_("What to write")), list(kinds), default=way if way in kinds else "letter",
            required=True,
            **called(f"draft_kind_{row['customer_id']}", kinds),
        )  # fmt: skip
        if kind == "letter":
            text_box(letter(row, here.book, sender=here.name, script=script))
        else:
            draft_box(here, row, str(kind), script=script)
