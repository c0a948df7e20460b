"""Damage (破損): found when a business is opened, said, and never counted over in silence."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import DamagedLedger, StoreError
from core.locale.words import Words, _
from core.store import crosscheck, seal, sqlites
from core.store.connection import BUSY_MS, known_revisions
from core.store.faults import said, words_for
from core.store.places import Place
from core.store.seal import Mark, Seal
from core.store.snapshot import (
    files_of,
    marks,
    one_moment,
    plain,
    revision_of,
)

#: What a disk or another program refuses: it says nothing about the ledger.
_REFUSED = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_NOMEM,
)
_PRIMARY = 0xFF
#: What comes of reading cells that are not what they were: bad UTF-8, broken JSON, a missing text.
_UNREADABLE: tuple[type[Exception], ...] = (
    *sqlites.ERRORS, ValueError, TypeError, AttributeError,
)  # fmt: skip
LEDGER = "ledger.db"


@dataclass(frozen=True, slots=True)
class Damage:
    """One file of a business that is not what it was.

    Attributes:
        name: its path below the business's folder.
        words: the same for the owner.
        mark: what it was, where that is known.
    """

    name: str
    words: Words
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of looking at a business.

    Attributes:
        damages: none where all is well.
        sealed: all of it is as the seal says; else it is to be sealed.
    """

    damages: tuple[Damage, ...]
    sealed: bool = False


def refuse_damaged(place: Place, *, busy_ms: int = BUSY_MS) -> bool:
    """Look at a business before anything is read of it; returns whether it is sealed.

    Raises:
        DamagedLedger: something is damaged; nothing was changed.
        StoreError: the disk, or another program, does not let us look.
    """
    found = examine(place, busy_ms=busy_ms)
    if found.damages:
        raise DamagedLedger([damage.words for damage in found.damages])
    return found.sealed


def examine(place: Place, *, busy_ms: int = BUSY_MS) -> Examined:
    """Look at a ledger and every file of its imports; nothing is changed.

    A ledger of a newer version is not judged here; opening it refuses it.

    Raises:
        StoreError: the disk, or another program, does not let us look.
    """
    before = seal.read(place)
    try:
        with said(), plain(place.ledger, busy_ms=busy_ms) as connection:
            before, fits = _in_force(connection, before)
            if fits is False:
                return Examined((_of_ledger(),))
            revision = revision_of(connection)
            if revision not in known_revisions():
                return Examined((), sealed=True)
            if not fits and not _sound(connection, revision):
                return Examined((_of_ledger(),))
            return _files(place, before, connection, sealed=bool(fits))
    except _UNREADABLE as error:
        if refused(error):
            raise StoreError(words_for(error)) from error
        return Examined((_of_ledger(),))


def _sound(connection: sqlite3.Connection, revision: str) -> bool:
    """Looked at as of one moment: what others write meanwhile fits only together."""
    with one_moment(connection):
        return crosscheck.sound(connection, revision)


def refused(error: Exception) -> bool:
    """Whether an error is the disk's, or another program's, and says nothing about the ledger."""
    return sqlites.code_of(error) & _PRIMARY in _REFUSED


def _in_force(
    connection: sqlite3.Connection, before: Seal | None
) -> tuple[Seal | None, bool | None]:
    """The seal as far as it speaks of this ledger, and whether that is as it says.

    None instead of yes or no where the ledger may rightly be another by now. One that counts less
    than its seal was put there by hand, from a copy of the folder: then the seal says nothing.
    """
    if before is None:
        return None, None
    with one_moment(connection):
        count, digest = marks(connection)
    if digest == before.digest:
        return before, True
    if count < before.counter:
        return None, None
    return before, (False if count == before.counter else None)


def _files(
    place: Place, before: Seal | None, connection: sqlite3.Connection, *, sealed: bool
) -> Examined:
    known = dict(before.files) if before else {}
    keyed = seal.KEY in known or place.key.exists()
    names = [*files_of(connection), *([seal.KEY] if keyed else [])]
    if _anybody_erased(connection):
        names = [name for name in names if name in known or not seal.taken_away(place, name)]
    wrong = crosscheck.wrong_files(place.folder, names, known)
    damages = tuple(Damage(name, _of_file(connection, name), known.get(name)) for name in wrong)
    return Examined(damages, sealed and set(names) == set(known))


def _anybody_erased(connection: sqlite3.Connection) -> bool:
    """Whether an erasure may have taken files away; in older ledgers there was none."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased'").fetchone()
    return bool(found) and bool(connection.execute("SELECT 1 FROM erased LIMIT 1").fetchone())


def _of_ledger() -> Damage:
    return Damage(LEDGER, _("The ledger itself (ledger.db)"))


def _of_file(connection: sqlite3.Connection, name: str) -> Words:
    folder, *rest = name.split("/")
    if folder == "uploads":
        return _uploaded(connection, rest[0])
    if not rest:
        return _("The key of this business (key)")
    number = rest[0].partition(".")[0].partition("-")[0]
    row = connection.execute("SELECT created FROM batch WHERE id = ?", (number,)).fetchone()
    files = connection.execute("SELECT name FROM upload WHERE batch_id = ?", (number,)).fetchall()
    return _(
        "What was brought in on {day} from {files} ({path})",
        day=dt.date.fromisoformat(row[0][:10]),
        files=_names(files),
        path=name,
    )


def _uploaded(connection: sqlite3.Connection, sha256: str) -> Words:
    files = connection.execute("SELECT name FROM upload WHERE sha256 = ?", (sha256,)).fetchall()
    return _("The kept original of {files} (uploads)", files=_names(files))


def _names(rows: Sequence[tuple[str]]) -> str:
    return ", ".join(dict.fromkeys(row[0] for row in rows)) or "?"
