"""The loyal customers as an asset (優良顧客の資産価値), which no balance sheet shows (article 2).

What supporters and above bring in five years, as gross profit, if they stay as regulars have
stayed so far: Σ V · (r/(1+i) + … + (r/(1+i))^5), DOMAIN 2.8. It is no price of the business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

from core.lifetime import REGULAR, is_loyal, retention, years_worth
from core.locale.words import Money, Words, _
from core.rules._rows import one_of
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Loyal:
    """The asset on one day, in minor units.

    Attributes:
        people: supporters and above, still here, of whom the gross profit is known; ``yearly``:
            what they bring in a year.
        kept, of: of the regulars of the year before so many bought in the last twelve months.
        low, value, high: the asset with five points less retention, with the own, with five more;
            None below the least count.
        rate: what is taken off for each year ahead.
        asof: the data-as-of day.
    """

    people: int
    yearly: int
    kept: int
    of: int
    low: int | None
    value: int | None
    high: int | None
    rate: float
    asof: dt.date


def members(rows: pd.DataFrame, only: Collection[str] | None = None) -> pd.DataFrame:
    """Those whom the asset counts: loyal, still here, of known gross profit.

    Args:
        rows: customers, judged and valued.
        only: of these ids alone.
    """
    inside = rows[is_loyal(rows) & (rows["value_basis"] == "profit")]
    return inside if only is None else inside[one_of(inside["customer_id"], only)]


def loyal(
    rows: pd.DataFrame, asof: dt.date, settings: Settings, *, only: Collection[str] | None = None
) -> Loyal:
    """The asset of a shop.

    Args:
        rows: customers, judged and valued (:func:`core.asset.with_value`).
        asof: the data-as-of day.
        settings: its settings.
        only: whose part of it is told; how many stay is always that of all.
    """
    limits = settings.asset
    yearly = members(rows, only)["annual_profit"].clip(lower=0).astype("float64")
    stayed = retention(rows, settings)[REGULAR]

    def worth(off: float) -> int | None:
        if stayed.share is None or not len(yearly):
            return None
        stays = min(1.0, max(0.0, stayed.share + off))
        # Each customer in whole minor units, so that parts of the asset sum to it.
        return int((yearly * years_worth(stays, limits)).round().sum())

    wide = limits.retention_band
    return Loyal(
        people=len(yearly), yearly=round(yearly.sum()), kept=stayed.kept, of=stayed.of,
        low=worth(-wide), value=worth(0.0), high=worth(wide),
        rate=limits.discount_rate, asof=asof,
    )  # fmt: skip


def loyal_words(found: Loyal, currency: str, scale: int) -> list[Words]:
    """The asset in sentences, with what it stands on.

    Args:
        found: of :func:`loyal`.
        currency: of the ledger's money.
        scale: decimal places of it.
    """

    def money(minor: int) -> Money:
        return Money(minor, currency, scale)

    if not found.people:
        return [
            _(
                "No supporter's gross profit is known yet. Costs in the purchases, or the margin "
                "in the settings, make it known."
            )
        ]
    lines = [
        _(
            "{n} supporters and above bring {yearly} of gross profit a year (as of {day}).",
            n=found.people, yearly=money(found.yearly), day=found.asof,
        )
    ]  # fmt: skip
    if found.value is None:
        missing = _(
            "What that is worth over the years cannot be said: of the year before only {n} "
            "regulars are known.",
            n=found.of,
        )
        return [*lines, missing]
    return [*lines, *_over_the_years(found, money)]


def _over_the_years(found: Loyal, money: Callable[[int], Money]) -> list[Words]:
    """The five years, and what they stand on; asked only where they can be told."""
    # Three digits: more would promise what nobody knows.
    ends = {n: money(int(float(f"{getattr(found, n):.3g}"))) for n in ("low", "value", "high")}
    return [
        _(
            "Over five years that is worth about {value} today ({low} to {high}, if five points "
            "fewer or more stay; {rate}% a year off, initial value, provisional).",
            rate=round(100 * found.rate), **ends,
        ),
        _(
            "Of {n} regulars of the year before {kept} bought again. This is on no balance sheet, "
            "and it is no price of the business.",
            n=found.of, kept=found.kept,
        ),
    ]  # fmt: skip
