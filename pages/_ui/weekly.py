"""Where one is in the weekly review (週次点検の進み): the cursor, the facts, the door to it.

What is decided stands in the ledger at once; here is only which step is looked at. It stands in
the address too, so that a reload opens the same step.
"""

from __future__ import annotations

import streamlit as st

from core.calls.capacity import week_of
from core.locale.words import Words, _
from core.tables.decisions import QUESTION_CHOICES
from core.weekly import Facts, Progress, progress
from core.weekly.facts import Counted, count
from core.weekly.progress import LAST, SENTENCE, steps
from pages._ui import cache, state, then
from pages._ui.business import Here
from pages._ui.moves import seen_since
from pages._ui.words import md, t

_STEP = "step"
#: What each question asks.
ASKED: dict[str, Words] = {choice.code: choice.label for choice in QUESTION_CHOICES}


def standing(here: Here) -> Progress:
    """How far the review of the week to be called is."""
    return progress(here.book, week_of(here.today, here.settings.calls), here.settings)


def facts_of(here: Here) -> Facts:
    """What the questions are answered from; purchases are counted once while they stay."""
    review = here.review()
    mark, with_costs = then.mark_of(here), bool(len(review.book.table("costs")))
    counted = _counted(mark, here.settings.mark, with_costs, here)
    seen = seen_since(here)
    if seen is None:
        return Facts(review, counted)
    week, moved = seen
    return Facts(review, counted, moved, week)


@st.cache_resource(max_entries=4, show_spinner=False)
def _counted(lines: str, settings_mark: str, with_costs: bool, _here: Here) -> Counted:
    book = _here.review().book
    return count(cache.engine_for(_here.workspace.folder, book), book, _here.settings)


def forget() -> None:
    """Let go of what was counted: somebody in it was erased."""
    _counted.clear()


def current(found: Progress) -> str:
    """The step that is looked at; empty where the overview is."""
    step = wanted()
    known = step == LAST or step in steps(found)
    go_to(step if known else "")
    return step if known else ""


def wanted() -> str:
    """The step that was asked for, whether there is one of that name or not."""
    return st.query_params.get(_STEP) or state.REVIEW_STEP.get()


def go_to(step: str) -> None:
    """Look at a step from now on; empty for the overview."""
    state.REVIEW_STEP.put(step)
    if step:
        st.query_params[_STEP] = step
    elif _STEP in st.query_params:
        del st.query_params[_STEP]


def beside(found: Progress, step: str, way: int) -> str:
    """The step before or after one; empty beyond the first."""
    order = (LAST, *(code for code in steps(found) if code != LAST))
    place = order.index(step) + way
    if place == 0 and not len(found.opened):
        return ""
    return order[place] if 0 <= place < len(order) else ""


def place_of(found: Progress, step: str) -> Words:
    """Where one is, in words: 4/11."""
    if step == LAST:
        return _("First")
    if step == SENTENCE:
        return _("Last")
    codes = [code for code in steps(found) if code not in (LAST, SENTENCE)]
    return _("{n}/{of}", n=codes.index(step) + 1, of=found.of)


def door(found: Progress) -> None:
    """Into the review: to begin it, to go on where it was left, or that it is over."""
    with st.container(border=True, key="review_door"):
        if found.finished:
            _over(found)
            return
        if found.before is not None:
            week, sentence = found.before
            said = _("Decided in the week of {week}: “{sentence}”", week=week, sentence=sentence)
            st.markdown(f"**{md(said)}**")
        if found.begun:
            st.markdown(md(_("The review of the week of {week} is under way.", week=found.week)))
        label = (
            _("Go on ({n}/{of})", n=found.done, of=found.of)
            if found.begun
            else _("Begin the review (15 minutes)")
        )
        st.button(
            t(label), key="review_begin", type="primary", on_click=go_to, args=(found.next_step,),
        )  # fmt: skip


def _over(found: Progress) -> None:
    st.markdown("### " + md(_("Well done. The review of this week is over.")))
    said = _("Decided for the week of {week}: “{sentence}”", week=found.week,
             sentence=found.sentence)  # fmt: skip
    st.markdown(f"**{md(said)}**")
    for line in decided_lines(found):
        st.markdown(f"- {line}")
    st.markdown(md(_("The next review is for the week of {week}.", week=found.next_week)))
    st.button(
        t(_("Look at the review again")), key="review_begin", on_click=go_to,
        args=(steps(found)[0],),
    )  # fmt: skip


def decided_lines(found: Progress) -> list[str]:
    """What was decided for this week, question by question, without what needs nothing."""
    return [
        md(_("{question}: {decision}", question=ASKED[code], decision=row["decision"]))
        for code in ASKED
        if (row := found.decided.get(code)) and row["outcome"] != "nothing"
    ]
