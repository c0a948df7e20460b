"""ご判断が要るお客様: for the owner alone; evidence, ways and effects, harassment, prices."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import business
from pages._ui.guard import require_app
from pages._ui.owner import owner_at_work
from pages._ui.page import frame, title
from pages._ui.price_rise import price_what_if
from pages._ui.thinking import harassment, notes, waiting
from pages._ui.words import md

require_app("pages/think.py")


def draw() -> None:
    """The page."""
    current = business.current()
    if current is not None and not owner_at_work(current):
        title("pages/think.py")
        st.markdown(md(_("This page is for the owner alone and is shut in a shared ledger.")))
        return
    here = frame("pages/think.py")
    if here is None:
        return
    st.markdown(
        md(
            _(
                "Only you see this page. Nothing here is exported, decided or sent. A complaint "
                "never counts against anybody: it is a favour."
            )
        )
    )
    waiting(here)
    notes(here)
    harassment(here)
    price_what_if(here)


draw()
