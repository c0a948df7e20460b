"""Who came back, by the month of the first purchase (はじめて買った月ごと).

A cohort is everybody whose first purchase lies in one month; a cell tells of them so many months
after it. In trades with years between purchases the same is counted by years. A month that is not
over at the data-as-of day is *open*: its cells are shown as such and stand in no sum and no mean,
and so does a cohort that is not complete, or one of a ledger's beginning whose customers may be
old ones (:mod:`core.metrics.beginning`). Revenue and cost are those of all lines from the
period of the first purchase on, returns included.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.beginning import known_from
from core.metrics.moment import Moment, day_number
from core.metrics.rhythm import Floats, Ints
from core.settings import Settings

#: On what the margin stands: costs of every line, a share of sales, or there is none.
COST, MARGIN, SALES = "cost", "margin", "sales"
_MONTHS = 12


@dataclass(frozen=True)
class Cohorts:
    """Cohorts of one business; a row of each frame is a cohort, oldest first.

    Attributes:
        sizes: by period of the first purchase (``ym`` = year·12 + month − 1, or the year):
            ``customers``; ``open``: the period is not over; ``old``: may hold customers from
            before the ledger.
        buyers: how many bought 0, 1, 2 … periods later (columns), NaN after the data-as-of day.
        revenue: the sum of that period, minor units; ``profit``: gross profit of it.
        closed: whether the period of the cell is over.
        basis: what ``profit`` is made of: :data:`COST`, :data:`MARGIN`, or :data:`SALES`, where
            it is revenue itself.
        by_year: periods are years.
    """

    sizes: pd.DataFrame
    buyers: pd.DataFrame
    revenue: pd.DataFrame
    profit: pd.DataFrame
    closed: pd.DataFrame
    basis: str
    by_year: bool

    @property
    def shares(self) -> pd.DataFrame:
        """Share of the cohort that bought in each period; the first one is all of them."""
        return self.buyers.div(self.sizes["customers"], axis=0)

    @property
    def earned(self) -> pd.DataFrame:
        """Gross profit per customer from the first period up to each, minor units."""
        return self.profit.cumsum(axis=1).div(self.sizes["customers"], axis=0)

    @property
    def counted(self) -> pd.DataFrame:
        """Which cells stand in sums and means: whole cohorts of new customers, closed periods."""
        whole = ~(self.sizes["open"] | self.sizes["old"])
        return self.closed.mul(whole, axis=0).astype(bool)


def cohorts(engine: Engine, book: Book, settings: Settings, *, by_year: bool = False) -> Cohorts:
    """The cohorts of a book.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    day = {"asof": moment.asof, "min_net": moment.min_net}
    firsts = engine.run("spans", **day)["first_day"].to_numpy(np.int64)
    sums = _cells(engine.run("cohorts", **day, by_year=int(by_year)))
    basis, margin = _basis(sums, settings)
    sums["gain"] = sums["revenue"] * margin - (sums["paid"] if basis == COST else 0)
    now = _period(book.asof, by_year)
    bought = _cells(engine.run("cohort_buyers", **day, by_year=int(by_year)))
    buyers = _matrix(bought, "buyers", now)
    closed = _closed(buyers, now + int(_is_over(book.asof, by_year)))
    return Cohorts(
        sizes=_sizes(buyers, closed, firsts, known_from(firsts, moment.asof, settings), by_year),
        buyers=buyers, revenue=_matrix(sums, "revenue", now), profit=_matrix(sums, "gain", now),
        closed=closed, basis=basis, by_year=by_year,
    )  # fmt: skip


