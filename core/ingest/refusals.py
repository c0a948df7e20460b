"""The sentence for a file that a reading process gave up on, by the word it left."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import (
    CannotUnlock,
    InputError,
    PasswordNeeded,
    UnknownType,
    UnreadableFile,
    UnsafeFile,
    WrongPassword,
)
from core.ingest.guard import bomb, too_large
from core.ingest.sniff import damaged, for_good, locked, numbers_export
from core.locale.words import Words, _


def refusal(code: str, name: str, *, reader: str, numbers_rows: int) -> InputError:
    """What is raised for a word of :mod:`core.ingest.child`.

    Args:
        code: ``password``, ``wrong_password``, ``cipher``, ``no_reader``, ``rows``, ``bomb``,
            ``memory``; anything else is a damaged file.
        name: the file's name.
        reader: the reader that gave up.
        numbers_rows: rows read of an Apple Numbers file at most.
    """
    if reader == "numbers" and code in ("rows", "memory"):
        return UnsafeFile(_too_long(name, numbers_rows))
    if code == "password" and reader not in ("locked", "numbers"):
        code = "cipher"
    kind, words = _BY_CODE.get(code, (UnreadableFile, damaged))
    return kind(words(name))


def _wrong(name: str) -> Words:
    return _(
        "This password does not open {name}. Capital and small letters differ; type it again.",
        name=name,
    )


def _too_long(name: str, rows: int) -> Words:
    return _(
        "{name} is too large: of a Numbers file up to {n} rows are read. In Numbers choose File, "
        "Export To, Excel and choose the file that comes out.",
        name=name,
        n=rows,
    )


_BY_CODE: dict[str, tuple[type[InputError], Callable[[str], Words]]] = {
    "password": (PasswordNeeded, locked),
    "wrong_password": (WrongPassword, _wrong),
    "cipher": (CannotUnlock, for_good),
    "no_reader": (UnknownType, numbers_export),
    "bomb": (UnsafeFile, bomb),
    "memory": (UnsafeFile, too_large),
}
