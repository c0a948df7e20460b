"""Sheets that were chosen and not yet taken in (まだ取り込んでいない表), kept through a reload.

::

    <home>/inbox/<sha256>/content       the file as it was chosen
    <home>/inbox/<sha256>/about.json    its name, when it was chosen, what the owner answered

They belong to no business: the first of them makes one. No backup and no file for another computer
holds them, only this account can read them, no password is among the answers, and they go when
they are taken in, thrown away, or too old. On the disk they are called by the hash of their
content, never by the name that the file came with.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.store import kept_bytes
from core.store.clock import Clock
from core.store.faults import said
from core.store.network import refuse_network
from core.store.places import make_folder, private_file, remove_folder

_CONTENT, _ABOUT = "content", "about.json"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet that waits.

    Attributes:
        sha256: of its content.
        name: as the owner's file was called; never a path here.
        since: when it was chosen, an aware moment.
        answers: what was decided about it, as :meth:`core.ingest.choices.FileChoices.plain` says.
    """

    sha256: str
    name: str
    since: dt.datetime
    answers: Mapping[str, Any] = field(default_factory=dict)


def inbox(root: Path) -> Path:
    """The folder in which sheets wait."""
    return root / "inbox"


def keep(root: Path, name: str, data: bytes, *, now: dt.datetime) -> Waiting:
    """Keep a sheet until it is taken in; one that waits already begins its time anew.

    It is there whole or not at all. It is not flushed to the disk: the owner still has the file.

    Args:
        root: the data folder.
        name: of the file.
        data: its content.
        now: the moment.

    Raises:
        StoreError: the disk refuses, or the folder is on a network drive.
    """
    refuse_network(root)
    sha256 = hashlib.sha256(data).hexdigest()
    before = _read(inbox(root) / sha256)
    waiting = Waiting(sha256, name, now, before.answers if before else {})
    if before is not None:
        _write_about(root, waiting)
        return waiting
    with said():
        make_folder(root)
        inbox(root).mkdir(mode=0o700, exist_ok=True)
        made = inbox(root) / f"{uuid.uuid4().hex}.tmp"
        made.mkdir(mode=0o700)
        try:
            _put(made / _CONTENT, data)
            _put(made / _ABOUT, _about(waiting))
            _settle(made, inbox(root) / sha256)
        finally:
            remove_folder(made)
    return waiting


def _settle(made: Path, target: Path) -> None:
    """Give a sheet its name; something damaged may lie there, or another window was quicker."""
    remove_folder(target)
    try:
        made.rename(target)
    except OSError:
        if _read(target) is None:
            raise


def note(root: Path, waiting: Waiting, answers: Mapping[str, Any]) -> None:
    """Keep what the owner answered about a sheet that waits; of one that is gone nothing.

    Raises:
        StoreError: the disk refuses; what was answered before stays.
    """
    if _read(inbox(root) / waiting.sha256) is not None:
        _write_about(root, Waiting(waiting.sha256, waiting.name, waiting.since, answers))


def waiting(root: Path, *, now: dt.datetime, days: int) -> list[Waiting]:
    """The sheets that wait, the oldest first; those that are too old are removed.

    Args:
        root: the data folder.
        now: the moment.
        days: how long a sheet waits.

    Raises:
        StoreError: the folder cannot be read.
    """
    found = []
    for path in _folders(root):
        known = _read(path)
        # A clock may have been set back: what comes from far ahead is as old.
        if known is not None and abs(now - known.since) <= dt.timedelta(days=days):
            found.append(known)
        else:
            with contextlib.suppress(StoreError), said():
                remove_folder(path)
    return sorted(found, key=lambda one: (one.since, one.name))


def content(root: Path, sha256: str) -> bytes | None:
    """A sheet as it was chosen; none where it is gone or is not what it was."""
    path = inbox(root) / sha256 / _CONTENT
    if not _SHA256.fullmatch(sha256):
        return None
    try:
        data = kept_bytes.read(path)
    except (OSError, StoreError):
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def throw_away(root: Path, sha256: str) -> None:
    """Remove a sheet that waits, as far as it is there.

    Raises:
        StoreError: the disk refuses.
    """
    if _SHA256.fullmatch(sha256):
        with said():
            remove_folder(inbox(root) / sha256)


def names(root: Path) -> tuple[str, ...]:
    """What the sheets that wait are called, the oldest first, also those that are too old."""
    found = [known for path in _folders(root) if (known := _read(path)) is not None]
    return tuple(one.name for one in sorted(found, key=lambda one: (one.since, one.name)))


def empty(root: Path) -> None:
    """Remove every sheet that waits: somebody was erased, and any of them may name the person.

    Raises:
        StoreError: the disk refuses.
    """
    with said():
        remove_folder(inbox(root))


def sweep(root: Path, *, now: Clock, days: int) -> None:
    """Remove what waited too long, as far as that is possible now."""
    if inbox(root).is_dir():
        with contextlib.suppress(StoreError):
            waiting(root, now=now(), days=days)


def _folders(root: Path) -> Iterator[Path]:
    with said():
        found = sorted(inbox(root).iterdir()) if inbox(root).is_dir() else []
    return (path for path in found if _SHA256.fullmatch(path.name))


def _read(path: Path) -> Waiting | None:
    """What lies in a folder; none where it is not whole."""
    try:
        said_there = json.loads(kept_bytes.read(path / _ABOUT))
        since = dt.datetime.fromisoformat(said_there["since"])
        if since.tzinfo is None or not (path / _CONTENT).is_file():
            return None
        return Waiting(path.name, str(said_there["name"]), since, dict(said_there["answers"]))
    except (OSError, ValueError, KeyError, TypeError, StoreError):
        return None


def _about(one: Waiting) -> bytes:
    said_there = {"name": one.name, "since": one.since.isoformat(), "answers": dict(one.answers)}
    return json.dumps(said_there).encode("ascii")


def _write_about(root: Path, one: Waiting) -> None:
    target = inbox(root) / one.sha256 / _ABOUT
    made = target.with_name(f"{uuid.uuid4().hex}.tmp")
    with said():
        try:
            _put(made, _about(one))
            made.replace(target)
        finally:
            made.unlink(missing_ok=True)


def _put(path: Path, data: bytes) -> None:
    with private_file(path) as handle:
        handle.write(kept_bytes.as_kept(path, data))
