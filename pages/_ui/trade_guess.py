"""The trade that the sheets speak for (業種): asked with its facts, kept with a click."""

from __future__ import annotations

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import _
from core.rules.trade import OTHER, guess
from core.settings import TRADES
from pages._ui import business, state
from pages._ui.business import Here
from pages._ui.words import md, t


def trade_guess(here: Here) -> None:
    """The question, where no trade was chosen and what is sold speaks for one."""
    if here.empty or here.settings.trade_code != OTHER:
        return
    found = guess(here.review().measures.profile, here.book, here.workspace.sources())
    if found is None:
        return
    with st.container(border=True, key="trade_guess"):
        st.markdown(md(found.words))
        st.markdown(
            md(_("The trade gives the days and rules that stand until your own data suffice."))
        )
        st.button(
            t(_("Yes: {trade}", trade=TRADES[found.code].label)), key="trade_guess_yes",
            on_click=_choose, args=(found.code,),
        )  # fmt: skip


def _choose(code: str) -> None:
    try:
        business.here().workspace.change_settings({"trade_code": code})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
