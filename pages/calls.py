"""今週かける人: the call list with reasons, and one click for what came of each call."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.calls import CallList
from core.locale.words import _, n_
from pages._ui import cards, labels, whose
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.counts import with_names
from pages._ui.effects import last_week, late_arrivals
from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.papers import papers
from pages._ui.recount import just_touched
from pages._ui.story import story_line
from pages._ui.tables import plain_table, records
from pages._ui.why_not import why_not
from pages._ui.words import md, t

require_app("pages/calls.py")

CARDS_PER_PAGE = 10
LEFT_OUT_SHOWN = 30


def capacity_line(calls: CallList) -> None:
    """How many calls fit in the week, and when promises alone are more than that."""
    st.markdown(
        md(
            _(
                "Week of {week}: {calls} calls fit in {days} working days; {n} are listed.",
                week=calls.week,
                calls=calls.capacity,
                days=calls.working_days,
                n=len(calls.rows),
            )
        )
    )
    if calls.overflow:
        st.error(md(_("There are more promises than calls this week. Only promises are listed.")))
    if calls.minutes is not None:
        st.markdown(md(_("Minutes of the week: {spent} of {minutes}.", spent=calls.spent,
                         minutes=calls.minutes)))  # fmt: skip


def call_cards(calls: CallList, done: set[str]) -> None:
    """The cards of one page, each class under its heading; without those just spoken with."""
    rows = calls.rows.loc[~calls.rows["customer_id"].isin(done), cards.DRAWN_FROM]
    total = len(rows)
    if not total:
        st.markdown(md(_("No call is urgent this week.")))
        return
    pages = -(-total // CARDS_PER_PAGE)
    page = st.session_state.get("calls_page", 1) if pages > 1 else 1
    shown = rows.iloc[(page - 1) * CARDS_PER_PAGE : page * CARDS_PER_PAGE]
    for code in shown["class"].unique():
        st.subheader(t(labels.CLASSES[code]))
        st.markdown(md(labels.CLASS_MEANINGS[code]))
        for row in records(shown[shown["class"] == code]):
            cards.call_card(row["rank"], row["card"], row["reasons"][0])
    if pages > 1:
        st.pagination(pages, key="calls_page")


def left_out(here: Here, calls: CallList) -> None:
    """Everybody else and why (載せなかった人); those who want no contact as a number alone."""
    number = calls.left_out_number
    label = n_("Not listed: {n} person", "Not listed: {n} people", n=number)
    with st.expander(t(label), key="left_out", on_change="rerun") as more:
        if not more.open:
            return
        rows = calls.left_out
        counts = rows["reason"].value_counts()
        plain_table(
            pd.DataFrame(
                {
                    t(_("Reason")): [t(labels.LEFT_OUT[code]) for code in counts.index],
                    t(_("People")): [f"{n:,}" for n in counts],
                }
            )
        )
        codes = [code for code in counts.index if code not in labels.NEVER_NAMED]
        if not codes:
            return
        code = st.selectbox(
            t(_("Show who")),
            codes,
            **called("left_code", {c: labels.LEFT_OUT[c] for c in codes}),
        )
        _named(here, rows[rows["reason"] == code])


def _named(here: Here, rows: pd.DataFrame) -> None:
    named = with_names(rows, here.review().customers, LEFT_OUT_SHOWN)
    whys = [t(row["words"]) for row in named]
    table = {t(_("Name")): [row["name"] for row in named]}
    if len(set(whys)) > 1:  # otherwise the choice above says it already
        table[t(_("Why not"))] = whys
    plain_table(pd.DataFrame(table))
    if len(rows) > len(named):
        st.markdown(
            md(
                _(
                    "{n} more are not shown here; search for them by name.",
                    n=len(rows) - len(named),
                )
            )
        )
        st.page_link(
            "pages/customer.py", label=t(_("Search for a customer")), icon=":material/person:"
        )


def draw() -> None:
    """The page."""
    here = frame("pages/calls.py")
    if here is None:
        return
    review = here.review()
    calls = here.calls()
    capacity_line(calls)
    whose.weeks(calls)
    theirs = whose.chosen(here, calls)
    if here.sees.exports:
        papers(here, theirs)
    why_not(here, calls)
    if here.sees.settings:
        last_week(here)
    story_line(here)
    late = late_arrivals(here)
    if late:
        st.markdown(
            md(
                n_(
                    "{n} customer came onto the list after it was first seen.",
                    "{n} customers came onto the list after it was first seen.", n=len(late),
                )
            )
        )  # fmt: skip
    call_cards(theirs, just_touched(here, review))
    st.markdown(md(calls.lottery))
    if here.sees.refusals:
        left_out(here, calls)


draw()
