"""Promises: due and overdue, ours and theirs, kept with one click; what goes without saying."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.locale.words import Words, _, n_
from core.rules import commitments
from core.tables.due_dates import KIND_CHOICES
from pages._ui import business, cards, drafts, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.stage_by_hand import do
from pages._ui.tables import records
from pages._ui.words import md, t, t_date

PLACE = "cases"
SHOWN = 12
DONE_DAYS = 7
LONGEST = 200
_KINDS = {choice.code: choice.label for choice in KIND_CHOICES}


def promises(here: Here) -> None:
    """How they are kept on both sides, and those that wait."""
    st.subheader(t(_("Promises")))
    book, settings = here.book, here.settings
    ours, theirs = here.made("kept by both", lambda: (
        commitments.kept(book, settings), commitments.kept(book, settings, theirs=True)
    ))  # fmt: skip
    st.markdown(f"**{md(commitments.kept_words(ours, settings))}**")
    st.markdown(md(commitments.their_words(theirs, settings)))
    st.button(
        t(_("Write down a promise")), key="promise_new", icon=":material/add:",
        on_click=drafts.begin, args=(PLACE, "promises"),
    )  # fmt: skip
    people = here.review().customers
    found = here.made("promises due", lambda: commitments.due_list(people, book))
    for ours_too, title in ((True, _("We promised")), (False, _("They promised"))):
        rows = records(found[found["ours"] == ours_too])
        heading = _("{title} ({n})", title=title, n=len(rows))
        st.markdown(f"#### {md(heading)}")
        for row in rows[:SHOWN]:
            _promise(row)
        if len(rows) > SHOWN:
            more = len(rows) - SHOWN
            st.markdown(md(n_("and {n} more, in the ledger", "and {n} more, in the ledger",
                              n=more)))  # fmt: skip
    _lately(here)


def silent_promises(here: Here) -> None:
    """What goes without saying, by kind of contract, with to how many we owe it."""
    st.subheader(t(_("What goes without saying")))
    st.markdown(md(_("Promises that nobody says aloud and every customer of a contract expects, "
                     "such as an answer within 2 working days.")))  # fmt: skip
    found = commitments.silent(here.book, here.settings)
    for number, row in enumerate(records(found)):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = n_(
                "{kind}: {promise} ({n} customer)", "{kind}: {promise} ({n} customers)",
                n=row["customers"], kind=_KINDS.get(row["kind"], row["kind"]),
                promise=row["promise"],
            )  # fmt: skip
            st.markdown(md(words))
            line = f"{row['kind']}: {row['promise']}"
            st.button(t(_("Remove")), key=f"silent_off_{number}", on_click=_silent,
                      args=(line, False))  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(t(_("Kind of contract")), list(_KINDS), **called("silent_kind", _KINDS),
                     width=220)  # fmt: skip
        st.text_input(t(_("What we owe them")), key="silent_text", max_chars=LONGEST)
        st.button(t(_("Add")), key="silent_add", on_click=_add_silent)


def _promise(row: dict[str, Any]) -> None:
    number = int(row["row_id"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"promise_{number}"):
        cards.open_card_button(row["customer_id"], md(row["name"]), place=f"promise{number}")
        mark = ":material/alarm: " if row["late"] > 0 else ""
        st.markdown(f"{mark}{md(_when(row))}　{md(row['content'])}")
        st.button(t(_("Done")), key=f"kept_{number}", on_click=_done, args=(number, row["name"]))


def _when(row: dict[str, Any]) -> Words:
    day = row["due_date"].date()
    if row["late"] > 0:
        return n_("due {day}, {n} day late", "due {day}, {n} days late", n=row["late"], day=day)
    if not row["late"]:
        return _("due today")
    return n_("due {day}, {n} day left", "due {day}, {n} days left", n=-row["late"], day=day)


def _lately(here: Here) -> None:
    """Kept in the last days: what was clicked by mistake is opened again."""
    people = here.review().customers
    found = here.made("kept lately", lambda: commitments.lately_done(people, here.book, DONE_DAYS))
    rows = records(found)
    if not rows:
        return
    with st.expander(t(n_("Kept in the last 7 days ({n})", "Kept in the last 7 days ({n})",
                          n=len(rows)))):  # fmt: skip
        for row in rows[:SHOWN]:
            number = int(row["row_id"])
            with st.container(horizontal=True, vertical_alignment="center"):
                line = _("{name}: {what}, done on {day}", name=row["name"], what=row["content"],
                         day=t_date(row["done_date"].date()))  # fmt: skip
                st.markdown(md(line))
                st.button(t(_("Open again")), key=f"reopen_{number}", on_click=_reopen,
                          args=(number, row["name"]))  # fmt: skip


def _done(number: int, name: str) -> None:
    here = business.here()
    do(lambda: here.workspace.correct("promises", number, {"done_date": here.today}),
       _("{name}: the promise is kept.", name=name))  # fmt: skip


def _reopen(number: int, name: str) -> None:
    here = business.here()
    do(lambda: here.workspace.correct("promises", number, {"done_date": None}),
       _("{name}: the promise is open again.", name=name))  # fmt: skip


def _add_silent() -> None:
    said = st.session_state.get
    text = str(said("silent_text") or "").strip()
    if not text:
        state.PROBLEM.put(_("Please write what we owe them, then press the button again."))
        return
    _silent(f"{said('silent_kind')}: {text}", True)
    st.session_state.pop("silent_text", None)


def _silent(line: str, on: bool) -> None:
    here = business.here()
    rest = tuple(each for each in here.settings.cases.silent_promises if each != line)
    value = (*rest, line) if on else rest
    said = _("Written down: {line}", line=line.split(": ", 1)[1])
    gone = _("Removed: {line}", line=line.split(": ", 1)[1])
    do(lambda: here.workspace.change_settings({"cases.silent_promises": value or None}),
       said if on else gone)  # fmt: skip
