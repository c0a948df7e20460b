"""Figures as the owner reads them: changes against last year, months as tables."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures import MONTHS_SHOWN
from core.locale.words import Month, Words, _
from pages._ui.business import Here
from pages._ui.words import t


def figure_card(label: Words, value: str, share: float | None) -> None:
    """A figure with its change on last year: sign, arrow and word, never colour alone.

    Args:
        label: what it is.
        value: how much, in the owner's words.
        share: the change on last year, None where it cannot be said.
    """
    percent = None if share is None else f"{share:+.0%}"
    flat = share is not None and round(share, 2) == 0
    st.metric(
        t(label),
        value,
        percent,
        delta_color="off" if flat else "normal",
        delta_arrow="off" if flat else "auto",
        delta_description=t(
            _("too little to compare with") if share is None else _("on last year")
        ),
        border=True,
    )


def months_table(here: Here, months: pd.DataFrame) -> pd.DataFrame:
    """The months shown in the charts, newest first, in the owner's words."""
    shown = months.tail(MONTHS_SHOWN).iloc[::-1]
    table = {
        t(_("Month")): [month_words(m) for m in shown["month"]],
        t(_("Existing customers")): [f"{int(n):,}" for n in shown["existing_customers"]],
        t(_("New customers")): [f"{int(n):,}" for n in shown["new_customers"]],
    }
    if here.book.has_amounts:
        table |= {
            t(_("Existing customers' revenue")): [
                here.money(v) for v in shown["existing_revenue"]
            ],
            t(_("New customers' revenue")): [here.money(v) for v in shown["new_revenue"]],
        }
    return pd.DataFrame(table)


def month_words(month: str) -> str:
    """A month ("2026-11") as the owner reads it."""
    return t(_("{month}", month=Month(month)))
