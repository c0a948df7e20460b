"""Bytes of a file as they are kept: bare, or locked where the data folder has a vault.

A locked file begins with the mark of its vault, so it is known by itself, wherever it lies: a
folder in which some files are locked and some are not can be read throughout. Whole files go
through AES-256-GCM in memory: nothing of one is ever on the disk bare, not for a moment, and every
change of it is noticed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from core.errors import StoreError
from core.locale.words import _
from core.store import vault
from core.store.ciphering import bare, locked
from core.store.places import private_file, whole_file

_MARK = 16
#: Behind the mark: how the rest is locked.
_FORM = b"\x01"
_HEAD = _MARK + len(_FORM)


def read(path: Path) -> bytes:
    """A file's bytes as they were handed in.

    Raises:
        OSError: it cannot be read.
        StoreError: it is locked, and not what it was.
    """
    data = path.read_bytes()
    key = vault.key_of(data[:_MARK])
    return data if key is None else _bare(key, data, path)


def source(path: Path) -> Path | io.BytesIO:
    """What a reader of files takes: the path itself, or the bytes where the file is locked.

    Raises:
        StoreError: it is locked, and not what it was.
    """
    return io.BytesIO(read(path)) if is_locked(path) else path


def is_locked(path: Path) -> bool:
    """Whether a file is locked by a vault that is open; one that is not there is not."""
    if not vault.any_open():
        return False
    try:
        with path.open("rb") as handle:
            return vault.key_of(handle.read(_MARK)) is not None
    except FileNotFoundError:
        return False


def write(target: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all, locked where its data folder has a vault.

    Raises:
        LockedVault: the vault is not open.
        StoreError: the disk refuses.
    """
    kept = as_kept(target, data)
    with whole_file(target) as temporary, private_file(temporary, private=private) as handle:
        handle.write(kept)


def write_with(target: Path, make: Callable[[Path | io.BytesIO], object]) -> None:
    """The same for what writes itself to a path or to a file in memory.

    Args:
        target: the file.
        make: writes to what it is given; without a vault that is a path, so that large files
            need no memory.
    """
    if vault.covering(target) is None:
        with whole_file(target) as temporary:
            make(temporary)
        return
    made = io.BytesIO()
    make(made)
    write(target, made.getvalue())


def as_kept(target: Path, data: bytes) -> bytes:
    """Bytes as they are kept under a path.

    Raises:
        LockedVault: the vault of its data folder is not open.
    """
    opened = vault.covering(target)
    return data if opened is None else locked(opened.key, opened.vault.mark + _FORM, data)


def _bare(key: bytes, data: bytes, path: Path) -> bytes:
    try:
        return bare(key, _HEAD, data)
    except ValueError as error:
        raise StoreError(
            _("A locked file is damaged ({name}). Please restore a backup.", name=path.name)
        ) from error
