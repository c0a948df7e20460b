"""The Book (大福帳): every checked table of one business at one moment, frozen.

It is the one thing that measures, rules and pages are functions of. Purchases stand in it as the
Parquet files of the imports: they may be millions of lines, and only the engine opens them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from core.scope import Scope
from core.tables import TABLES

#: The day on which a row of a table came to be known; rows without one were always known.
KNOWN_FROM = {
    "activities": "date",
    "promises": "made_date",
    "complaints": "received_date",
    "not_now": "heard_date",
    "deals": "start_date",
    "doubts": "date",
    "referrals": "date",
    "satisfaction": "date",
    "events": "date",
    "extras": "date",
    "know_how": "date",
    "fixes": "date",
    "overrides": "date",
    "decisions": "week",
}
#: What is filled in on a later day: the day, and the columns that say no more than it does.
FILLED_LATER: dict[str, dict[str, tuple[str, ...]]] = {
    "promises": {"done_date": ()},
    "complaints": {
        "first_response_date": (), "confirmed_date": (), "told_date": (),
        "resolved_date": ("prevention", "closed_by", "second_name"),
        "closed_by_date": (), "second_date": (),
    },
    "deals": {"end_date": ("step", "lost_reason", "lost_to")},
    "referrals": {"thanked_date": ()},
    "plans": {"done_date": ()},
    "decisions": {"checked_date": ("outcome",)},
    "staff": {"left_date": ()},
    "customers": {"last_contact_date": ()},
}  # fmt: skip
#: Columns of :attr:`Book.listed` (ゴールデンリスト): who stood on the call list of which week.
LISTED = {
    "week": "datetime64[us]",
    "customer_id": "str",
    "rank": "Int64",
    "class": "str",
    "reason": "str",
    "late": "bool",
    "chance": "float64",
    "weight": "float64",
    "lot": "str",
}


def nobody_listed() -> pd.DataFrame:
    """No call list of any week is kept."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in LISTED.items()})


#: Columns of :attr:`Book.rungs` (段の移り変わり): on which rung somebody was seen from which week.
RUNGS = {"customer_id": "str", "stage": "str", "former": "bool", "week": "datetime64[us]"}


def no_rungs() -> pd.DataFrame:
    """No week is kept, or nothing asks for it."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in RUNGS.items()})


def as_it_lies(path: Path) -> Path:
    """The file itself."""
    return path


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
        scope: which part of the purchases is counted; nothing is left out unless asked.
        listed: the call lists of past weeks and this one as they were seen, one row for each week
            and customer: Monday, ``rank`` (missing: only in the lottery), class and first reason,
            ``late`` (came onto the list after it was first seen), ``chance`` (of a purchase
            within 30 days, NaN unknown), ``weight`` (share of the full effect that the reason
            allows for them), ``lot`` (``drawn``, ``not_drawn``, or empty without one). It says
            what was shown, not what is true, and so does not count in the digest.
        rungs: on which rung everybody was seen, one row for each week (Monday) in which it was
            another than before; empty where no plan begins with a rung.
        weeks: the first and the last week that are kept, None without any.
        digest: changes whenever any table, import, date or scope changes; the key of every cache.
        source: what reads a file of purchases where it is locked.
        elsewhere: of the engine that the owner set (``core.engine.setting``): changes with its
            address, and is empty without one.
    """

    tables: Mapping[str, pd.DataFrame]
    purchases: tuple[Path, ...]
    asof: dt.date
    today: dt.date
    has_amounts: bool = True
    currency: str = "JPY"
    scale: int = 0
    aliases: Mapping[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    listed: pd.DataFrame = field(default_factory=nobody_listed, compare=False)
    rungs: pd.DataFrame = field(default_factory=no_rungs, compare=False)
    weeks: tuple[dt.date, dt.date] | None = field(default=None, compare=False)
    digest: str = field(default="", compare=False)
    source: Callable[[Path], Path | io.BytesIO] = field(default=as_it_lies, compare=False)
    elsewhere: str = ""

    def table(self, name: str) -> pd.DataFrame:
        """The frame of one table, empty when nothing of it is known.

        Raises:
            KeyError: there is no table of that name.
        """
        if name not in self.tables:
            return TABLES[name].empty()
        return self.tables[name]

    def known_at(self, day: dt.date) -> Book:
        """The same business as it was known on a past day: without what came to be known later.

        Purchases are cut by the measures, which look at :attr:`asof`. What has no day of its own
        (a name, a phone, a wish) is as it is now; the next date (次回日) is of today alone.
        """
        end = pd.Timestamp(day)
        tables = dict(self.tables)
        for name, column in KNOWN_FROM.items():
            frame = self.table(name)
            tables[name] = frame[~(frame[column] > end)].reset_index(drop=True)
        for name, days in FILLED_LATER.items():
            for column, with_it in days.items():
                tables[name] = _blanked(tables.get(name, self.table(name)), column, with_it, end)
        tables["customers"] = tables["customers"].assign(
            next_date=pd.Series(dtype="datetime64[us]")
        )
        mark = hashlib.sha256(f"{self.digest}|known at {day}".encode()).hexdigest()
        listed = self.listed[self.listed["week"] <= end].reset_index(drop=True)
        return replace(self, tables=tables, listed=listed, digest=mark)

    def buyers(self) -> pd.Series[str]:
        """The number of everybody with a line among the purchases, each once, in order."""
        paths = map(self.source, self.purchases)
        found = [pd.read_parquet(path, columns=["customer_id"]) for path in paths]
        if not found:
            return pd.Series(dtype="str")
        ids = pd.concat(found, ignore_index=True)["customer_id"].drop_duplicates()
        return ids.sort_values().astype("str").reset_index(drop=True)

    def within(self, scope: Scope) -> Book:
        """The same business of which only a part of the purchases is counted."""
        mark = hashlib.sha256(f"{self.digest}|{scope}".encode()).hexdigest()
        return replace(self, scope=scope, digest=mark)

    def at(self, asof: dt.date, today: dt.date | None = None) -> Book:
        """The same business seen from another day; later rows must be cut by the measures."""
        mark = hashlib.sha256(f"{self.digest}|{asof}|{today or self.today}".encode()).hexdigest()
        return replace(self, asof=asof, today=today or self.today, digest=mark)


def _blanked(
    frame: pd.DataFrame, column: str, with_it: tuple[str, ...], end: pd.Timestamp
) -> pd.DataFrame:
    """A frame without what was filled in after a day."""
    later = frame[column] > end
    if not later.any():
        return frame
    blank = {name: frame[name].mask(later, "") for name in with_it}
    return frame.assign(**{column: frame[column].mask(later), **blank})
