"""かけた費用と見返り: what new and old customers cost and bring back, for the owner alone."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import business, state
from pages._ui.aftercare import budget, one_to_five, six_advantages
from pages._ui.at_a_loss import at_a_loss_section
from pages._ui.guard import require_app
from pages._ui.owner import owner_at_work
from pages._ui.page import frame, title
from pages._ui.payback import cost_and_return, members, read, whole_costs
from pages._ui.unhappy import complaint_debt
from pages._ui.words import md

require_app("pages/costs.py")


def draw() -> None:
    """The page."""
    current = business.current()
    if current is not None and not owner_at_work(current):
        title("pages/costs.py")
        st.markdown(md(_("This page is for the owner alone and is shut in a shared ledger.")))
        return
    here = frame("pages/costs.py", filtered=True)
    if here is None:
        return
    if (problem := state.PROBLEM.take()) is not None:
        st.error(md(problem))
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so cost and return cannot be compared.")))
        return
    whole_costs(here)
    found = read(here)
    cost_and_return(here, found)
    members(here, found)
    budget(here)
    one_to_five(here)
    six_advantages(here)
    at_a_loss_section(here)
    complaint_debt(here)


draw()
