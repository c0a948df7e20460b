"""The figures behind the judgements, each with its basis."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.settings import Settings, Trade
from pages._ui.tables import plain_table
from pages._ui.words import md, t


def figures_in_force(settings: Settings) -> None:
    """The figures behind the judgements; provisional ones say so."""
    st.subheader(t(_("Figures in force")))
    st.markdown(
        md(_("Figures marked provisional are usual in the trade; your own data replace them."))
    )
    rows = [*trade_figures(settings.trade), *other_figures(settings)]
    plain_table(
        pd.DataFrame(
            {
                t(_("Figure")): [t(name) for name, _value in rows],
                t(_("Value")): [t(value) for _name, value in rows],
                t(_("Basis")): [t(_("initial value (provisional)")) for _row in rows],
            }
        )
    )


def trade_figures(trade: Trade) -> list[tuple[Words, Words]]:
    """The trade's rhythm and the three days."""
    lines = [
        (_("Usual gap between purchases"), trade.rhythm_days),
        (_("Nudge day: drifting from here"), trade.nudge_days),
        (_("Day of no return: dormant from here"), trade.no_return_days),
        (_("Stop day: no more selling from here"), trade.stop_days),
    ]
    return [
        *((name, n_("{n} day", "{n} days", n=days)) for name, days in lines if days),
        (
            _("Regular from"),
            _("{times} purchase days in {months} months",
              times=trade.regular_purchases, months=trade.regular_months),
        ),
    ]  # fmt: skip


def other_figures(settings: Settings) -> list[tuple[Words, Words]]:
    """Calls and verdict."""
    band, needed = settings.verdict.dead_band, settings.verdict.purchases_needed
    return [
        (_("Calls a working day"), _("{n} calls", n=settings.calls.per_day)),
        (_("Too small a change to speak of"), _("within {share}", share=f"±{band:.0%}")),
        (_("Purchases needed for a verdict"), _("{n} in each 13 weeks", n=needed)),
    ]
