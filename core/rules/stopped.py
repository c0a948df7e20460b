"""Do-not-contact (停止): who asked us to stop, closed down or died.

They stand in nothing that serves contact: no list, letter, file or calendar; elsewhere only with
the mark (DOMAIN 0a, 3.1). This is the one place of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.book import Book
from core.rules import _rows, overrides
from core.settings import Settings
from core.tables.customers import GONE


def told_to_stop(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    """Who must not be contacted by the records; no purchase and no silence brings them back.

    Args:
        rows: one row per customer: ``customer_id, contact_permission, status``.
        book: the business, with what was said to us and set by hand.
        settings: its settings.
    """
    by_hand = overrides.live(book, settings, "state")
    taken_back = by_hand.loc[by_hand["value"] != "dnc", "date"]
    contacts = book.table("activities")
    stops = _rows.until(contacts[contacts["outcome"] == "stop"], "date", book.today)
    said = _rows.newest(stops, "date")["date"]
    told = said.index[~(said <= taken_back.reindex(said.index))]
    dnc = by_hand.index[by_hand["value"] == "dnc"]
    return _by_word(rows) | rows["customer_id"].isin(told.union(dnc))


def stopped(rows: pd.DataFrame) -> pd.Series[bool]:
    """Who of judged customers must not be contacted.

    Args:
        rows: ``state, contact_permission, status``.
    """
    return _by_word(rows) | (rows["state"] == "dnc")


def is_stopped(row: Mapping[str, Any]) -> bool:
    """The same of one judged row."""
    asked = row.get("contact_permission") == "stop" or row.get("state") == "dnc"
    return asked or row.get("status") in GONE


def stopped_ids(book: Book, settings: Settings) -> frozenset[str]:
    """The numbers of those whom the records stop, where nobody was judged yet."""
    rows = book.table("customers")
    return frozenset(rows.loc[told_to_stop(rows, book, settings), "customer_id"])


def _by_word(rows: pd.DataFrame) -> pd.Series[bool]:
    asked: pd.Series[bool] = (rows["contact_permission"] == "stop") | rows["status"].isin(GONE)
    return asked
