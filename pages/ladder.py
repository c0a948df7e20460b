"""お客様のはしご: six rungs on two axes, the evidence, who is near the next, who moved."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from core.rules.ladder import STAGES
from pages._ui.flows import flow_between
from pages._ui.guard import require_app
from pages._ui.loyal import to_the_asset
from pages._ui.page import frame
from pages._ui.proposals import partners
from pages._ui.rungs import axes_table, near, of_rung, rung_table
from pages._ui.stage_by_hand import all_by_hand
from pages._ui.words import t

require_app("pages/ladder.py")


def draw() -> None:
    """The page."""
    here = frame("pages/ladder.py")
    if here is None:
        return
    people = here.review().customers
    rung_table(here, people)
    to_the_asset(here)
    partners(here, people)
    of_rung(here, people)
    near(here, people)
    all_by_hand(here, people)
    axes_table(here, people)
    st.subheader(t(_("Who went up and down")))
    flow_between(here, "stage", STAGES, place="ladder")


draw()
