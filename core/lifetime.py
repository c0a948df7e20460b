"""What each customer has brought and will bring (生涯価値): so far and ahead, never mixed.

So far (これまで) is the gross profit of every line there is. Ahead (これから) is what a customer
brings in five years if they stay as customers like them have stayed so far, with a rate taken off
for each year: Σ V·S_k/(1+i)^k with S_k = r^k (DOMAIN 2.8). The first is a fact, the second is not,
so they are never added up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.rules import _rows, worth
from core.rules.ladder import RANK
from core.settings import Settings
from core.settings.asset import AssetSettings
from core.tables.customers import GONE

#: From this rung on somebody is loyal.
LOYAL = "supporter"
#: How customers of the year before are told apart: those who bought as often as a regular does,
#: and the rest.
REGULAR, OTHER = "regular", "other"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the buyers of the year before bought again (顧客維持率).

    Attributes:
        kept, of: of so many who bought in the year before, so many bought in the last 12 months.
        share: kept ÷ of, None below the least count or where purchases lie years apart.
    """

    kept: int
    of: int
    share: float | None


def retention(rows: pd.DataFrame, settings: Settings) -> dict[str, Kept]:
    """The shop's own retention of regulars and of the other buyers, by :data:`REGULAR`, ``OTHER``.

    Args:
        rows: customers with ``count_12m`` and ``count_24m``.
        settings: what a regular buys in a year, and the least count.
    """
    before = (rows["count_24m"] - rows["count_12m"]).astype("int64")
    again = rows["count_12m"] > 0
    often = before >= settings.trade.regular_purchases
    return {
        REGULAR: _kept(again[often], settings),
        OTHER: _kept(again[(before > 0) & ~often], settings),
    }


def _kept(again: pd.Series[bool], settings: Settings) -> Kept:
    kept, of = int(again.sum()), len(again)
    enough = of >= settings.asset.retention_count and not settings.trade.long_cycle
    return Kept(kept, of, kept / of if enough else None)


def years_worth(retention: float, limits: AssetSettings) -> float:
    """How many of today's years the coming ones are worth, at such a yearly retention."""
    step = retention / (1.0 + limits.discount_rate)
    return sum(step**year for year in range(1, limits.years + 1))


def still_here(rows: pd.DataFrame) -> pd.Series[bool]:
    """Who has bought and has neither fallen silent nor ended; only they are worth anything ahead.

    Somebody who asked us to stop may go on buying: then the silence decides.
    """
    silent = rows["days_since_last_purchase"].astype("float64") >= rows["no_return_day"]
    stopped = (rows["state"] == "dnc") & (silent | rows["status"].isin(GONE))
    gone = rows["state"].isin(("lead", "dormant", "lapsed")) | stopped
    return ~gone & (rows["purchase_count"] > 0)


def is_loyal(rows: pd.DataFrame) -> pd.Series[bool]:
    """Supporters and above who are still here."""
    return (rows["stage"].map(RANK) >= RANK[LOYAL]) & still_here(rows)


def kept_as(rows: pd.DataFrame, settings: Settings) -> pd.Series[str]:
    """By whose retention each customer is foretold: the loyal and who buys like a regular."""
    often = rows["count_12m"] >= settings.trade.regular_purchases
    regular = often | (rows["stage"].map(RANK) >= RANK[LOYAL])
    return pd.Series(np.where(regular, REGULAR, OTHER), index=rows.index, dtype="str")


def ahead(rows: pd.DataFrame, settings: Settings) -> pd.Series[int]:
    """Σ V·S_k/(1+i)^k of each customer, Int64 minor units.

    0 for who is not here any more; NA where the retention is not known.

    Args:
        rows: customers, judged and valued (:func:`core.asset.with_value`).
        settings: its settings.
    """
    factors = {
        code: np.nan if kept.share is None else years_worth(kept.share, settings.asset)
        for code, kept in retention(rows, settings).items()
    }
    yearly = _rows.numbers(rows["annual_profit"]).clip(lower=0.0)
    found = yearly * kept_as(rows, settings).map(factors).astype("float64")
    return found.where(still_here(rows), 0.0).round().astype("Int64")


