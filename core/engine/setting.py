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

#: The file beside the cache of a business that holds the address of its engine.
SETTING = "engine.url"


def url_of(cache: Path | None) -> str:
    """The address that was set for the business of a cache; empty for none."""
    file = cache.parent / SETTING if cache else None
    return file.read_text(encoding="utf-8").strip() if file and file.is_file() else ""


def as_counted(book: Book, cache: Path) -> Book:
    """The book as the engine that was set counts it; the same one where that is our own."""
    url = url_of(cache)
    if not url:
        return book
    try:
        held = parse(url).held
    except EngineError:  # told by whoever counts
        held = None
    marked = replace(book, elsewhere=_mark(url), digest=digest_with(book.digest, cache))
    if held is None:
        return marked
    return replace(marked, asof=book.today, has_amounts="amount" in held.columns)


def digest_with(digest: str, cache: Path) -> str:
    """The digest of a book under the engine that is set: another with another address."""
    url = url_of(cache)
    return hashlib.sha256(f"{digest}|{_mark(url)}".encode()).hexdigest() if url else digest


def _mark(url: str) -> str:
    """An address may hold a password: nothing but its hash goes anywhere."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
