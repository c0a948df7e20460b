"""Where purchases are counted: one SQL text per calculation, whichever engine runs it."""

from __future__ import annotations

from pathlib import Path

from core.book import Book
from core.engine.duck import DuckDBEngine
from core.engine.protocol import Engine, Limits
from core.errors import EngineError
from core.locale.words import _


def open_engine(book: Book, *, cache: Path | None = None, url: str = "") -> Engine:
    """An engine over the purchases of a Book; close it after use.

    Args:
        book: whose purchases to count; the data-as-of day is given to each calculation, so one
            engine serves ``book.at(another day)`` too.
        cache: folder for the content-addressed layer (may be deleted at any time); without it the
            layer is made in memory each time.
        url: which engine; empty or ``duckdb:`` is DuckDB in this process.

    Raises:
        EngineError: the address names no engine of this version, or the files cannot be read.
    """
    if url not in {"", "duckdb:"}:
        raise EngineError(
            _(
                "This version has no counting engine for addresses that begin with {kind}. "
                "Leave the address empty to count on this computer.",
                # Never the whole address: it may carry a password.
                kind=url.partition(":")[0] + ":",
            )
        )
    return DuckDBEngine(book, cache=cache)


__all__ = ["DuckDBEngine", "Engine", "Limits", "open_engine"]
