"""理想のお客様: what the best customers share, the narrow target, what to ask, what is known."""

from __future__ import annotations

import streamlit as st

from pages._ui import state
from pages._ui.asking import completeness, health, to_ask
from pages._ui.guard import require_app
from pages._ui.ideals import image, narrow
from pages._ui.page import frame
from pages._ui.words import md

require_app("pages/ideal.py")


def draw() -> None:
    """The page."""
    here = frame("pages/ideal.py")
    if here is None:
        return
    if (problem := state.PROBLEM.take()) is not None:
        st.error(md(problem))
    people = here.review().customers
    image(here, people)
    narrow(here, people)
    to_ask(here, people)
    completeness(here, people)
    health(here)


draw()
