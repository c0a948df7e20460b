"""Steps of plans that are due, one click to tick off each, and how much of them was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.review import begun_with
from core.rules.done_shares import Share, shares
from core.rules.follow_up import due_steps, follow_up
from core.tables.activities import CHANNEL_CHOICES
from pages._ui import business, cards, people
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.stage_by_hand import do
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

SHOWN = 25
#: How a step is parted between the name, what is to be done, and the tick.
WIDTHS = (1.3, 3.4, 1.1)
CHANNELS = {choice.code: choice.label for choice in CHANNEL_CHOICES}
EVERYBODY = ""
_PERCENT = 100


def steps_found(here: Here) -> pd.DataFrame:
    """Every step of the plans in use (:func:`core.rules.follow_up.follow_up`)."""
    review = here.review()

    def find() -> pd.DataFrame:
        bought = begun_with(review.measures.baskets, review.book, here.settings)
        return follow_up(review.customers, review.book, here.settings, bought)

    return here.made("follow_up", find)


def due_list(here: Here) -> None:
    """Who is due which step, the longest overdue first."""
    due = due_steps(steps_found(here))
    late = int((due["late"] > 0).sum())
    st.subheader(t(n_("Due now ({n})", "Due now ({n})", n=len(due))))
    if not len(due):
        st.markdown(md(_("No step is due (as of {day}).", day=here.today)))
        return
    if late:
        said = n_("{n} of them is late and carried over.",
                  "{n} of them are late and carried over.", n=late)  # fmt: skip
        st.markdown(md(said))
    st.markdown(md(_("Any contact settles a step, and so does a tick here.")))
    due = _of_one(due)
    names = people.names_of(here, due["customer_id"].head(SHOWN))
    for row in records(due.head(SHOWN)):
        _step(row, names[row["customer_id"]])
    more = len(due) - SHOWN
    if more > 0:
        st.markdown(md(n_("{n} more is due.", "{n} more are due.", n=more)))


def _of_one(due: pd.DataFrame) -> pd.DataFrame:
    """The steps of one person in charge, where the owner asks for that."""
    staff = sorted(set(due["staff"]) - {""})
    if not staff:
        return due
    labels: Mapping[str, Words | str] = {EVERYBODY: _("Everybody"), **{s: s for s in staff}}
    chosen = st.selectbox(t(_("In charge")), list(labels), **called("plans_staff", labels))
    return due if chosen == EVERYBODY else due[due["staff"] == chosen]


def _step(row: Mapping[str, Any], name: str) -> None:
    key = f"{row['plan']}_{row['step']}_{row['customer_id']}_{row['row_id']}_{row['day']:%Y%m%d}"
    with st.container(key=f"due_{key}"):
        who, what, tick = st.columns(WIDTHS, vertical_alignment="center")
        with who:
            cards.open_card_button(row["customer_id"], md(name), place=f"due_{key}")
        what.markdown(md(_line(row)))
        tick.button(t(_("Done")), key=f"done_{key}", icon=":material/check:", on_click=_tick,
                    args=(dict(row), name))  # fmt: skip


def _line(row: Mapping[str, Any]) -> Words:
    what = _what(row)
    by = [str(row["staff"]), CHANNELS.get(row["channel"], "")]
    with_whom = _("{what} ({staff}, {how})", what=what, staff=by[0], how=by[1])
    if not by[0] or not by[1]:
        only = by[0] or by[1]
        with_whom = _("{what} ({who})", what=what, who=only) if only else what
    day = row["day"].date()
    if row["late"] > 0:
        return n_(
            "{what}: {day}, {n} day late", "{what}: {day}, {n} days late",
            n=int(row["late"]), what=with_whom, day=day,
        )  # fmt: skip
    return _("{what}: by {day}", what=with_whom, day=day)


def _what(row: Mapping[str, Any]) -> Words:
    if row["name"]:
        return _("{plan}: {step}", plan=row["name"], step=row["action"])
    return _("{what}", what=row["action"])


def _tick(row: Mapping[str, Any], name: str) -> None:
    """Write down that a step was done today; taken back with one click."""
    here = business.here()
    said = _("{name}: “{step}” is done.", name=name, step=row["action"])
    if row["row_id"]:
        done = {"done_date": here.today}
        do(lambda: here.workspace.correct("plans", int(row["row_id"]), done), said)
        return
    values = {
        "date": row["day"].date(), "customer_id": row["customer_id"], "plan": row["plan"],
        "action": row["action"], "staff": row["staff"], "done_date": here.today,
    }  # fmt: skip
    do(lambda: here.workspace.add("plans", values), said)


def done_shares(here: Here) -> None:
    """How much of what fell due was done, by plan and by person."""
    found = steps_found(here)
    days = here.settings.plans.share_days
    st.subheader(t(_("How much was done")))
    since = here.today - dt.timedelta(days=days)
    st.markdown(md(_("Steps that fell due from {since} to {day}.", since=since, day=here.today)))
    plans, staff = (shares(found, here.settings, by=by) for by in ("name", "staff"))
    if not plans:
        st.markdown(md(_("No step has fallen due yet, so there is no share to tell.")))
        return
    _table(here, _("Plan"), plans, _("By hand, without a plan"))
    _table(here, _("In charge"), staff, _("Nobody named"))


def _table(here: Here, head: Words, found: list[Share], nobody: Words) -> None:
    least = here.settings.care.least_count
    plain_table(
        pd.DataFrame(
            {
                t(head): [share.what or t(nobody) for share in found],
                t(_("Done")): [t(_("{done} of {n}", done=s.done, n=s.n)) for s in found],
                t(_("Share")): [_percent(share, least) for share in found],
            }
        )
    )


def _percent(share: Share, least: int) -> str:
    if share.n < least:
        return t(_("too few for a share (from {n} on)", n=least))
    return f"{round(_PERCENT * share.done / share.n)}%"
