"""Who went up or down the ladder since the week that was kept last (誰が動いたか)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules.ladder import STAGES
from core.weeks import monday, seen_before
from pages._ui import labels
from pages._ui.business import Here
from pages._ui.people import marked
from pages._ui.tables import records
from pages._ui.words import md, t

NAMES_SHOWN = 8
TITLES = (_("Went up the ladder"), _("Went down the ladder"))


def seen_since(here: Here) -> tuple[dt.date, pd.DataFrame] | None:
    """:func:`core.weeks.seen_before`, once for each state of the data: all customers are read."""
    week, review = monday(here.today), here.review()
    return here.made(f"seen before|{week}", lambda: seen_before(here.workspace, review))


def since_last_week(here: Here) -> None:
    """Names with the rung before and after; nothing where no earlier week was kept."""
    seen = seen_since(here)
    if seen is None:
        return
    week, found = seen
    sides = here.made(f"up and down|{week}", lambda: _sides(found, here.review().customers))
    st.markdown(md(_("Since the week of {week} (as it was seen then):", week=week)))
    for title, (number, first) in zip(TITLES, sides, strict=True):
        _line(title, number, first)


def _sides(found: pd.DataFrame, people: pd.DataFrame) -> list[tuple[int, list[dict[str, Any]]]]:
    """Of those who went up and of those who went down: how many, and the first with names."""
    rungs = found[found["what"] == "stage"]
    height = {code: place for place, code in enumerate(STAGES)}
    before, after = (rungs[side].map(height).fillna(-1) for side in ("before", "after"))
    sides = []
    for moved in (rungs[after > before], rungs[after < before]):
        first = moved.head(NAMES_SHOWN)
        known = people[people["customer_id"].isin(first["customer_id"])]
        names = dict(zip(known["customer_id"], known["name"], strict=True))
        named = first.assign(name=first["customer_id"].map(names))
        sides.append((len(moved), records(named)))
    return sides


def _line(title: Words, number: int, first: Sequence[Mapping[str, Any]]) -> None:
    people = n_("{n} person", "{n} people", n=number)
    said = [
        t(
            _(
                "{name} ({before} → {after})",
                name=marked(move["customer_id"], move["name"]),
                before=labels.stage(move["before"]),
                after=labels.stage(move["after"]),
            )
        )
        for move in first
    ]
    rest = t(_(" and others")) if number > NAMES_SHOWN else ""
    names_said = t(_(", ")).join(said) + rest
    st.markdown(f"- **{md(title)}** ({md(people)})  {md(names_said)}")
