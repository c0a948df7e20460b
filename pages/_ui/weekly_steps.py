"""The steps of the weekly review (週次点検の手順): one question, its names, one decision."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.export.template import UNLOCKS
from core.locale.words import Words, _, n_
from core.tables import TABLES
from core.weekly import Facts, Group, Progress, Question, answer
from core.weekly.catalogue import BY_CODE
from core.weekly.progress import LAST, SENTENCE
from core.weekly.question import BAD, GOOD, UNKNOWN, WATCH
from pages._ui import business, state, weekly
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.names import name_buttons
from pages._ui.registry import entry
from pages._ui.weekly_charts import picture
from pages._ui.weekly_last import what_was_decided
from pages._ui.words import md, t

LONGEST = 200
_NOTHING = -1
MARKS: dict[str, tuple[str, Words]] = {
    GOOD: (":material/check_circle:", _("fine")),
    WATCH: (":material/visibility:", _("to watch")),
    BAD: (":material/error:", _("to act on")),
    UNKNOWN: (":material/help:", _("cannot be told yet")),
}
OLD = (":material/schedule:", _("the data are old: for orientation only"))


def step_view(here: Here, found: Progress, step: str) -> None:
    """One step from its question to the way on."""
    with st.container(horizontal=True, vertical_alignment="center", key="review_place"):
        # Constant words; shell.js sees by them that another step is looked at.
        words = escape(t(weekly.place_of(found, step)))
        st.html(f'<p data-place="{step}" tabindex="-1"><strong>{words}</strong></p>',
                width="content")  # fmt: skip
        st.button(
            t(_("Leave for the overview")), key="review_leave", type="tertiary",
            on_click=weekly.go_to, args=("",),
        )  # fmt: skip
    if step == LAST:
        what_was_decided(here, found)
        _ways(found, step, _("Go on to the questions"), weekly.go_to,
              (weekly.beside(found, LAST, 1),))  # fmt: skip
    elif step == SENTENCE:
        _sentence(found)
    else:
        _question(here, found, step)


def _question(here: Here, found: Progress, code: str) -> None:
    st.header(t(weekly.ASKED[code]))
    facts = weekly.facts_of(here)
    asked = answer(code, facts)
    verdict_line(asked, facts)
    if asked.facts:
        with st.grid(2, min_column_width=240):
            for fact in asked.facts:
                st.metric(t(fact.label), t(fact.value), border=True)
    picture(here, facts, code)
    for line in asked.details:
        st.markdown(md(line))
    for number, group in enumerate(asked.groups):
        _names(facts, group, f"step_{code}_{number}")
    _locked(asked)
    page = f"pages/{BY_CODE[code].page}.py"
    st.page_link(page, label=t(_("More: {page}", page=entry(page).title)),
                 icon=entry(page).icon)  # fmt: skip
    _decide(here, found, asked)


def verdict_line(asked: Question, facts: Facts) -> None:
    """The sentence with its mark; grey, with the word for it, where the data are too old."""
    grey = facts.stale and asked.code != "data"
    sign, said = OLD if grey else MARKS[asked.mark]
    with st.container(border=True, key=f"{'stale' if grey else 'verdict'}_{asked.code}"):
        st.markdown(f"{sign} **{md(asked.words)}**  \n{md(said)}")
        if asked.code != "data":
            st.caption(md(_("Data up to {day}.", day=facts.book.asof)))


def _names(facts: Facts, group: Group, place: str) -> None:
    if not group.total:
        return
    people = facts.people.set_index("customer_id")["name"]
    names = people.reindex(list(group.ids)).fillna("")
    rows = pd.DataFrame({"customer_id": names.index, "name": names.to_numpy()})
    rows["name"] = rows["name"].where(rows["name"] != "", rows["customer_id"])
    said = n_("{what}: {n} person", "{what}: {n} people", n=group.total, what=group.label)
    name_buttons(rows, place=place, total=group.total, said=said)


def _locked(asked: Question) -> None:
    """Which sheet would say more, what it would show, and the ways to it."""
    if not asked.missing:
        return
    head = (
        _("This sheet is needed to answer the question:")
        if asked.locked
        else _("With these sheets this question says more:")
    )
    with st.container(border=True, key=f"missing_{asked.code}"):
        st.markdown(md(head))
        for name in asked.missing:
            line = _("{sheet}: {what}", sheet=TABLES[name].label, what=UNLOCKS[name])
            st.markdown(f"- {md(line)}")
        with st.container(horizontal=True):
            st.page_link("pages/intake.py", label=t(_("Bring in a sheet, or take the blank one")),
                         icon=":material/upload_file:")  # fmt: skip
            st.page_link("pages/ledger.py", label=t(_("Write it down here")),
                         icon=":material/edit_note:")  # fmt: skip


def _decide(here: Here, found: Progress, asked: Question) -> None:
    """The one decision: what is near at hand, nothing, or words of one's own."""
    code, row = asked.code, found.decided.get(asked.code)
    words = [t(each) for each in asked.decisions]
    options = [*range(len(words)), _NOTHING]
    names = {**dict(enumerate(words)), _NOTHING: t(_("Nothing to do this week"))}
    st.subheader(t(_("What do we decide?")))
    before = _before(row, words, asked)
    mark = f"{found.week}_{code}"
    if code == "calls":
        st.markdown(md(_accepted(here, found)))
    st.radio(
        t(_("Decision")), options, index=options.index(before[0]),
        **called(f"decision_{mark}", {each: md(name) for each, name in names.items()}),
        label_visibility="collapsed",
        on_change="ignore", persist_state="session",
    )  # fmt: skip
    st.text_input(
        t(_("Or in your own words (then this counts)")), value=before[1], max_chars=LONGEST,
        key=f"own_{mark}", on_change="ignore", persist_state="session",
    )  # fmt: skip
    _ways(found, code, _("Decide and go on"), _decided, (found, code, words, mark))


