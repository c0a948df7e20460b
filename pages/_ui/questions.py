"""What only the owner can know about a file: asked above the preview, answered with a click."""

from __future__ import annotations

import streamlit as st

from core.ingest import SheetReading
from core.ingest.answers import answer, answer_to
from core.ingest.choices import FileChoices, Question
from core.locale.words import _
from pages._ui import state
from pages._ui.choosing import called
from pages._ui.mailbox import Taken
from pages._ui.words import md, t

#: More answers than these are offered in a list that opens.
RADIO_MOST = 6


def about_file(file: Taken) -> None:
    """Questions about the file itself, such as its encoding."""
    _ask_all(file, "", file.reading.questions, file.reading.sha256[:12])


def about_table(file: Taken, sheet: SheetReading, mark: str) -> None:
    """Questions about one table; what is not answered stays unread."""
    _ask_all(file, sheet.key, sheet.questions, mark)
    if sheet.questions:
        st.markdown(md(_("What is not answered stays unread. The rest can be taken in.")))


def _ask_all(file: Taken, table: str, now: tuple[Question, ...], mark: str) -> None:
    """Those that are open, and those answered before: an answer may be changed."""
    sha = file.reading.sha256
    choices = state.CHOICES.get().get(sha, FileChoices())
    still_open = {(question.code, question.column) for question in now}
    answered = [
        question
        for question in state.ASKED.get().get((sha, table), ())
        if (question.code, question.column) not in still_open
        and answer_to(choices, table, question) is not None
    ]
    asked = (*answered, *now)
    state.ASKED.put({**state.ASKED.get(), (sha, table): asked})
    for question in asked:
        _ask(sha, table, question, mark)


def _ask(sha: str, table: str, question: Question, mark: str) -> None:
    options = list(question.options)
    given = answer_to(state.CHOICES.get().get(sha, FileChoices()), table, question)
    key = f"ask_{mark}_{question.code}_{question.column}_{given or ''}"
    st.markdown(f"**{md(question.words)}**")
    few = len(options) <= RADIO_MOST
    # The labels of a radio are Markdown, those of a selectbox are not.
    labels = {value: (md if few else t)(words) for value, words in question.options.items()}
    (st.radio if few else st.selectbox)(
        t(_("Your answer")),
        options,
        index=options.index(given) if given in options else None,
        **called(key, labels),
        on_change=_answered,
        args=(sha, table, question, key),
        label_visibility="collapsed",
    )


def _answered(sha: str, table: str, question: Question, key: str) -> None:
    before = state.CHOICES.get().get(sha, FileChoices())
    value = st.session_state[key]
    state.CHOICES.put({**state.CHOICES.get(), sha: answer(before, table, question, value)})
