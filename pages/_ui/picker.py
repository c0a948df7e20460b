"""Choosing a customer by name, reading, phone or number, never by typing an id."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.locale.words import Words, _
from core.tables import Column
from pages._ui import drafts, people
from pages._ui.business import Here
from pages._ui.drafts import Draft
from pages._ui.words import md, t

FOUND_SHOWN = 8
Pick = Callable[[str, str], None]
#: What is asked for each column that names a customer.
ASKED: dict[str, Words] = {
    "customer_id": _("Whose record it is"),
    "referrer_id": _("Who introduced them"),
    "referred_id": _("Who was introduced, where they are in the ledger"),
}


def customer(here: Here, draft: Draft, column: Column) -> None:
    """Who was chosen, or the search field with what it finds."""
    chosen = draft.picked.get(column.name, "")
    label = ASKED[column.name]
    if chosen:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = _("{name}", name=people.names_of(here, [chosen])[chosen])
            st.markdown(f"{md(label)}: **{md(name)}**")
            st.button(
                t(_("Choose somebody else")), key=draft.key(f"again_{column.name}"),
                on_click=drafts.pick, args=(column.name, ""),
            )  # fmt: skip
        return
    found_by_search(here, label, draft.key(f"find_{column.name}"), drafts.pick, column.name)


def found_by_search(here: Here, label: Words, key: str, chosen: Pick, column: str) -> None:
    """A search field and a button for each customer it finds.

    Args:
        here: the business.
        label: what the field is for.
        key: of the field, and the beginning of the buttons' keys.
        chosen: called with ``column`` and the customer's number.
        column: handed to ``chosen``.
    """
    hint = _("{label} (name, reading, phone or number)", label=label)
    typed = st.text_input(t(hint), key=key, type="search")
    if not typed:
        return
    found = people.find(here, typed, FOUND_SHOWN)
    if not found:
        st.markdown(md(_("Nobody fits “{typed}”. Try a part of the name.", typed=typed)))
    rows = people.everybody(here).rows
    rows = rows[rows["customer_id"].isin(found)].set_index("customer_id").loc[found]
    with st.container(horizontal=True, key=f"{key}_found"):
        for customer_id, name, kana in zip(found, rows["name"], rows["kana"], strict=True):
            words = people.marked(customer_id, f"{name} {kana}".strip() or customer_id)
            st.button(
                md(words), key=f"{key}_{customer_id}",
                on_click=chosen, args=(column, customer_id),
            )  # fmt: skip
