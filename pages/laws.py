"""法則を自分の店で: the famous laws beside the shop's own figures, and four steps tried in yen."""

from __future__ import annotations

import streamlit as st

from core.locale.words import Words, _
from pages._ui import business
from pages._ui.guard import require_app
from pages._ui.laws import laws_tried
from pages._ui.owner import owner_at_work
from pages._ui.page import frame, title
from pages._ui.price_rise import price_what_if
from pages._ui.simulators import phoning_what_if, staying_what_if, stopping_what_if
from pages._ui.sliders import choice
from pages._ui.words import md

require_app("pages/laws.py")

VIEWS: dict[str, Words] = {
    "laws": _("The laws"),
    "staying": _("More stay"),
    "price": _("Prices up"),
    "phoning": _("Number of calls"),
    "stopping": _("Stop day"),
}
SHOWN = {
    "laws": laws_tried,
    "staying": staying_what_if,
    "price": price_what_if,
    "phoning": phoning_what_if,
    "stopping": stopping_what_if,
}


def draw() -> None:
    """The page."""
    current = business.current()
    if current is not None and not owner_at_work(current):
        title("pages/laws.py")
        st.markdown(md(_("This page is for the owner alone and is shut in a shared ledger.")))
        return
    here = frame("pages/laws.py")
    if here is None:
        return
    chosen = choice(here, "laws_view", _("What to look at"), VIEWS)
    SHOWN[chosen](here)


draw()
