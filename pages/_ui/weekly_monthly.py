"""What the first review of a month asks beside the ten questions (月に一度の問い)."""

from __future__ import annotations

import streamlit as st

from core.locale.words import Words, _
from core.weekly import Progress
from pages._ui.business import Here
from pages._ui.owner import owner_at_work
from pages._ui.registry import entry
from pages._ui.words import md, t

#: Page and what to look at there, in the order of the rule book.
MONTHLY: tuple[tuple[str, Words], ...] = (
    ("pages/money.py", _("What moved the worth of our customers this month?")),
    ("pages/cases.py", _("Which causes of complaints did we close?")),
    ("pages/ideal.py", _("What do our best customers have in common?")),
    ("pages/think.py", _("Is there a customer to think about?")),
)
QUARTERLY = ("pages/effects.py", _("Do our calls help? The lots of the quarter are judged."))


def monthly(here: Here, found: Progress) -> None:
    """The ways to the questions of the month; those for the owner alone only for the owner."""
    if not found.first_of_month:
        return
    with st.container(border=True, key="review_monthly"):
        st.markdown(md(_("Once a month, with the first review:")))
        for path, words in (*MONTHLY, *((QUARTERLY,) if found.quarterly else ())):
            if not entry(path).owner or owner_at_work(here):
                st.page_link(path, label=t(words), icon=entry(path).icon)
