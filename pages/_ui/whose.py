"""Whose calls are looked at (担当ごとの一覧), and what each person's week holds."""

from __future__ import annotations

import streamlit as st

from core.calls import CallList
from core.calls.by_person import names_of, of_person
from core.calls.pools import Load
from core.locale.words import Words, _, n_
from pages._ui import business, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.words import md, t

_EVERYBODY = "*"


def chosen(here: Here, calls: CallList) -> CallList:
    """The list of whoever is chosen, all of it by default; the choice holds in this session."""
    names = names_of(calls)
    if len(names) < 2:
        return calls
    options = [_EVERYBODY, *names]
    kept = state.WHOSE.get().get(here.slug, _EVERYBODY)
    key = f"whose_{here.slug}"
    st.session_state.setdefault(key, kept if kept in options else _EVERYBODY)
    name = st.selectbox(
        t(_("Whose calls")), options, **called(key, {one: named(one) for one in options}),
        on_change=_keep, args=(key,),
    )  # fmt: skip
    return calls if name == _EVERYBODY else of_person(calls, name)


def named(name: str) -> Words | str:
    """How somebody is called in the choice."""
    if name == _EVERYBODY:
        return _("Everybody")
    return name or _("Nobody in charge")


def _keep(key: str) -> None:
    slug = business.here().slug
    state.WHOSE.put({**state.WHOSE.get(), slug: str(st.session_state[key])})


def weeks(calls: CallList) -> None:
    """One line for each week that is limited by itself, and who has too many promises."""
    if not any(load.share.name for load in calls.loads):
        return
    st.markdown("\n".join(f"- {md(_line(load))}" for load in calls.loads))
    for load in calls.loads:
        if load.overflow:
            st.error(md(_("{who} has more promises than fit in the week. Only promises are "
                          "listed for them.", who=named(load.share.name))))  # fmt: skip


def _line(load: Load) -> Words:
    share = load.share
    if share.minutes is None:
        return n_(
            "{who}: {n} of {calls} call, {days} working days",
            "{who}: {n} of {calls} calls, {days} working days",
            n=load.listed, calls=share.calls, who=named(share.name), days=share.working_days,
        )  # fmt: skip
    return n_(
        "{who}: {n} of {calls} call, {spent} of {minutes} minutes, {days} working days",
        "{who}: {n} of {calls} calls, {spent} of {minutes} minutes, {days} working days",
        n=load.listed, calls=share.calls, spent=load.minutes, minutes=share.minutes,
        who=named(share.name), days=share.working_days,
    )  # fmt: skip
