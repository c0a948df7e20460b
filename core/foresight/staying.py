"""How many stay over the years (生存曲線): the own curve, the Hughes line, the fitted one.

The own curve is Kaplan–Meier over lives as :mod:`core.metrics.yearly` defines them. The fitted one
is the shifted-beta-geometric model of Fader & Hardie (2007): every customer has a chance of their
own to leave at the end of a year, so the weak ones leave first, and those who are left stay ever
longer without anybody having grown more loyal. With α = β = 4.5 it is the Hughes line almost
exactly (50.0, 55.0, 59.1 of 100 stay). DOMAIN 2.8.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.foresight.contracts import Retention, fit_retention
from core.metrics.bands import banded, still_at
from core.metrics.moment import day_of
from core.metrics.yearly import HUGHES, kept_of, left_and_still, lives, lost_after
from core.settings import Settings


@dataclass(frozen=True)
class Staying:
    """Who stays, as known on one day.

    Attributes:
        customers: of so many the first purchase is known.
        known: the day up to which it is known who stayed; ``silence``: so many days before the
            data-as-of day.
        curve: :func:`core.metrics.bands.banded` in days since the first purchase.
        years: :func:`core.metrics.yearly.kept_by_year`.
        hughes: of 100 still there after 0, 1, 2, 3 years on the Hughes line, as shares.
        fit: the fitted model; None where too few years are known.
    """

    customers: int
    known: dt.date
    silence: int
    curve: pd.DataFrame
    years: pd.DataFrame
    hughes: tuple[float, ...]
    fit: Retention | None


def hughes_line() -> tuple[float, ...]:
    """Still there after 0, 1, 2, 3 years: 1, .5, .275, .165."""
    return (1.0, *(float(share) for share in np.cumprod(HUGHES)))


def staying(engine: Engine, book: Book, settings: Settings) -> Staying:
    """Measure and fit.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    found = lives(engine, book, settings)
    years = kept_of(found, settings)
    length = np.where(found.lost, found.length, found.watched)
    return Staying(
        customers=len(found.length),
        known=day_of(found.known),
        silence=lost_after(settings),
        curve=banded(length, found.lost, settings),
        years=years,
        hughes=hughes_line(),
        fit=_fit(*left_and_still(found, settings), years, settings),
    )


def after_years(found: Staying, settings: Settings) -> pd.DataFrame:
    """The curves beside each other, one row for each year from 0 on.

    Returns:
        ``year``; ``own, low, high``: still there on the own curve, with its band; ``at_risk``:
        customers who had stayed until then and are known that long; ``hughes``; ``fit``: shares,
        NaN where a curve does not reach.
    """
    limits = settings.cohorts
    known = int(found.curve["x"].max() // limits.year_days) if len(found.curve) else 0
    last = max(known, limits.hughes_years, limits.fit_ahead if found.fit else 0)
    fitted = [1.0, *found.fit.staying(last)] if found.fit else []
    rows = []
    for year in range(last + 1):
        here = still_at(found.curve, float(year * limits.year_days)) if year else _begin(found)
        own = here or {"still": np.nan, "low": np.nan, "high": np.nan, "at_risk": 0.0}
        rows.append(
            {
                "year": year,
                "own": own["still"],
                "low": own["low"],
                "high": own["high"],
                "at_risk": int(own["at_risk"]),
                "hughes": found.hughes[year] if year < len(found.hughes) else np.nan,
                "fit": float(fitted[year]) if fitted else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _begin(found: Staying) -> dict[str, float]:
    return {"still": 1.0, "low": 1.0, "high": 1.0, "at_risk": float(found.customers)}


def _fit(
    left: np.ndarray, still: np.ndarray, years: pd.DataFrame, settings: Settings
) -> Retention | None:
    """The model, where years enough are known and some left while others stayed.

    One year alone tells the mean chance to leave and not how it differs from customer to customer.
    """
    enough = int(years["solid"].sum()) >= settings.cohorts.fit_years
    if not enough or not left.any() or not still.any():
        return None
    return fit_retention(left, still)
