"""The week at a glance (すぐ見る): the sentence, four figures, first calls, who moved."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core import figures
from core.locale.words import Words, _, n_
from core.review import Review
from core.rules.moved import MOVES, moved
from core.weekly import ten_questions
from pages._ui import cards, people, weekly
from pages._ui.business import Here
from pages._ui.numbers import figure_card
from pages._ui.tables import records
from pages._ui.weekly_steps import MARKS, OLD
from pages._ui.words import md, t

FIRST_CALLS = 3
MOVED_NAMES = 8


def verdict_box(here: Here, review: Review) -> None:
    """The week in one sentence, with what it rests on; grey where the data are too old."""
    stale = (here.today - here.book.asof).days > here.settings.review.stale_days
    with st.container(border=True, key="stale_verdict" if stale else "verdict"):
        st.markdown(f"### {md(review.verdict.words)}")
        if stale:
            old = _("the data are old: for orientation only")
            st.markdown(f":material/schedule: {md(old)}")
        for line in review.verdict.details:
            st.markdown(f"- {md(line)}")
        spans = review.windows
        st.markdown(
            md(
                _(
                    "{start} to {end} against the same weeks of last year; purchases: {n}.",
                    start=spans.start_now,
                    end=spans.end_now,
                    n=review.verdict.n,
                )
            )
        )
    if stale:
        st.warning(
            md(_("The data end on {day}. Bring in a newer sheet first.", day=here.book.asof))
        )


def key_figures(here: Here, review: Review) -> None:
    """Four figures, each against the same weeks of last year where that can be judged."""
    spans, judged = review.windows, review.verdict
    rows = [
        (_("Customers who bought in 12 months"), _people(spans.active_now),
         figures.change(spans.active_now, spans.active_before), judged.existing),
        (_("New customers in 13 weeks"), _people(spans.new_buyers_now),
         figures.change(spans.new_buyers_now, spans.new_buyers_before), judged.new),
    ]  # fmt: skip
    if here.book.has_amounts:
        rows += [
            (_("Existing customers' revenue"), here.money(spans.existing_now),
             figures.change(spans.existing_now, spans.existing_before), judged.existing),
            (_("New customers' revenue"), here.money(spans.new_now),
             figures.change(spans.new_now, spans.new_before), judged.new),
        ]  # fmt: skip
    with st.grid(2, min_column_width=260):
        for label, value, share, arrow in rows:
            figure_card(label, value, None if arrow == "unknown" else share)


def _people(n: int) -> str:
    return t(n_("{n} person", "{n} people", n=n))


def first_calls(review: Review) -> None:
    """The first calls of the week, and the way to all of them."""
    calls = review.calls
    st.subheader(t(_("First calls this week")))
    if not len(calls.rows):
        st.markdown(md(_("No call is urgent this week.")))
    for card, rank in zip(calls.rows["card"][:FIRST_CALLS], calls.rows["rank"], strict=False):
        with st.container(border=True):
            said, phone = st.columns([2, 1], vertical_alignment="center")
            why: Words | str = card.why[0] if card.why else ""
            who = md(_("{name}", name=card.name))
            said.markdown(f"**{rank}. {who}**  \n{md(why)}")
            if link := cards.tel_link(card.phone):
                phone.html(link)
    st.page_link(
        "pages/calls.py",
        label=t(n_("Open the list of {n} call", "Open the list of {n} calls", n=len(calls.rows))),
        icon=":material/call:",
    )


def who_moved(here: Here, review: Review) -> None:
    """New faces, and those who began to drift, in the last week of the data."""
    st.subheader(t(_("Who moved in the last week")))
    days = here.settings.review.moved_days
    found = here.made("moved", lambda: moved(review.customers, here.book.asof, days))
    if not len(found):
        st.markdown(md(_("Nobody changed their standing.")))
    for code, (total, first) in here.made("first to move", lambda: _first_of(found)).items():
        names = [people.marked(row["customer_id"], row["name"]) for row in first]
        rest = t(_(" and others")) if total > MOVED_NAMES else ""
        shown = t(_(", ")).join(names) + rest
        st.markdown(f"- **{md(MOVES[code])}** ({total:,})  {md(shown)}")


def _first_of(found: pd.DataFrame) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    """{way to move: how many went it, and the first of them}, without those that nobody went."""
    rows = {code: found.loc[found["move"] == code, ["customer_id", "name"]] for code in MOVES}
    return {code: (len(r), records(r.head(MOVED_NAMES))) for code, r in rows.items() if len(r)}


def at_a_glance(here: Here) -> None:
    """All questions with their sentences, asked only when it is opened."""
    with st.expander(
        t(_("The ten questions at a glance")), key="glance", on_change="rerun"
    ) as more:
        if not more.open:
            return
        facts = weekly.facts_of(here)
        for asked in here.made(f"ten questions|{facts.since}", lambda: ten_questions(facts)):
            sign, said = OLD if facts.stale and asked.code != "data" else MARKS[asked.mark]
            question = md(weekly.ASKED[asked.code])
            st.markdown(f"{sign} **{question}** ({md(said)})  \n{md(asked.words)}")
            st.button(
                t(_("Open this question")), key=f"open_{asked.code}", type="tertiary",
                on_click=weekly.go_to, args=(asked.code,),
            )  # fmt: skip
