"""戻ってくる人: cohorts, the second purchase, who stays; only what is open is counted."""

from __future__ import annotations

import streamlit as st

from core.locale.words import Words, _
from pages._ui.choosing import called
from pages._ui.cohorts import cohort_view
from pages._ui.curves import silence_view, years_view
from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.second import second_view
from pages._ui.words import t

require_app("pages/cohorts.py")

VIEWS: dict[str, Words] = {
    "months": _("Month by month"),
    "second": _("The second time"),
    "years": _("Over the years"),
    "silence": _("How long they stay away"),
}


def draw() -> None:
    """The page."""
    here = frame("pages/cohorts.py", filtered=True)
    if here is None:
        return
    chosen = st.segmented_control(
        t(_("What to look at")), list(VIEWS), default="months", required=True,
        **called("cohort_view", VIEWS),
    )  # fmt: skip
    st.subheader(t(VIEWS[chosen]))
    {"months": cohort_view, "second": second_view, "years": years_view, "silence": silence_view}[
        chosen
    ](here)


draw()
