"""今週の見直し: how the business stands and what to do this week; the start page."""

from __future__ import annotations

import streamlit as st

from core import figures
from core.locale.words import Words, _, n_
from core.review import Review
from core.rules.moved import moved
from pages._ui import business, cards, labels
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.first import first_screen
from pages._ui.guard import require_app
from pages._ui.lamps import lamps
from pages._ui.methods import five_methods
from pages._ui.moves import since_last_week
from pages._ui.numbers import figure_card, months_table
from pages._ui.page import frame
from pages._ui.report import week_report
from pages._ui.trade_guess import trade_guess
from pages._ui.words import md, spoken, t

require_app("pages/review.py")

FIRST_CALLS = 3
MOVED_NAMES = 8
WEEK_DAYS = 7
#: The data-as-of day older than this greys every verdict (DOMAIN 4, question 0).
STALE_DAYS = 10


def verdict_box(here: Here, review: Review) -> None:
    """The week in one sentence, with what it rests on."""
    with st.container(border=True, key="verdict"):
        st.markdown(f"### {md(review.verdict.words)}")
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
    if (here.today - here.book.asof).days > STALE_DAYS:
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
    found = moved(review.customers, here.book.asof, WEEK_DAYS)
    if not len(found):
        st.markdown(md(_("Nobody changed their standing.")))
    for code, words in labels.MOVES.items():
        names = found.loc[found["move"] == code, "name"]
        if len(names):
            shown = t(_(", ")).join(names[:MOVED_NAMES])
            rest = t(_(" and others")) if len(names) > MOVED_NAMES else ""
            st.markdown(f"- **{md(words)}** ({len(names):,})  {md(shown + rest)}")


def draw() -> None:
    """The page."""
    if business.current() is None:
        first_screen()
        return
    here = frame("pages/review.py")
    if here is None:
        return
    review = here.review()
    trade_guess(here)
    verdict_box(here, review)
    first_calls(review)
    key_figures(here, review)
    if here.book.has_amounts:
        unit = figures.money_unit(review.months, here.book.currency, here.book.scale, spoken())
        chart(
            figures.months_revenue(review.months, unit=unit, language=spoken()),
            key="months_revenue",
            alt=_("Revenue by month, existing and new customers"),
            table=months_table(here, review.months),
        )
    who_moved(here, review)
    since_last_week(here)
    lamps(here)
    five_methods(here)
    week_report(here)


draw()
