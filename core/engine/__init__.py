"""Where purchases are counted: one SQL text per calculation, whichever engine runs it."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path

from core.book import Book
from core.engine import layer
from core.engine.address import Address, parse
from core.engine.answers import Remembering
from core.engine.duck import DuckDBEngine
from core.engine.protocol import Engine, Limits
from core.engine.setting import url_of
from core.store import vault

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
    address = parse(url or url_of(cache))
    kept = cache if not (address.held or book.scope) else None
    if kept and vault.covering(kept) is not None:
        kept = None
    if address.kind == "duckdb":
        here = DuckDBEngine(book, cache=cache, table=address.held)
        return Remembering(here.layer, counts=here) if kept and here.layer else here
    opened = partial(_elsewhere, book, address, cache)
    where = _layer(book, kept) if kept else None
    return Remembering(where, opened=opened) if where else opened()


def _layer(book: Book, cache: Path) -> Path | None:
    """Where the layer of these imports is; none where they cannot be read."""
    try:
        return layer.folder(cache, layer.digest(book.purchases))
    except OSError:
        return None


def _elsewhere(book: Book, address: Address, cache: Path | None) -> Engine:
    module, name = _ELSEWHERE[address.kind]
    made: Engine = getattr(importlib.import_module(module), name)(book, address, cache=cache)
    return made


__all__ = ["DuckDBEngine", "Engine", "Limits", "open_engine"]
