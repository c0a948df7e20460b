"""Tests that several tables share: days in the right order, numbers in range, ids that differ."""

from __future__ import annotations

import pandas as pd

from core.tables._table import RowRule


def earlier(later_column: str, first_column: str) -> RowRule:
    """True where the day that should come later lies before the first one."""

    def broken(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame[later_column] < frame[first_column]

    return broken


def outside(column: str, low: int, high: int | None = None) -> RowRule:
    """True where a number is known and lies below ``low`` or above ``high``."""

    def broken(frame: pd.DataFrame) -> pd.Series[bool]:
        series = frame[column]
        return (series < low) if high is None else (series < low) | (series > high)

    return broken


def nobody(*columns: str) -> RowRule:
    """True where none of the text columns says who is meant."""

    def broken(frame: pd.DataFrame) -> pd.Series[bool]:
        empty = pd.Series(True, index=frame.index)
        for column in columns:
            empty &= frame[column].str.strip() == ""
        return empty

    return broken


def same(column: str, other: str) -> RowRule:
    """True where two ids are filled in and equal."""

    def broken(frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame[column] != "") & (frame[column] == frame[other])

    return broken
