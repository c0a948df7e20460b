"""Where purchases are counted: one SQL text per calculation, whichever engine runs it."""

from __future__ import annotations

import importlib
from pathlib import Path

from core.book import Book
from core.engine.address import parse
from core.engine.duck import DuckDBEngine
from core.engine.protocol import Engine, Limits

#: The file beside the cache of a business that holds the address of its engine.
SETTING = "engine.url"
#: The engines that are loaded only where somebody counts with them.
_ELSEWHERE = {
    "spark": ("core.engine.spark", "SparkEngine"),
    "postgres": ("core.engine.postgres", "PostgresEngine"),
    "clickhouse": ("core.engine.clickhouse", "ClickHouseEngine"),
}


def open_engine(book: Book, *, cache: Path | None = None, url: str = "") -> Engine:
    """An engine over the purchases of a Book; close it after use.

    Args:
        book: whose purchases to count; the data-as-of day is given to each calculation, so one
            engine serves ``book.at(another day)`` too.
        cache: folder for the content-addressed layer (may be deleted at any time); without it the
            layer is made in memory each time.
        url: which engine, see :mod:`core.engine.address`; empty is the one that ``engine.url``
            beside the cache names, and without that file DuckDB in this process.

    Raises:
        EngineError: the address names no engine of this version, its driver is missing, it does
            not answer, or the files cannot be read.
    """
    address = parse(url or _set(cache))
    if address.kind == "duckdb":
        return DuckDBEngine(book, cache=cache, table=address.held)
    module, name = _ELSEWHERE[address.kind]
    made: Engine = getattr(importlib.import_module(module), name)(book, address, cache=cache)
    return made


def _set(cache: Path | None) -> str:
    file = cache.parent / SETTING if cache else None
    return file.read_text(encoding="utf-8").strip() if file and file.is_file() else ""


__all__ = ["DuckDBEngine", "Engine", "Limits", "open_engine"]
