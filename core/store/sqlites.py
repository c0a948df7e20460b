"""The two makes of SQLite that a ledger's file may be opened with, and what they raise.

SQLCipher is Python's SQLite with locked pages; its package (``sqlcipher3``) is optional.
"""

from __future__ import annotations

import sqlite3
from typing import Any

try:
    from sqlcipher3 import dbapi2 as _found
except ImportError:
    _found = None

#: The module of SQLCipher; none where it is not installed.
CIPHER: Any = _found
_BOTH = [sqlite3, *([CIPHER] if CIPHER else [])]
#: What the one or the other raises, by their names in the database API.
ERRORS: tuple[type[Exception], ...] = tuple(made.Error for made in _BOTH)
DATABASE_ERRORS: tuple[type[Exception], ...] = tuple(made.DatabaseError for made in _BOTH)
OPERATIONAL_ERRORS: tuple[type[Exception], ...] = tuple(made.OperationalError for made in _BOTH)


def code_of(error: object) -> int:
    """SQLite's number for an error; 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", None) or 0)
