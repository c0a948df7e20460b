"""The chains of life events (出来事の連鎖): their steps, taken over and changed by the owner."""

from __future__ import annotations

import streamlit as st

from core.foresight.chains import Chain, as_rows, chains_known
from core.locale.words import _
from pages._ui import business
from pages._ui.business import Here
from pages._ui.plan_editor import own_steps, switch_and_drop
from pages._ui.plan_words import need_line
from pages._ui.stage_by_hand import do
from pages._ui.words import md, t


def chains(here: Here) -> None:
    """Each chain with its steps; those in use feed the call list and the card."""
    st.subheader(t(_("What follows from an event")))
    st.markdown(
        md(
            _(
                "After an event in somebody's life the next need follows. The call list tells of "
                "it in time, never while a complaint is open."
            )
        )
    )
    for chain in chains_known(here.settings, here.book.table("plan_steps")):
        _chain(here, chain)


def _chain(here: Here, chain: Chain) -> None:
    mark = _("in use") if chain.in_use else _("not in use")
    label = _("{plan} ({state})", plan=chain.label, state=mark)
    limits = here.settings.chains
    with st.expander(md(label), key=f"chain_{chain.code}"):
        if not chain.own:
            for step in chain.steps:
                st.markdown(f"- {md(need_line(step, limits))}")
            st.button(t(_("Take over to change the steps")), key=f"take_chain_{chain.code}",
                      on_click=_take_over, args=(chain.code,))  # fmt: skip
            return
        lines = [(step.row_id, need_line(step, limits)) for step in chain.steps]
        given = {
            "plan": str(chain.label), "aim": "need", "starts_with": "event",
            "template": chain.code if chain.code != chain.label else "",
            "in_use": "yes" if chain.in_use else "no",
        }  # fmt: skip
        own_steps(here, chain.code, lines, given=given, aim="need")
        ids = [row_id for row_id, _line in lines]
        with st.container(horizontal=True):
            switch_and_drop(chain.code, chain.label, ids, in_use=chain.in_use)


def _take_over(code: str) -> None:
    here = business.here()
    known = chains_known(here.settings, here.book.table("plan_steps"))
    chain = next(c for c in known if c.code == code)
    rows = as_rows(chain, t, here.settings.chains)
    said = _("“{plan}” is yours to change.", plan=chain.label)
    do(lambda: here.workspace.keep_plan(rows), said)
