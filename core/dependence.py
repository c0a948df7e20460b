"""On whom the value hangs (依存): on one member of staff, on a few customers (article 2).

Whoever buys a firm, or takes it over, asks first: what goes when she goes? What is shown is who
serves whom, and nothing about how anybody works.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.lifetime import basis_of
from core.metrics.moment import months_before
from core.settings import Settings

#: Of how many customers, the largest first, the part is told.
TOPS = (1, 5, 10)
_YEAR = 12


@dataclass(frozen=True)
class Dependence:
    """Parts of the value by who serves and by size.

    Attributes:
        staff: by name, the largest first: ``people, asset, profit`` (customers served, value
            ahead of the loyal, gross profit of existing customers in 12 months, Int64 minor
            units), ``asset_share, profit_share`` (NaN where there is nothing to part), ``left``
            (bool: works here no more), ``red`` (bool: either share from the threshold on).
        tops: by :data:`TOPS`: ``asset_share, profit_share``.
        loyal, existing: how many customers each share stands on.
        unserved: loyal and existing customers of whom no line says who serves them.
        basis: ``profit`` or ``sales``.
        asof: the data-as-of day.
    """

    staff: pd.DataFrame
    tops: pd.DataFrame
    loyal: int
    existing: int
    unserved: int
    basis: str
    asof: dt.date


def dependence(found: pd.DataFrame, book: Book, settings: Settings) -> Dependence:
    """On whom the value of the loyal and the profit of existing customers hang.

    Args:
        found: of :func:`core.lifetime.lifetime`.
        book: the business, for its staff and the day; existing: a first purchase more than a
            year ago.
        settings: from which share on it is red.
    """
    basis = basis_of(found[found["bought"]], "ahead")
    told = found[found["bought"] & (found["ahead_basis"] == basis)]
    year_ago = pd.Timestamp(months_before(book.asof, _YEAR))
    existing = told["first_purchase_date"] <= year_ago
    values = pd.DataFrame(
        {
            "asset": told["ahead"].where(told["loyal"], 0).fillna(0).astype("int64"),
            "profit": told["profit_12m"].where(existing, 0).clip(lower=0).astype("int64"),
        }
    )
    counted = told["loyal"] | (existing & (values["profit"] > 0))
    left = _left(book)
    served = _served(told, left)
    return Dependence(
        staff=_by_staff(values[counted], served[counted], left, settings),
        tops=_tops(values),
        loyal=int(told["loyal"].sum()),
        existing=int((existing & (values["profit"] > 0)).sum()),
        unserved=int((served[counted] == "").sum()),
        basis=basis,
        asof=book.asof,
    )


def _left(book: Book) -> pd.Series[str]:
    """Who works here no more."""
    staff = book.table("staff")
    return staff.loc[staff["left_date"] <= pd.Timestamp(book.asof), "staff"]


def _served(rows: pd.DataFrame, left: pd.Series[str]) -> pd.Series[str]:
    """Who usually serves them; of who has left, the one who served them since."""
    handed = rows["staff"].isin(left) & (rows["last_staff"] != "")
    return rows["staff"].mask(handed, rows["last_staff"])


def _by_staff(
    values: pd.DataFrame, served: pd.Series[str], left: pd.Series[str], settings: Settings
) -> pd.DataFrame:
    named = values[served != ""]
    grouped = named.groupby(served[served != ""])
    found = grouped.sum().assign(people=grouped.size())
    for what in ("asset", "profit"):
        # Of the whole: customers whom nobody is known to serve hang on nobody.
        found[f"{what}_share"] = _shares(found[what], int(values[what].sum()))
    limit = settings.asset.staff_share
    red = (found["asset_share"] >= limit) | (found["profit_share"] >= limit)
    found = found.assign(left=found.index.isin(left), red=red)
    found.index.name = "staff"
    return found.sort_index().sort_values("asset", ascending=False, kind="stable")


def _tops(values: pd.DataFrame) -> pd.DataFrame:
    found = {
        f"{what}_share": [
            _share(int(values[what].nlargest(count).sum()), int(values[what].sum()))
            for count in TOPS
        ]
        for what in ("asset", "profit")
    }
    return pd.DataFrame(found, index=pd.Index(TOPS, name="first"))


def _shares(parts: pd.Series[int], whole: int) -> pd.Series[float]:
    return parts.astype("float64") / (whole or np.nan)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
