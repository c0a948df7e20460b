"""The loyal customers as an asset (優良顧客の資産価値), for the owner alone."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from core.loyal import loyal, loyal_words
from pages._ui.business import Here
from pages._ui.owner import owner_at_work
from pages._ui.valued import Valued
from pages._ui.words import md, t


def asset(here: Here, found: Valued) -> None:
    """What the loyal are worth over five years, with the band and what it stands on."""
    st.subheader(t(_("The loyal as an asset")))
    told = here.made(
        f"loyal|{found.mark}",
        lambda: loyal(found.rows, found.book.asof, here.settings, only=found.only),
    )
    for line in loyal_words(told, here.book.currency, here.book.scale):
        st.markdown(f"- {md(line)}")


def to_the_asset(here: Here) -> None:
    """One line on another page: where the asset is told; nothing where others look too."""
    if owner_at_work(here) and here.book.has_amounts:
        st.page_link(
            "pages/money.py",
            label=t(_("What supporters and above are worth as an asset")),
            icon=":material/account_balance:",
        )
