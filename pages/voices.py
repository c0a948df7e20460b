"""お客様の言葉: why they buy and choose us, doubts, how voices reach us, our story, works."""

from __future__ import annotations

import streamlit as st

from pages._ui import state
from pages._ui.doubts import doubts, why_left, why_us
from pages._ui.guard import require_app
from pages._ui.heard import voices_heard
from pages._ui.page import frame
from pages._ui.story import story_card
from pages._ui.wishes import wishes
from pages._ui.words import md
from pages._ui.worked import worked

require_app("pages/voices.py")


def draw() -> None:
    """The page."""
    here = frame("pages/voices.py")
    if here is None:
        return
    if (problem := state.PROBLEM.take()) is not None:
        st.error(md(problem))
    people = here.review().customers
    wishes(here, people)
    why_us(here, people)
    doubts(here, people)
    why_left(here)
    voices_heard(here)
    story_card(here)
    worked(here)


draw()
