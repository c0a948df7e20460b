"""On which rung everybody was seen since which week (段の移り変わり), by the weeks kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
import sqlalchemy as sa

from core.book import RUNGS, no_rungs
from core.store.schema import SNAPSHOT
from core.store.snapshots import STANDING

#: Where stage and 元・… stand among the values that are kept of everybody.
_STAGE, _FORMER = 0, 1


def rungs(
    connection: sa.Connection, until: dt.date, aliases: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Everybody's rungs, one row for each week in which it was another than in the week before.

    Args:
        connection: a transaction.
        until: no week that begins later.
        aliases: {id: the id that stands for it} of customers who are shown as one with another.

    Returns:
        The columns of :data:`core.book.RUNGS`, in order of customer and week.
    """
    query = (
        sa.select(SNAPSHOT.c.week, SNAPSHOT.c.rows)
        .where(SNAPSHOT.c.kind == STANDING, SNAPSHOT.c.week <= until)
        .order_by(SNAPSHOT.c.week)
    )
    found = [
        (aliases.get(who, who) if aliases else who, values[_STAGE], values[_FORMER] == "yes", week)
        for week, rows in connection.execute(query)
        for who, values in rows["changed"].items()
    ]
    if not found:
        return no_rungs()
    frame = pd.DataFrame(found, columns=list(RUNGS)).astype(RUNGS)
    frame = frame.drop_duplicates(["customer_id", "week"], keep="last")
    frame = frame.sort_values(["customer_id", "week"], kind="stable", ignore_index=True)
    before = frame.shift()
    same = np.logical_and.reduce(
        [frame[name].eq(before[name]).to_numpy() for name in ("customer_id", "stage", "former")]
    )
    kept: pd.DataFrame = frame[~same].reset_index(drop=True)
    return kept


def kept_weeks(connection: sa.Connection, until: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and the last week whose standing is kept, None without any."""
    week = SNAPSHOT.c.week
    query = sa.select(sa.func.min(week), sa.func.max(week)).where(
        SNAPSHOT.c.kind == STANDING, week <= until
    )
    first, last = connection.execute(query).one()
    return None if first is None else (first, last)
