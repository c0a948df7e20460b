"""The days after which few come back (戻らぬ日), by how often they came, and the slider for it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.foresight.no_return_words import VISITS, after_days, at_risk, stop, why
from core.locale.words import Words, _
from core.metrics.no_return import SHARES
from pages._ui import business, state
from pages._ui.business import Here
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

PERCENT = 100


def no_return(here: Here) -> None:
    """The section: what the silences say at the chosen risk; another one is tried, then kept."""
    st.subheader(t(_("After how many days few come back")))
    measured = here.review().measures.no_return
    in_force = round(here.settings.lapse.return_share * PERCENT)
    tried = st.slider(
        t(_("From here on we count them as dormant: so many of 100 still come back")),
        round(SHARES[0] * PERCENT),
        round(SHARES[-1] * PERCENT),
        in_force,
        key=f"no_return_{here.slug}_{in_force}",
    )
    rows = records(at_risk(measured, tried))
    lines = [after_days(row) for row in rows] + [words for row in rows if (words := why(row))]
    st.markdown("\n".join(f"- {md(line)}" for line in dict.fromkeys(lines)))
    _days(rows)
    st.markdown(md(stop(here.settings.trade.stop_days, here.book.asof)))
    if tried != in_force:
        st.button(t(_("Judge by these days from now on")), key="no_return_keep", type="primary",
                  on_click=_keep, args=(tried,))  # fmt: skip


def _days(rows: list[dict[str, object]]) -> None:
    columns: list[tuple[Words, str]] = [
        (_("Say a word from day"), "nudge"),
        (_("Day of no return"), "days"),
    ]
    named = {t(_("Purchases so far")): [t(VISITS[row["bucket"]]) for row in rows]}
    shown = {t(words): [f"{row[name]:.0f}" for row in rows] for words, name in columns}
    plain_table(pd.DataFrame({**named, **shown}))


def _keep(percent: int) -> None:
    try:
        business.here().workspace.change_settings({"lapse.return_share": percent / PERCENT})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
