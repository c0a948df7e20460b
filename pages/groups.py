"""お客様のグループ: the eleven groups on three axes, what may be done with each, what waits."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from pages._ui.bought_after import bought_after
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.counts import crossed
from pages._ui.flows import flow_between
from pages._ui.guard import require_app
from pages._ui.new_product import new_product
from pages._ui.page import frame
from pages._ui.proposals import decided, policies
from pages._ui.segments import AXIS_WORDS, ENTRIES, all_eleven, one_axis
from pages._ui.tables import plain_table
from pages._ui.words import spoken, t

require_app("pages/groups.py")

#: Axes on which everybody stands on exactly one place, so that one can move.
MOVING = ("segment", "policy", "relation", "state")


def both(here: Here, people: pd.DataFrame) -> None:
    """Policy against relation, as numbers."""
    st.subheader(t(_("How we deal with whom")))
    what = f"policy against relation {spoken()}"
    plain_table(
        here.made(what, lambda: crossed(people, "policy", POLICIES, "relation", RELATIONS))
    )


def draw() -> None:
    """The page."""
    here = frame("pages/groups.py")
    if here is None:
        return
    people = here.review().customers
    all_eleven(here, people)
    one_axis(here, people)
    policies(here, people)
    decided(here, people)
    both(here, people)
    st.subheader(t(_("Who moved from group to group")))
    axis = st.segmented_control(
        t(_("On the axis")), MOVING, default="segment", required=True,
        **called("moving_axis", AXIS_WORDS),
    )  # fmt: skip
    flow_between(here, axis, ENTRIES[axis], place=f"moving_{axis}", ranked=False)
    new_product(here)
    bought_after(here)


draw()
