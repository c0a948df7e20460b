"""The seal of a business (封): what its ledger and its imported files were when last looked after.

SQLite's own check finds a flipped bit in one case of nine. So the mark of the whole ledger is kept
beside it with the count of its transactions: where the count agrees, the mark must. Imported files
never change; each is known by its size and SHA-256.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.store import sqlites
from core.store.checked import check_of
from core.store.only_one import only_one
from core.store.places import Place, flush, write_text
from core.store.snapshot import Snapshot, one_moment, plain, snapshot

FORM = 1
#: The key of a business stands in no row of its ledger.
KEY = "key"
#: How long the one who seals waits for somebody who rewrites files before he gives up.
_PATIENCE = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a file is known: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Seal:
    """What stands in ``ledger.seal``.

    Attributes:
        counter: of the ledger's transactions, see :attr:`Snapshot.counter`.
        digest: see :attr:`Snapshot.digest`.
        files: {path below the business's folder: mark}.
    """

    counter: str
    digest: str
    files: Mapping[str, Mark] = field(default_factory=dict)


def path_of(place: Place) -> Path:
    """Where the seal lies."""
    return place.folder / "ledger.seal"


def read(place: Place) -> Seal | None:
    """The seal; none where there is none, or one that this version cannot trust.

    While an erasure is not finished its files are on the move: then there is none either.
    """
    if moving(place):
        return None
    try:
        plain_seal = json.loads(path_of(place).read_text(encoding="utf-8"))
        if plain_seal.pop("check") != check_of(plain_seal) or plain_seal["form"] != FORM:
            return None
        return Seal(plain_seal["counter"], plain_seal["digest"], marks_of(plain_seal["files"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remove(place: Place) -> None:
    """Remove the seal: what it says of some files is about to be wrong for good reason.

    Raises:
        OSError: the disk refuses.
    """
    path_of(place).unlink(missing_ok=True)
    flush(place.folder)


def moving(place: Place) -> bool:
    """Whether an erasure (:mod:`core.store.erase`) is not finished, which replaces files."""
    return (place.erasing / "marks").exists()


def marks_of(said: Mapping[str, Any]) -> dict[str, Mark]:
    """Files and their marks as JSON has them."""
    return {str(name): Mark(int(size), str(sha256)) for name, (size, sha256) in said.items()}


def mark_of(path: Path) -> Mark:
    """The mark of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        return Mark(handle.tell(), sha256)


def seal(place: Place) -> bool:
    """Look at everything and write the seal; not in the way of a click.

    A file that is sealed already is not looked at again: a seal must not make damage good.

    Returns:
        Whether it was written: not where somebody wrote or rewrote meanwhile; then it is to be
        tried again.

    Raises:
        OSError, sqlite3.Error, StoreError: the disk or the ledger refuses.
    """
    with only_one(_lock(place), patience=_PATIENCE):
        return _seal(place, read(place))


@contextlib.contextmanager
def rewriting(place: Place) -> Iterator[None]:
    """To be held by whoever rewrites imported files or puts another ledger in their place.

    There is no seal meanwhile; where the block ends, everything is sealed as it then is, and where
    it dies, the next opening looks at all of it anew.

    Raises:
        StoreError: another program rewrites files.
    """
    with only_one(_lock(place)):
        remove(place)
        yield
        # Without a seal the next opening looks closer: that is no loss.
        with contextlib.suppress(*sqlites.ERRORS, OSError, StoreError):
            _seal(place, None)


def _seal(place: Place, before: Seal | None) -> bool:
    with plain(place.ledger) as connection:
        version = _version(connection)
        seen = snapshot(connection)
        said = made_of(place, seen, before)
        with one_moment(connection):
            # Nobody commits until the seal stands, so that none stands over a newer one.
            same = _version(connection) == version and not moving(place)
            if same:
                _write(place, said)
            return same


def _version(connection: sqlite3.Connection) -> int:
    """Changes when another connection wrote; taken inside a transaction it takes the lock."""
    connection.execute("SELECT count(*) FROM alembic_version").fetchone()
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def made_of(place: Place, seen: Snapshot, before: Seal | None) -> Seal:
    """The seal of what was seen, its files known from before or looked at now.

    Raises:
        FileNotFoundError: one is missing, and no erasure took it away.
    """
    known = before.files if before else {}
    names = [*seen.files, *([KEY] if place.key.exists() else [])]
    if seen.rows.get("erased"):
        names = [name for name in names if name in known or not taken_away(place, name)]
    files = {name: known.get(name) or mark_of(place.folder / name) for name in names}
    return Seal(seen.counter, seen.digest, files)


def taken_away(place: Place, name: str) -> bool:
    """Whether a file is missing that an erasure may have taken away: an original, a layer."""
    return name.startswith(("uploads/", "layers/")) and not (place.folder / name).exists()


def _write(place: Place, said: Seal) -> None:
    plain_seal: dict[str, Any] = {
        "form": FORM,
        "counter": said.counter,
        "digest": said.digest,
        "files": {name: [mark.size, mark.sha256] for name, mark in said.files.items()},
    }
    text = json.dumps(plain_seal | {"check": check_of(plain_seal)}, ensure_ascii=False)
    write_text(path_of(place), text)


def _lock(place: Place) -> Path:
    return place.folder / ".seal.lock"
