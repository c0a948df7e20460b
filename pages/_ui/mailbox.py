"""What lies in the uploader, read once for each choice of the owner, with progress."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import InputError
from core.ingest import Reading, read
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.reading import Progress
from core.locale.words import Words, _
from core.settings import Settings
from pages._ui import business, cache, state
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
    contents = [(file.name, file.getvalue()) for file in files]
    marked = [(name, data, hashlib.sha256(data).hexdigest()) for name, data in contents]
    choices = {sha: state.CHOICES.get().get(sha, FileChoices()) for _name, _data, sha in marked}
    state.CHOICES.put(choices)
    tell = _Telling(slow=any(len(data) > SLOW_BYTES for _name, data in contents))
    for name, data, sha in marked:
        if any(sha == there for there, _name, _mark in now):
            mail.twice.append(name)
            continue
        key = (sha, name, reader.mark)
        known = before.get(key)
        if known is None or known[0] != choices[sha]:
            known = (choices[sha], _read(name, data, choices[sha], reader, tell.step))
        now[key] = known
        _sort_in(mail, name, data, sha, known[1])
    tell.done()
    state.READINGS.put(now)
    return mail


def _sort_in(mail: Mail, name: str, data: bytes, sha: str, outcome: Reading | InputError) -> None:
    if isinstance(outcome, InputError):
        mail.refused.append(Refused(name, data, sha, outcome))
    else:
        mail.taken.append(Taken(name, data, outcome))


def _reader() -> _Reader:
    slug = destination()
    settings, remembered = Settings(), {}
    if slug:
        workspace = business.workspace(slug)
        settings, remembered = workspace.settings(), workspace.remembered()
    mark = f"{cache.settings_mark(settings)}|{business.real_today()}|{slug}"
    return _Reader(settings, remembered, mark)


def _read(
    name: str, data: bytes, choices: FileChoices, reader: _Reader, progress: Progress
) -> Reading | InputError:
    try:
        return read(
            data, name, settings=reader.settings, today=business.real_today(), choices=choices,
            remembered=reader.remembered, progress=progress,
        )  # fmt: skip
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
    empty()
    state.REMARK.put(_("Given up. Nothing was taken in; the files are no longer chosen."))


def empty() -> None:
    """Take everything out of the uploader, and forget what was decided about it."""
    state.MAILBOX.put(state.MAILBOX.get() + 1)
    for key in (state.READINGS, state.CHOICES, state.ASKED, state.DIAGNOSIS, state.WORKED):
        key.take()


def unlock(sha: str, password: str) -> None:
    """Try a password; it is kept no longer than its file lies in the uploader."""
    before = state.CHOICES.get().get(sha, FileChoices())
    state.CHOICES.put({**state.CHOICES.get(), sha: replace(before, password=password)})
