"""What came of calls (電話の効き目): responses, lots, past lists; a line for the call list."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

import pandas as pd
import streamlit as st

from core.calls.effects import Effects, effects
from core.calls.golden import Golden
from core.calls.rates import Rate
from core.calls.trial import Verdict
from core.figures.hits import hits
from core.locale.words import Words, _, n_
from core.metrics.bought import bought_by
from core.rules.worth import margin
from pages._ui import cache, labels, recording
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.names import known_names
from pages._ui.people import marked
from pages._ui.tables import plain_table
from pages._ui.words import md, spoken, t, t_date


def effects_of(here: Here) -> Effects:
    """Counted once for each review and what is kept of the weeks, this week's list with it."""
    listed = here.made("listed", here.workspace.listed)
    mark = hashlib.sha256(pd.util.hash_pandas_object(listed, index=False).to_numpy()).hexdigest()

    def count() -> Effects:
        book = dataclasses.replace(here.review().book, listed=listed)
        engine = cache.engine_for(here.workspace.folder, book)
        bought = bought_by(engine, book, margin(here.settings))
        return effects(book, here.settings, bought)

    return here.judged(f"effects|{mark}", count)


def stands_on(here: Here, found: Effects) -> None:
    """How many lists and calls all of it is counted from, and until when."""
    if not len(found.calls):
        return
    st.markdown(
        md(
            n_(
                "From {n} list with {listed} customers, {calls} of them called; data to {day}.",
                "From {n} lists with {listed} customers, {calls} of them called; data to {day}.",
                n=found.calls["week"].nunique(),
                listed=len(found.calls),
                calls=int(found.calls["called"].sum()),
                day=here.review().book.asof,
            )
        )
    )


def do_calls_help(here: Here, found: Effects) -> None:
    """The verdict of the lots at the end of the last quarter, in words."""
    st.subheader(t(_("Do calls help?")))
    st.markdown(
        md(
            _(
                "Of the customers at the end of the list chance decides who is called. Only the "
                "comparison of both shows what a call does; buying after a call does not."
            )
        )
    )
    if not len(found.lots):
        st.markdown(md(_("No lots have been drawn so far.")))
        st.markdown(md(here.review().calls.lottery))
        return
    verdict = found.verdict
    st.markdown(f"**{md(_verdict(verdict))}**")
    for line in _counts(here, verdict):
        st.markdown(f"- {md(line)}")


def _verdict(verdict: Verdict) -> Words:
    if verdict.code == "helps":
        return _("Calls help.")
    if verdict.code == "harms":
        return _("Calls may do harm.")
    return n_(
        "Not known yet (about {n} more week).", "Not known yet (about {n} more weeks).",
        n=verdict.weeks,
    )  # fmt: skip


def _counts(here: Here, verdict: Verdict) -> list[Words]:
    days = here.settings.learning.lot_days
    lines = [
        _(
            "Judged at the end of each quarter, last on {day}; {n} lots wait for the next time.",
            day=verdict.until, n=verdict.waiting,
        )
    ]  # fmt: skip
    if not verdict.drawn or not verdict.not_drawn:
        return lines
    lines += [
        _("Drawn: {k} of {n} came back within {days} days.",
          k=verdict.back, n=verdict.drawn, days=days),
        _("Not drawn: {k} of {n} came back within {days} days.",
          k=verdict.back_not, n=verdict.not_drawn, days=days),
        _("The difference is {lift} points (between {low} and {high}, reason by reason).",
          lift=_points(verdict.lift), low=_points(verdict.low), high=_points(verdict.high)),
    ]  # fmt: skip
    if here.book.has_amounts and not pd.isna(verdict.profit):
        lines.append(
            _(
                "Gross profit a customer: {money} more (between {low} and {high}).",
                money=here.money(round(verdict.profit)),
                low=here.money(round(verdict.profit_low)),
                high=here.money(round(verdict.profit_high)),
            )
        )
    return lines


def _points(share: float) -> str:
    return "–" if pd.isna(share) else f"{share * 100:+.0f}"


def answers_table(here: Here, found: Effects) -> None:
    """How customers answered, reason by reason."""
    st.subheader(t(_("Answers by reason")))
    if not found.answers:
        st.markdown(md(_("No call of a list has been recorded yet.")))
        return
    rows = found.answers
    columns = {
        _("Reason"): [t(labels.reason(row.reason)) for row in rows],
        _("Reached"): [t(_("{n} of {m}", n=row.connected, m=row.called)) for row in rows],
        _("Will be reached"): [_rate(row.reached) for row in rows],
        _("Bought in 30 days"): [t(_("{n} of {m}", n=row.bought, m=row.due)) for row in rows],
        _("Will buy"): [_rate(row.buys) for row in rows],
        _("What a call moves (by lot)"): [
            t(_("no lots yet")) if row.effect is None else _rate(row.effect) for row in rows
        ],
    }
    if here.book.has_amounts:
        columns[_("Gross profit")] = [here.money(round(row.profit)) for row in rows]
    plain_table(pd.DataFrame({t(title): cells for title, cells in columns.items()}))
    st.markdown(
        md(
            _(
                "The assumed rate counts as {n} calls; until results weigh as much it is marked "
                "as still assumed. In brackets: where the true rate lies nine times out of ten.",
                n=here.settings.learning.prior_cases,
            )
        )
    )


