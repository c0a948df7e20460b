"""Complaints one by one: where each stands, which clock runs, what was said, who closes it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules import cases, causes
from core.rules.doubtful import STEPS
from core.rules.roles import Role
from core.tables import TABLES
from core.tables.telling import told
from pages._ui import at_work, business, cards, drafts, record_fields, state
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.stage_by_hand import do
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t, t_date

PLACE = "cases"
LONGEST = 400
#: What was said on both sides, as far as it is written down.
SAID = ("content", "feelings", "our_reply", "prevention")
#: Contacts since the complaint that are shown.
CONTACTS_SHOWN = 8
#: What is asked when a case is corrected here.
ASKED = (
    "cause", "process", "area", "severity", "channel", "content", "feelings", "our_reply",
    "spreads", "harassment", "staff", "due_date", "promised_contact_date",
)  # fmt: skip


def how_soon(here: Here) -> None:
    """How soon we answer, and the way to write a new one down."""
    found = here.made("first word", lambda: cases.answered(here.book, here.settings))
    st.markdown(md(found.words(here.settings)))
    st.button(
        t(_("Write down a complaint")), key="case_new", icon=":material/add:",
        on_click=drafts.begin, args=(PLACE, "complaints"), kwargs={"columns": (
            "customer_id", "received_date", *ASKED)},
    )  # fmt: skip


def open_cases(here: Here) -> None:
    """The open ones with their clocks, then those that are only watched."""
    people = here.review().customers
    found = here.made("cases", lambda: cases.cases(people, here.book, here.settings))
    waiting = records(found[found["open"]])
    st.subheader(
        t(n_("Open complaints ({n})", "Open complaints ({n})", n=len(waiting)))
    )  # fmt: skip
    if not waiting:
        st.markdown(md(_("No complaint is open.")))
    else:
        st.markdown(md(_("While one is open, nothing is sold to this customer anywhere.")))
    for row in waiting:
        _case(here, row)
    after = records(found[~found["open"]])
    if not after:
        return
    st.subheader(t(n_("Resolved and watched ({n})", "Resolved and watched ({n})", n=len(after))))
    for row in after:
        _watched(row)


def credit(here: Here) -> None:
    """Who dealt with them: work that nobody else thanks for."""
    people = here.review().customers
    rows = records(here.made("handlers", lambda: cases.handlers(here.book, people, here.settings)))
    if not rows:
        return
    st.subheader(t(_("Thank those who deal with complaints")))
    st.markdown(md(_("Twelve months. Nobody else thanks them for this work.")))
    columns: dict[Words, str] = {
        _("Complaints"): "n", _("First word within a working day"): "in_time",
        _("Resolved"): "resolved", _("Bought again afterwards"): "bought_after",
    }  # fmt: skip
    table = {t(_("In charge")): [row["staff"] for row in rows]}
    table |= {t(label): [row[name] for row in rows] for label, name in columns.items()}
    plain_table(pd.DataFrame(table))


def clock(row: dict[str, Any]) -> Words:
    """Which step is due when, and how late it is."""
    what = cases.STEPS[row["step"]]
    if pd.isna(row["due"]):
        return what
    day = row["due"].date()
    if row["late"] > 0:
        return n_(
            "{what}: due {day}, {n} day late", "{what}: due {day}, {n} days late",
            n=row["late"], what=what, day=day,
        )  # fmt: skip
    return n_(
        "{what}: due {day}, {n} day left", "{what}: due {day}, {n} days left",
        n=-row["late"], what=what, day=day,
    )  # fmt: skip


def _case(here: Here, row: dict[str, Any]) -> None:
    number = int(row["row_id"])
    with st.container(border=True, key=f"case_{number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"case{number}")
            st.markdown(f"**{md(causes.label(row['cause']))}**　{md(_received(row))}")
        if row["late"] > 0:
            st.error(md(clock(row)), icon=":material/alarm:")
        else:
            st.info(md(clock(row)), icon=":material/schedule:")
        _marks(row)
        st.markdown("  \n".join(_said(row)))
        _contacts(here, row)
        _answer(here, row, number)
        _close(here, number)
        _other_ways(row, number)


def _received(row: dict[str, Any]) -> Words:
    severity = "–" if pd.isna(row["severity"]) else int(row["severity"])
    return _(
        "received {day}; weight {severity}; in charge: {staff}",
        day=t_date(row["received_date"].date()), severity=severity, staff=row["staff"] or "–",
    )  # fmt: skip


def _marks(row: dict[str, Any]) -> None:
    """What makes this one special: it may spread, it came back, its customer is barred."""
    if row["spreads"] == "yes":
        st.warning(md(_("May spread on the internet: the owner answers first, in one voice.")))
    if row["again"]:
        st.warning(md(_("This customer voiced the same cause before.")))
    _protected(row)


def _protected(row: dict[str, Any]) -> None:
    """The company stands behind its people: what it does where they are harassed."""
    if row["harassment"] == "yes":
        st.error(
            md(_("Judged as harassment of our people: the company answers, not the one attacked. "
                 "This customer stands on no list.")),
            icon=":material/shield_person:",
        )  # fmt: skip
        bullet(_("What an employer has to do"), STEPS)
    elif row["harassed"]:
        st.warning(
            md(_("Marked as harassment or refused: nobody rings alone; two people answer."))
        )


def _said(row: dict[str, Any]) -> list[str]:
    table = TABLES["complaints"]
    return [f"**{md(table.column(name).label)}**: {md(row[name])}" for name in SAID if row[name]]


def _contacts(here: Here, row: dict[str, Any]) -> None:
    """What was said on both sides since."""
    every = here.book.table("activities")
    since = (every["customer_id"] == row["customer_id"]) & (every["date"] >= row["received_date"])
    said = records(every[since].sort_values("date").tail(CONTACTS_SHOWN))
    column = TABLES["activities"].column("direction")
    for each in said:
        who = told(column, each["direction"], currency=here.book.currency, scale=here.book.scale)
        line = f"{t_date(each['date'].date())}　{md(who)}: {md(each['note'])}"
        st.markdown(line)


def _answer(here: Here, row: dict[str, Any], number: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t(_("What we said (one line)")), key=f"say_{number}", max_chars=LONGEST)
        label = _("Contacted") if pd.isna(row["first_word"]) else _("Spoke again")
        st.button(t(label), key=f"answer_{number}", on_click=_answered, args=(number,),
                  type="primary" if pd.isna(row["first_word"]) else "secondary")  # fmt: skip


def _close(here: Here, number: int) -> None:
    names = record_fields.people_here(here)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for key, label in (("first", _("Who dealt with it")), ("second", _("Second name"))):
            st.selectbox(
                t(label), names, index=None, key=f"{key}_{number}", accept_new_options=True,
                placeholder=t(_("choose or write")), width=220,
            )  # fmt: skip
        st.button(t(_("Resolved: close with both names")), key=f"close_{number}",
                  on_click=_closed, args=(number,))  # fmt: skip


def _other_ways(row: dict[str, Any], number: int) -> None:
    with st.container(horizontal=True):
        st.button(t(_("Correct")), key=f"case_edit_{number}", on_click=drafts.edit,
                  args=(PLACE, "complaints", row, _asked()), kwargs={"free": False})  # fmt: skip
        _judge(row, number)


def _asked() -> tuple[str, ...]:
    """What is asked of who is at work; what is harassment is the owner's to judge."""
    owner = at_work.role() is Role.OWNER
    return tuple(name for name in ASKED if owner or name != "harassment")


