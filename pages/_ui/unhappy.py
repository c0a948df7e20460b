"""What open complaints may cost (不満負債), as a range with its assumption."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules import unhappy
from core.rules.unhappy import Debt
from core.tables import TABLES
from pages._ui import cards
from pages._ui.business import Here
from pages._ui.people import marked_names
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t


def complaint_debt(here: Here) -> None:
    """The range in yen, what it stands on, each open complaint, and the silent ones."""
    review = here.review()
    found = here.made("debt", lambda: unhappy.debt(review.customers, here.book, here.settings))
    st.subheader(t(_("What may open complaints cost?")))
    if not found.open:
        st.markdown(md(_("No complaint is open (as of {day}).", day=found.today)))
    else:
        _range(here, found)
        _cases(here, found)
    silent_words(here)


def silent_words(here: Here) -> None:
    """How many may be unhappy without a word; no yen."""
    review = here.review()
    found = here.made("silent", lambda: unhappy.silent(review.customers, here.book, here.settings))
    st.markdown("  \n".join(md(line) for line in found.words))


def _range(here: Here, found: Debt) -> None:
    said = n_(
        "{n} customer is waiting: in a year that may cost {low} to {high} of gross profit.",
        "{n} customers are waiting: in a year that may cost {low} to {high} of gross profit.",
        n=found.open, low=here.money(found.low), high=here.money(found.high),
    )  # fmt: skip
    st.markdown(f"**{md(said)}**")
    assumed = _(
        "Assumed (initial values, provisional): for each who tells us {least} to {most} are "
        "unhappy, here {people_low} to {people_high} of {customers} customers; {leave}% of them "
        "leave; each brings {each} a year.",
        least=f"{found.least:g}", most=f"{found.most:g}", people_low=found.people_low,
        people_high=found.people_high, customers=found.customers, leave=round(100 * found.leave),
        each=here.money(found.each),
    )  # fmt: skip
    st.markdown(md(assumed))
    if found.on_sales:
        st.caption(
            md(_("Of {n} of them only sales are known, no gross profit.", n=found.on_sales))
        )


def _cases(here: Here, found: Debt) -> None:
    causes: dict[str, Words] = {
        choice.code: choice.label for choice in TABLES["complaints"].column("cause").choices
    }
    rows = records(found.cases)
    plain_table(
        pd.DataFrame(
            {
                t(_("Name")): marked_names(rows),
                t(_("Cause")): [t(causes[row["cause"]]) if row["cause"] else "–" for row in rows],
                t(_("Open for days")): [row["days"] for row in rows],
                t(_("They themselves bring a year")): [here.money(row["own"]) for row in rows],
                t(_("At least")): [here.money(row["low"]) for row in rows],
                t(_("At most")): [here.money(row["high"]) for row in rows],
            }
        )
    )
    with st.container(horizontal=True, key="debt_names"):
        for row in records(found.cases.drop_duplicates("customer_id")):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="debt")
