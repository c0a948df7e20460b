"""How every page begins: its title, the sample's banner, and help where nothing is in yet."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import at_work, business, state
from pages._ui.ahead import open_ahead
from pages._ui.business import Here
from pages._ui.drawer import drawer
from pages._ui.filters import filters
from pages._ui.helping import help_button
from pages._ui.recording import undo_line
from pages._ui.recount import progress_line, told
from pages._ui.registry import entry
from pages._ui.tour import tour
from pages._ui.words import md, t


def title(path: str) -> None:
    """The page's name at its top, the way to its help, and the first tour where it belongs."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.title(t(entry(path).title))
        help_button(path)
    tour(path)


def frame(path: str, *, counted: bool = True, filtered: bool = False) -> Here | None:
    """Title and banner; None (and help) where there is nothing to show yet.

    Args:
        path: the page's file.
        counted: whether the page shows what is counted; it then needs data, and is told as of
            when they are. Without it an empty ledger will do.
        filtered: whether its figures can be of a part of the business, see
            :mod:`pages._ui.filters`.
    """
    title(path)
    here = business.current()
    if here is None or (counted and here.empty):
        _nothing_yet()
        return None
    if here.sample:
        sample_banner()
    undo_line()
    if not counted:
        if not here.empty:
            _card_over(here, path)
        return here
    with st.spinner(t(_("Counting"))), told(here) as progress:
        people = here.review(progress).customers
    progress_line(here)
    open_ahead(here)
    _card_over(here, path)
    st.markdown(
        md(
            _(
                "Data up to {day}; {n} customers.",
                day=here.book.asof,
                n=len(people),
            )
        )
    )
    if filtered:
        filters(here)
    return here


def _card_over(here: Here, path: str) -> None:
    """The card that a click on this page asked for: over a list, or in its place on its page."""
    if path == "pages/customer.py":
        state.CUSTOMER.put(state.DRAWER.take() or state.CUSTOMER.get())
    else:
        drawer(here)


def sample_banner() -> None:
    """That this is a sample, and the way to the owner's own sheets."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="sample"):
        st.markdown(md(_("This is a sample. Nobody in it exists.")))
        may = at_work.sees().settings
        if may and st.button(t(_("Use my own sheets instead")), key="sample_replace"):
            st.switch_page("pages/intake.py")


def _nothing_yet() -> None:
    st.markdown(md(_("Nothing has been brought in yet. One sheet of sales is enough to begin.")))
    if at_work.sees().settings and st.button(
        t(_("Bring in a sheet")), key="to_intake", type="primary"
    ):
        st.switch_page("pages/intake.py")
