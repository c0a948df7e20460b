"""Several readings as one set of tables, ready to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core.errors import Problem
from core.ingest.build import once_per_customer
from core.ingest.names import made_id
from core.ingest.reading import Reading
from core.ingest.sheet import SheetReading
from core.tables import TABLES

_ID_COLUMNS = ("customer_id", "referred_id", "referrer_id")


@dataclass(frozen=True)
class Combined:
    """All tables of one or more files.

    Attributes:
        tables: by table name, without purchases; customers once per id.
        purchases: all lines.
        scale: decimal places of all amounts, the largest of any sheet.
        currency: ISO code.
        has_amounts: whether any purchase carries an amount.
        problems: of all files.
    """

    tables: dict[str, pd.DataFrame]
    purchases: pd.DataFrame
    scale: int
    currency: str
    has_amounts: bool
    problems: tuple[Problem, ...]


def combine(readings: Sequence[Reading]) -> Combined:
    """Put the tables of all readings together.

    Args:
        readings: files in the order in which they were chosen; in customers a later row fills or
            replaces what an earlier one says, blanks never overwrite.
    """
    sheets = [sheet for reading in readings for sheet in reading.sheets if sheet.tables]
    scale = max((sheet.scale for sheet in sheets), default=0)
    parts: dict[str, list[pd.DataFrame]] = {}
    for sheet in sheets:
        for name, frame in sheet.tables.items():
            parts.setdefault(name, []).append(_scaled(name, frame, scale - sheet.scale))
    tables = {name: _stacked(name, frames) for name, frames in parts.items()}
    if "customers" in tables:
        same = _known_ids(tables["customers"])
        tables = {name: _with_known_ids(frame, same) for name, frame in tables.items()}
        tables["customers"] = once_per_customer(tables["customers"])
    purchases = tables.pop("purchases", TABLES["purchases"].empty())
    return Combined(
        tables=tables,
        purchases=purchases,
        scale=scale,
        currency=_currency(sheets),
        has_amounts=bool(purchases["amount"].notna().any()),
        problems=tuple(found for reading in readings for found in reading.problems),
    )


def _currency(sheets: list[SheetReading]) -> str:
    return sheets[0].currency if sheets else "JPY"


def _scaled(table: str, frame: pd.DataFrame, up: int) -> pd.DataFrame:
    """Amounts brought to a larger scale."""
    money = [c.name for c in TABLES[table].columns if c.kind == "money"] if up else []
    return frame.assign(**{name: frame[name] * 10**up for name in money})


def _stacked(table: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames one under another; a free column that one lacks is blank there."""
    if len(frames) == 1:
        return frames[0]
    stacked = pd.concat(frames, ignore_index=True)
    own = set(TABLES[table].names)
    for name in stacked.columns:
        if name not in own and isinstance(stacked[name].dtype, pd.StringDtype):
            stacked[name] = stacked[name].fillna("")
    return stacked


def _known_ids(customers: pd.DataFrame) -> dict[str, str]:
    """{id made from a name: the id that another sheet gives this person}, where only one fits."""
    given = customers[~customers["customer_id"].str.startswith("N-")]
    people = given.drop_duplicates("customer_id", keep="last")
    found: dict[str, set[str]] = {}
    for key, name, phone in zip(
        people["customer_id"], people["name"], people["phone"], strict=True
    ):
        for made in {made_id(name), made_id(name, phone)}:
            found.setdefault(made, set()).add(key)
    return {made: next(iter(keys)) for made, keys in found.items() if len(keys) == 1}


def _with_known_ids(frame: pd.DataFrame, same: dict[str, str]) -> pd.DataFrame:
    """Rows that only had a name, under the id of the customer of that name."""
    for column in _ID_COLUMNS:
        if column in frame.columns and frame[column].isin(same.keys()).any():
            frame = frame.assign(**{column: frame[column].replace(same)})
    return frame
