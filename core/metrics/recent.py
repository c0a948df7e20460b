"""The customer-days of the last two years and a bit, read once; past windows are cut from them.

A window of 13 weeks that ended eight weeks ago, and the same one a year earlier, are slices of the
same days. So the trail of weeks, the waterfall by name and the line of active customers cost one
reading of the engine together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.growth import Windows
from core.metrics.moment import Moment, day_number, day_of, months_before
from core.metrics.rhythm import Flags, Ints
from core.settings import Settings

#: A week has seven days.
WEEK = 7


@dataclass(frozen=True)
class Side:
    """What one side of a span brought: revenue in minor units, buyers, purchase days."""

    revenue: int
    buyers: int
    days: int


@dataclass(frozen=True)
class Recent:
    """One row per customer and day, oldest day first, days of returns included.

    Attributes:
        asof: the data-as-of day; ``start``: the days after this day number are held.
        cno, day, spend: whose row, when, and its net in minor units.
        first: day number of the customer's first purchase, beyond every day where only returns
            are known.
        bought: whether the day counts as a purchase.
        ids: ``customer_id`` by ``cno``, everybody with a line.
        ledger_first: day number of the ledger's first purchase, None without any.
    """

    asof: dt.date
    start: int
    cno: Ints
    day: Ints
    spend: Ints
    first: Ints
    bought: Flags
    ids: pd.Series[str]
    ledger_first: int | None

    def span(self, after: int, to: int) -> slice:
        """The rows of the days after one day number up to another."""
        low, high = np.searchsorted(self.day, [after, to], side="right")
        return slice(int(low), int(high))

    def sides(self, after: int, to: int) -> tuple[Side, Side]:
        """The existing and the new customers' side of a span.

        New: the first purchase is inside it. All others are existing, also who has returns only.
        """
        rows = self.span(after, to)
        new = (self.first[rows] > after) & (self.first[rows] <= to)
        return self._side(rows, ~new), self._side(rows, new)

    def buyers(self, after: int, to: int) -> Flags:
        """Who bought in a span, as flags by ``cno``."""
        rows = self.span(after, to)
        flags = np.zeros(self._size(), dtype=bool)
        flags[self.cno[rows][self.bought[rows]]] = True
        return flags

    def active(self, day: dt.date) -> int:
        """Active customers (現役): those who bought in the 12 months to a day."""
        return int(self.buyers(day_number(months_before(day, 12)), day_number(day)).sum())

    def first_day(self, until: int) -> dt.date | None:
        """The ledger's first purchase as known on a day number; None without any up to it."""
        if self.ledger_first is None or self.ledger_first > until:
            return None
        return day_of(self.ledger_first)

    def _side(self, rows: slice, chosen: Flags) -> Side:
        counted = chosen & self.bought[rows]
        flags = np.zeros(self._size(), dtype=bool)
        flags[self.cno[rows][counted]] = True
        revenue = int(self.spend[rows][chosen].sum())
        return Side(revenue, int(flags.sum()), int(counted.sum()))

    def _size(self) -> int:
        return int(self.cno.max()) + 1 if len(self.cno) else 0


def read_recent(engine: Engine, book: Book, settings: Settings) -> Recent:
    """Read as far back as the oldest window of the trail and of the line of active ones needs.

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    moment, start = Moment.of(book), day_number(_oldest(book.asof, settings))
    day = {"asof": moment.asof, "min_net": moment.min_net}
    rows = engine.run("recent_days", from_day=start, **day)
    # Distances of days fit 16 bits, which numpy sorts by counting.
    order = np.argsort((rows["day"] - start).to_numpy(np.int16), kind="stable")
    columns = {name: rows[name].to_numpy(np.int64)[order] for name in rows}
    firsts = engine.run("first_day", **day)["first_day"]
    return Recent(
        asof=book.asof,
        start=start,
        cno=columns["cno"],
        day=columns["day"],
        spend=columns["spend"],
        first=columns["first_day"],
        bought=columns["spend"] >= moment.min_net,
        ids=engine.run("customer_ids").set_index("cno")["customer_id"],
        ledger_first=int(firsts.min()) if len(firsts) else None,
    )


def windows_at(recent: Recent, end: dt.date, settings: Settings) -> Windows:
    """:func:`core.metrics.growth.windows` as of an earlier day, without another count.

    Args:
        recent: the days.
        end: the last day of the later window; up to ``verdict.trail_weeks`` before as-of.
        settings: lengths of window and year.
    """
    length = settings.money.window_days
    before = end - dt.timedelta(days=settings.money.year_days)
    to_now, to_before = day_number(end), day_number(before)
    existing_now, new_now = recent.sides(to_now - length, to_now)
    existing_before, new_before = recent.sides(to_before - length, to_before)
    return Windows(
        start_now=day_of(to_now - length + 1),
        end_now=end,
        start_before=day_of(to_before - length + 1),
        end_before=before,
        existing_now=existing_now.revenue,
        existing_before=existing_before.revenue,
        new_now=new_now.revenue,
        new_before=new_before.revenue,
        existing_buyers_now=existing_now.buyers,
        existing_buyers_before=existing_before.buyers,
        new_buyers_now=new_now.buyers,
        new_buyers_before=new_before.buyers,
        existing_days_now=existing_now.days,
        existing_days_before=existing_before.days,
        new_days_now=new_now.days,
        new_days_before=new_before.days,
        active_now=recent.active(end),
        active_before=recent.active(before),
        first_day=recent.first_day(to_now),
    )


def week_ends(asof: dt.date, weeks: int) -> list[dt.date]:
    """The last days of the weeks that end on the data-as-of day, the oldest first."""
    return [asof - dt.timedelta(days=WEEK * back) for back in range(weeks - 1, -1, -1)]


def _oldest(asof: dt.date, settings: Settings) -> dt.date:
    """The day after which everything is needed."""
    limits = settings.verdict
    trail = asof - dt.timedelta(days=WEEK * (limits.trail_weeks - 1) + settings.money.year_days)
    line = asof - dt.timedelta(days=WEEK * limits.active_weeks)
    window = trail - dt.timedelta(days=settings.money.window_days)
    return min(months_before(trail, 12), months_before(line, 12), months_before(asof, 24), window)
