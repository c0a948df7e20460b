"""Deals on their page: age against the usual days, one closing message, rivals, one question."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules import open_deals, timing
from core.rules.doubted import KINDS
from core.tables import TABLES
from pages._ui import business, cards, drafts
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.stage_by_hand import do
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t, t_date

PLACE = "deals"
SHOWN = 12
LONGEST = 300
_STEPS = {choice.code: choice.label for choice in TABLES["deals"].column("step").choices}


def open_ones(here: Here) -> None:
    """How many are won, the usual days, and the open ones; those to be closed come first."""
    people = here.review().customers
    won = open_deals.won(here.book, here.settings)
    st.markdown(f"**{md(won.words(here.settings))}**  \n{md(_usual(won))}")
    st.button(t(_("Write down a deal")), key="deal_new", icon=":material/add:",
              on_click=drafts.begin, args=(PLACE, "deals"))  # fmt: skip
    found = here.made(
        "open deals", lambda: open_deals.open_deals(people, here.book, here.settings)
    )
    cut = records(found[found["cut"]])
    if cut:
        st.subheader(t(n_("Close these ({n})", "Close these ({n})", n=len(cut))))
        st.markdown(md(_("One message of thanks, then the matter is closed. Ask why, do not "
                         "press.")))  # fmt: skip
    for row in cut[:SHOWN]:
        _deal(here, row)
    running = records(found[~found["cut"]])
    st.subheader(t(n_("Open deals ({n})", "Open deals ({n})", n=len(running))))
    if not found.size:
        st.markdown(md(_("No deal is open.")))
    for row in running[:SHOWN]:
        _deal(here, row)
    more = max(len(cut) - SHOWN, 0) + max(len(running) - SHOWN, 0)
    if more:
        st.markdown(md(n_("and {n} more, in the ledger", "and {n} more, in the ledger", n=more)))


def lost_to(here: Here) -> None:
    """To whom deals were lost, and when to ask again."""
    st.subheader(t(_("Lost to a rival")))
    rivals = records(open_deals.rivals(here.book))
    if not rivals:
        st.markdown(md(_("No deal is on record that was lost to a rival.")))
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("Rival")): [row["lost_to"] for row in rivals],
                t(_("Customers lost to them")): [row["n"] for row in rivals],
                t(_("The last one")): [_day(row["newest"]) for row in rivals],
                t(_("Ask again first on")): [_day(row["recheck"]) for row in rivals],
                t(_("Day to ask not known")): [row["unknown"] for row in rivals],
            }
        )
    )
    st.markdown(md(_("Thank them, do not chase; write down when their contract ends.")))
    people = here.review().customers
    for row in records(open_deals.lost(people, here.book).head(SHOWN)):
        _lost(row)


def dropped_out(here: Here) -> None:
    """Who dropped out on the way: one helpful question; the answer is a voice of doubt."""
    found = open_deals.dropped(here.review().customers, here.book)
    if not len(found):
        return
    st.subheader(t(n_("Dropped out on the way ({n})", "Dropped out on the way ({n})",
                      n=len(found))))  # fmt: skip
    st.markdown(f"**{md(open_deals.QUESTION)}**")
    for row in records(found.head(SHOWN)):
        _dropped(row)
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        st.markdown(md(n_("and {n} more", "and {n} more", n=more)))


def _usual(won: open_deals.Won) -> Words:
    if math.isnan(won.usual_days):
        return _("How many days it usually takes is told from ten won deals on.")
    return _("From the first word to a yes it usually takes {n} days.", n=f"{won.usual_days:g}")


def _day(day: Any) -> str:  # noqa: ANN401 - a day or nothing
    return "–" if pd.isna(day) else t_date(day.date())


def _deal(here: Here, row: dict[str, Any]) -> None:
    number = int(row["row_id"])
    with st.container(border=True, key=f"deal_{number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"deal{number}")
            st.markdown("　".join(md(words) for words in _facts(here, row)))
        if row["cut"] and row["told"]:
            words = open_deals.closing_words(_honoured(here, row), row["product"])
            st.code(t(words), language=None, wrap_lines=True)
        _ways(number, row)


def _honoured(here: Here, row: dict[str, Any]) -> str:
    return t(_("{name}", name=row["name"]))


def _facts(here: Here, row: dict[str, Any]) -> list[Words | str]:
    said: list[Words | str] = [row["product"], _STEPS.get(row["step"], "")]
    if not pd.isna(row["amount"]):
        said.append(here.money(int(row["amount"])))
    if math.isnan(row["usual"]):
        said.append(n_("{n} day old", "{n} days old", n=row["age_days"]))
    else:
        said.append(
            _("{n} days old: {times} times the usual", n=row["age_days"],
              times=f"{row['usual']:.1f}")
        )  # fmt: skip
    if row["cut"]:
        said.append(
            n_("{n} contact without an answer, {days} days since we talked",
               "{n} contacts without an answer, {days} days since we talked",
               n=int(row["unanswered"]), days=int(row["silent_days"]))
        )  # fmt: skip
    return [words for words in said if words]


def _ways(number: int, row: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t(_("Why it ended")), key=f"lost_why_{number}", max_chars=LONGEST)
        st.text_input(t(_("Lost to (rival)")), key=f"lost_to_{number}", max_chars=80, width=180)
        st.selectbox(
            t(_("Why not now")), list(timing.REASONS), index=None,
            **called(f"lost_later_{number}", timing.REASONS), width=210,
        )  # fmt: skip
        st.date_input(t(_("When again")), value=None, format="YYYY/MM/DD", width=210,
                      key=f"lost_next_{number}")  # fmt: skip
        st.button(t(_("Close it")), key=f"lose_{number}", on_click=_close,
                  args=(number, row["name"]),
                  type="primary" if row["cut"] else "secondary")  # fmt: skip
        st.button(t(_("Won")), key=f"win_{number}", on_click=_win, args=(number, row["name"]))


def _lost(row: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.open_card_button(row["customer_id"], md(row["name"]), place="lost_to")
        who = row["lost_to"] or "–"
        line = _("to {rival} on {day}", rival=who, day=t_date(row["date"].date()))
        again = _("ask again on {day}", day=_day(row["recheck"]))
        if pd.isna(row["recheck"]):
            again = _("when their contract ends is not known")
        st.markdown(f"{md(line)}　{md(again)}")
        if pd.isna(row["recheck"]):
            given = {"customer_id": row["customer_id"], "reason": "contract"}
            st.button(t(_("Write down when")), key=f"when_{row['customer_id']}",
                      on_click=drafts.begin, args=(PLACE, "not_now"),
                      kwargs={"given": given})  # fmt: skip


def _dropped(row: dict[str, Any]) -> None:
    who = row["customer_id"]
    with st.container(border=True, key=f"dropped_{who}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(who, md(row["name"]), place="dropped")
            st.markdown(f"{md(row['product'])}　{md(_day(row['since']))}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(t(_("What it was about")), list(KINDS), index=None, width=200,
                         **called(f"held_kind_{who}", KINDS))  # fmt: skip
            st.text_input(t(_("What held them back, in their words")), key=f"held_{who}",
                          max_chars=LONGEST)  # fmt: skip
            st.button(t(_("Write it down as a doubt")), key=f"hear_{who}", on_click=_hear,
                      args=(who, row["name"], row["product"]))  # fmt: skip


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "").strip()


def _close(number: int, name: str) -> None:
    here = business.here()
    said = {
        "reason": _typed(f"lost_why_{number}"),
        "lost_to": _typed(f"lost_to_{number}"),
        "why_not_now": _typed(f"lost_later_{number}"),
        "next_time": st.session_state.get(f"lost_next_{number}"),
    }
    do(lambda: here.workspace.lose_deal(number, day=here.today, **said),
       _("{name}: the deal is closed.", name=name))  # fmt: skip


def _win(number: int, name: str) -> None:
    here = business.here()
    do(lambda: here.workspace.correct("deals", number, {"step": "won", "end_date": here.today}),
       _("{name}: the deal is won.", name=name))  # fmt: skip


def _hear(customer_id: str, name: str, product: str) -> None:
    here = business.here()
    words, kind = _typed(f"held_{customer_id}"), _typed(f"held_kind_{customer_id}") or "other"
    do(
        lambda: here.workspace.hear_doubt(
            customer_id, day=here.today, words=words, kind=kind, product=product
        ),
        _("{name}: written down as a doubt. Thank you for asking.", name=name),
    )
