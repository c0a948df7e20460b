"""One table of the ledger as a list to hand on: the owner's headers and words, nothing to run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from core.book import Book
from core.locale.words import say
from core.tables import Column, Table


def listing(table: Table, rows: pd.DataFrame, book: Book, language: str) -> pd.DataFrame:
    """Rows as they read on a sheet; a sheet of it comes in again as the same rows.

    Args:
        table: whose rows.
        rows: of the Book, in the order of the list.
        book: the business, for its currency's decimals.
        language: of headers and words.

    Returns:
        The table's columns under the owner's headers, choices in words, money in major units;
        then the owner's own columns.
    """
    columns = {
        say(column.label, language): _cells(column, rows[column.name], book.scale, language)
        for column in table.columns
    }
    return pd.DataFrame({**columns, **_own(rows)}, index=rows.index)


def _cells(column: Column, cells: pd.Series[Any], scale: int, language: str) -> pd.Series[Any]:
    if column.kind == "money":
        return pd.Series([_major(c, scale) for c in cells], index=cells.index, dtype=object)
    if column.choices:
        words = {choice.code: say(choice.label, language) for choice in column.choices}
        return cells.map(lambda code: words.get(code, code)).astype(object)
    return cells


def _major(minor: Any, scale: int) -> Decimal | int | None:  # noqa: ANN401 - a cell of an Int64 column
    if pd.isna(minor):
        return None
    return Decimal(int(minor)).scaleb(-scale) if scale else int(minor)


def _own(rows: pd.DataFrame) -> Mapping[str, pd.Series[Any]]:
    """The owner's own columns, in the order in which they first come."""
    said = [json.loads(text) for text in rows["extra"]] if "extra" in rows else []
    headers = dict.fromkeys(header for row in said for header in row)
    return {
        header: pd.Series([row.get(header, "") for row in said], index=rows.index, dtype=object)
        for header in headers
    }
