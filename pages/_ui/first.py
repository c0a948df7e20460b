"""The first screen: before there is any business."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import business, samples
from pages._ui.choosing import called
from pages._ui.words import md, t


def first_screen() -> None:
    """Before there is any business: two buttons, nothing to set."""
    st.title(t(_("Whom shall we call this week?")))
    st.markdown(
        md(_("Bring in your customer sheets, and you see whom to call this week, and why."))
    )
    code = st.radio(
        t(_("Kind of business in the sample")),
        list(samples.SAMPLES),
        **called("sample_code", samples.SAMPLES),
        horizontal=True,
    )
    with st.container(horizontal=True):
        tried = st.button(t(_("Try it with the sample data")), key="try_sample", type="primary")
        own = st.button(t(_("Choose my own sheet")), key="choose_own")
    if tried:
        with st.spinner(t(_("Preparing the sample"))):
            business.look_at(samples.open_sample(code))
        st.rerun()
    if own:
        st.switch_page("pages/intake.py")
