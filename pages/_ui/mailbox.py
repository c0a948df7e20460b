"""What lies in the uploader, read once for each choice of the owner, with progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import InputError, PasswordNeeded
from core.ingest import Reading, read
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.reading import Progress
from core.locale.words import Words, _
from core.settings import Settings
from pages._ui import business, state, waiting
from pages._ui.waiting import Chosen
from pages._ui.words import md, t

#: A larger file takes long enough to be given up.
SLOW_BYTES = 300_000


@dataclass(frozen=True)
class Taken:
    """A file on its way into the ledger."""

    name: str
    data: bytes
    reading: Reading


@dataclass(frozen=True)
class Refused:
    """A file that could not be read, and why."""

    name: str
    data: bytes
    sha256: str
    refusal: InputError

    @property
    def seen(self) -> Taken | None:
        """What was seen of it all the same, for the owner to put right."""
        reading = self.refusal.reading
        return None if reading is None else Taken(self.name, self.data, reading)


@dataclass(frozen=True)
class Mail:
    """What lies in the uploader.

    Attributes:
        taken: what could be read.
        refused: what could not.
        twice: names of files whose content lies there under another name already.
    """

    taken: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Reader:
    """How files are read now: any change of it reads them again."""

    settings: Settings
    remembered: Mapping[str, SheetChoices]
    mark: str


def destination() -> str:
    """The business that an import goes to; empty for a new one: samples take nothing in."""
    here = business.current_slug()
    own = [found.slug for found in business.every() if not found.sample]
    if here in own:
        return here
    return own[0] if own else ""


def open_mail(files: Sequence[UploadedFile]) -> Mail:
    """What lies in the uploader, each content once; only what is new or decided anew is read."""
    reader, mail = _reader(), Mail()
    before, now = state.READINGS.get(), {}
    chosen = _chosen(files, reader.settings.intake.waiting_days)
    choices = state.CHOICES.get()
    tell = _Telling(slow=any(len(file.data) > SLOW_BYTES for file in chosen))
    for file in chosen:
        sha = file.sha256
        if any(sha == there for there, _name, _mark in now):
            mail.twice.append(file.name)
            continue
        key = (sha, file.name, reader.mark)
        known = before.get(key)
        if known is None or known[0] != choices[sha]:
            _ask_again(file, choices[sha], reader, tell.step)
            known = (choices[sha], _read(file, choices[sha], reader, tell.step))
        now[key] = known
        _sort_in(mail, file, known[1])
    tell.done()
    state.READINGS.put(now)
    return mail


def _chosen(files: Sequence[UploadedFile], days: int) -> list[Chosen]:
    """What lies in the uploader, and what was chosen before a reload and is gone on with."""
    slug = destination()
    uploaded = waiting.of_uploader(files)
    already = business.workspace(slug).already if slug else lambda _sha: None
    chosen = [*uploaded, *waiting.gone_on_with(uploaded, days, already)]
    state.CHOICES.put(waiting.answers(chosen, days))
    return chosen


def _sort_in(mail: Mail, file: Chosen, outcome: Reading | InputError) -> None:
    if not isinstance(outcome, InputError):
        mail.taken.append(Taken(file.name, file.data, outcome))
        return
    refused = Refused(file.name, file.data, file.sha256, outcome)
    mail.refused.append(refused)
    if refused.seen is None and not isinstance(outcome, PasswordNeeded):
        waiting.no_sheet(file)


def _reader() -> _Reader:
    slug = destination()
    settings, remembered = Settings(), {}
    if slug:
        workspace = business.workspace(slug)
        settings, remembered = workspace.settings(), workspace.remembered()
    mark = f"{settings.mark}|{business.real_today()}|{slug}"
    return _Reader(settings, remembered, mark)


def _ask_again(file: Chosen, choices: FileChoices, reader: _Reader, progress: Progress) -> None:
    """Find the questions that were answered before a reload: an answer may be changed."""
    asked = state.ASKED.get()
    if not choices.sheets or any(sha == file.sha256 for sha, _table in asked):
        return
    first = _read(file, replace(choices, sheets={}), reader, progress)
    reading = first.reading if isinstance(first, InputError) else first
    sheets = reading.sheets if reading is not None else ()
    found = {(file.sha256, sheet.key): sheet.questions for sheet in sheets}
    state.ASKED.put({**asked, **found})


def _read(
    file: Chosen, choices: FileChoices, reader: _Reader, progress: Progress
) -> Reading | InputError:
    try:
        return read(
            file.data,
            file.name,
            settings=reader.settings,
            today=business.real_today(),
            choices=choices,
            remembered=reader.remembered,
            progress=progress,
        )
    except InputError as refusal:
        return refusal


class _Telling:
    """One bar for all files, drawn when the first of them has to be read, with a way out.

    The button stands there before the work begins. A click on it starts the script anew, and the
    bar's next step ends this run and with it the reading.
    """

    def __init__(self, *, slow: bool) -> None:
        self._place = st.empty()
        self._slow = slow
        self._bar: Any = None

    def step(self, share: float, words: Words) -> None:
        """Show how far it is; where the owner gave up, the run ends here."""
        if self._bar is None:
            with self._place.container(key="reading"):
                self._bar = st.progress(0.0)
                if self._slow:
                    st.button(t(_("Give it up")), key="give_up", on_click=_give_up)
        self._bar.progress(min(max(share, 0.0), 1.0), text=md(words))

    def done(self) -> None:
        """Nothing is being read any more."""
        if self._bar is not None:
            self._place.empty()


def _give_up() -> None:
    empty(state.CHOICES.get())
    state.REMARK.put(_("Given up. Nothing was taken in; the files are no longer chosen."))


def empty(gone: Iterable[str]) -> None:
    """Take everything out of the uploader, and forget what was decided about it.

    Args:
        gone: contents that are taken in or given up; what else lay there waits further on.
    """
    waiting.let_go(gone)
    state.MAILBOX.put(state.MAILBOX.get() + 1)
    for key in (
        state.READINGS, state.CHOICES, state.ASKED, state.DIAGNOSIS, state.WORKED, state.KEPT,
        state.RESUMED,
    ):  # fmt: skip
        key.take()


def unlock(sha: str, password: str) -> None:
    """Try a password; it is kept no longer than its file lies in the uploader."""
    before = state.CHOICES.get().get(sha, FileChoices())
    state.CHOICES.put({**state.CHOICES.get(), sha: replace(before, password=password)})
