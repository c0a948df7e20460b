"""The layer between the imported files and the kernels: three tables with integer keys.

``customer(cno, customer_id)``, ``facts`` (one row per line, sorted by customer and day) and
``purchase_day`` (one row per customer and day). It depends on the imported files alone, not on any
date or setting, so it is kept as Parquet under the hash of their content and may be deleted at any
time. This is the only text that is written for one engine (DuckDB); kernels are not.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

#: How many layers stay on disk: the newest, and those that another open page may still read.
KEPT = 3
_PREFIX = "layer-"

_COLUMNS = (
    "date", "customer_id", "order_id", "product", "category", "quantity", "amount", "cost",
    "discount", "staff", "store", "payment",
)  # fmt: skip

_NO_LINES = """SELECT TIMESTAMP '1970-01-01' AS date, '' AS customer_id, '' AS order_id,
    '' AS product, '' AS category, 0.0 AS quantity, 0 AS amount, 0 AS cost, 0 AS discount,
    '' AS staff, '' AS store, '' AS payment WHERE false"""

_CUSTOMER = """SELECT customer_id,
    CAST(ROW_NUMBER() OVER (ORDER BY customer_id) - 1 AS BIGINT) AS cno
FROM (SELECT DISTINCT customer_id FROM lines) ORDER BY cno"""

_FACTS = """SELECT l.customer_id, c.cno,
    CAST(CAST(l.date AS DATE) - DATE '1970-01-01' AS BIGINT) AS day,
    CAST(year(l.date) * 12 + month(l.date) - 1 AS BIGINT) AS ym,
    CAST(coalesce(l.amount, 0) AS BIGINT) AS amount,
    coalesce(l.product, '') AS product,
    CAST(coalesce(l.quantity, 0) AS DOUBLE) AS qty,
    coalesce(l.order_id, '') AS order_id,
    coalesce(l.staff, '') AS staff,
    coalesce(l.store, '') AS store,
    coalesce(l.category, '') AS category,
    CAST(coalesce(l.cost, 0) AS BIGINT) AS cost,
    CAST(coalesce(l.discount, 0) AS BIGINT) AS discount,
    CAST(l.cost IS NOT NULL AS BIGINT) AS has_cost,
    CAST(l.discount IS NOT NULL AS BIGINT) AS has_discount,
    CAST(coalesce(l.payment, '') IN ('late', 'unpaid') AS BIGINT) AS late,
    CAST(coalesce(l.payment, '') = 'unpaid' AS BIGINT) AS unpaid
FROM lines l JOIN customer c ON c.customer_id = l.customer_id
ORDER BY cno, day"""

# A returned line gives its cost back, whichever sign the sheet writes the cost with.
_PURCHASE_DAY = """SELECT cno, day, ym,
    CAST(sum(amount) AS BIGINT) AS spend,
    CAST(count(*) AS BIGINT) AS n,
    CAST(sum(CASE WHEN amount < 0 THEN -abs(cost) ELSE cost END) AS BIGINT) AS cost,
    CAST(sum(CASE WHEN amount > 0 AND has_cost = 0 THEN 1 ELSE 0 END) AS BIGINT) AS uncosted,
    CAST(sum(CASE WHEN discount <> 0 THEN 1 ELSE 0 END) AS BIGINT) AS reduced
FROM facts GROUP BY cno, day, ym ORDER BY cno, day"""

#: The tables in the order in which they are made: each may use those before it.
TABLES = {"customer": _CUSTOMER, "facts": _FACTS, "purchase_day": _PURCHASE_DAY}


def lines_sql(files: Sequence[Path]) -> str:
    """All imported lines with the columns that are counted; every import is one file."""
    if not files:
        return _NO_LINES
    names = ", ".join(quoted(file) for file in files)
    return f"SELECT {', '.join(_COLUMNS)} FROM read_parquet([{names}], union_by_name=true)"


def quoted(path: Path) -> str:
    """A path as an SQL string, as the file system really calls it.

    DuckDB compares it with the folders it may read, letter by letter, and a folder may be reached
    through a link (on macOS every temporary one is).
    """
    return "'" + path.resolve().as_posix().replace("'", "''") + "'"


def digest(files: Sequence[Path]) -> str:
    """Hash of the content of all files and of the text that makes the layer from them."""
    marks = []
    for file in files:
        with file.open("rb") as handle:
            marks.append(hashlib.file_digest(handle, "sha256").hexdigest())
    # The order of imports does not matter to any count.
    text = "\n".join([*sorted(marks), *TABLES.values()])
    return hashlib.sha256(text.encode()).hexdigest()


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