def lifetime(rows: pd.DataFrame, earned: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Everybody's value so far and ahead.

    Args:
        rows: customers, judged and valued (:func:`core.asset.with_value`).
        earned: of :func:`core.metrics.earned.earned`.
        settings: its settings; the margin stands in where costs are not known.

    Returns:
        By customer_id: ``name, stage, state, first_purchase_date, last_staff``, ``staff`` (who
        usually serves them, else who did last, else who is in charge), ``bought, here, loyal``
        (bool), ``so_far`` and ``ahead`` (Int64 minor units, NA unknown) with ``so_far_basis`` and
        ``ahead_basis`` (``profit`` or ``sales``), ``yearly`` (V) and ``profit_12m``.
    """
    own = earned.reindex(pd.Index(rows["customer_id"])).set_axis(rows.index, axis=0)
    rate = worth.margin(settings)
    spend = _rows.numbers(own["spend"]).fillna(0.0)
    known = _rows.numbers(own["profit"])
    so_far = known.fillna(spend * (rate or 1.0))
    basis = np.where(known.notna() | (rate > 0), "profit", "sales")
    same = ["name", "stage", "state", "first_purchase_date", "last_staff"]
    found = rows[same].assign(
        staff=_served_by(rows, own["staff"]),
        bought=rows["purchase_count"] > 0,
        here=still_here(rows),
        loyal=is_loyal(rows),
        so_far=so_far.round().astype("Int64"),
        so_far_basis=pd.Series(basis, index=rows.index, dtype="str"),
        ahead=ahead(rows, settings),
        ahead_basis=rows["value_basis"],
        yearly=rows["annual_profit"].astype("Int64"),
        profit_12m=worth.year_profit(rows, settings).round().astype("Int64"),
    )
    return found.set_axis(pd.Index(rows["customer_id"], name="customer_id"), axis=0)


def _served_by(rows: pd.DataFrame, usual: pd.Series[str]) -> pd.Series[str]:
    found = usual.fillna("")
    found = found.mask(found == "", rows["last_staff"])
    return found.mask(found == "", rows["staff"]).astype("str")


@dataclass(frozen=True, slots=True)
class Total:
    """One kind of value in sum.

    Attributes:
        amount: minor units; None where nothing is known.
        basis: ``profit`` (粗利ベース), or ``sales`` (売上ベース) where nobody's profit is known.
        people: whose values are in it; ``left_out``: buyers of whom it is not known on that basis.
    """

    amount: int | None
    basis: str
    people: int
    left_out: int


def total(found: pd.DataFrame, what: str) -> Total:
    """Buyers' values in sum; gross profit and sales are never added together.

    Args:
        found: of :func:`lifetime`.
        what: ``so_far`` or ``ahead``; ahead counts those who are still here.
    """
    buyers = found[found["here"]] if what == "ahead" else found[found["bought"]]
    basis = basis_of(buyers, what)
    inside = buyers.loc[(buyers[f"{what}_basis"] == basis), what].dropna()
    amount = int(inside.sum()) if len(inside) else None
    return Total(amount, basis, len(inside), len(buyers) - len(inside))


def basis_of(buyers: pd.DataFrame, what: str) -> str:
    """``profit`` where anybody's gross profit is known, else ``sales``."""
    return "sales" if (buyers[f"{what}_basis"] == "sales").all() and len(buyers) else "profit"


def by_group(found: pd.DataFrame, groups: pd.Series[str], order: tuple[str, ...]) -> pd.DataFrame:
    """Buyers by group, with both values.

    Args:
        found: of :func:`lifetime`.
        groups: the group of each row, by the same index.
        order: the groups, in the order of the rows that are returned.

    Returns:
        ``people`` (buyers), ``so_far, ahead`` (Int64 sums on the basis of the whole, NA where
        nothing is known), by group.
    """
    buyers = found[found["bought"]]
    columns = {"people": buyers.groupby(groups).size().reindex(list(order), fill_value=0)}
    for what in ("so_far", "ahead"):
        basis = basis_of(buyers, what)
        inside = (buyers[f"{what}_basis"] == basis) & (buyers["here"] | (what == "so_far"))
        told = buyers[what].where(inside)
        sums = told.groupby(groups).sum(min_count=1)
        columns[what] = sums.reindex(list(order)).astype("Int64")
    return pd.DataFrame(columns)


def largest(found: pd.DataFrame, what: str, count: int) -> pd.DataFrame:
    """The first of :func:`lifetime` by one value, the largest first; ties by customer_id."""
    basis = basis_of(found.loc[found["bought"], [f"{what}_basis"]], what)
    told = (found[f"{what}_basis"] == basis) & (found[what] > 0).fillna(value=False)
    if told.sum() > count:  # nobody else need be put in order, or taken out with all they have
        told &= (found[what] >= found.loc[told, what].nlargest(count).min()).fillna(value=False)
    ordered = found[told].sort_index(kind="stable")
    return ordered.sort_values(what, ascending=False, kind="stable").head(count)