def _cells(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(since=found["period"] - found["first_period"])


def _closed(buyers: pd.DataFrame, end: int) -> pd.DataFrame:
    """Which cells lie before the period that is not over."""
    cohort, since = (axis.to_numpy(np.int64) for axis in (buyers.index, buyers.columns))
    return pd.DataFrame(cohort[:, None] + since < end, buyers.index, buyers.columns)


def _sizes(
    buyers: pd.DataFrame, closed: pd.DataFrame, firsts: Ints, since_day: int, by_year: bool
) -> pd.DataFrame:
    """How many each cohort has, whether it is complete, and whether it may hold old customers."""
    if buyers.empty:
        return pd.DataFrame({"customers": [], "open": [], "old": []}).astype(
            {"customers": "int64", "open": "bool", "old": "bool"}
        )
    begins = np.array([_days(int(p), by_year)[0] for p in buyers.index], dtype=np.int64)
    crowded = since_day > int(firsts.min())
    return pd.DataFrame(
        {
            "customers": buyers[0].astype("int64"),
            "open": ~closed[0],
            "old": crowded & (begins < since_day),
        }
    )


def together(found: Cohorts, values: str) -> pd.DataFrame:
    """All counted cohorts together, one row for each period since the first purchase.

    Args:
        found: the cohorts.
        values: ``buyers`` (share who bought), ``revenue`` (the sum), or ``earned`` (gross profit
            per customer up to the period).

    Returns:
        By ``since``: ``customers`` of the cohorts that have come so far, ``value``: NaN without
        any. Every customer counts alike, so that large cohorts weigh more.
    """
    frame = found.profit.cumsum(axis=1) if values == "earned" else getattr(found, values)
    counted = found.counted
    people = counted.mul(found.sizes["customers"], axis=0).sum()
    sums = frame.where(counted).sum().where(people > 0)
    value = sums if values == "revenue" else sums / people.where(people > 0)
    return pd.DataFrame({"customers": people.astype("int64"), "value": value})


def people_of(
    engine: Engine, book: Book, cohort: int, since: int, *, by_year: bool
) -> pd.DataFrame:
    """The customers of one cell: who bought in that period.

    Args:
        engine: holds the purchases.
        book: says the data-as-of day.
        cohort: the period of the first purchase; ``since``: so many periods after it.
        since: periods after the first one.
        by_year: periods are years.

    Returns:
        ``customer_id``, ``spend`` (net of that period, minor units), the largest first.
    """
    moment = Moment.of(book)
    first, cell = _days(cohort, by_year), _days(cohort + since, by_year)
    found = engine.run(
        "cohort_people", asof=moment.asof, min_net=moment.min_net,
        first_from=first[0], first_to=first[1], from_day=cell[0], to_day=cell[1],
    )  # fmt: skip
    bought = found[found["bought"] > 0].rename(columns={"nets": "spend"})
    ordered = bought.sort_values("spend", ascending=False, kind="stable")
    return ordered[["customer_id", "spend"]].reset_index(drop=True)


def period_name(period: int, *, by_year: bool) -> str:
    """``2026-03`` or ``2026``."""
    return f"{period}" if by_year else f"{period // _MONTHS:04d}-{period % _MONTHS + 1:02d}"


def _matrix(cells: pd.DataFrame, column: str, now: int) -> pd.DataFrame:
    """Cohorts by periods since; 0 where nothing was bought, NaN after the data-as-of day."""
    if cells.empty:
        return pd.DataFrame(index=pd.Index([], dtype="int64"), dtype="float64")
    first = np.sort(cells["first_period"].unique())
    width = int(now - first[0] + 1)
    values: Floats = np.zeros((len(first), width))
    values[np.arange(width) + first[:, None] > now] = np.nan
    values[np.searchsorted(first, cells["first_period"]), cells["since"]] = cells[column]
    return pd.DataFrame(values, index=pd.Index(first, name="cohort"), columns=range(width))


def _basis(found: pd.DataFrame, settings: Settings) -> tuple[str, float]:
    """What a margin can stand on: one basis for all, for a sum of two kinds would mean nothing."""
    if found["paid"].any() and not found["lines_without_cost"].any():
        return COST, 1.0
    margin = settings.money.margin or settings.trade.margin
    return (MARGIN, margin) if margin > 0 else (SALES, 1.0)


def _period(day: dt.date, by_year: bool) -> int:
    return day.year if by_year else day.year * _MONTHS + day.month - 1


def _is_over(day: dt.date, by_year: bool) -> bool:
    """Whether a period ends with this day."""
    return _period(day + dt.timedelta(days=1), by_year) > _period(day, by_year)


def _days(period: int, by_year: bool) -> tuple[int, int]:
    """The first and the last day number of a period."""
    begin, end = (_first_day(p, by_year) for p in (period, period + 1))
    return day_number(begin), day_number(end) - 1


def _first_day(period: int, by_year: bool) -> dt.date:
    months = period * _MONTHS if by_year else period
    return dt.date(months // _MONTHS, months % _MONTHS + 1, 1)


def between(found: Cohorts, first: str, last: str) -> Cohorts:
    """Only the cohorts of some months ("2026-03"), both included; empty leaves an end open."""
    names = [period_name(int(p), by_year=found.by_year) for p in found.sizes.index]
    begin, end = (bound[: len(names[0])] if names else "" for bound in (first, last))
    kept = np.array([begin <= name and (not end or name <= end) for name in names], dtype=bool)
    frames = ("sizes", "buyers", "revenue", "profit", "closed")
    return replace(found, **{name: getattr(found, name)[kept] for name in frames})
