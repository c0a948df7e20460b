"""お客様カード: find one customer and see, write down and correct everything known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.calls.next_date import next_date_of
from core.locale.words import _
from pages._ui import carrying, drafts, erasing, own_columns, recording, state
from pages._ui.anywhere import anywhere, ready
from pages._ui.business import Here
from pages._ui.card_view import letter_box, reading
from pages._ui.guard import require_app
from pages._ui.life import life
from pages._ui.next_products import next_products
from pages._ui.outlook import outlook
from pages._ui.page import frame
from pages._ui.people import find, marked
from pages._ui.person import contacts, person
from pages._ui.person_form import groups, household, quick_add
from pages._ui.person_records import all_records, changes
from pages._ui.stage_by_hand import stage_by_hand
from pages._ui.story import story_line
from pages._ui.tables import records
from pages._ui.words import md, spoken, t

require_app("pages/customer.py")

FOUND_SHOWN = 20


def search(here: Here, people: pd.DataFrame) -> None:
    """The search field and what it finds; a click opens the card."""
    typed = st.text_input(
        t(_("Name, reading, phone or number")),
        key="customer_search",
        type="search",
        placeholder=t(_("or any word that stands about them: a hobby, a note, a promise")),
    )
    if not typed:
        ready(here)
        return
    found = here.made(f"found {typed}", lambda: find(here, typed, FOUND_SHOWN))
    said = here.made(f"said {spoken()} {typed}", lambda: anywhere(here, typed, FOUND_SHOWN))
    names = _names(people, [*found, *(one.customer_id for one in said)])
    found = [customer_id for customer_id in found if customer_id in names]
    said = [o for o in said if o.customer_id in names and o.customer_id not in found]
    with st.container(horizontal=True, key="found"):
        for customer_id in found:
            button(customer_id, names[customer_id])
    if not found and not said:
        st.markdown(md(_("Nobody fits “{typed}”. Try a part of the name.", typed=typed)))
    for one in said:
        with st.container(horizontal=True, vertical_alignment="center"):
            button(one.customer_id, names[one.customer_id])
            st.markdown(md(_("{where}: {text}", where=one.where, text=one.text)))


def _names(people: pd.DataFrame, ids: list[str]) -> dict[str, str]:
    """How the buttons call those of them who are there."""
    rows = records(people.loc[people["customer_id"].isin(ids), ["customer_id", "name", "kana"]])
    return {row["customer_id"]: f"{row['name']} {row['kana']}".strip() for row in rows}


def button(customer_id: str, name: str) -> None:
    """A customer who was found; a click opens the card."""
    label = md(marked(customer_id, name or customer_id))
    st.button(label, key=f"found_{customer_id}", on_click=state.CUSTOMER.put, args=(customer_id,))


def draw() -> None:
    """The page."""
    here = frame("pages/customer.py")
    if here is None:
        return
    search(here, people := here.review().customers)
    wanted = state.CUSTOMER.get()
    chosen = records(people[people["customer_id"] == wanted]) if wanted else []
    if not chosen:
        st.markdown(md(_("Search for a customer, or open one from the call list or a group.")))
        return
    row = chosen[0]
    customer_id = row["customer_id"]
    drafts.only_for(customer_id)
    person(here, row)
    if here.sees.settings:
        stage_by_hand(here, row)
    reading(here, row)
    story_line(here)
    if here.sees.settings:
        life(here, row)
        quick_add(here, row)
    if here.sees.changes:
        talked(row, here)
    if here.sees.settings:
        of_the_owner(here, row)
    else:
        contacts(here, customer_id)


def talked(row: dict[str, Any], here: Here) -> None:
    """What came of a talk that was not on the list."""
    customer_id = row["customer_id"]
    with st.expander(t(_("Record a contact")), key="record_contact"):
        following = next_date_of(customer_id, here.book)
        recording.outcome_row(customer_id, row["name"], next_date=following)


def of_the_owner(here: Here, row: dict[str, Any]) -> None:
    """What the owner alone reads, corrects, hands out and erases."""
    customer_id = row["customer_id"]
    groups(here, row)
    household(here, row)
    own_columns.of_customer(here, customer_id)
    letter_box(here, row)
    outlook(here, row)
    next_products(here, row)
    contacts(here, customer_id)
    all_records(here, customer_id)
    changes(here, customer_id)
    carrying.of_customer(here, customer_id, row["name"])
    erasing.of_customer(here, row)


draw()
