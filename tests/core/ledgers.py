"""Small businesses for tests: frames in, a Book with real Parquet files out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from core.book import Book
from core.tables import DTYPES, ORIGIN, TABLES

#: The demo workspaces' own today (DOMAIN 0a).
TODAY = dt.date(2026, 11, 22)


def purchases_of(rows: Iterable[Sequence], names: str = "customer_id date amount") -> pd.DataFrame:
    """A purchases frame from rows; ``names`` are the columns, dates may be text or dates."""
    frame = pd.DataFrame(list(rows), columns=names.split())
    frame["date"] = pd.to_datetime(frame["date"].astype("str")).astype(DTYPES["date"])
    return TABLES["purchases"].shape(frame)


def book_of(
    purchases,
    customers=None,
    *,
    tmp_path: Path,
    asof=None,
    today=TODAY,
    imports=1,
    has_amounts=None,
    tables=None,
    currency="JPY",
    scale=0,
) -> Book:
    """A Book over Parquet files as the workspace writes them.

    ``customers`` and the frames of ``tables`` (by table name) may lack columns: they are shaped.
    ``imports`` splits the purchases into that many files. Without ``asof`` the latest purchase
    that is not after ``today`` is the data-as-of day.
    """
    shaped = TABLES["purchases"].shape(purchases)
    frames = {"customers": customers, **(tables or {})}
    kept = {n: TABLES[n].shape(f) for n, f in frames.items() if f is not None}
    days = shaped["date"].dt.date
    return Book(
        tables={
            name: kept.get(name, t.empty()) for name, t in TABLES.items() if name != "purchases"
        },
        purchases=tuple(_written(shaped, tmp_path, imports)) if len(shaped) else (),
        asof=asof or max((day for day in days if day <= today), default=today),
        today=today,
        has_amounts=bool(shaped["amount"].notna().any()) if has_amounts is None else has_amounts,
        currency=currency,
        scale=scale,
        digest=_digest(shaped, kept, asof, today),
    )


def _written(shaped, folder: Path, imports: int):
    mark = _digest(shaped, {}, imports)[:8]
    for number in range(imports):
        part = shaped.iloc[number::imports].reset_index(drop=True)
        for name in ORIGIN:
            if name not in part:
                part[name] = 0 if name == "source_row" else ""
        path = folder / f"{mark}-{number}.parquet"
        part.to_parquet(path, index=False)
        yield path


def _digest(shaped, kept, *rest) -> str:
    text = shaped.to_csv() + "".join(f.to_csv() for f in kept.values()) + repr(rest)
    return hashlib.sha256(text.encode()).hexdigest()
