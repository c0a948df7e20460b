"""What was decided and promised before (先週の決定と約束): kept, carried over or dropped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from core.locale.words import Words, _
from core.weekly import Progress
from core.weekly.duties import last_list, late_promises, next_day
from pages._ui import business, cards, weekly
from pages._ui.business import Here
from pages._ui.effects import done_words
from pages._ui.stage_by_hand import do
from pages._ui.tables import records
from pages._ui.words import md, t, t_date

SHOWN = 12
BECAME: dict[str, Words] = {
    "kept": _("Kept"), "carried": _("Carry over"), "dropped": _("Drop"),
}  # fmt: skip


def what_was_decided(here: Here, found: Progress) -> None:
    """Each open decision and overdue promise with its three buttons; last week's list."""
    st.header(t(_("First: what we decided and promised")))
    rows = records(found.opened)
    if not rows:
        st.markdown(md(_("Every earlier decision has been looked at.")))
    for row in rows[:SHOWN]:
        _decision(found, row)
    _promises(here)
    before = last_list(weekly.facts_of(here))
    if before is not None:
        words = _("The list of {week}: {done}", week=before.week, done=done_words(before))
        st.markdown(md(words))


def _decision(found: Progress, row: dict[str, Any]) -> None:
    number = int(row["row_id"])
    with st.container(border=True, key=f"decided_{number}"):
        said = _("Week of {week}: {what}", week=row["monday"].date(), what=row["decision"])
        st.markdown(md(said))
        with st.container(horizontal=True):
            for code, label in BECAME.items():
                st.button(t(label), key=f"{code}_{number}", on_click=_look,
                          args=(number, code, row["decision"], found.week))  # fmt: skip


def _promises(here: Here) -> None:
    rows = records(late_promises(here.book, here.review().customers))
    if not rows:
        st.markdown(md(_("No promise of ours is overdue.")))
        return
    st.subheader(t(_("Overdue promises ({n})", n=len(rows))))
    for row in rows[:SHOWN]:
        number = int(row["row_id"])
        with st.container(border=True, key=f"overdue_{number}"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"late{number}")
            day = t_date(row["due_date"].date())
            st.markdown(md(_("{what} (due {day})", what=row["content"], day=day)))
            with st.container(horizontal=True):
                for code, label in BECAME.items():
                    st.button(t(label), key=f"promise_{code}_{number}", on_click=_promise,
                              args=(number, code, row["content"]))  # fmt: skip
    if len(rows) > SHOWN:
        st.page_link("pages/cases.py", label=t(_("All promises")), icon=":material/handshake:")


def _look(number: int, code: str, what: str, week: dt.date) -> None:
    here = business.here()
    do(lambda: here.workspace.look_again(number, code, day=here.today, week=week),
       _said_of(code, what))  # fmt: skip


def _promise(number: int, code: str, what: str) -> None:
    """Kept: done today. Carried over: due in a week. Dropped: the row goes, and can come back."""
    here = business.here()
    ways = {
        "kept": lambda: here.workspace.correct("promises", number, {"done_date": here.today}),
        "carried": lambda: here.workspace.correct(
            "promises", number, {"due_date": next_day(here.book)}
        ),
        "dropped": lambda: here.workspace.remove("promises", number),
    }
    do(ways[code], _said_of(code, what))


def _said_of(code: str, what: str) -> Words:
    return {
        "kept": _("Kept: {what}", what=what),
        "carried": _("Carried over: {what}", what=what),
        "dropped": _("Dropped: {what}", what=what),
    }[code]
