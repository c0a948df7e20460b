"""Who comes back, as the command line writes it: cohorts and the years, nothing left to NaN."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.book import Book
from core.cli.output import major
from core.engine import Engine
from core.foresight.staying import after_years, staying
from core.metrics.cohorts import SALES, Cohorts, cohorts, period_name
from core.metrics.moment import day_number
from core.metrics.second import f2_by_month, first_times
from core.settings import Settings

_CELL = ("since", "buyers", "share", "revenue", "profit", "closed")


def cohort_rows(engine: Engine, book: Book, settings: Settings) -> list[dict[str, Any]]:
    """One entry for each month of a first purchase.

    ``customers``; ``open`` (the month is not over), ``old`` (may hold customers from before the
    ledger); ``f2_share`` (null until the window has passed for all, or of too few); ``basis`` of
    the profit (``cost``, ``margin`` or ``sales``); ``months``: one entry for each month since.
    """
    found = cohorts(engine, book, settings)
    rates = f2_by_month(first_times(engine, book, settings), day_number(book.asof), settings)
    second = rates.set_index("month")["share"].to_dict()
    rows = []
    for cohort, size in found.sizes.iterrows():
        name = period_name(int(str(cohort)), by_year=False)
        rows.append(
            {
                "cohort": name,
                "customers": int(size["customers"]),
                "open": bool(size["open"]),
                "old": bool(size["old"]),
                "f2_share": _plain(second.get(name)),
                "basis": found.basis if book.has_amounts else SALES,
                "months": _cells(found, int(str(cohort)), book),
            }
        )
    return rows


def _cells(found: Cohorts, cohort: int, book: Book) -> list[dict[str, Any]]:
    columns = {
        "buyers": found.buyers.loc[cohort].astype("Int64"),
        "share": found.shares.loc[cohort],
        "revenue": found.revenue.loc[cohort].astype("Int64"),
        "profit": found.profit.loc[cohort].round().astype("Int64"),
        "closed": found.closed.loc[cohort],
    }
    frame = pd.DataFrame(columns).rename_axis("since").reset_index().dropna(subset=["share"])
    money = major(frame, ("revenue", "profit"), book.scale)
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in money[list(_CELL)].to_dict("records")
    ]


def survival_rows(engine: Engine, book: Book, settings: Settings) -> list[dict[str, Any]]:
    """One entry for each year since the first purchase, from 0 on.

    ``own, low, high``: share still there on the own curve and its band; ``at_risk``: known to have
    stayed that long; ``hughes``, ``fit``: the same on the other two curves; ``kept, of``: of so
    many at the beginning of the year so many were customers at its end. Unknown is null.
    """
    found = staying(engine, book, settings)
    kept = found.years.set_index("year")
    rows = []
    for row in after_years(found, settings).to_dict("records"):
        year = int(row["year"])
        entry = {str(name): _plain(value) for name, value in row.items()}
        for name, column in (("kept", "kept"), ("of", "at_risk")):
            entry[name] = _plain(kept[column].get(year))
        rows.append(entry)
    return rows


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    """A cell as JSON has it: null for what is not known."""
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
