"""Notices at the nudge day: the offer, the list with drafts, and whom we no longer chase."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.calls.notices import Parked, notices, parked
from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from core.tables.activities import CHANNEL_CHOICES
from pages._ui import business, cards, state
from pages._ui.at_work import taken_out
from pages._ui.business import Here
from pages._ui.drafted import draft_box
from pages._ui.papers import addresses
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t

SHOWN = 10
CHANNELS: dict[str, Words] = {choice.code: choice.label for choice in CHANNEL_CHOICES}


def offer(here: Here) -> None:
    """What is offered, in the owner's words; kept with the business."""
    st.text_input(
        t(_("What we offer (stands in every draft; may stay empty)")), key="notice_offer",
        value=here.settings.story.offer, max_chars=200, on_change=_keep_offer,
    )  # fmt: skip


def to_write(here: Here) -> None:
    """Who is written to, by way of writing, the first ones with a draft."""
    review = here.review()
    people, calls = review.customers, review.calls
    found = here.made("notices", lambda: notices(people, calls, here.book, here.settings))
    said = n_(
        "{n} customer is written to (as of {day}).",
        "{n} customers are written to (as of {day}).",
        n=len(found), day=here.book.asof,
    )  # fmt: skip
    st.markdown(md(said))
    if not len(found):
        return
    _by_way(found)
    for row in records(found[found["channel"] != ""].head(SHOWN)):
        _one(here, row)
    rest = len(found) - SHOWN
    if rest > 0:
        st.markdown(md(n_("and {n} more", "and {n} more", n=rest)))


def _by_way(found: pd.DataFrame) -> None:
    """How many by each way of writing, and the addresses of those who get a card."""
    ways = found["channel"].value_counts()
    names = [CHANNELS.get(way, _("Nothing known to write to")) for way in ways.index]
    plain_table(
        pd.DataFrame(
            {
                t(_("Way of writing")): [t(name) for name in names],
                t(_("People")): [f"{n:,}" for n in ways],
            }
        )
    )
    by_card = found[found["channel"] == "postcard"]
    if len(by_card):
        label = n_("Addresses for postcards ({n})", "Addresses for postcards ({n})",
                   n=len(by_card))  # fmt: skip
        st.download_button(
            t(label), taken_out(partial(addresses, by_card, spoken()), "addresses"),
            t(_("Addresses.csv")), "text/csv",
            key="notice_addresses", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def chased_no_more(here: Here) -> None:
    """Who is past the stop day, what that saves, and the way back for one of them."""
    review = here.review()
    found: Parked = here.made("parked", lambda: parked(review.customers, here.book, here.settings))
    if not len(found.rows):
        st.markdown(md(_("Nobody is past their stop day (as of {day}).", day=here.book.asof)))
        return
    said = n_(
        "{n} customer is past the stop day. Not writing {times} times a year saves about {yen} "
        "and {hours} hours (provisional: minutes and postage of the settings; as of {day}).",
        "{n} customers are past the stop day. Not writing {times} times a year saves about {yen} "
        "and {hours} hours (provisional: minutes and postage of the settings; as of {day}).",
        n=len(found.rows), times=found.touches, yen=here.money(found.yen),
        hours=f"{found.hours:.0f}", day=here.book.asof,
    )  # fmt: skip
    st.markdown(md(said))
    with st.expander(t(_("Who they are")), key="parked"):
        for row in records(found.rows.head(SHOWN)):
            with st.container(horizontal=True, vertical_alignment="center"):
                cards.open_card_button(row["customer_id"], md(row["name"]), place="parked")
                st.markdown(md(_("last came on {day}", day=row["last_purchase_date"].date())))
                st.button(
                    t(_("Call once more this week")), key=f"chase_{row['customer_id']}",
                    on_click=_once_more, args=(row["customer_id"], row["name"]),
                )  # fmt: skip
        rest = len(found.rows) - SHOWN
        if rest > 0:
            st.markdown(md(n_("and {n} more", "and {n} more", n=rest)))


def _one(here: Here, row: Mapping[str, Any]) -> None:
    """One customer: since when, the draft, and the button that says it was sent."""
    with st.container(border=True, key=f"notice_{row['customer_id']}"):
        cards.open_card_button(row["customer_id"], md(row["name"]), place="notice")
        st.markdown(md(_("{way}; last came on {day}.", way=CHANNELS[row["channel"]],
                         day=row["last_purchase_date"].date())))  # fmt: skip
        draft_box(here, row, row["channel"], offer=here.settings.story.offer)
        st.button(
            t(_("It was sent")), key=f"sent_{row['customer_id']}", on_click=_sent,
            args=(row["customer_id"], row["name"], row["channel"]),
        )  # fmt: skip


def _sent(customer_id: str, name: str, channel: str) -> None:
    here = business.here()
    kind = "sales" if here.settings.story.offer else "useful"
    _write(
        lambda: here.workspace.add("activities", {
            "date": here.today, "customer_id": customer_id, "channel": channel,
            "direction": "out", "kind": kind, "note": t(_("Notice at the nudge day")),
        }),
        _("{name}: the notice is recorded.", name=name),
    )  # fmt: skip


def _once_more(customer_id: str, name: str) -> None:
    here = business.here()
    _write(
        lambda: here.workspace.set_next_date(customer_id, here.today),
        _("{name} stands on the list of this week once more.", name=name),
    )


def _keep_offer() -> None:
    text = str(st.session_state["notice_offer"]).strip()
    _write(
        lambda: business.here().workspace.change_settings({"story.offer": text or None}),
        _("What we offer is kept."),
    )


def _write(write: Any, words: Words) -> None:  # noqa: ANN401 - gives the action's number
    try:
        state.LAST_ACTION.put((words, write()))
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
