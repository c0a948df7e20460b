"""お客様のグループ: how we deal with whom, states and money classes, with names."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _, n_
from core.rules.ladder import STAGES
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.state import STATES
from pages._ui import cards
from pages._ui.bought_after import bought_after
from pages._ui.business import Here
from pages._ui.counts import counts_of, crossed, decile_table, rfm_table
from pages._ui.guard import require_app
from pages._ui.new_product import new_product
from pages._ui.page import frame
from pages._ui.tables import plain_table, records
from pages._ui.words import md, said_as, t

require_app("pages/groups.py")

NAMES_PER_GROUP = 20


def members(people: pd.DataFrame) -> None:
    """Who belongs to one group, best customers first."""
    axis = st.segmented_control(
        t(_("Show the names by")),
        ["stage", "policy", "relation", "state"],
        default="stage",
        required=True,
        format_func=said_as({axis: label for axis, (label, _entries) in AXES.items()}),
        key="group_axis",
    )
    entries = AXES[axis][1]
    counts = counts_of(people[axis], entries)
    code = st.selectbox(
        t(_("Group")),
        list(entries),
        index=counts.index(max(counts)),
        format_func=said_as({c: e.label for c, e in entries.items()}),
        key=f"group_{axis}",
    )
    rows = people[people[axis] == code].sort_values("total_spend", ascending=False)
    st.markdown(f"**{md(entries[code].meaning)}** {md(entries[code].approach)}")
    st.markdown(md(n_("{n} person", "{n} people", n=len(rows))))
    with st.container(horizontal=True, key="group_names"):
        for row in records(rows.head(NAMES_PER_GROUP)):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="group")
    if len(rows) > NAMES_PER_GROUP:
        more = len(rows) - NAMES_PER_GROUP
        st.markdown(md(n_("and {n} more", "and {n} more", n=more)))


def axes(people: pd.DataFrame) -> None:
    """Policy against relation, and the states, as numbers."""
    st.subheader(t(_("How we deal with whom")))
    plain_table(crossed(people, "policy", POLICIES, "relation", RELATIONS))
    st.subheader(t(_("How recently they came")))
    counts = counts_of(people["state"], STATES)
    plain_table(
        pd.DataFrame(
            {
                t(_("State")): [t(entry.label) for entry in STATES.values()],
                t(_("Meaning")): [t(entry.meaning) for entry in STATES.values()],
                t(_("People")): [f"{n:,}" for n in counts],
            }
        )
    )


def money(here: Here, people: pd.DataFrame) -> None:
    """Ten equal head-counts by sales, and recency, frequency, money."""
    st.subheader(t(_("Ten equal groups by sales")))
    plain_table(decile_table(here, people))
    st.subheader(t(_("Recency, frequency, money: 5 is best")))
    plain_table(rfm_table(people))


AXES = {
    "stage": (_("Rung"), STAGES),
    "policy": (_("Policy"), POLICIES),
    "relation": (_("Relation"), RELATIONS),
    "state": (_("State"), STATES),
}


def draw() -> None:
    """The page."""
    here = frame("pages/groups.py")
    if here is None:
        return
    people = here.review().customers
    members(people)
    new_product(here)
    bought_after(here)
    axes(people)
    if here.book.has_amounts:
        money(here, people)


draw()
