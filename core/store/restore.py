"""Going back to a backup (復元): whole or not at all, and nothing that is there now is lost.

Order of work, each step safe to be killed in and to be done again:

1. the backup is read back; a damaged one is refused;
2. what is there now becomes a backup too, or, where it is damaged, is set aside as it is;
3. a note is left on the shelf: from here on the next opening finishes what was begun;
4. imported files are brought in, then the ledger in one transaction of SQLite, so that whoever has
   it open sees the one or the other;
5. the note is taken away. Who was erased since is erased again when the business is opened, by the
   file of marks beside the ledger, which only grows (:mod:`core.store.tombstones`).

Numbers are never given twice: what was done after the backup keeps its own, and an import to come
has a name that no file ever had.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from core.errors import DamagedLedger, StoreError
from core.locale.words import _
from core.store import chain, seal, sqlites
from core.store.backup import (
    Backup,
    Shelf,
    backups,
    find,
    refuse_damaged,
    shelf_of,
    spoken,
)
from core.store.clock import stamp
from core.store.connection import known_revisions, open_ledger
from core.store.damage import refused
from core.store.faults import reason_for
from core.store.journal import Write
from core.store.keyed import keyed
from core.store.places import (
    Place,
    businesses_folder,
    copy_whole,
    flush,
    make_folder,
    remove_folder,
    write_text,
)
from core.store.present import keep_present
from core.store.snapshot import plain
from core.store.taking import ERASED

_BESIDE = ("-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Note:
    """What was begun.

    Attributes:
        backup: which backup is brought back.
        at: when, as :func:`core.store.clock.stamp` writes it; ``who``: by whom.
        mark: stands in the ledger once it is the one that was brought back.
        aside: where the damaged business was set aside; empty where it was not damaged.
    """

    backup: str
    at: str
    who: str
    mark: str
    aside: str = ""


def restore(root: Path, slug: str, backup_id: str, *, now: dt.datetime, who: str = "") -> Backup:
    """Go back to a backup.

    Args:
        root: the data folder.
        slug: which business; it need not be there any more.
        backup_id: which backup.
        now: the moment.
        who: by whom, for the journal.

    Returns:
        The backup gone back to.

    Raises:
        StoreError: the backup is damaged or of a newer version, or the disk refuses; what is there
            now stays. Where the disk refused half way, the words say so, and the next opening
            finishes.
    """
    shelf = shelf_of(root, slug)
    backup = find(shelf, backup_id)
    with spoken():
        refuse_damaged(shelf, backup)
        _refuse_newer(backup)
        aside = keep_present(root, slug, backup_id, now)
        note = Note(backup_id, stamp(now), who, uuid.uuid4().hex, aside)
        with shelf.alone():
            write_text(shelf.restoring, json.dumps(asdict(note)))
            _bring_back(root, slug, note)
    return backup


def finish(root: Path, slug: str) -> None:
    """Finish what was begun and killed; to be called before a business is opened.

    Where the backup was damaged meanwhile, what was begun is given up: the opening that follows
    looks at what there is.

    Raises:
        StoreError: the disk refuses.
    """
    shelf = shelf_of(root, slug)
    if not shelf.restoring.exists():
        return
    with spoken(), shelf.alone():
        note = _noted(shelf)
        if note is None:
            return
        if _is_back(_place(root, slug), note) or _usable(shelf, note):
            _bring_back(root, slug, note)
        else:
            shelf.restoring.unlink()


def finish_all(root: Path) -> None:
    """The same for businesses that are not there before it is finished; what cannot be, stays."""
    for path in sorted((root / "backups").glob("*/restoring")):
        slug = path.parent.name
        if not _place(root, slug).ledger.exists():
            with contextlib.suppress(StoreError):
                finish(root, slug)


def _noted(shelf: Shelf) -> Note | None:
    """What was begun, where another program did not finish it meanwhile."""
    try:
        return Note(**json.loads(shelf.restoring.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _usable(shelf: Shelf, note: Note) -> bool:
    try:
        refuse_damaged(shelf, find(shelf, note.backup))
    except StoreError:
        return False
    return True


def _place(root: Path, slug: str) -> Place:
    return Place(businesses_folder(root) / slug)


def _refuse_newer(backup: Backup) -> None:
    if backup.revision not in known_revisions():
        raise StoreError(
            _(
                "This backup was written by a newer version of this program ({version}). Please "
                "update the program. Nothing was changed.",
                version=backup.revision,
            )
        )


# The backup


def _bring_back(root: Path, slug: str, note: Note) -> None:
    """Bring a backup back, or go on where that was killed; the shelf's lock is held."""
    shelf, place = shelf_of(root, slug), _place(root, slug)
    make_folder(place.folder)
    if not _is_back(place, note):
        backup = find(shelf, note.backup)
        refuse_damaged(shelf, backup)
        with half_way(), seal.rewriting(place):
            _bring_files(shelf, place, backup)
            with _prepared(shelf, place, backup, note) as ledger:
                _into_place(ledger, place.ledger)
    with half_way():
        if note.aside:
            remove_folder(place.cache)
        shelf.restoring.unlink()
        flush(shelf.folder)


