"""Weeks as they were seen (週の控え): call list, standing of every customer, key figures.

Evidence, not a source: everything in it can be worked out again from the tables, but the tables
may be corrected later, and then only this says what was seen and handed out in that week. The
standing of customers is kept as what changed since the week before, so that a year of weeks of
fifty thousand customers takes little more room than one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from core.store.schema import BATCH, SNAPSHOT

#: The kinds of what is kept of a week.
CALLS, FIGURES, STANDING, LOTS = "calls", "figures", "standing", "lots"
Standing = dict[str, list[Any]]
#: The mark of a week that an import brought, before the number of the import.
_BROUGHT = "import "
#: Marks of weeks that came with imports which were taken back.
_TAKEN_BACK = sa.select(sa.literal(_BROUGHT) + sa.cast(BATCH.c.id, sa.Text)).where(~BATCH.c.active)
#: Weeks that count.
COUNTS = SNAPSHOT.c.digest.not_in(_TAKEN_BACK)


class ListRow(NamedTuple):
    """One customer of a list or a lottery that was kept.

    Attributes:
        seen: the Monday of the week in which it was kept.
        kind: :data:`CALLS` or :data:`LOTS`.
        said: the row; ``week`` in it is the Monday of the week that the list is for.
    """

    seen: str
    kind: str
    said: Mapping[str, Any]


def keep(
    connection: sa.Connection, week: dt.date, digest: str, said: Mapping[str, Any], at: str
) -> None:
    """Keep a week; what was kept of the same week before goes.

    Args:
        connection: a transaction that writes.
        week: its Monday, not before the newest that is kept.
        digest: the mark of what it was seen from.
        said: ``calls`` and ``lots`` (lists of plain rows), ``figures`` (a plain mapping) and
            ``standing`` ({customer_id: plain values}, of everybody).
        at: the moment.
    """
    connection.execute(sa.delete(SNAPSHOT).where(SNAPSHOT.c.week == week))
    before = standing(connection, week)
    kept = {**said, STANDING: _changed(before, said[STANDING])}
    rows = [
        {"week": week, "kind": kind, "digest": digest, "rows": _plain(value), "created": at}
        for kind, value in kept.items()
    ]
    connection.execute(sa.insert(SNAPSHOT), rows)


def renew(connection: sa.Connection, week: dt.date, said: Mapping[str, Any], at: str) -> None:
    """Keep some kinds of a week anew, under the mark that the week has; the others stay."""
    mark = digest_of(connection, week)
    gone = (SNAPSHOT.c.week == week) & SNAPSHOT.c.kind.in_(list(said))
    connection.execute(sa.delete(SNAPSHOT).where(gone))
    rows = [
        {"week": week, "kind": kind, "digest": mark, "rows": _plain(value), "created": at}
        for kind, value in said.items()
    ]
    connection.execute(sa.insert(SNAPSHOT), rows)


def weeks(connection: sa.Connection) -> list[dt.date]:
    """The Mondays of all weeks that were seen here, oldest first."""
    query = sa.select(SNAPSHOT.c.week).distinct().order_by(SNAPSHOT.c.week)
    query = query.where(SNAPSHOT.c.kind == FIGURES)
    return list(connection.execute(query).scalars())


def digest_of(connection: sa.Connection, week: dt.date) -> str:
    """The mark of what a week was seen from; empty when it is not kept."""
    query = sa.select(SNAPSHOT.c.digest).where(SNAPSHOT.c.week == week).limit(1)
    return str(connection.execute(query).scalar() or "")


def said_of(connection: sa.Connection, week: dt.date, kind: str) -> Any:  # noqa: ANN401 - JSON
    """What is kept of a week under a kind; None when it is not."""
    query = sa.select(SNAPSHOT.c.rows).where(SNAPSHOT.c.week == week, SNAPSHOT.c.kind == kind)
    return connection.execute(query.where(COUNTS)).scalar()


def lists(connection: sa.Connection) -> list[ListRow]:
    """Every row of every list and lottery that counts, the oldest week first."""
    query = (
        sa.select(SNAPSHOT.c.week, SNAPSHOT.c.kind, SNAPSHOT.c.rows)
        .where(SNAPSHOT.c.kind.in_((CALLS, LOTS)), COUNTS)
        .order_by(SNAPSHOT.c.week, SNAPSHOT.c.kind)
    )
    return [
        ListRow(week.isoformat(), kind, {"week": week.isoformat(), **row})
        for week, kind, rows in connection.execute(query)
        for row in rows
    ]


def bring(connection: sa.Connection, batch_id: int, said: Iterable[ListRow], at: str) -> None:
    """Take over lists from another ledger; a week of which one is kept here stays as it is.

    Args:
        connection: a transaction that writes.
        batch_id: the import they come with; while it is taken back they do not count.
        said: the rows.
        at: the moment.
    """
    here = {row.seen for row in lists(connection)}
    weeks_of: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in said:
        if row.seen not in here:
            weeks_of.setdefault((row.seen, row.kind), []).append(row.said)
    rows = [
        {"week": dt.date.fromisoformat(week), "kind": kind, "digest": f"{_BROUGHT}{batch_id}",
         "rows": _plain(found), "created": at}
        for (week, kind), found in weeks_of.items()
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(SNAPSHOT), rows)


def standing(connection: sa.Connection, week: dt.date) -> Standing:
    """{customer_id: values} as last kept in a week or before it."""
    query = (
        sa.select(SNAPSHOT.c.rows)
        .where(SNAPSHOT.c.kind == STANDING, SNAPSHOT.c.week <= week)
        .order_by(SNAPSHOT.c.week)
    )
    found: Standing = {}
    for step in connection.execute(query).scalars():
        found |= step["changed"]
        for customer_id in step["gone"]:
            found.pop(customer_id, None)
    return found


def _changed(before: Standing, now: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    changed = {who: list(values) for who, values in now.items() if before.get(who) != list(values)}
    return {"changed": changed, "gone": [who for who in before if who not in now]}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    return json.loads(json.dumps(value, default=_iso, allow_nan=False))


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept of a week")
