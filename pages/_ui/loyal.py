"""The loyal customers as an asset (優良顧客の資産価値), for the owner alone."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from core.loyal import loyal, loyal_words
from pages._ui.business import Here
from pages._ui.owner import owner_at_work
from pages._ui.words import md, t


def asset(here: Here) -> None:
    """What the loyal are worth over five years; nothing where others look too."""
    if not owner_at_work(here) or not here.book.has_amounts:
        return
    st.subheader(t(_("The loyal as an asset")))
    found = loyal(here.review().customers, here.book.asof, here.settings)
    for line in loyal_words(found, here.book.currency, here.book.scale):
        st.markdown(f"- {md(line)}")
