"""The drawer (引き出し): a customer's card over the list that one came from."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import state
from pages._ui.business import Here
from pages._ui.card_view import reading
from pages._ui.person import identity
from pages._ui.tables import records
from pages._ui.words import md, t


def drawer(here: Here) -> None:
    """Open the card that was asked for on this page; nothing where none was."""
    customer_id = state.DRAWER.get()
    if customer_id:
        st.dialog(t(_("Customer card")), width="medium", position="right", on_dismiss=_shut)(
            _content
        )(here, customer_id)


def _content(here: Here, customer_id: str) -> None:
    people = here.review().customers
    found = records(people[people["customer_id"] == customer_id])
    if st.button(t(_("Open the whole card")), key="drawer_full", type="primary",
                 icon=":material/open_in_full:"):  # fmt: skip
        state.DRAWER.take()
        state.CUSTOMER.put(customer_id)
        st.switch_page("pages/customer.py")
    if not found:
        st.markdown(md(_("This customer is not in the ledger any more.")))
        return
    row = found[0]
    identity(here, row)
    reading(here, row)


def _shut() -> None:
    state.DRAWER.take()
