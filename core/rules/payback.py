"""When the cost of winning customers is back (回収月), and what a settled one costs (真の獲得費).

The customers won in a month are a cohort. What was spent to win them stands in the cost sheet;
what they brought is gross profit since their first purchase. Whoever is dormant or gone and came
last before the money was back has left before they paid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.metrics.joining import Joined, month_name
from core.metrics.rhythm import Floats, Ints
from core.rules import _rows
from core.rules.spending import ACQUISITION
from core.rules.ways import UNKNOWN, WAYS, ways_of
from core.settings import Settings

#: Silent past their day of no return.
GONE = ("dormant", "lapsed")
#: What became of the money of one month: back; not yet; lost (long ago, or most have left); no
#: costs on record; nobody was won.
PAID, OPEN, LOST, NO_COST, NOBODY = "paid", "open", "lost", "no_cost", "nobody"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many of those won came a second and a third time, each within the trade's window.

    Attributes:
        new: won in months whose windows are over; ``second``, ``third``: came so often.
    """

    new: int
    second: int
    third: int


def settled_cost(cost: float, second: float, third: float) -> float | None:
    """What a customer who comes a third time cost: the cost of one won ÷ P(2) ÷ P(3 after 2).

    None where nobody comes so often. ¥2,000 at 30 % and 55 % are ¥12,121 (DOMAIN 2.8).
    """
    return cost / (second * third) if second * third > 0 else None


def people_of(found: Joined, rows: pd.DataFrame) -> pd.DataFrame:
    """The people of a reading with what the rules say of them.

    Returns:
        Its ``people`` with ``way`` (code, ``""`` unknown) and ``gone`` (bool).
    """
    known = rows.set_index("customer_id")
    ids = found.people["customer_id"]
    way = _rows.looked_up(ids, known["trigger"]).fillna("")
    gone = _rows.looked_up(ids, known["state"]).isin(GONE)
    return found.people.assign(way=way.where(way.isin(list(WAYS)), UNKNOWN), gone=gone)


def acquisition(book: Book, settings: Settings) -> pd.DataFrame:
    """Acquisition costs of the months looked at.

    Returns:
        ``month`` (number, year*12+month-1), ``text`` (the way as written), ``way`` (code),
        ``amount`` (minor units).
    """
    costs = book.table("costs")
    costs = costs[(costs["kind"] == ACQUISITION) & costs["amount"].notna()]
    year, month = costs["month"].str[:4], costs["month"].str[5:]
    number = year.astype("int64") * 12 + month.astype("int64") - 1
    last = book.asof.year * 12 + book.asof.month - 1
    inside = (number > last - settings.spending.cohort_months) & (number <= last)
    found = pd.DataFrame(
        {
            "month": number,
            "text": costs["way"].str.strip(),
            "way": ways_of(costs["way"], settings),
            "amount": costs["amount"].astype("int64"),
        }
    )
    return found[inside].reset_index(drop=True)


