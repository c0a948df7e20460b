"""The session's cursor, by typed keys: what is looked at, never what is known.

Everything that the owner typed or uploaded is in the ledger; losing a session loses nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from core.errors import DaifukuchoError, InputError
from core.export.called import Filled
from core.ingest import Reading
from core.ingest.choices import FileChoices, Question
from core.locale.words import Words
from core.rules.roles import Role
from core.scope import Period, Scope
from core.workspace import JST, Clock
from pages._ui import once

if TYPE_CHECKING:
    from pages._ui.coming import Worked
    from pages._ui.drafts import Draft

T = TypeVar("T")


@dataclass(frozen=True)
class Key(Generic[T]):
    """One value of the session.

    Attributes:
        name: its name in ``st.session_state``.
        default: what it is before anything was put.
    """

    name: str
    default: T

    def get(self) -> T:
        """The value, or the default; looked up once in a run."""
        run = once.running()
        if run is None:
            value: T = st.session_state.get(self.name, self.default)
        elif self.name in run.values:
            value = run.values[self.name]
        else:
            value = run.values[self.name] = st.session_state.get(self.name, self.default)
        return value

    def put(self, value: T) -> None:
        """Remember a value."""
        st.session_state[self.name] = value
        if (run := once.running()) is not None:
            run.values[self.name] = value

    def take(self) -> T:
        """The value, and forget it."""
        value: T = st.session_state.pop(self.name, self.default)
        if (run := once.running()) is not None:
            run.values[self.name] = self.default
        return value


#: app.py has run in this session; without it a page sends the visitor there (guard).
SHELL: Key[bool] = Key("_shell", default=False)
#: The page a deep link asked for before the shell had run.
WANTED: Key[str] = Key("_wanted", "")
#: Language chosen in this session; empty for the business's or the browser's.
LANGUAGE: Key[str] = Key("_language", "")
#: What who is at work is to the business, noted when a run begins; see at_work.
ROLE: Key[Role | None] = Key("_role", None)
#: The card that is open and written down as seen: (business, customer).
SEEN: Key[tuple[str, str] | None] = Key("_seen_card", None)
#: The page of the last run, by its address.
PAGE: Key[str] = Key("_page", "")
#: Who of the business looked at must not be contacted (停止), noted when a run begins: there are
#: many buttons with names, and to ask the ledger for each takes as long as to draw it.
STOPPED: Key[frozenset[str]] = Key("_stopped", frozenset())
#: Slug of the business looked at; empty for the first one there is.
BUSINESS: Key[str] = Key("_business", "")
#: {slug: which part of it is looked at, and which months}; kept for the next session too.
LOOKS: Key[dict[str, tuple[Scope, Period]]] = Key("_looks", {})
#: The clock of app.py: the only one that the pages know.
CLOCK: Key[Clock] = Key("_clock", lambda: dt.datetime.fromtimestamp(0, JST))
#: Customer whose card is open.
CUSTOMER: Key[str] = Key("_customer", "")
#: Customer whose card is open over the list that one looks at; empty for none.
DRAWER: Key[str] = Key("_drawer", "")
#: Customer whose erasure is looked at; empty for none.
ERASING: Key[str] = Key("_erasing", "")
#: The last thing recorded and how to take it back: (sentence, action id; 0 cannot be).
LAST_ACTION: Key[tuple[Words, int] | None] = Key("_last_action", None)
#: {key of a widget with choices: mark of what they were called when it was drawn last}.
NAMED: Key[dict[str, int]] = Key("_named", {})
#: Why the language could not be kept, shown once beside its switch.
UNSPOKEN: Key[Words | None] = Key("_unspoken", None)
#: A refusal that a click met, shown once on the next run.
PROBLEM: Key[Words | None] = Key("_problem", None)
#: The recovery key that is shown to be printed, until it is in force.
RECOVERY: Key[str] = Key("_recovery", "")
#: What was just done about the lock of the data folder, shown once.
LOCK_SAID: Key[Words | None] = Key("_lock_said", None)
#: What was just done about those who share, shown once.
SHARED_SAID: Key[Words | None] = Key("_shared_said", None)
#: What lies in the uploader: {sha256: whether it is also kept on the disk, for a reload}.
KEPT: Key[dict[str, bool]] = Key("_kept", {})
#: Sheets chosen before a reload with which the owner goes on, by their sha256.
RESUMED: Key[frozenset[str]] = Key("_resumed", frozenset())
#: Grows after each import, so that the uploader is empty again.
MAILBOX: Key[int] = Key("_mailbox", 0)
#: What lies in the uploader, as it was understood with these choices, so that a click does not
#: read it again.
READINGS: Key[dict[tuple[str, str, str], tuple[FileChoices, Reading | InputError]]] = Key(
    "_readings", {}
)
#: What the owner decided about the files in the uploader: {sha256: choices}. A password stands in
#: it only as long as its file lies there.
CHOICES: Key[dict[str, FileChoices]] = Key("_choices", {})
#: The questions that were put about a table, so that an answer can be changed: {(sha256, key)}.
ASKED: Key[dict[tuple[str, str], tuple[Question, ...]]] = Key("_asked", {})
#: The backup that the owner is about to go back to; empty for none.
RESTORING: Key[str] = Key("_restoring", "")
#: What the last import or undo did, shown once on the next run.
NOTICE: Key[Words | None] = Key("_notice", None)
#: Something to know that changed nothing, shown once on the next run.
REMARK: Key[Words | None] = Key("_remark", None)
#: The last masked copy of a sheet that was asked for: (sha256 of the sheet, content, name).
DIAGNOSIS: Key[tuple[str, bytes, str] | None] = Key("_diagnosis", None)
#: What an import of the files in the uploader would do, so that a click does not compare again.
WORKED: Key[Worked | None] = Key("_worked", None)
#: The filled call sheet as it was read, so that a click does not read it again: (its file's id,
#: what it says or why it cannot be read). The count grows with each that was recorded.
CALLED: Key[tuple[str, Filled | DaifukuchoError] | None] = Key("_called", None)
SHEETS: Key[int] = Key("_sheets", 0)
#: The password of a locked call sheet, until it is tried once: (its file's id, what was typed).
SHEET_LOCK: Key[tuple[str, str]] = Key("_sheet_lock", ("", ""))
#: {slug: whose calls are looked at}; a business that is not in it shows everybody's.
WHOSE: Key[dict[str, str]] = Key("_whose", {})
#: What was decided last about a pair of customers, shown once beside the pairs.
PAIR_SAID: Key[Words | None] = Key("_pair_said", None)
#: A business that was taken in from a file, said once.
CARRIED: Key[Words | None] = Key("_carried", None)
#: Whether the curtain is drawn while others look on, noted when a run begins; see at_work.
CURTAIN: Key[bool] = Key("_curtain", False)
#: The stop of the first tour as gone to in this session; empty for the one that is kept.
TOUR: Key[str] = Key("_tour", "")
#: The password proposed for a file that is taken out: made once, so that a rerun keeps it.
PROPOSED: Key[str] = Key("_proposed", "")
#: The record form that is open.
DRAFT: Key[Draft | None] = Key("_draft", None)
#: Grows with every form that is opened, so that each begins with fresh fields.
FORMS: Key[int] = Key("_forms", 0)
#: The kind of record that the ledger page shows.
KIND: Key[str] = Key("_kind", "promises")
#: The step of the weekly review that is looked at; empty for the overview.
REVIEW_STEP: Key[str] = Key("_review_step", "")
#: Whether the growth page shows weeks or months.
GROWTH_VIEW: Key[str] = Key("_growth_view", "weeks")
#: What the sliders of a what-if stand at, so that another page does not lose it: {key: value}.
TRIED: Key[dict[str, Any]] = Key("_tried", {})
