"""A customer's records of every kind, and everything that was ever changed about them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _, n_
from core.store.schema import STATE
from core.tables import TABLES
from pages._ui import record_list
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.past import past
from pages._ui.person_form import PLACE
from pages._ui.words import md, t

#: Columns by which a record is somebody's.
_THEIRS = ("customer_id", "referred_id")


def all_records(here: Here, customer_id: str) -> None:
    """Their records, one kind at a time, each to be corrected or removed."""
    found = {name: _of(here, name, customer_id) for name in STATE if name != "customers"}
    found = {name: rows for name, rows in found.items() if len(rows)}
    st.subheader(t(n_("{n} record", "{n} records", n=_total(found))))
    if not found:
        st.markdown(md(_("Nothing is written down here yet.")))
        return
    counts = {
        name: _("{table} ({n})", table=TABLES[name].label, n=len(rows))
        for name, rows in found.items()
    }
    kind = st.selectbox(t(_("Kind of record")), list(found), **called("records_kind", counts))
    record_list.paged(here, PLACE, kind, found[kind], named=False)


def _of(here: Here, name: str, customer_id: str) -> pd.DataFrame:
    rows = here.book.table(name)
    theirs = [rows[column] == customer_id for column in _THEIRS if column in rows.columns]
    if not theirs:
        return rows.head(0)
    hit = theirs[0]
    for more in theirs[1:]:
        hit |= more
    return rows[hit]


def _total(found: dict[str, pd.DataFrame]) -> int:
    return sum(len(rows) for rows in found.values())


def changes(here: Here, customer_id: str) -> None:
    """Everything that was ever changed about them, with the way back."""
    with st.expander(
        t(_("Everything that was changed")), key="changes", on_change="rerun",
        icon=":material/history:",
    ) as box:  # fmt: skip
        if box.open:
            past(here, PLACE, customer_id)