def cohorts(
    found: Joined, people: pd.DataFrame, costs: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Each month of new customers with what they cost and what they brought.

    Args:
        found: the reading (:func:`core.metrics.joining.joined`).
        people: of :func:`people_of`; a part of them (one way in) gives their cohorts.
        costs: of :func:`acquisition`, of the same way in.
        settings: its settings.

    Returns:
        One row per month of ``settings.spending.cohort_months``, oldest first: ``month``
        ("2026-03"), ``cost`` (minor units), ``new``, ``cac``, ``closed`` (the windows of the third
        visit are over), ``second``, ``third`` (people), ``settled_cac`` (NaN while open, with too
        few people or none who settled), ``profit`` (so far),
        ``payback`` (1 is the month of the first purchase; NaN not back), ``gone`` (left before
        that), ``gone_share``, ``most_left`` (bool), ``verdict``.
    """
    first, size = _span(found, settings)
    place = (people["cohort"] - first).to_numpy()
    table = pd.DataFrame({"month": [month_name(first + k) for k in range(size)]})
    spent = costs.groupby("month")["amount"].sum()
    table["cost"] = spent.reindex(range(first, first + size), fill_value=0).to_numpy()
    table["new"] = np.bincount(place, minlength=size)
    table["cac"] = table["cost"] / table["new"].where(table["new"] > 0)
    _add_settled(table, found, people, place, settings)
    profit = _profit(found, people, place, size)
    table["profit"] = profit.sum(axis=1)
    table["payback"] = _payback(profit, table["cost"].to_numpy(), found, first)
    _add_gone(table, people, place, settings)
    table["verdict"] = _verdict(table, found, first, settings)
    return table


def settled(people: pd.DataFrame, found: Joined, settings: Settings) -> Settled:
    """How many came a second and a third time, of those whose windows are over."""
    closed = people[_closed(people["cohort"].to_numpy(), found, settings)]
    second, third = _visits(closed, settings)
    return Settled(len(closed), int(second.sum()), int(third.sum()))


def curve(found: Joined, people: pd.DataFrame) -> pd.DataFrame:
    """Profit of a member by month of age (カード会社の見方), those who left included.

    Each month of age is a mean over everybody who has lived it to its end, so that young cohorts
    count where they have been and nowhere else.

    Args:
        found: the reading.
        people: of :func:`people_of`, or a part of them.

    Returns:
        ``age`` (1 is the month of the first purchase), ``members``, ``profit`` (mean of that
        month, minor units) and ``total`` (their sum so far).
    """
    lived = found.whole_month - people["cohort"].to_numpy()
    ages = np.arange(max(int(lived.max(initial=-1)) + 1, 0))
    members = np.array([int((lived >= age).sum()) for age in ages], dtype="int64")
    inside = np.zeros(len(found.people), dtype=bool)
    inside[people.index] = True
    cells = found.cells[inside[found.cells["person"].to_numpy()]]
    cohort = found.people["cohort"].to_numpy()[cells["person"]]
    whole = (cells["age"] <= found.whole_month - cohort).to_numpy()
    sums = np.bincount(cells["age"][whole], cells["profit"][whole], minlength=len(ages))
    mean = sums[: len(ages)] / np.maximum(members, 1)
    return pd.DataFrame(
        {"age": ages + 1, "members": members, "profit": mean, "total": np.cumsum(mean)}
    )


def back_after(line: pd.DataFrame, cost: float, settings: Settings) -> int | None:
    """The first month of age in which a member has brought what winning them cost; None never."""
    told = line[line["members"] >= settings.spending.least_count]
    over = told.loc[told["total"] >= cost, "age"]
    return int(over.iloc[0]) if len(over) else None


def _span(found: Joined, settings: Settings) -> tuple[int, int]:
    """The first month looked at, and how many."""
    size = settings.spending.cohort_months
    return found.asof.year * 12 + found.asof.month - size, size


def _closed(cohort: Ints, found: Joined, settings: Settings) -> np.ndarray:
    """Whether both windows of a cohort are over: for whoever came on its last day, too."""
    days = (cohort + 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]") - 1
    over: np.ndarray = days + 2 * settings.trade.f2_window_days <= np.datetime64(found.asof)
    return over


def _visits(people: pd.DataFrame, settings: Settings) -> tuple[pd.Series[bool], pd.Series[bool]]:
    window = settings.trade.f2_window_days
    second = people["second_days"] <= window
    return second, second & (people["third_days"] <= window)


def _add_settled(
    table: pd.DataFrame, found: Joined, people: pd.DataFrame, place: Ints, settings: Settings
) -> None:
    first, size = _span(found, settings)
    table["closed"] = _closed(np.arange(first, first + size), found, settings)
    for name, came in zip(("second", "third"), _visits(people, settings), strict=True):
        table[name] = np.bincount(place, came, minlength=size).astype("int64")
    told = table["closed"] & (table["new"] >= settings.spending.least_count)
    share = (table["third"] / table["new"].where(table["new"] > 0)).where(told)
    table["settled_cac"] = table["cac"] / share.where(share > 0)


def _profit(found: Joined, people: pd.DataFrame, place: Ints, size: int) -> Floats:
    """What each cohort (a row) brought in each month of its age (a column)."""
    row = np.full(len(found.people), -1)
    row[people.index] = place
    person, age = found.cells["person"].to_numpy(), found.cells["age"].to_numpy()
    chosen = row[person] >= 0
    flat = row[person[chosen]] * size + age[chosen]
    sums = np.bincount(flat, found.cells["profit"].to_numpy()[chosen], minlength=size * size)
    return sums.reshape(size, size).astype(np.float64)


def _payback(profit: Floats, cost: Ints, found: Joined, first: int) -> Floats:
    """The first month of age at which the sum reaches the cost; NaN not yet, or no cost."""
    total = np.cumsum(profit, axis=1)
    size = len(cost)
    lived = np.arange(size)[None, :] <= (size - 1 - np.arange(size))[:, None]
    over = (total >= cost[:, None]) & lived
    known = over.any(axis=1) & (cost > 0)
    return np.where(known, over.argmax(axis=1) + 1.0, np.nan)


def _add_gone(table: pd.DataFrame, people: pd.DataFrame, place: Ints, settings: Settings) -> None:
    """Who is gone and came last before the month in which the money was back."""
    until = table["payback"].fillna(np.inf).to_numpy()[place]
    stayed = (people["last"] - people["cohort"] + 1).to_numpy()
    left = people["gone"].to_numpy() & (stayed < until)
    table["gone"] = np.bincount(place, left, minlength=len(table)).astype("int64")
    table["gone_share"] = table["gone"] / table["new"].where(table["new"] > 0)
    table["most_left"] = (table["cost"] > 0) & (
        table["gone_share"] >= settings.spending.left_share
    )


def _verdict(table: pd.DataFrame, found: Joined, first: int, settings: Settings) -> pd.Series[str]:
    age = len(table) - np.arange(len(table))
    late = (age > settings.spending.payback_months) | table["most_left"]
    codes = np.select(
        [table["cost"] <= 0, table["new"] == 0, table["payback"].notna(), late],
        [NO_COST, NOBODY, PAID, LOST],
        OPEN,
    )
    return pd.Series(codes, index=table.index, dtype="str")
