"""The figures behind the judgements, each with its basis."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.metrics.learned import LearnedDays
from core.settings import Settings, Trade
from pages._ui.tables import plain_table
from pages._ui.words import md, t

PROVISIONAL = _("initial value (provisional)")


def figures_in_force(settings: Settings, learned: LearnedDays | None) -> None:
    """The figures behind the judgements; provisional ones say so, learned ones come first."""
    st.subheader(t(_("Figures in force")))
    if learned is not None and learned.n:
        st.markdown(
            md(
                _(
                    "{n} of {all} customers are measured by days learned from your own "
                    "purchases: for the one in the middle the nudge day is {nudge} days, the day "
                    "of no return {no_return} days. The trade's days below serve the others.",
                    n=learned.n,
                    all=learned.of,
                    nudge=learned.nudge,
                    no_return=learned.no_return,
                )
            )
        )
    st.markdown(
        md(_("Figures marked provisional are usual in the trade; your own data replace them."))
    )
    plain_table(
        pd.DataFrame(
            [
                *((t(n), t(v), t(PROVISIONAL)) for n, v in trade_figures(settings.trade)),
                *((t(n), t(v), t(basis(group, field))) for n, v, group, field in kept(settings)),
            ],
            columns=[t(_("Figure")), t(_("Value")), t(_("Basis"))],
        )
    )


def basis(group: Any, name: str) -> Words | str:  # noqa: ANN401 - any settings group
    """Where a figure comes from: the owner, an assumption, or a source."""
    field = next(f for f in dataclasses.fields(group) if f.name == name)
    if getattr(group, name) != field.default:
        return _("set by you")
    return PROVISIONAL if field.metadata["assumed"] else _("rule of the method")


def trade_figures(trade: Trade) -> list[tuple[Words, Words]]:
    """The trade's rhythm and the three days."""
    return [
        *rhythm_figures(trade),
        (
            _("Regular from"),
            _("{times} purchase days in {months} months",
              times=trade.regular_purchases, months=trade.regular_months),
        ),
    ]  # fmt: skip


def rhythm_figures(trade: Trade) -> list[tuple[Words, Words]]:
    """The days themselves, or how much of a customer's own gap they are."""
    return [
        (_("Usual gap between purchases"), _days(trade.rhythm_days)),
        (_("Nudge day: drifting from here"), _silence(trade, trade.nudge_days)),
        (_("Day of no return: dormant from here"), _silence(trade, trade.no_return_days)),
        (_("Stop day: no more selling from here"), _days(trade.stop_days)),
    ]


def _silence(trade: Trade, days: int) -> Words:
    if trade.own_multiples:
        return _("{percent}% of the customer's own gap", percent=days)
    return _days(days)


def _days(days: int) -> Words:
    return n_("{n} day", "{n} days", n=days)


def kept(settings: Settings) -> list[tuple[Words, Words, Any, str]]:
    """Calls and verdict, each with the settings group and field that holds it."""
    calls, judged = settings.calls, settings.verdict
    share = f"±{judged.dead_band:.0%}"
    return [
        (_("Calls a working day"), _("{n} calls", n=calls.per_day), calls, "per_day"),
        (
            _("Too small a change to speak of"),
            _("within {share}", share=share),
            judged,
            "dead_band",
        ),
        (
            _("Purchases needed for a verdict"),
            _("{n} in each 13 weeks", n=judged.purchases_needed),
            judged,
            "purchases_needed",
        ),
    ]
