"""Who went up or down the ladder since the week that was kept last (誰が動いたか)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.locale.words import Words, _, n_
from core.rules.ladder import STAGES
from core.weeks import monday, moves
from pages._ui import labels
from pages._ui.business import Here
from pages._ui.people import marked
from pages._ui.tables import records
from pages._ui.words import md, t

NAMES_SHOWN = 8
RUNGS = list(STAGES)


def since_last_week(here: Here) -> None:
    """Names with the rung before and after; nothing where no earlier week was kept."""
    review = here.review()
    before = here.workspace.week_before(monday(here.today))
    if before is None:
        return
    found = moves(before, review)
    found = records(found[found["what"] == "stage"])
    names = dict(zip(review.customers["customer_id"], review.customers["name"], strict=True))
    st.markdown(md(_("Since the week of {week} (as it was seen then):", week=before.week)))
    up = [move for move in found if _height(move["after"]) > _height(move["before"])]
    down = [move for move in found if _height(move["after"]) < _height(move["before"])]
    for title, moved in ((_("Went up the ladder"), up), (_("Went down the ladder"), down)):
        _line(title, moved, names)


def _line(title: Words, moved: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    people = n_("{n} person", "{n} people", n=len(moved))
    said = [
        t(
            _(
                "{name} ({before} → {after})",
                name=marked(move["customer_id"], names[move["customer_id"]]),
                before=labels.stage(move["before"]),
                after=labels.stage(move["after"]),
            )
        )
        for move in moved[:NAMES_SHOWN]
    ]
    rest = t(_(" and others")) if len(moved) > NAMES_SHOWN else ""
    names_said = t(_(", ")).join(said) + rest
    st.markdown(f"- **{md(title)}** ({md(people)})  {md(names_said)}")


def _height(stage: str) -> int:
    return RUNGS.index(stage) if stage in RUNGS else -1
