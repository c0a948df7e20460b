"""声かけ日のご案内: who is drifting away and is written to; whom we no longer chase."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui.guard import require_app
from pages._ui.notices import chased_no_more, offer, to_write
from pages._ui.page import frame
from pages._ui.words import md, t

require_app("pages/notices.py")


def draw() -> None:
    """The page."""
    here = frame("pages/notices.py")
    if here is None:
        return
    st.markdown(md(_("Everybody who is drifting away and is not called this week is written to, "
                     "before the day of no return.")))  # fmt: skip
    offer(here)
    to_write(here)
    st.subheader(t(_("Whom we no longer chase")))
    chased_no_more(here)


draw()
