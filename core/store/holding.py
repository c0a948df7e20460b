"""Everything that a ledger holds, as it stands: what goes out with a workbook of all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from core.store import imports, kept, lines, people, reading, shapes, snapshots
from core.store.kept import Business
from core.store.places import Place
from core.store.snapshots import ListRow


@dataclass(frozen=True)
class Holding:
    """A ledger before anybody is shown as one with another.

    Attributes:
        business: whose it is.
        tables: by name, all but purchases: the template's columns, ``row_id``, ``extra`` (JSON).
        purchases: files of the lines that count, under the customers' own ids.
        currency: ISO code of all amounts; ``scale``: their decimals.
        asof: data-as-of day; ``today``: the day on which it was looked at.
        pairs: the owner's word about two customers, (one, other, ``same`` or ``apart``), in the
            order in which it was given.
        settings: {key: value} of what the owner changed.
        sources: names of the sources whose numbers carry their name.
        lists: the call lists and lotteries of past weeks, row by row.
    """

    business: Business
    tables: Mapping[str, pd.DataFrame]
    purchases: tuple[Path, ...]
    currency: str
    scale: int
    asof: dt.date
    today: dt.date
    pairs: tuple[tuple[str, str, str], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    lists: tuple[ListRow, ...] = ()


def holding(
    connection: sa.Connection, place: Place, business: Business, today: dt.date
) -> Holding:
    """All of a ledger, as seen on ``today``."""
    active = [batch for batch in imports.batches(connection) if batch.active]
    scale = reading.scale_of(active)
    bought = [found for batch in active for found in imports.lines_of(place, batch)]
    decided = people.decisions(connection)
    return Holding(
        business=business,
        tables=reading.tables(connection, place, scale),
        purchases=lines.counting(place, bought, scale),
        currency=kept.currency(connection),
        scale=scale,
        asof=reading.data_until(connection, place, active, today),
        today=today,
        pairs=tuple((one, other, said) for (one, other), said in decided.items()),
        settings=kept.changed_settings(connection),
        sources=tuple(shapes.sources(connection)),
        lists=tuple(snapshots.lists(connection)),
    )