def _rate(rate: Rate) -> str:
    shares = {
        "share": f"{rate.value:.0%}", "low": f"{rate.low:.0%}", "high": f"{rate.high:.0%}",
    }  # fmt: skip
    if rate.learned:
        return t(_("{share} ({low} to {high})", **shares))
    return t(_("{share} ({low} to {high}), still assumed", **shares))


def hits_chart(here: Here, found: Effects) -> None:
    """Expected and real purchases of the last lists."""
    st.subheader(t(_("Did the lists come true?")))
    lists = [one for one in found.lists if one.hits.known]
    if not lists:
        st.markdown(md(_("No list with customers who have bought before is kept yet.")))
        return
    table = {
        t(_("Week")): [t_date(one.week) for one in lists],
        t(_("Customers with a chance")): [one.hits.known for one in lists],
        t(_("Expected")): [round(one.hits.expected, 1) for one in lists],
        t(_("From")): [one.hits.low for one in lists],
        t(_("To")): [one.hits.high for one in lists],
        t(_("Bought")): [one.hits.real for one in lists],
        t(_("30 days over")): [t(_("yes") if one.hits.closed else _("no")) for one in lists],
    }
    chart(
        hits(lists, language=spoken()),
        key="hits",
        alt=_("Expected and real purchases within 30 days, by week of the list"),
        table=pd.DataFrame(table),
        behind=lambda weeks: _who_bought(here, found, weeks),
    )
    st.markdown(
        md(
            _(
                "Expected is the sum of the chances of all on the list, called or not; nine lists "
                "in ten lie in the range."
            )
        )
    )


def _who_bought(here: Here, found: Effects, weeks: tuple[str, ...]) -> pd.DataFrame:
    """Those who bought of the lists that were clicked."""
    rows = pd.concat([one.rows for one in found.lists if one.week.isoformat() in weeks])
    ids = rows.loc[rows["hit"], "customer_id"]
    people = here.review().customers
    return people[people["customer_id"].isin(ids)]


def past_lists(here: Here, found: Effects) -> None:
    """One list with what came of it; the last week's first."""
    st.subheader(t(_("Past lists")))
    if not found.lists:
        st.markdown(md(_("No list is kept yet.")))
        return
    weeks = [one.week for one in found.lists]
    before = [week for week in weeks if week <= here.today - dt.timedelta(days=7)]
    chosen = st.selectbox(
        t(_("Week")), weeks, index=weeks.index(before[0]) if before else 0,
        **called("past_list", {week: t_date(week) for week in weeks}),
    )  # fmt: skip
    one = found.lists[weeks.index(chosen)]
    st.markdown(md(done_words(one)))
    plain_table(_list_table(here, one))


def done_words(one: Golden) -> Words:
    """How much of a list was done, and what came of it."""
    return _(
        "{done} of {listed} were called, {reached} reached; {late} came onto the list later. "
        "Bought since: {real}, expected {expected} (between {low} and {high}).",
        done=one.done, listed=one.listed, reached=one.reached, late=one.late,
        real=one.hits.real, expected=f"{one.hits.expected:.0f}", low=one.hits.low,
        high=one.hits.high,
    )  # fmt: skip


def _list_table(here: Here, one: Golden) -> pd.DataFrame:
    names = known_names(here)
    rows = one.rows
    late = t(_("later"))
    return pd.DataFrame(
        {
            t(_("Rank")): [
                late if is_late else str(rank)
                for rank, is_late in zip(rows["rank"], rows["late"], strict=True)
            ],
            t(_("Name")): [marked(one, names.get(one, "")) for one in rows["customer_id"]],
            t(_("Reason")): [t(labels.reason(code)) for code in rows["reason"]],
            t(_("What came of it")): [
                t(recording.LABELS[code]) if code else "" for code in rows["outcome"]
            ],
            t(_("Bought since")): [
                "" if pd.isna(day) else t_date(day.date()) for day in rows["bought_day"]
            ],
        }
    )


def last_week(here: Here) -> None:
    """For the page of calls: last week's list in a sentence, and who came onto this one later."""
    found = effects_of(here)
    week = here.review().calls.week
    before = [one for one in found.lists if one.week < week]
    if before:
        words = _("The list of {week}: {done}", week=before[0].week, done=done_words(before[0]))
        st.markdown(md(words))
        st.page_link(
            "pages/effects.py", label=t(_("What came of calls")), icon=":material/insights:"
        )


def late_arrivals(here: Here) -> set[str]:
    """Customers who came onto this week's list after it was first seen (あとから)."""

    def found() -> set[str]:
        rows = effects_of(here).calls
        now = rows["week"] == pd.Timestamp(here.review().calls.week)
        return set(rows.loc[now & rows["late"], "customer_id"])

    return here.made("late arrivals", found)
