"""Calls and minutes a day of each person in charge, their weekdays and days off (担当ごとの枠)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.calls.capacity import Person, days_off, people_of
from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from pages._ui import business, cache, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.words import md, t

WEEKDAYS: tuple[Words, ...] = (
    _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"),
)  # fmt: skip


def own_weeks(here: Here) -> None:
    """Minutes a day of the shop, and who has a week of their own; each change can be undone."""
    minutes = f"minutes_{here.slug}"
    st.number_input(
        t(_("Minutes of calls a day (0: no limit)")), 0, 600, here.settings.calls.minutes_per_day,
        step=5, key=minutes, on_change=_minutes, args=(minutes,),
    )  # fmt: skip
    with st.expander(t(_("A week of their own for each person in charge")), key="own_weeks"):
        st.markdown(md(_(
            "A call is taken from the week of whoever is in charge. Customers without one, and "
            "those of people who are not named here, share the rest."
        )))  # fmt: skip
        for person in people_of(here.settings.calls):
            _person(here, person)
        _new(here)


def _person(here: Here, person: Person) -> None:
    name, off = person.name, [day for who, day in days_off(here.settings.calls)
                              if who == person.name and day >= here.today]  # fmt: skip
    with st.container(border=True, key=f"week_{name}"):
        st.markdown(f"**{md(name)}**")
        st.markdown(md(_told(person)))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.date_input(
                t(_("A day off")), value=None, format="YYYY/MM/DD", key=f"off_{name}",
                on_change=_day_off, args=(name,),
            )  # fmt: skip
            for day in off:
                st.button(t(_("{day}: works after all", day=day)), key=f"on_{name}_{day}",
                          on_click=_works, args=(name, day.isoformat()))  # fmt: skip
            st.button(t(_("No week of their own")), key=f"drop_{name}", on_click=_drop,
                      args=(name,))  # fmt: skip


def _told(person: Person) -> Words:
    comma = t(_(", "))
    days: Words | str = comma.join(t(WEEKDAYS[day]) for day in sorted(set(person.weekdays)))
    minutes = (
        n_("{n} minute", "{n} minutes", n=person.minutes) if person.minutes else _("no limit")
    )
    return _(
        "{calls} calls a day; minutes a day: {minutes}; {days}",
        calls=person.calls, minutes=minutes, days=days or _("the shop's working days"),
    )  # fmt: skip


def _in_charge(here: Here) -> list[str]:
    """Who is in charge of customers and has not left."""
    staff, people = here.book.table("staff"), here.book.table("customers")

    def names() -> list[str]:
        gone = staff["left_date"].notna()
        known = {*people["staff"].unique(), *staff.loc[~gone, "staff"]}
        return sorted(known - {""} - set(staff.loc[gone, "staff"]))

    return cache.made_from(str(here.workspace.folder), "in charge", (staff, people), names)


def _new(here: Here) -> None:
    names = _in_charge(here)
    if not names:
        st.markdown(md(_("Nobody is in charge of any customer yet.")))
        return
    with st.form("week_new", clear_on_submit=True):
        st.selectbox(t(_("In charge")), names, key="week_name")
        st.number_input(t(_("Calls a day")), 0, 50, here.settings.calls.per_day, key="week_calls")
        st.number_input(t(_("Minutes of calls a day (0: no limit)")), 0, 600, 0, step=5,
                        key="week_minutes")  # fmt: skip
        st.pills(
            t(_("Weekdays (none: those of the shop)")), range(len(WEEKDAYS)),
            selection_mode="multi",
            **called("week_days", dict(enumerate(WEEKDAYS))),
        )  # fmt: skip
        st.form_submit_button(t(_("Set their week")), on_click=_set)


def _set() -> None:
    typed = st.session_state
    own = (typed["week_name"], int(typed["week_calls"]), int(typed["week_minutes"]),
           tuple(sorted(typed["week_days"] or ())))  # fmt: skip
    kept = [entry for entry in _entries() if entry[0] != own[0]]
    said = _("The week of {who} is set.", who=own[0])
    _change({"calls.people": (*kept, own)}, said)


def _entries() -> list[tuple[Any, ...]]:
    found = people_of(business.here().settings.calls)
    return [(one.name, one.calls, one.minutes, one.weekdays) for one in found]


def _drop(name: str) -> None:
    kept = tuple(entry for entry in _entries() if entry[0] != name)
    _change(
        {"calls.people": kept or None}, _("{who} has no week of their own any more.", who=name)
    )


def _offs() -> list[tuple[str, str]]:
    """Days off that are not long past."""
    here = business.here()
    week = here.today.toordinal() - 31
    return [
        (name, day.isoformat()) for name, day in days_off(here.settings.calls)
        if day.toordinal() >= week
    ]  # fmt: skip


def _day_off(name: str) -> None:
    day = st.session_state.pop(f"off_{name}", None)
    if day is not None:
        entries = sorted({*_offs(), (name, day.isoformat())})
        _change({"calls.days_off": tuple(entries)}, _("{who} is off on {day}.", who=name, day=day))


def _works(name: str, day: str) -> None:
    entries = tuple(entry for entry in _offs() if entry != (name, day))
    _change({"calls.days_off": entries or None}, _("{who} works after all.", who=name))


def _minutes(key: str) -> None:
    minutes = int(st.session_state[key])
    _change({"calls.minutes_per_day": minutes or None}, _("The minutes a day are set."))


def _change(changes: dict[str, Any], said: Words) -> None:
    try:
        state.LAST_ACTION.put((said, business.here().workspace.change_settings(changes)))
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
