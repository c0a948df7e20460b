"""The Book (大福帳): every checked table of one business at one moment, frozen.

It is the one thing that measures, rules and pages are functions of. Purchases stand in it as the
Parquet files of the imports: they may be millions of lines, and only the engine opens them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from core.tables import TABLES


@dataclass(frozen=True)
class Book:
    """All tables of one business with the two dates that everything derived depends on.

    Attributes:
        tables: checked frames by table name (all of :data:`core.tables.TABLES` but purchases).
        purchases: Parquet files, one for each active import, with the columns of
            :data:`core.tables.purchases.PURCHASES` and its origin columns.
        asof: data-as-of day (基準日): the latest purchase or contact that is not after ``today``.
        today: the real day; promises, expiries and birthdays look at it.
        has_amounts: whether any purchase carries an amount; without amounts every row counts.
        currency: ISO code; ``scale``: decimal places of the minor unit in which amounts are kept.
        aliases: {id: the id that stands for it} of customers who are shown as one with another.
        digest: changes whenever any table, import or date changes; the key of every cache.
    """

    tables: Mapping[str, pd.DataFrame]
    purchases: tuple[Path, ...]
    asof: dt.date
    today: dt.date
    has_amounts: bool = True
    currency: str = "JPY"
    scale: int = 0
    aliases: Mapping[str, str] = field(default_factory=dict)
    digest: str = field(default="", compare=False)

    def table(self, name: str) -> pd.DataFrame:
        """The frame of one table, empty when nothing of it is known.

        Raises:
            KeyError: there is no table of that name.
        """
        if name not in self.tables:
            return TABLES[name].empty()
        return self.tables[name]

    def at(self, asof: dt.date, today: dt.date | None = None) -> Book:
        """The same business seen from another day; later rows must be cut by the measures."""
        mark = hashlib.sha256(f"{self.digest}|{asof}|{today or self.today}".encode()).hexdigest()
        return replace(self, asof=asof, today=today or self.today, digest=mark)
