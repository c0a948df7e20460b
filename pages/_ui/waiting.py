"""Sheets that were chosen and not yet taken in: kept through a reload, gone on with, thrown away.

What the uploader holds is lost with the page; so it is kept on the disk at once, where that can be
written to. Where it cannot, the page works as it did and says that a reload begins anew.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import DaifukuchoError, StoreError
from core.ingest.choices import FileChoices
from core.locale.words import Words, _, n_
from core.store import inbox
from core.store.inbox import Waiting
from core.workspace import JST, home
from pages._ui import business, state
from pages._ui.words import md, t


@dataclass(frozen=True)
class Chosen:
    """A file that the owner chose.

    Attributes:
        name: as it was called; ``data``: its content; ``sha256``: of it.
    """

    name: str
    data: bytes
    sha256: str


def of_uploader(files: Sequence[UploadedFile]) -> list[Chosen]:
    """What lies in the uploader, kept on the disk the first time that it is seen."""
    found, seen = [_chosen(file) for file in files], state.KEPT.get()
    state.KEPT.put({
        file.sha256: seen[file.sha256] if file.sha256 in seen else _keep(file) for file in found
    })  # fmt: skip
    return found


def gone_on_with(
    before: Sequence[Chosen], days: int, already: Callable[[str], object]
) -> list[Chosen]:
    """Say what waits beside the files in the uploader; those that the owner goes on with.

    Args:
        before: the files in the uploader.
        days: how long a sheet waits.
        already: whether a content came in; then a program died before it was let go.
    """
    there = {file.sha256 for file in before}
    waiting = [one for one in _waiting(days) if one.sha256 not in there]
    done = [w.sha256 for w in waiting if w.sha256 not in state.RESUMED.get() and already(w.sha256)]
    let_go(done)
    waiting = [one for one in waiting if one.sha256 not in done]
    if waiting:
        _box(waiting, days)
    resumed = (one for one in waiting if one.sha256 in state.RESUMED.get())
    read = ((one, inbox.content(home(), one.sha256)) for one in resumed)
    return [Chosen(one.name, data, one.sha256) for one, data in read if data is not None]


def answers(files: Iterable[Chosen], days: int) -> dict[str, FileChoices]:
    """What was decided about each file: in this session, else before a reload."""
    now, before = state.CHOICES.get(), {one.sha256: one for one in _waiting(days)}
    found = {}
    for sha256 in dict.fromkeys(file.sha256 for file in files):
        waits = before.get(sha256)
        known = FileChoices() if waits is None else FileChoices.of(waits.answers)
        found[sha256] = now.get(sha256, known)
        if waits is not None and found[sha256].plain() != known.plain():
            with contextlib.suppress(StoreError):  # what was answered before stays
                inbox.note(home(), waits, found[sha256].plain())
    return found


def all_kept(files: Iterable[str]) -> bool:
    """Whether a reload would lose none of these contents."""
    return all(state.KEPT.get().get(sha256, True) for sha256 in files)


def let_go(files: Iterable[str]) -> None:
    """These contents wait no longer: they are taken in, given up, or no sheets at all."""
    for sha256 in files:
        with contextlib.suppress(StoreError):  # it goes when it is too old
            inbox.throw_away(home(), sha256)


def no_sheet(file: Chosen) -> None:
    """What was just chosen and cannot be read at all need not wait."""
    if file.sha256 in state.KEPT.get():
        let_go([file.sha256])


def changed(key: str) -> None:
    """What the owner took out of the uploader waits no longer."""
    left = {_chosen(file).sha256 for file in st.session_state.get(key) or []}
    let_go(sha256 for sha256 in state.KEPT.get() if sha256 not in left)


def _chosen(file: UploadedFile) -> Chosen:
    data = file.getvalue()
    return Chosen(file.name, data, hashlib.sha256(data).hexdigest())


def _keep(file: Chosen) -> bool:
    try:
        inbox.keep(home(), file.name, file.data, now=_now())
    except StoreError:
        return False
    return True


def _waiting(days: int) -> list[Waiting]:
    """What waits; where it cannot be looked at, nothing does."""
    try:
        return inbox.waiting(home(), now=_now(), days=days)
    except StoreError:
        return []


def _box(waiting: Sequence[Waiting], days: int) -> None:
    with st.container(border=True, key="waiting"):
        title = md(_("Sheets that are not taken in yet"))
        st.markdown(f"**{title}**")
        for one in waiting:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(md(_described(one)))
                st.button(t(_("Throw it away")), key=f"waiting_away_{one.sha256[:12]}",
                          on_click=_throw_away, args=(one.sha256,))  # fmt: skip
        new = [one.sha256 for one in waiting if one.sha256 not in state.RESUMED.get()]
        if new:
            st.button(t(_("Go on with these")), key="waiting_go_on", type="primary",
                      on_click=_go_on, args=(new,))  # fmt: skip
        st.markdown(md(n_(
            "They stay on this computer for {n} day, then they are thrown away.",
            "They stay on this computer for {n} days, then they are thrown away.", n=days,
        )))  # fmt: skip


def _described(one: Waiting) -> Words:
    """A sheet and how long ago it was chosen."""
    days = max((business.real_today() - one.since.astimezone(JST).date()).days, 0)
    if not days:
        return _("{file} (chosen today)", file=one.name)
    return n_("{file} (chosen {n} day ago)", "{file} (chosen {n} days ago)", n=days, file=one.name)


def _go_on(files: list[str]) -> None:
    state.RESUMED.put(state.RESUMED.get() | set(files))


def _throw_away(sha256: str) -> None:
    try:
        inbox.throw_away(home(), sha256)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def _now() -> dt.datetime:
    return state.CLOCK.get()()
