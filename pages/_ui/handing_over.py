"""担当の引き継ぎ: who leaves, who takes over, whom it concerns; one click, and one back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from core.errors import DaifukuchoError
from core.handover import Concerned, concerned
from core.locale.words import Words, _, n_
from core.tables import TABLES
from pages._ui import business, state
from pages._ui.business import Here
from pages._ui.tables import records
from pages._ui.words import md, t

NAMES_SHOWN = 20


def hand_over_box(here: Here) -> None:
    """The way to hand a leaver's customers over, opened when it is needed."""
    with st.expander(
        t(_("Hand over the customers of somebody who leaves")), key="hand_over",
        on_change="rerun", icon=":material/move_group:",
    ) as box:  # fmt: skip
        if box.open:
            _choices(here)


def _choices(here: Here) -> None:
    judged = here.review().customers if not here.empty else here.book.table("customers")
    if "last_staff" not in judged:
        judged = judged.assign(last_staff="")
    names = _names(here, judged)
    if not names:
        st.markdown(md(_("Nobody is in charge of anything yet.")))
        return
    who, to, day = st.columns(3, vertical_alignment="bottom")
    leaving = who.selectbox(t(_("Who leaves")), names, index=None, key="leaving")
    others = [name for name in names if name != leaving]
    successor = to.selectbox(
        t(_("Who takes over")), others, index=None, key="successor", accept_new_options=True
    )
    day.date_input(t(_("Last day")), here.today, key="left_date", format="YYYY/MM/DD")
    if not leaving:
        return
    found = concerned(judged, here.book, leaving)
    _preview(found, leaving)
    ids = list(found.customers["customer_id"])
    st.button(
        t(_("Hand over")), key="hand_over_go", type="primary", disabled=not successor,
        on_click=_hand_over, args=(leaving, ids),
    )  # fmt: skip


def _names(here: Here, judged: Any) -> list[str]:  # noqa: ANN401 - the judged frame
    """Everybody who is or was in charge of a customer, those at work first."""
    gone = here.book.table("staff")
    gone = set(gone.loc[gone["left_date"].notna(), "staff"])
    charged = (judged[column].unique() for column in ("staff", "last_staff"))
    known = set(here.book.table("staff")["staff"]).union(*charged) - {""}
    return sorted(known, key=lambda name: (name in gone, name))


def _preview(found: Concerned, leaving: str) -> None:
    people = found.customers
    st.markdown(
        md(
            n_(
                "{n} customer of {leaving} goes over.",
                "{n} customers of {leaving} go over.",
                n=len(people),
                leaving=leaving,
            )
        )
    )
    work: list[Words] = [
        n_("{table}: {n} open", "{table}: {n} open", n=n, table=TABLES[name].label)
        for name, n in found.work.items()
        if n
    ]
    if work:
        st.markdown("\n".join(f"- {md(line)}" for line in work))
    shown = t(_(", ")).join(str(row["name"]) for row in records(people.head(NAMES_SHOWN)))
    rest = len(people) - NAMES_SHOWN
    more = t(n_("and {n} more", "and {n} more", n=rest)) if rest > 0 else ""
    st.markdown(md(f"{shown} {more}".strip()))


def _hand_over(leaving: str, ids: list[str]) -> None:
    successor = st.session_state.get("successor") or ""
    left_date: dt.date | None = st.session_state.get("left_date")
    workspace = business.here().workspace
    try:
        action = workspace.hand_over(leaving, successor, ids, left_date=left_date)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    state.LAST_ACTION.put((workspace.last_actions(1)[0].words, action))
    for key in ("leaving", "successor"):
        st.session_state.pop(key, None)
