"""What customers brought since they joined (入会からの粗利): month by month of their age.

One reading of the engine for cohorts, payback and the profit of a member; below it are whole
numbers, here the profit of a month: sales less their cost. A month in which a line sold carries no
cost counts with the margin of the shop, and where none is known with its sales.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment
from core.metrics.rhythm import Ints

MONTHS_A_YEAR = 12
EPOCH_YEAR = 1970
SECOND = 2


@dataclass(frozen=True)
class Joined:
    """Everybody whose first purchase lies in the months looked at.

    Attributes:
        people: one row per customer: ``customer_id``, ``cohort`` (month of the first purchase,
            year*12+month-1), ``last`` (the last month with a purchase), ``second_days`` and
            ``third_days`` (from the first and from the second purchase to the next, NaN none).
        cells: one row per customer and month with a line: ``person`` (row of ``people``), ``age``
            (months since the cohort's), ``profit`` (minor units), ``on_sales`` (counted with
            sales, for neither cost nor margin is known).
        asof: the data-as-of day.
    """

    people: pd.DataFrame
    cells: pd.DataFrame
    asof: dt.date

    @property
    def whole_month(self) -> int:
        """The last month that is over: before the as-of day's, or that one on its last day."""
        return month_number(self.asof + dt.timedelta(days=1)) - 1


def month_number(day: dt.date) -> int:
    """A month as a whole number: year*12+month-1."""
    return day.year * MONTHS_A_YEAR + day.month - 1


def month_name(number: int) -> str:
    """A month as the cost sheet writes it: 2026-03."""
    return f"{number // MONTHS_A_YEAR:04d}-{number % MONTHS_A_YEAR + 1:02d}"


def joined(engine: Engine, book: Book, *, months: int, margin: float = 0.0) -> Joined:
    """Count what everybody brought since the month of their first purchase.

    Args:
        engine: counts.
        book: the business; its data-as-of day ends everything.
        months: so many months of first purchases, the last of them the as-of day's.
        margin: gross margin of sales without a cost; 0 unknown.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    day = {"asof": moment.asof, "min_net": moment.min_net}
    first = month_number(book.asof) - months + 1
    visits = engine.run("first_visits", **day)
    visits["cohort"] = _months(visits["first_day"])
    visits = visits[visits["cohort"] >= first].reset_index(drop=True)
    names = engine.run("customer_ids")["customer_id"].to_numpy()
    people = _people(visits)
    people.insert(0, "customer_id", pd.Series(names[visits["cno"]], dtype="str"))
    found = engine.run("since_joining", **day, from_ym=first)
    place = np.searchsorted(visits["cno"].to_numpy(), found["cno"].to_numpy())
    age = found["ym"].to_numpy() - people["cohort"].to_numpy()[place]
    return Joined(people, _cells(found, place, age, margin), book.asof)


def _people(visits: pd.DataFrame) -> pd.DataFrame:
    """First and last month, and the days from each of the first purchases to the next."""
    second = (visits["second_day"] - visits["first_day"]).where(visits["visits"] > 1)
    third = (visits["third_day"] - visits["second_day"]).where(visits["visits"] > SECOND)
    return pd.DataFrame(
        {
            "cohort": visits["cohort"],
            "last": _months(visits["last_day"]),
            "second_days": second.astype("float64"),
            "third_days": third.astype("float64"),
        }
    )


def _months(days: pd.Series[int]) -> Ints:
    """The month number of each day number."""
    since_1970: Ints = (
        days.to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    )
    return since_1970 + EPOCH_YEAR * MONTHS_A_YEAR


def _cells(found: pd.DataFrame, place: Ints, age: Ints, margin: float) -> pd.DataFrame:
    costed = (found["without_cost"] == 0).to_numpy()
    money = found["money"].to_numpy(dtype="float64")
    profit = np.where(costed, money - found["paid"].to_numpy(), money * (margin or 1.0))
    return pd.DataFrame(
        {"person": place, "age": age, "profit": profit, "on_sales": ~costed & (margin <= 0)}
    )
