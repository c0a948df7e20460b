"""お客様カード: find one customer and see, write down and correct everything known."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.calls import card
from core.calls.next_date import next_date_of
from core.locale.words import _
from pages._ui import cache, carrying, drafts, erasing, own_columns, recording, state
from pages._ui.business import Here
from pages._ui.guard import require_app
from pages._ui.life import life
from pages._ui.next_products import next_products
from pages._ui.outlook import outlook
from pages._ui.page import frame
from pages._ui.person import bullet, contacts, person, purchases
from pages._ui.person_form import groups, household, quick_add
from pages._ui.person_records import all_records, changes
from pages._ui.search import matches
from pages._ui.stage_by_hand import stage_by_hand
from pages._ui.tables import records
from pages._ui.words import md, t

require_app("pages/customer.py")

FOUND_SHOWN = 20


def search(here: Here, people: pd.DataFrame) -> None:
    """The search field and what it finds; a click opens the card."""
    typed = st.text_input(
        t(_("Name, reading, phone or number")), key="customer_search", type="search"
    )
    if not typed:
        return
    index = cache.search_index_of(str(here.workspace.folder), here.book.digest, people)
    found = matches(index, typed, FOUND_SHOWN)
    if not found:
        st.markdown(md(_("Nobody fits “{typed}”. Try a part of the name.", typed=typed)))
    names = people.set_index("customer_id").loc[found]
    with st.container(horizontal=True, key="found"):
        for customer_id, name, kana in zip(found, names["name"], names["kana"], strict=True):
            label = md(f"{name} {kana}".strip() or customer_id)
            if st.button(label, key=f"found_{customer_id}"):
                state.CUSTOMER.put(customer_id)


def draw() -> None:
    """The page."""
    here = frame("pages/customer.py")
    if here is None:
        return
    search(here, people := here.review().customers)
    chosen = records(people[people["customer_id"] == state.CUSTOMER.get()])
    if not chosen:
        st.markdown(md(_("Search for a customer, or open one from the call list or a group.")))
        return
    row = chosen[0]
    customer_id = row["customer_id"]
    drafts.only_for(customer_id)
    person(here, row)
    stage_by_hand(here, row)
    known = card(row, here.book, here.settings)
    for name, lines in (
        (_("Open promises"), known.promises),
        (_("As heard from them"), known.remembered),
        (_("Introduced to us"), known.referrals),
        (_("Better not said"), known.not_to_say),
    ):
        bullet(name, list(lines))
    life(here, row)
    quick_add(here, row)
    with st.expander(t(_("Record a contact")), key="record_contact"):
        following = next_date_of(customer_id, here.book)
        recording.outcome_row(customer_id, row["name"], next_date=following)
    groups(here, row)
    household(here, row)
    own_columns.of_customer(here, customer_id)
    purchases(here, row)
    outlook(here, row)
    next_products(here, row)
    contacts(here, customer_id)
    all_records(here, customer_id)
    changes(here, customer_id)
    carrying.of_customer(here, customer_id, row["name"])
    erasing.of_customer(here, row)


draw()
