"""だれが何を見たか: the log of sharing, for the owner."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from core.export.access import access_csv
from core.locale.words import _
from core.share.door import Door
from core.share.trail import KINDS, WHAT, Seen
from pages._ui.at_work import taken_out
from pages._ui.business import Here
from pages._ui.people import marked
from pages._ui.tables import plain_table
from pages._ui.words import md, spoken, t

LINES_SHOWN = 50
#: More than a log of years; a file beyond it is cut.
LINES_SAVED = 1_000_000


def seen_log(here: Here | None, door: Door) -> None:
    """だれが何を見たか: the newest lines, whether the log is whole, and all of it as a file."""
    with st.expander(t(_("Who saw and did what")), key="seen_log", on_change="rerun") as box:
        if not box.open:
            return
        broken = door.trail.first_broken()
        if broken is None:
            st.markdown(md(_("The log is whole; nothing in it was changed afterwards.")))
        else:
            st.error(md(_("The log was changed outside this program, from {day} on.",
                          day=broken.at.date())))  # fmt: skip
        lines = door.trail.last(LINES_SHOWN)
        plain_table(pd.DataFrame(_table(lines, here, door)))
        st.download_button(
            t(_("Save the whole log as CSV")),
            taken_out(partial(saved, door, spoken()), "access_log"),
            "access-log.csv", "text/csv", key="seen_csv", on_click="ignore",
        )  # fmt: skip


def _table(lines: list[Seen], here: Here | None, door: Door) -> dict[str, list[str]]:
    people, customers = names(door), _customers(here, door)
    return {
        t(_("When")): [f"{one.at:%Y-%m-%d %H:%M}" for one in lines],
        t(_("Who")): [people.get(one.person, "–") for one in lines],
        t(_("What was done")): [t(KINDS.get(one.kind, one.kind)) for one in lines],
        t(_("Of what")): [_of_what(one) for one in lines],
        t(_("Customer")): [_whose(one, customers) for one in lines],
        t(_("From the address")): [one.address for one in lines],
    }


def _of_what(one: Seen) -> str:
    """What of the ledger it was; who shares is no row of it."""
    return t(WHAT[one.what]) if one.kind != "people" and one.what in WHAT else ""


def _whose(one: Seen, customers: dict[str, str]) -> str:
    if not one.customer:
        return ""
    return customers.get(one.customer) or t(_("somebody who is not here any more"))


def _customers(here: Here | None, door: Door) -> dict[str, str]:
    """{mark: name} of the customers of the business looked at."""
    if here is None or here.empty:
        return {}
    rows = here.review().customers
    known = dict(zip(rows["customer_id"], rows["name"], strict=True))
    return {
        mark: marked(one, known[one] or one)
        for mark, one in door.trail.whose(here.slug, known).items()
    }


def names(door: Door) -> dict[str, str]:
    """{id: name} of everybody who shares or shared."""
    return {person.id: person.name for person in door.people.kept().people}


def saved(door: Door, language: str) -> bytes:
    """The whole log as a file; that it is taken out stands in it too."""
    return access_csv(door.trail.last(LINES_SAVED), names(door), language)
