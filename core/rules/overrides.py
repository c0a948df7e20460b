"""What the owner set by hand (手動指定) and which of it still holds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.book import Book
from core.rules import _rows
from core.settings import Settings

#: The value of a confirmation that says no; any other value says yes.
DECLINED = "no"
#: Fields whose setting holds until it is taken back: nobody is contacted again by forgetting.
LASTING = ("state", "refuse", "harassment", "snooze")


def live(book: Book, settings: Settings, field: str) -> pd.DataFrame:
    """The newest setting of one field per customer that still holds on ``book.today``.

    Without an expiry date it holds ``ladder.override_months`` (DOMAIN 2.2); states and refusals
    hold until changed.

    Args:
        book: the business.
        settings: its settings.
        field: one of :data:`core.tables.overrides.FIELD_CHOICES`.

    Returns:
        The columns of the overrides table, by customer_id.
    """
    rows = _rows.until(book.table("overrides"), "date", book.today)
    latest = _rows.newest(rows[rows["field"] == field], "date")
    until = latest["expires_date"] if field in LASTING else ends(latest, settings)
    return latest[until.isna() | (until > pd.Timestamp(book.today))]


def ends(rows: pd.DataFrame, settings: Settings) -> pd.Series[Any]:
    """The day on which each setting ends: its own, else ``ladder.override_months`` later."""
    # The month's end is kept: set on 31 August, it holds until the end of February.
    months = pd.DateOffset(months=settings.ladder.override_months)
    return rows["expires_date"].fillna(rows["date"] + months)


def confirmed(book: Book, settings: Settings, field: str) -> pd.DataFrame:
    """The live settings of a yes-or-no field that say yes."""
    rows = live(book, settings, field)
    return rows[rows["value"] != DECLINED]


def declined(book: Book, settings: Settings, field: str) -> pd.DataFrame:
    """The live settings of a yes-or-no field that say no."""
    rows = live(book, settings, field)
    return rows[rows["value"] == DECLINED]
