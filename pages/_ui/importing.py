"""Between the uploader and the ledger: reading, taking in, taking back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import DaifukuchoError, InputError
from core.ingest import Combined, Reading, read
from core.locale.words import Words, _
from core.settings import Settings
from core.workspace import Batch, Workspace, home
from pages._ui import business, cache, state
from pages._ui.words import md, t


@dataclass(frozen=True)
class Taken:
    """A file on its way into the ledger."""

    name: str
    data: bytes
    reading: Reading


def destination() -> str:
    """The business that an import goes to; empty for a new one: samples take nothing in."""
    here = business.current_slug()
    own = [found.slug for found in business.every() if not found.sample]
    if here in own:
        return here
    return own[0] if own else ""


def understood(files: Sequence[UploadedFile]) -> tuple[list[Taken], list[InputError]]:
    """What lies in the uploader, read once each: what was understood, and the refusals."""
    slug = destination()
    settings = business.workspace(slug).settings() if slug else Settings()
    mark = f"{cache.settings_mark(settings)}|{business.real_today()}"
    before, now = state.READINGS.get(), {}
    found: list[Taken] = []
    refused: list[InputError] = []
    place = st.empty()
    for file in files:
        data = file.getvalue()
        key = (hashlib.sha256(data).hexdigest(), file.name, mark)
        now[key] = before.get(key) or _read(file.name, data, settings, place)
        outcome = now[key]
        if isinstance(outcome, InputError):
            refused.append(outcome)
        else:
            found.append(Taken(file.name, data, outcome))
    state.READINGS.put(now)
    return found, refused


def _read(
    name: str, data: bytes, settings: Settings, place: DeltaGenerator
) -> Reading | InputError:
    def tell(share: float, words: Words) -> None:
        place.progress(min(max(share, 0.0), 1.0), text=md(words))

    try:
        return read(data, name, settings=settings, today=business.real_today(), progress=tell)
    except InputError as refusal:
        return refusal
    finally:
        place.empty()


def take_in(combined: Combined, files: Sequence[Taken], slug: str) -> Batch:
    """Commit to the ledger, making one where there is none; durable when this returns.

    Raises:
        StoreError: the ledger refuses; nothing was changed.
    """
    slug = slug or _new_ledger()
    workspace = business.workspace(slug)
    batch = workspace.commit(
        combined,
        files=[(file.name, file.data) for file in files],
        mapping={f"{f.name}/{s.name}": s.mapping for f in files for s in f.reading.sheets},
        counts={"problems": len(combined.problems)},
        preset=next((f.reading.preset for f in files if f.reading.preset), ""),
    )
    business.look_at(slug)
    return batch


def taken_in(batch: Batch) -> Words:
    """What came of an import, in a sentence."""
    counts = batch.counts
    people = int(counts.get("customers_new", 0)) + int(counts.get("customers_updated", 0))
    return _(
        "{files} is taken in: {lines} purchase lines, {people} customers new or changed.",
        files=t(_(", ")).join(batch.files),
        lines=batch.lines,
        people=people,
    )


def switch(batch_id: int, active: bool) -> None:
    """Take an import back or bring it in again."""
    workspace: Workspace = business.workspace(destination())
    try:
        if active:
            workspace.redo_batch(batch_id)
            state.NOTICE.put(_("The import counts again."))
        else:
            workspace.undo_batch(batch_id)
            state.NOTICE.put(_("The import is taken back. Your own notes stay."))
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def _new_ledger() -> str:
    name = t(_("My shop"))
    with Workspace.create(home(), name, now=state.CLOCK.get()) as workspace:
        return workspace.business.slug
