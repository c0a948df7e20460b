"""Which engine the owner set for a business, and what that changes about its book.

A file ``engine.url`` in the folder of the business holds the address. Where the engine holds the
purchases itself, the book's imports are not what is counted: its table is taken to be up to date,
so the data-as-of day is today, and it has amounts where the address names a column of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from core.book import Book
from core.engine.address import parse
from core.errors import EngineError
from core.store.faults import said

#: The file beside the cache of a business that holds the address of its engine.
SETTING = "engine.url"


def url_of(cache: Path | None) -> str:
    """The address that was set for the business of a cache; empty for none.

    A file that is no text is an address that no engine has, which whoever counts says.

    Raises:
        StoreError: the disk does not let the file be read.
    """
    file = cache.parent / SETTING if cache else None
    if file is None:
        return ""
    with said():
        plain = file.read_bytes() if file.is_file() else b""
    return plain.decode("utf-8-sig", errors="replace").strip()


def as_counted(book: Book, cache: Path) -> Book:
    """The book as the engine that was set counts it; the same one where that is our own."""
    url = url_of(cache)
    if not url:
        return book
    try:
        held = parse(url).held
    except EngineError:  # told by whoever counts
        held = None
    marked = replace(book, elsewhere=_mark(url), digest=_under(book.digest, url))
    if held is None:
        return marked
    return replace(marked, asof=book.today, has_amounts="amount" in held.columns)


def digest_with(digest: str, cache: Path) -> str:
    """The digest of a book under the engine that is set: another with another address."""
    url = url_of(cache)
    return _under(digest, url) if url else digest


def _under(digest: str, url: str) -> str:
    return hashlib.sha256(f"{digest}|{_mark(url)}".encode()).hexdigest()


def _mark(url: str) -> str:
    """An address may hold a password: nothing but its hash goes anywhere."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
