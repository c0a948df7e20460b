"""Folders and files: where a business is kept, and how a file is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import StoreError
from core.locale.words import _
from core.store.address import Where, read_address
from core.store.faults import said

#: What the folder of a business may be called.
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
#: Names that Windows keeps for devices; a folder cannot be called so.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
STAGING = ".new-"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one business and what lies in it."""

    folder: Path

    @property
    def root(self) -> Path:
        """The data folder in which the business lies."""
        return self.folder.parent.parent

    @property
    def ledger(self) -> Path:
        """The SQLite file: everything typed, logged and decided; none for a shared business."""
        return self.folder / "ledger.db"

    @property
    def address(self) -> Path:
        """Says on which server the ledger of a shared business is."""
        return self.folder / "ledger.url"

    @property
    def where(self) -> Where:
        """Where the ledger lives.

        Raises:
            StoreError: ``ledger.url`` names no server.
        """
        return read_address(self.address) if self.address.exists() else self.ledger

    @property
    def purchases(self) -> Path:
        """One immutable Parquet file for each import."""
        return self.folder / "purchases"

    @property
    def layers(self) -> Path:
        """What each import said about every table but purchases, one folder for each import."""
        return self.folder / "layers"

    @property
    def uploads(self) -> Path:
        """The files as they were handed in, named by their SHA-256."""
        return self.folder / "uploads"

    @property
    def key(self) -> Path:
        """The secret under which ids are hashed, see :mod:`core.store.keyed`."""
        return self.folder / "key"

    @property
    def erased(self) -> Path:
        """Who was erased, as keyed marks, see :mod:`core.store.tombstones`."""
        return self.folder / "erased"

    @property
    def erasing(self) -> Path:
        """What an erasure that is not finished has still to do; gone when it is done."""
        return self.folder / "erasing"

    @property
    def cache(self) -> Path:
        """Whatever can be made again; may be deleted at any time."""
        return self.folder / "cache"


def businesses_folder(root: Path) -> Path:
    """The folder that holds the folder of each business."""
    return root / "businesses"


def place_of(root: Path, slug: str) -> Place:
    """The place of a business.

    Raises:
        StoreError: the slug is no plain name, or nothing of that name is kept.
    """
    if not SLUG.fullmatch(slug) or not _kept_in(businesses_folder(root) / slug):
        raise StoreError(_("There is no business called {name} here.", name=slug))
    return Place(businesses_folder(root) / slug)


def _kept_in(folder: Path) -> bool:
    """Whether a business is kept in a folder: its ledger, or the address of its ledger."""
    return Place(folder).ledger.exists() or Place(folder).address.exists()


def slugs(root: Path) -> list[str]:
    """The slugs of all businesses kept, in order of their names."""
    folder = businesses_folder(root)
    if not folder.is_dir():
        return []
    with said():
        found = [p.name for p in folder.iterdir() if _kept_in(p)]
    return sorted(name for name in found if SLUG.fullmatch(name))


def slug_of(name: str) -> str:
    """A folder's name for a business: the ASCII letters and digits of its name."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return "business" if not plain or plain in _DEVICES else plain


@contextlib.contextmanager
def staging(root: Path) -> Iterator[Path]:
    """A new folder in which a business is made; what is left of a failure is removed.

    The caller renames it with :func:`settle`, so that a business exists whole or not at all.
    """
    folder = businesses_folder(root) / f"{STAGING}{uuid.uuid4().hex}"
    with said():
        make_folder(folder)
        try:
            yield folder
        finally:
            remove_folder(folder)


def settle(staged: Path, root: Path, slug: str, *, alone: bool = False) -> str:
    """Give a finished folder its name: the slug, or the slug with the next free number.

    With ``alone`` there is only ever one of the name: where it stands already, it stays. The name
    is on the disk when this returns.
    """
    number = 1
    while True:
        name = slug if number == 1 else f"{slug}-{number}"
        target = businesses_folder(root) / name
        # A business that is gone may come back from its backups: its name is not given again.
        taken = target.exists() or (not alone and (root / "backups" / name).exists())
        if not taken and _renamed(staged, target):
            return name
        if alone:
            return name
        number += 1


def _renamed(staged: Path, target: Path) -> bool:
    """Whether a folder got its name; not where another program was quicker."""
    with said():
        try:
            staged.rename(target)
        except OSError:
            if not target.exists():
                raise
            return False
        flush(target.parent)
        return True


def remove_folder(folder: Path) -> None:
    """Remove a folder and everything in it, as far as it is still there."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    if folder.exists():
        folder.rmdir()


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to; when the block ends the file is durable under its real name.

    Written beside the target, flushed to the disk, then renamed: a reader sees the old file or
    the new one, never half of it.
    """
    temporary = target.with_name(f"{target.name}.{uuid.uuid4().hex}.tmp")
    with said():
        make_folder(target.parent)
        try:
            yield temporary
            flush(temporary)
            temporary.replace(target)
            flush(target.parent)
        finally:
            temporary.unlink(missing_ok=True)


def copy_whole(source: Path, target: Path, *, private: bool = False) -> None:
    """Copy a file whole or not at all.

    Args:
        source: what to copy.
        target: where to, in the place of what is there.
        private: nobody else on this computer may read it.
    """
    with (
        whole_file(target) as temporary,
        private_file(temporary, private=private) as handle,
        source.open("rb") as reading,
    ):
        shutil.copyfileobj(reading, handle, 2**20)


def private_file(path: Path, *, private: bool = True) -> BinaryIO:
    """A new file to write to, which nobody else on this computer may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600 if private else 0o666), "wb")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing; their names are on the disk.

    Without the last a file in a new folder is gone with the folder's name when the power goes,
    however often the file itself was flushed.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in reversed(missing):
        flush(path.parent)


def flush(path: Path) -> None:
    """Bring a file or a folder's list of names to the disk itself."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder; its file system writes names in order
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    if sys.platform == "darwin":  # there fsync stops at the disk's own memory
        import fcntl  # noqa: PLC0415 - exists on some systems only

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def write_text(target: Path, text: str) -> None:
    """Write a small text file whole or not at all."""
    with whole_file(target) as temporary:
        temporary.write_text(text, encoding="utf-8")


def current(root: Path) -> str:
    """The slug of the business last worked with, or an empty string."""
    path = root / "current"
    with said():
        name = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return name if name in slugs(root) else ""


def set_current(root: Path, slug: str) -> None:
    """Remember the business worked with.

    Raises:
        StoreError: nothing of that name is kept.
    """
    place_of(root, slug)
    write_text(root / "current", slug)
