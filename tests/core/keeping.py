"""Small imports for the tests of what is kept."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

import pandas as pd

from core.book import Book
from core.tables import TABLES
from core.workspace import JST, Workspace

TODAY = dt.date(2026, 11, 22)
START = dt.datetime(2026, 11, 22, 9, tzinfo=JST)


def clock():
    """A clock that goes on a second with every look at it."""
    seconds = itertools.count()
    return lambda: START + dt.timedelta(seconds=next(seconds))


@dataclass(frozen=True)
class Sheet:
    """The shape of core.ingest.Combined, made by hand."""

    tables: dict[str, pd.DataFrame]
    purchases: pd.DataFrame
    scale: int = 0
    currency: str = "JPY"
    sources: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    exact: bool = False
    pairs: tuple[tuple[str, str, str], ...] = ()
    changes: dict[str, object] = field(default_factory=dict)
    lists: tuple = ()
    beside: dict[str, dict[str, str]] = field(default_factory=dict)


def sheet(customers=(), lines=(), scale=0, currency="JPY", **others):
    """Rows as plain dicts, as the reader would hand them over."""
    said = {"customers": customers, **others}
    tables = {n: TABLES[n].shape(pd.DataFrame(rows)) for n, rows in said.items() if rows}
    bought = TABLES["purchases"].shape(pd.DataFrame(lines)) if lines else None
    purchases = TABLES["purchases"].empty() if bought is None else bought
    return Sheet(tables, purchases, scale, currency)


def customer(number, **columns):
    return {"customer_id": f"C{number}", "name": f"試験 {number}", **columns}


def line(day, number=1, amount=1000, **columns):
    return {"date": day, "customer_id": f"C{number}", "amount": amount, **columns}


def bring(workspace: Workspace, said: Sheet, name="a.csv", **how):
    """Import a sheet under a content of its own."""
    content = f"{name} {len(workspace.batches())}".encode()
    return workspace.commit(said, files=[(name, content)], **how)


def bring_as_promised(workspace: Workspace, said: Sheet, name="a.csv", **how):
    """Import a sheet after a preview that promised just that; for the tests of importing."""
    chosen = {key: how[key] for key in ("source", "same_days") if key in how}
    promised = workspace.preview(said, **chosen).counts
    batch = bring(workspace, said, name, **how)
    assert batch.counts == promised
    return batch


def lines_that_count(book: Book):
    """All purchase lines of a Book, sorted."""
    frames = [pd.read_parquet(book.source(path)) for path in book.purchases]
    if not frames:
        return []
    columns = ["date", "customer_id", "order_id", "product", "amount"]
    frame = pd.concat(frames)[columns]
    frame["date"] = frame["date"].dt.strftime("%m-%d")
    frame["amount"] = frame["amount"].astype(object).where(frame["amount"].notna(), None)
    return sorted(frame.itertuples(index=False, name=None), key=str)


def amounts(book: Book):
    return sorted(row[-1] for row in lines_that_count(book))


def everything(workspace: Workspace):
    """All that a Book says, as plain values: equal before and after means restored exactly."""
    book = workspace.book(TODAY)
    tables = {
        name: frame.astype(object).where(frame.notna(), None).to_dict("records")
        for name, frame in book.tables.items()
    }
    return tables, lines_that_count(book), book.asof, book.scale, book.has_amounts


def rows_of(workspace: Workspace, table="customers"):
    return workspace.book(TODAY).table(table)


def row_id(workspace: Workspace, customer_id, table="customers"):
    frame = rows_of(workspace, table)
    return int(frame.loc[frame["customer_id"] == customer_id, "row_id"].iloc[0])


def value(workspace: Workspace, customer_id, column, table="customers"):
    frame = rows_of(workspace, table)
    return frame.loc[frame["customer_id"] == customer_id, column].iloc[0]
