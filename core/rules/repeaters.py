"""Repeat customers by how they buy (リピーター細分, 11 segments no. 8): pattern and rhythm."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.locale.words import Words, _
from core.metrics.portfolio import KINDS as PORTFOLIO_KINDS
from core.rules import _rows
from core.rules._catalogue import Entry, catalogue
from core.settings import Settings

_SOURCE = "article 1-1h, DOMAIN 1.1, 2.3 (8)"
PATTERNS = catalogue(
    Entry(
        "first_timer",
        _("First-timer"),
        _("Bought on a single day."),
        _("Ask how it went; make the second time easy."),
        _SOURCE,
    ),
    Entry(
        "second_timer",
        _("Toddler"),
        _("Has come again, but all within a short time."),
        _("Lead them to the third time."),
        _SOURCE,
    ),
    Entry(
        "steady",
        _("Steady"),
        _("With us for long, for small sums."),
        _("Show them what else we do; the unit price may grow."),
        _SOURCE,
    ),
    Entry(
        "trend_buyer",
        _("Surge"),
        _("Large sums within a short time."),
        _("Give them a reason to go on."),
        _SOURCE,
    ),
    Entry(
        "prime",
        _("Prime"),
        _("With us for long, for large sums."),
        _("Treat as special, without a discount."),
        _SOURCE,
    ),
)
#: Classes of the own rhythm (週・月・季・年).
RHYTHMS: dict[str, Words] = {
    "week": _("Every week"),
    "month": _("Every month"),
    "season": _("Every season"),
    "year": _("Every year"),
}


def pattern(rows: pd.DataFrame) -> pd.Series[str]:
    """The purchase pattern of the CPM class, ``""`` without a purchase."""
    kinds = {f"{kind}_{side}": kind for kind in PORTFOLIO_KINDS for side in ("here", "gone")}
    return rows["portfolio"].map(kinds).fillna("").astype("str")


def rhythm(rows: pd.DataFrame, settings: Settings) -> pd.Series[str]:
    """The class of the own rhythm, ``""`` where none is known."""
    limits, days = settings.relations, _rows.numbers(rows["rhythm_days"])
    chosen = np.select(
        [
            days.isna(),
            days <= limits.rhythm_week_days,
            days <= limits.rhythm_month_days,
            days <= limits.rhythm_season_days,
        ],
        ["", "week", "month", "season"],
        "year",
    )
    return pd.Series(chosen, index=rows.index, dtype="str")


def repeaters(judged: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Repeat customers counted by pattern (rows) and rhythm (columns).

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        settings: where one rhythm ends and the next begins.

    Returns:
        people; index codes of :data:`PATTERNS`, columns codes of :data:`RHYTHMS`, all of both.
    """
    rows = judged[judged["relation"] == "repeat"]
    found = pd.crosstab(pattern(rows), rhythm(rows, settings))
    return found.reindex(index=list(PATTERNS), columns=list(RHYTHMS), fill_value=0)
