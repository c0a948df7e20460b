"""What the disk or the database refuses, in words for the owner.

Whatever of the store touches the disk does it inside :func:`said`, so that nobody above ever meets
an ``OSError`` of the system or an error of SQLite, DuckDB or SQLAlchemy.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

import duckdb
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.errors import StoreError
from core.locale.words import Words, _
from core.store import sqlites

#: What says that a disk, or the share of it that a user may fill, is full.
_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextlib.contextmanager
def said() -> Iterator[None]:
    """Failures of the disk and the database become a sentence.

    Raises:
        StoreError: in the place of any of them.
        DatabaseError: a server's, which says itself, see :func:`core.store.postgres.said`.
    """
    try:
        yield
    except (DatabaseError, PoolTimeoutError, duckdb.IOException, OSError) as error:
        if isinstance(error, DatabaseError) and not of_a_file(error):
            raise
        raise StoreError(words_for(error)) from error


def of_a_file(error: DBAPIError) -> bool:
    """Whether it is SQLite that refuses, and no server: a ledger may be copied between the two."""
    return isinstance(error.orig, sqlites.ERRORS)


def words_for(error: Exception) -> Words:
    """What to tell the owner about a failure of the disk, where nothing was changed."""
    return _WHOLE.get(_kind(error)) or _unknown(error)


def reason_for(error: Exception) -> Words:
    """The same where something was begun: only what happened, not that nothing was saved."""
    return _REASON.get(_kind(error)) or _unknown(error)


_WHOLE: dict[str, Words] = {
    "full": _("The disk is full. Nothing was saved. Please make room and try again."),
    "busy": _("Another window is still writing. Please try again in a moment."),
    "read-only": _("The data folder cannot be written to. Nothing was saved."),
    "damaged": _("The ledger file is damaged and was not opened. Please restore a backup."),
    "failing": _(
        "The disk did not do what it was asked to. Please look whether this was saved before "
        "you try again; if it happens again, copy the data folder to another disk."
    ),
}
_REASON: dict[str, Words] = {
    "full": _("The disk is full."),
    "busy": _("Another window is still writing."),
    "read-only": _("The data folder cannot be written to."),
    "damaged": _("The ledger file is damaged."),
    "failing": _("The disk did not do what it was asked to."),
}


def _kind(error: Exception) -> str:
    """What sort of failure it is; empty where it is none that is known."""
    text = str(getattr(error, "orig", None) or error).lower()
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL or "disk is full" in text or "no space left" in text:
        return "full"
    if "locked" in text or "busy" in text or isinstance(error, PoolTimeoutError):
        return "busy"
    # SQLite cannot open a journal in a folder that may not be written to.
    refused = ("readonly", "read-only", "unable to open database file")
    if number in _READ_ONLY or any(word in text for word in refused):
        return "read-only"
    if "malformed" in text or "not a database" in text or "no such table" in text:
        return "damaged"
    if number == errno.EIO or "i/o error" in text or "input/output error" in text:
        return "failing"
    return ""


def _unknown(error: Exception) -> Words:
    detail = str(getattr(error, "orig", None) or error).lower()[:120]
    return _("The data folder could not be read or written ({detail}).", detail=detail)
