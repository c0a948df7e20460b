"""The call lists of past weeks as they were seen (ゴールデンリスト), read as one frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from core.book import LISTED, nobody_listed
from core.store.schema import SNAPSHOT
from core.store.snapshots import CALLS, COUNTS, LOTS

#: Lists older than this teach nothing about calls of today.
LOOK_BACK = dt.timedelta(weeks=104)


def listed(
    connection: sa.Connection, until: dt.date, aliases: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Who stood on the list or in the lottery of which week, up to a day.

    A list may be seen on the weekend before its week, and again on Monday: the first counts.

    Args:
        connection: a transaction.
        until: no list that was first seen later.
        aliases: {id: the id that stands for it} of customers who are shown as one with another.

    Returns:
        The columns of :data:`core.book.LISTED`, weeks and ranks in order.
    """
    query = (
        sa.select(SNAPSHOT.c.week, SNAPSHOT.c.kind, SNAPSHOT.c.rows)
        .where(SNAPSHOT.c.kind.in_((CALLS, LOTS)), COUNTS)
        .where(SNAPSHOT.c.week <= until, SNAPSHOT.c.week > until - LOOK_BACK)
        .order_by(SNAPSHOT.c.week)
    )
    found = [(kind, str(week), said) for week, kind, said in connection.execute(query)]
    calls = list(_rows(found, CALLS))
    lots = list(_rows(found, LOTS))
    if not calls and not lots:
        return nobody_listed()
    return _frame(_once(calls, aliases), _once(lots, aliases))


def _rows(found: list[tuple[str, str, Any]], wanted: str) -> Iterator[dict[str, Any]]:
    """Plain rows with their week; a list planned ahead says itself which week it is for."""
    for kind, week, said in found:
        if kind == wanted:
            yield from ({"week": week, **row} for row in said)


def _once(rows: list[dict[str, Any]], aliases: Mapping[str, str] | None) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    ids = frame["customer_id"].astype("str")
    if aliases:
        ids = ids.map(lambda one: aliases.get(one, one))
    frame = frame.assign(customer_id=ids, week=pd.to_datetime(frame["week"]))
    return frame.drop_duplicates(["week", "customer_id"], ignore_index=True)


_COLUMNS = ["week", "customer_id", "rank", "class", "reasons", "late", "chance", "weight",
            "reason", "drawn"]  # fmt: skip


def _frame(calls: pd.DataFrame, lots: pd.DataFrame) -> pd.DataFrame:
    on = ["week", "customer_id"]
    both = calls.drop(columns=["reason", "drawn", "weight"]).merge(
        lots[[*on, "reason", "drawn", "weight"]], on=on, how="outer"
    )
    first = [codes[0] if isinstance(codes, list) and codes else "" for codes in both["reasons"]]
    drawn = both["drawn"].astype("boolean")
    made = both.assign(
        reason=pd.Series(first, index=both.index).where(both["reasons"].notna(), both["reason"]),
        late=both["late"].astype("boolean").fillna(value=False),
        lot=drawn.map({True: "drawn", False: "not_drawn"}).fillna(""),
        **{"class": both["class"].fillna("sales")},
    )
    typed = made[list(LISTED)].astype(LISTED)
    return typed.sort_values(["week", "rank", "customer_id"], ignore_index=True)
