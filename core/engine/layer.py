"""The layer between the imported files and the kernels: three tables with integer keys.

``customer(cno, customer_id)``, ``facts`` (one row per line, sorted by customer and day) and
``purchase_day`` (one row per customer and day). It depends on the imported files alone, not on any
date or setting, so it is kept as Parquet under the hash of their content and may be deleted at any
time. Its text is the same for all engines but for the words of :mod:`core.engine.dialect`.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import duckdb

from core.engine.dialect import DUCKDB, Dialect
from core.store.scanning import rows_of

#: How many layers stay on disk: the newest, and those that another open page may still read.
KEPT = 3
_PREFIX = "layer-"

COLUMNS = (
    "date", "customer_id", "order_id", "product", "category", "quantity", "amount", "cost",
    "discount", "staff", "store", "payment",
)  # fmt: skip

_NO_LINES = """SELECT TIMESTAMP '1970-01-01' AS date, '' AS customer_id, '' AS order_id,
    '' AS product, '' AS category, 0.0 AS quantity, 0 AS amount, 0 AS cost, 0 AS discount,
    '' AS staff, '' AS store, '' AS payment WHERE false"""

_CUSTOMER = """SELECT customer_id,
    CAST(ROW_NUMBER() OVER (ORDER BY customer_id) - 1 AS BIGINT) AS cno
FROM (SELECT DISTINCT l.customer_id AS customer_id FROM lines l) d"""

# Quantities are counted in thousandths, so that they too add up exactly.
_FACTS = """SELECT l.customer_id AS customer_id, c.cno AS cno,
    {day} AS day,
    {ym} AS ym,
    CAST(coalesce(l.amount, 0) AS BIGINT) AS amount,
    coalesce(l.product, '') AS product,
    CAST(round(coalesce(l.quantity, 0) * 1000) AS BIGINT) AS qty,
    coalesce(l.order_id, '') AS order_id,
    coalesce(l.staff, '') AS staff,
    coalesce(l.store, '') AS store,
    coalesce(l.category, '') AS category,
    CAST(coalesce(l.cost, 0) AS BIGINT) AS cost,
    CAST(coalesce(l.discount, 0) AS BIGINT) AS discount,
    CAST(CASE WHEN l.cost IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_cost,
    CAST(CASE WHEN l.discount IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_discount,
    CAST(CASE WHEN coalesce(l.payment, '') IN ('late', 'unpaid') THEN 1 ELSE 0 END AS BIGINT)
        AS late,
    CAST(CASE WHEN coalesce(l.payment, '') = 'unpaid' THEN 1 ELSE 0 END AS BIGINT) AS unpaid
FROM lines l INNER JOIN customer c ON c.customer_id = l.customer_id"""

# A returned line gives its cost back, whichever sign the sheet writes the cost with.
_PURCHASE_DAY = """SELECT f.cno AS cno, f.day AS day, f.ym AS ym,
    CAST(sum(f.amount) AS BIGINT) AS spend,
    CAST(count(*) AS BIGINT) AS n,
    CAST(sum(CASE WHEN f.amount < 0 THEN -abs(f.cost) ELSE f.cost END) AS BIGINT) AS cost,
    CAST(sum(CASE WHEN f.amount > 0 AND f.has_cost = 0 THEN 1 ELSE 0 END) AS BIGINT) AS uncosted,
    CAST(sum(CASE WHEN f.discount <> 0 THEN 1 ELSE 0 END) AS BIGINT) AS reduced
FROM facts f GROUP BY f.cno, f.day, f.ym"""

#: How the kept files are ordered, so that one customer's rows stand together.
_ORDER = {"customer": "cno", "facts": "cno, day", "purchase_day": "cno, day"}


def tables(dialect: Dialect) -> dict[str, str]:
    """The text of each table in the order in which they are made: each may use those before it."""
    date = dialect.date.format("l.date")
    facts = _FACTS.format(day=dialect.day.format(date), ym=dialect.ym.format(date))
    return {"customer": _CUSTOMER, "facts": facts, "purchase_day": _PURCHASE_DAY}


#: The tables as DuckDB makes them.
TABLES = {name: f"{text} ORDER BY {_ORDER[name]}" for name, text in tables(DUCKDB).items()}


def lines_sql(engine: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> str:
    """All imported lines with the columns that are counted; every import is one file."""
    if not files:
        return _NO_LINES
    return f"SELECT {', '.join(COLUMNS)} FROM {read_sql(engine, files)}"


def read_sql(engine: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> str:
    """Parquet files as DuckDB reads them all, by the names that the file system really has."""
    return rows_of(engine, [file.resolve() for file in files])


def quoted(path: Path) -> str:
    """A path as an SQL string, as the file system really calls it.

    DuckDB compares it with the folders it may read, letter by letter, and a folder may be reached
    through a link (on macOS every temporary one is).
    """
    return "'" + path.resolve().as_posix().replace("'", "''") + "'"


def digest(files: Sequence[Path], lines: str = "") -> str:
    """Hash of the content of all files and of the text that makes the layer from them.

    ``lines`` is how they are read, where that is not as always.
    """
    marks = []
    for file in files:
        said = file.stat()
        marks.append(_content(file, said.st_size, said.st_mtime_ns))
    # The order of imports does not matter to any count.
    text = "\n".join([*sorted(marks), *TABLES.values(), lines])
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=4096)
def _content(file: Path, size: int, written: int) -> str:
    """The hash of a file, read once for as long as nothing is written into it.

    Of ten million lines it takes a tenth of a second, at each look at another part of them.
    """
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def folder(cache: Path, mark: str) -> Path:
    """Where the layer of that hash is kept."""
    return cache / f"{_PREFIX}{mark[:32]}"


def complete(kept: Path) -> bool:
    """Whether every table of the layer is there."""
    return all((kept / f"{name}.parquet").is_file() for name in TABLES)


def workplace(kept: Path) -> Path:
    """A new folder beside ``kept`` in which one process makes the layer undisturbed."""
    place = kept.with_name(f"{kept.name}.{uuid.uuid4().hex}")
    place.mkdir(parents=True)
    return place


def publish(made: Path, kept: Path) -> None:
    """Put a finished layer in its place; where another process was first, keep that one."""
    if not complete(kept):
        shutil.rmtree(kept, ignore_errors=True)
        try:
            made.rename(kept)
        except OSError:
            if not complete(kept):
                raise
    shutil.rmtree(made, ignore_errors=True)


def prune(cache: Path) -> None:
    """Drop all layers but the newest few; one that is still being read stays where it must."""
    layers = sorted(cache.glob(f"{_PREFIX}*"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in layers[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