def _before(row: dict[str, Any] | None, words: list[str], asked: Question) -> tuple[int, str]:
    """The choice and the own words that stand there, or those that lie nearest."""
    if row is None:
        return (0 if asked.mark in (BAD, WATCH) or asked.code == "calls" else _NOTHING), ""
    if row["outcome"] == "nothing":
        return _NOTHING, ""
    if row["decision"] in words:
        return words.index(row["decision"]), ""
    return _NOTHING, str(row["decision"])


def _accepted(here: Here, found: Progress) -> Words:
    if here.workspace.calls_kept(found.week) is None:
        return _("With your decision the list is kept as the list of this week.")
    return _("The list of the week of {week} is kept as it was accepted.", week=found.week)


def _decided(found: Progress, code: str, words: list[str], mark: str) -> None:
    here, said = business.here(), st.session_state.get
    own = str(said(f"own_{mark}") or "").strip()
    choice = said(f"decision_{mark}", _NOTHING)
    nothing = not own and choice == _NOTHING
    text = own or (t(_("Nothing to do this week")) if nothing else words[choice])
    try:
        if not _stands(found.decided.get(code), text):
            here.workspace.decide(found.week, text, question=code, nothing=nothing)
        if code == "calls" and not nothing:
            here.workspace.accept(here.review())
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    for key in (f"own_{mark}", f"decision_{mark}"):
        st.session_state.pop(key, None)
    weekly.go_to(weekly.beside(found, code, 1))


def _stands(row: dict[str, Any] | None, text: str) -> bool:
    return row is not None and row["decision"] == text


def _sentence(found: Progress) -> None:
    """The week in one sentence, behind everything that was decided."""
    st.header(t(_("What we decided this week")))
    lines = weekly.decided_lines(found)
    for line in lines:
        st.markdown(f"- {line}")
    if not lines:
        st.markdown(md(_("Nothing was decided yet.")))
    missing = [code for code in BY_CODE if code not in found.decided]
    if missing:
        st.markdown(md(n_("{n} question is not answered yet.",
                          "{n} questions are not answered yet.", n=len(missing))))  # fmt: skip
    st.text_input(
        t(_("This week in one sentence")), value=found.sentence, max_chars=LONGEST,
        key=f"sentence_{found.week}", on_change="ignore", persist_state="session",
    )  # fmt: skip
    _ways(found, SENTENCE, _("Save and finish"), _finish, (found,))


def _finish(found: Progress) -> None:
    here = business.here()
    text = str(st.session_state.get(f"sentence_{found.week}") or "")
    try:
        if text.strip() != found.sentence or not found.sentence:
            here.workspace.decide(found.week, text)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    st.session_state.pop(f"sentence_{found.week}", None)
    weekly.go_to("")


def _ways(
    found: Progress, step: str, label: Words, on: Any, args: tuple[Any, ...]  # noqa: ANN401 - a callback
) -> None:  # fmt: skip
    """Back and on, side by side."""
    with st.container(horizontal=True, key="review_ways"):
        st.button(
            t(_("Back")), key="review_back", on_click=weekly.go_to,
            args=(weekly.beside(found, step, -1),),
        )  # fmt: skip
        st.button(t(label), key="review_on", type="primary", on_click=on, args=args)
