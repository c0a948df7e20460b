"""Cost and return by way in (経路ごとの獲得費), and members who never used what they joined.

The card company of article 1: what a member brings from joining to leaving, how many begin to use
it, and what was spent on those who never did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.joining import Joined, joined
from core.rules import _rows
from core.rules.payback import (
    GONE,
    acquisition,
    back_after,
    cohorts,
    curve,
    people_of,
    settled,
    settled_cost,
)
from core.rules.ways import UNKNOWN, WAYS
from core.rules.worth import margin
from core.settings import Settings


@dataclass(frozen=True)
class Payback:
    """What new customers cost and brought, of one selection.

    Attributes:
        cohorts: of :func:`core.rules.payback.cohorts`; ``ways``: of :func:`by_way`; ``total``: the
            same columns for all together; ``line``: of :func:`core.rules.payback.curve`.
        people: with ``customer_id``, ``cohort`` (month number), ``way`` and ``gone``.
        unknown: ways of the sheet that name no way in, the dearest first, with their ``amount``.
        members: of :func:`members`; ``never``: ids of those who never used it.
        on_sales: some sales carry no cost and no margin is known, so profit is partly sales.
    """

    cohorts: pd.DataFrame
    ways: pd.DataFrame
    total: dict[str, float]
    line: pd.DataFrame
    people: pd.DataFrame
    unknown: pd.Series[int]
    members: pd.DataFrame
    never: tuple[str, ...]
    on_sales: bool


def payback(
    engine: Engine,
    book: Book,
    rows: pd.DataFrame,
    settings: Settings,
    *,
    ways: Sequence[str] = (),
    first: str = "",
) -> Payback:
    """Count cost and return of new customers.

    Args:
        engine: counts the lines of the selection.
        book: the business on the day to which all is counted.
        rows: the judged customers.
        settings: its settings.
        ways: ways in that are looked at; all without any.
        first: no month before this one ("2026-03").

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    found = joined(engine, book, months=settings.spending.cohort_months, margin=margin(settings))
    people, costs = people_of(found, rows), acquisition(book, settings)
    if ways:
        rows = rows[rows["trigger"].isin(ways)]
        people, costs = people[people["way"].isin(ways)], costs[costs["way"].isin(ways)]
    if first:
        number = int(first[:4]) * 12 + int(first[5:]) - 1
        people, costs = people[people["cohort"] >= number], costs[costs["month"] >= number]
    table = cohorts(found, people, costs, settings)
    inside = people[people["cohort"].isin(costs["month"].unique())]
    unknown = costs[costs["way"] == UNKNOWN].groupby("text")["amount"].sum()
    return Payback(
        cohorts=table[table["month"] >= first].reset_index(drop=True),
        ways=by_way(found, people, costs, settings),
        total=_one_way(found, inside, costs, settings),
        line=curve(found, people),
        people=people,
        unknown=unknown.sort_values(ascending=False),
        members=members(rows, costs, book, settings),
        never=never_used(rows, book, settings),
        on_sales=bool(found.cells["on_sales"].any()),
    )


def by_way(
    found: Joined, people: pd.DataFrame, costs: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Each way in over the months with costs on record, the dearest first.

    Args:
        found: the reading (:func:`core.metrics.joining.joined`).
        people: of :func:`core.rules.payback.people_of`.
        costs: of :func:`core.rules.payback.acquisition`.
        settings: its settings.

    Returns:
        ``way`` (code, ``""`` unknown), ``cost``, ``new``, ``cac`` (NaN without cost or customers),
        ``closed`` (new customers whose windows are over), ``second``, ``third``, ``settled_cac``,
        ``payback`` (month of age of the mean member; NaN not reached), ``gone``.
    """
    months = costs["month"].unique()
    chosen = people[people["cohort"].isin(months)]
    rows = [
        {"way": way}
        | _one_way(found, chosen[chosen["way"] == way], costs[costs["way"] == way], settings)
        for way in (*WAYS, UNKNOWN)
    ]
    table = pd.DataFrame(rows)
    table = table[(table["cost"] > 0) | (table["new"] > 0)]
    return table.sort_values("cost", ascending=False, kind="stable").reset_index(drop=True)


def _one_way(
    found: Joined, people: pd.DataFrame, costs: pd.DataFrame, settings: Settings
) -> dict[str, float]:
    cost, new = int(costs["amount"].sum()), len(people)
    cac = cost / new if new and cost else None
    came = settled(people, found, settings)
    back = None if cac is None else back_after(curve(found, people), cac, settings)
    real = None
    if cac is not None and came.third and came.new >= settings.spending.least_count:
        real = settled_cost(cac, came.second / came.new, came.third / came.second)
    return {
        "cost": cost, "new": new, "cac": np.nan if cac is None else cac,
        "closed": came.new, "second": came.second, "third": came.third,
        "settled_cac": np.nan if real is None else real,
        "payback": np.nan if back is None else float(back),
        "gone": int(people["gone"].sum()),
    }  # fmt: skip


def members(
    rows: pd.DataFrame, costs: pd.DataFrame, book: Book, settings: Settings
) -> pd.DataFrame:
    """Who joined, who began to use it within the days given, who never did (article 1-7).

    Joining is the first visit on the card (初回来店日・入会日), else the first purchase. Judged
    are those whose days are over; the money lost is the acquisition cost of the month of joining
    for each who joined in it and never bought.

    Args:
        rows: the judged customers.
        costs: of :func:`core.rules.payback.acquisition`.
        book: the business.
        settings: its settings.

    Returns:
        One row per way in with members: ``way``, ``joined``, ``due`` (their days are over),
        ``used``, ``never``, ``lost`` (minor units), ``silent`` (dormant or gone).
    """
    found = _joined(rows, book, settings)
    spent = costs.groupby("month")["amount"].sum()
    of_month = found.groupby("month").size()
    each = found["month"].map(spent / of_month.reindex(spent.index)).fillna(0.0)
    found["lost"] = each.where(found["never"], 0.0)
    by = found.groupby("way", sort=False)
    table = by[["due", "used", "never", "silent"]].sum().astype("int64")
    table.insert(0, "joined", by.size())
    table["lost"] = by["lost"].sum().round().astype("int64")
    order = [way for way in (*WAYS, UNKNOWN) if way in table.index]
    return table.loc[order].reset_index()


def never_used(rows: pd.DataFrame, book: Book, settings: Settings) -> tuple[str, ...]:
    """The ids of those who joined, had time, and never bought."""
    found = _joined(rows, book, settings)
    return tuple(found.loc[found["never"], "customer_id"])


def _joined(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    day = rows["first_visit_date"].fillna(rows["first_purchase_date"])
    first = book.asof.replace(day=1)
    start = _rows.months_before(first, settings.spending.cohort_months - 1)
    chosen = (day >= start) & (day <= pd.Timestamp(book.asof))
    here, day = rows[chosen], day[chosen]
    due = _rows.days_until(day, book.asof) > settings.spending.use_days
    until = (here["first_purchase_date"] - day).dt.days
    return pd.DataFrame(
        {
            "customer_id": here["customer_id"],
            "month": day.dt.year * 12 + day.dt.month - 1,
            "way": here["trigger"].where(here["trigger"].isin(list(WAYS)), UNKNOWN),
            "due": due,
            "used": due & (until <= settings.spending.use_days),
            "never": due & here["first_purchase_date"].isna(),
            "silent": here["state"].isin(GONE),
        }
    )
