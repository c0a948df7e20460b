"""設定: which business, its trade, calls a day, margin, language; every figure with its source."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.metrics.learned import LearnedDays, learned_days
from core.settings import TRADES
from core.workspace import Business, Workspace, home
from pages._ui import backups, business, carrying, erasing, locking, sharing, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.errors import error_card
from pages._ui.guard import require_app
from pages._ui.individuals import individuals_said
from pages._ui.no_return import no_return
from pages._ui.own_weeks import own_weeks
from pages._ui.page import title
from pages._ui.recording import undo_line
from pages._ui.thresholds import figures_in_force
from pages._ui.trade_guess import trade_guess
from pages._ui.whereabouts import join_box, whereabouts
from pages._ui.words import md, t

require_app("pages/settings.py")

PERCENT = 100


def switcher() -> None:
    """Which business to look at, and a new one."""
    st.subheader(t(_("Business")))
    every = {found.slug: found for found in business.every()}
    here = business.current_slug()
    if every:
        chosen = st.selectbox(
            t(_("Business to look at")),
            list(every),
            index=list(every).index(here),
            **called(f"business_{here}", {slug: _named(found) for slug, found in every.items()}),
        )
        if chosen != here:
            business.look_at(chosen)
            st.rerun()
    with (
        st.expander(t(_("Make a new business")), key="new_business"),
        st.form("new_business_form"),
    ):
        name = st.text_input(t(_("Name of the business")), key="new_name", max_chars=80)
        trade = _trade_box("other", "new_trade")
        if st.form_submit_button(t(_("Make it")), key="new_make") and name.strip():
            _make(name.strip(), trade)


def _named(found: Business) -> Words | str:
    return _("{name} (sample)", name=found.name) if found.sample else found.name


def _make(name: str, trade: str) -> None:
    try:
        with Workspace.create(home(), name, now=state.CLOCK.get(), trade_code=trade) as made:
            slug = made.business.slug
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return
    business.look_at(slug)
    st.rerun()


def _trade_box(code: str, key: str, **more: Any) -> str:  # noqa: ANN401 - passed on to the widget
    names = {c: trade.label for c, trade in TRADES.items()}
    chosen: str = st.selectbox(
        t(_("Trade")), list(TRADES), index=list(TRADES).index(code), **called(key, names), **more
    )
    return chosen


def choices(here: Here) -> None:
    """What the owner decides; kept at once."""
    st.subheader(t(_("This business")))
    settings = here.settings
    keys = {name: f"{name}_{here.slug}" for name in ("trade", "per_day", "margin")}
    _trade_box(settings.trade_code, keys["trade"], on_change=_change,
               args=("trade_code", keys["trade"]))  # fmt: skip
    st.number_input(
        t(_("Calls a day")), 1, 50, settings.calls.per_day, key=keys["per_day"],
        on_change=_change, args=("calls.per_day", keys["per_day"]),
    )  # fmt: skip
    own_weeks(here)
    st.number_input(
        t(_("Gross margin in percent (0: not known, sales are shown)")), 0, 100,
        round(settings.money.margin * PERCENT), key=keys["margin"],
        on_change=_change, args=("money.margin", keys["margin"]),
    )  # fmt: skip


def _change(setting: str, key: str) -> None:
    value = st.session_state[key]
    if setting == "money.margin":
        value /= PERCENT
    try:
        business.here().workspace.change_settings({setting: value})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def draw() -> None:
    """The page."""
    title("pages/settings.py")
    here, refusal = business.current_or_refusal()
    if refusal is not None:
        error_card(refusal)
    undo_line()
    backups.notice()
    switcher()
    join_box()
    backups.lost_businesses()
    if here is not None:
        trade_guess(here)
        choices(here)
        whereabouts(here.workspace)
        backups.section(here.workspace)
        carrying.out(here)
        individuals_said(here)
    carrying.incoming()
    locking.section()
    sharing.sharing(here)
    if here is not None:
        erasing.erased(here.workspace)
        erasing.history_holds(here.workspace, here.book.digest)
        if not here.empty:
            no_return(here)
        figures_in_force(here.settings, None if here.empty else _learned(here))


def _learned(here: Here) -> LearnedDays:
    """How many customers are measured by days learned from their own purchases."""
    return here.judged("learned", lambda: learned_days(here.review().measures.profile))


draw()
