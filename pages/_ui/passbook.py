"""The trust passbook (信頼通帳) on the card: every entry, what is left, what an action changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _
from core.rules import trust
from core.rules.passbook import REGULAR_UP, WhatIf, told
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t, t_date


def passbook(here: Here, row: Mapping[str, Any], *, stopped: bool = False) -> None:
    """Balance, what one action of this week would change, and every entry."""
    st.subheader(t(_("Trust passbook")))
    balance, word = float(row["trust"]), trust.TRUST_WORDS[row["trust_word"]]
    line = _("Balance {points} points: {word}.", points=f"{balance:+.1f}", word=word)
    st.markdown(f"**{md(line)}** {md(_meaning(row['trust_word']))}")
    if _ready(here, row) and not stopped:
        st.markdown(md(_("Trusted enough for a high-priced offer, if it fits them.")))
    found = told(row["customer_id"], pd.DataFrame([{**row}]), here.book, here.settings)
    if not stopped:
        changes = [_change(one) for one in found.changes]
        bullet(_("What one action this week would change"), changes)
    _entries(records(found.entries))


def _entries(found: list[dict[str, Any]]) -> None:
    """Every deposit and withdrawal, newest first."""
    if not found:
        st.markdown(md(_("Nothing has been paid in or taken out yet.")))
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("Day")): [t_date(entry["date"].date()) for entry in found],
                t(_("What")): [t(trust.ENTRIES[entry["code"]]) for entry in found],
                t(_("Points")): [f"{entry['points']:+.1f}" for entry in found],
                t(_("Left today")): [f"{entry['effect']:+.1f}" for entry in found],
            }
        )
    )


def _change(one: WhatIf) -> Words:
    return _(
        "{action}: {change} → {balance} ({word})",
        action=one.words,
        change=f"{one.change:+.1f}",
        balance=f"{one.balance:+.1f}",
        word=trust.TRUST_WORDS[one.word],
    )


def _ready(here: Here, row: Mapping[str, Any]) -> bool:
    enough = float(row["trust"]) >= here.settings.care.ready_from
    return enough and row["stage"] in REGULAR_UP and not row["open_complaint"]


def _meaning(word: str) -> Words:
    meanings = {
        "overdrawn": _("Do not sell anything until it is made good."),
        "thin": _("Give first: a talk, a card, something useful."),
        "normal": _("Speak as ever, and keep giving."),
        "thick": _("They trust us. Do not draw on it without need."),
    }
    return meanings[word]
