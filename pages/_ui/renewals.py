"""How contracts go on (契約の続き): the share still there after each renewal, and the forecast."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _
from core.rules.renewal_words import basis, heading
from pages._ui.business import Here
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t


def contracts_kept(here: Here) -> None:
    """The section, where any contract has come to its end."""
    found = here.review().renewals
    if not found.decided:
        return
    st.subheader(t(_("Do contracts go on?")))
    st.markdown(md(heading(found, here.today)))
    rows = records(found.ages.reset_index())
    plain_table(
        pd.DataFrame(
            {
                t(_("Renewal")): [t(_("No. {n}", n=row["number"])) for row in rows],
                t(_("Renewed of those that ended")): [
                    t(_("{kept} of {due}", kept=row["kept"], due=row["due"])) for row in rows
                ],
                t(_("Still there")): [f"{row['still']:.0%}" for row in rows],
                t(_("Expected")): [f"{row['expected']:.0%}" for row in rows],
            }
        )
    )
    st.markdown(md(basis(found)))
