"""Customers by name (名前の並び): the first ones as buttons that open their cards."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import Words, n_
from pages._ui import cards
from pages._ui.business import Here
from pages._ui.tables import records
from pages._ui.words import md

NAMES_SHOWN = 12


def known_names(here: Here) -> pd.Series[str]:
    """Everybody's name by their number, laid out once for each review."""
    people = here.review().customers
    return here.judged(
        "names", lambda: people[["customer_id", "name"]].set_index("customer_id")["name"]
    )


def name_buttons(
    rows: pd.DataFrame, *, place: str, total: int | None = None, said: Words | None = None
) -> None:
    """The first names as buttons that open their cards, and how many more there are.

    Args:
        rows: ``customer_id, name``, the first ones at least.
        place: for the keys.
        total: how many there are; the rows themselves where not said.
        said: how many in a sentence, where «n people» says too little.
    """
    people = len(rows) if total is None else total
    st.markdown(md(said or n_("{n} person", "{n} people", n=people)))
    with st.container(horizontal=True, key=f"{place}_names"):
        for row in records(rows.head(NAMES_SHOWN)):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=place)
    if people > NAMES_SHOWN:
        more = people - NAMES_SHOWN
        st.markdown(md(n_("and {n} more", "and {n} more", n=more)))