def _judge(row: dict[str, Any], number: int) -> None:
    """The button that judges a complaint to be harassment, or takes that back: the owner's."""
    if at_work.role() is not Role.OWNER:
        return
    if row["harassment"] == "yes":
        st.button(t(_("Not harassment: take it back")), key=f"unharass_{number}",
                  on_click=_harassment, args=(number, False))  # fmt: skip
    else:
        st.button(t(_("Mark as harassment")), key=f"harass_{number}",
                  on_click=_harassment, args=(number, True))  # fmt: skip


def _watched(row: dict[str, Any]) -> None:
    number = int(row["row_id"])
    with st.container(border=True, key=f"case_{number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"case{number}")
            late = row["late"] > 0 and row["step"] != "watch"
            mark = ":material/alarm: " if late else ""
            st.markdown(f"{md(causes.label(row['cause']))}　{mark}**{md(clock(row))}**")
        closed = _closed_by(row)
        _protected(row)
        st.markdown("  \n".join([*_said(row), *([md(closed)] if closed else [])]))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if row["step"] == "prevention":
                st.text_input(t(_("What keeps it from coming back")), key=f"prevent_{number}",
                              max_chars=LONGEST)  # fmt: skip
                st.button(t(_("Write it down")), key=f"prevented_{number}",
                          on_click=_prevented, args=(number,))  # fmt: skip
            if pd.isna(row["confirmed_date"]):
                st.button(t(_("Asked again: all is well")), key=f"confirm_{number}",
                          on_click=_confirmed, args=(number,))  # fmt: skip
            _judge(row, number)


def _closed_by(row: dict[str, Any]) -> Words | None:
    if not row["closed_by"] or pd.isna(row["resolved_date"]):
        return None
    return _(
        "Closed on {day} by {first} and {second}.", day=t_date(row["resolved_date"].date()),
        first=row["closed_by"], second=row["second_name"],
    )  # fmt: skip


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "").strip()


def _answered(number: int) -> None:
    here, words = business.here(), _typed(f"say_{number}")
    if not words:
        state.PROBLEM.put(
            _("Please write in one line what was said, then press the button again.")
        )
        return
    if do(
        lambda: here.workspace.answer_complaint(number, day=here.today, words=words),
        _("The contact is written down with the complaint."),
    ):
        st.session_state.pop(f"say_{number}", None)


def _closed(number: int) -> None:
    here = business.here()
    first, second = _typed(f"first_{number}"), _typed(f"second_{number}")
    do(
        lambda: here.workspace.close_complaint(
            number, day=here.today, first=first, second=second
        ),
        _("Closed by {first} and {second}. Ask again in {days} days.", first=first, second=second,
          days=here.settings.cases.confirm_days),
    )  # fmt: skip


def _harassment(number: int, yes: bool) -> None:
    here = business.here()
    said = (
        _("Marked as harassment: this customer stands on no list any more.")
        if yes
        else _("No longer marked as harassment.")
    )
    do(lambda: here.workspace.judge_harassment(number, harassment=yes), said)


def _prevented(number: int) -> None:
    here, words = business.here(), _typed(f"prevent_{number}")
    if not words:
        state.PROBLEM.put(_("Please write what was changed, then press the button again."))
        return
    do(lambda: here.workspace.correct("complaints", number, {"prevention": words}),
       _("What keeps it from coming back is written down."))  # fmt: skip


def _confirmed(number: int) -> None:
    here = business.here()
    do(lambda: here.workspace.correct("complaints", number, {"confirmed_date": here.today}),
       _("Asked again, and all is well: written down."))  # fmt: skip