@contextlib.contextmanager
def half_way() -> Iterator[None]:
    """What is refused in this block was begun, and is finished by the next opening: to be said.

    Raises:
        StoreError: in the place of what was refused, unless something is damaged.
    """
    try:
        with spoken():
            yield
    except DamagedLedger:
        raise
    except StoreError as refusal:
        cause = refusal.__cause__
        why = reason_for(cause) if isinstance(cause, Exception) else refusal.words
        raise StoreError(
            _(
                "{why} Going back to the backup stopped half way; what you see may be neither the "
                "one nor the other. Please see to the disk and open this business again: then it "
                "is finished.",
                why=why,
            )
        ) from refusal


def _is_back(place: Place, note: Note) -> bool:
    """Whether the ledger is the one that was brought back."""
    query = "SELECT 1 FROM action WHERE verb = 'restore' AND facts LIKE ?"
    try:
        with plain(place.ledger) as connection:
            return connection.execute(query, (f"%{note.mark}%",)).fetchone() is not None
    except sqlites.ERRORS:
        return False


def _bring_files(shelf: Shelf, place: Place, backup: Backup) -> None:
    _remember_erased(shelf, place)
    for name, mark in backup.files.items():
        if name == ERASED:
            continue
        target = place.folder / name
        if not target.exists() or seal.mark_of(target) != mark:
            copy_whole(shelf.objects / mark.sha256, target, private=name == seal.KEY)


def _remember_erased(shelf: Shelf, place: Place) -> None:
    """Every line of the file of marks that is there or that any backup holds."""
    marks = [b.files[ERASED] for b in reversed(backups(shelf)) if ERASED in b.files]
    paths = [*(shelf.objects / mark.sha256 for mark in marks), place.erased]
    texts = [path.read_text(encoding="ascii", errors="ignore") for path in paths if path.exists()]
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    if lines:
        write_text(place.erased, "".join(f"{line}\n" for line in lines))


@contextlib.contextmanager
def _prepared(shelf: Shelf, place: Place, backup: Backup, note: Note) -> Iterator[Path]:
    """The ledger as it is to be, in a file of its own that is gone afterwards."""
    path = shelf.folder / f"{note.mark}.tmp"
    try:
        copy_whole(shelf.objects / backup.ledger.sha256, path, private=True)
        with contextlib.closing(open_ledger(path)) as ledger, ledger.writing() as connection:
            _number_after(connection, _given(shelf, place, backup))
            write = Write(connection, note.at, note.who)
            write.begin("restore", {"at": backup.at.isoformat(), "mark": note.mark})
            chain.seal(write, keyed(place.key))
        _alone(path)
        yield path
    finally:
        for beside in ("", *_BESIDE):
            path.with_name(path.name + beside).unlink(missing_ok=True)


def _alone(path: Path) -> None:
    """Everything of a ledger in its one file, whatever it was written through."""
    with plain(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _given(shelf: Shelf, place: Place, backup: Backup) -> dict[str, int]:
    """{table: the highest number ever given}, as far as anything still knows it."""
    later = [b.sequences for b in backups(shelf) if b.number > backup.number]
    given = {"batch": _highest_import(place)}
    with contextlib.suppress(*sqlites.ERRORS, ValueError, TypeError), plain(place.ledger) as there:
        later.append(dict(there.execute("SELECT name, seq FROM sqlite_sequence").fetchall()))
    for said in later:
        given |= {name: max(number, given.get(name, 0)) for name, number in said.items()}
    return given


def _highest_import(place: Place) -> int:
    """The highest number of an import that any file has."""
    found = (*place.purchases.glob("*.parquet"), *place.layers.glob("*"))
    numbers = (path.name.partition(".")[0].partition("-")[0] for path in found)
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _number_after(connection: sa.Connection, given: dict[str, int]) -> None:
    for name, number in given.items():
        said = {"name": name, "number": number}
        raised = "UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :name"
        if not connection.execute(sa.text(raised), said).rowcount:
            first = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"
            connection.execute(sa.text(first), said)


def _into_place(ledger: Path, target: Path) -> None:
    """Put a ledger in the place of another.

    Through SQLite where that can be, as one transaction: whoever has the other open goes on with
    this one. A damaged file may not let that be done; then it is replaced.
    """
    if target.exists():
        try:
            with plain(ledger) as source, plain(target) as live:
                live.execute("PRAGMA synchronous=EXTRA")
                live.execute("PRAGMA fullfsync=1")
                source.backup(live)
        except sqlites.DATABASE_ERRORS as error:
            if refused(error):
                raise
        else:
            return
    for beside in _BESIDE:
        # What a writer left beside a damaged file must not be laid over a good one.
        target.with_name(target.name + beside).unlink(missing_ok=True)
    flush(target.parent)
    copy_whole(ledger, target)
