"""お客様という資産: value so far and ahead, opening to closing, dependence, a page to print."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import business
from pages._ui.bridge import opening_to_closing
from pages._ui.dependence import hangs_on
from pages._ui.filters import filters
from pages._ui.guard import require_app
from pages._ui.loyal import asset
from pages._ui.owner import owner_at_work
from pages._ui.page import frame, title
from pages._ui.statement import to_print
from pages._ui.valued import valued
from pages._ui.values import values
from pages._ui.words import md

require_app("pages/money.py")


def draw() -> None:
    """The page."""
    current = business.current()
    if current is not None and not owner_at_work(current):
        title("pages/money.py")
        st.markdown(md(_("This page is for the owner alone and is shut in a shared ledger.")))
        return
    here = frame("pages/money.py")
    if here is None:
        return
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so nothing can be said of value.")))
        return
    filters(here, whole_people=True)
    found = valued(here)
    asset(here, found)
    values(here, found)
    opening_to_closing(here, found)
    hangs_on(here, found)
    to_print(here)


draw()
