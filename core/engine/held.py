"""Purchases that an engine holds already: its table in the words of ours.

Names of other people's columns reach this text alone, in quotation marks; every kernel sees our
names. Amounts are brought to whole minor units, and refused where that would round them.
"""

from __future__ import annotations

import glob
from pathlib import Path

from core.engine.address import Held
from core.engine.dialect import Dialect
from core.engine.layer import COLUMNS
from core.errors import EngineError
from core.locale.words import _

ROUNDED = _(
    "The table of purchases has amounts with more decimals than the currency. Nothing was "
    "rounded. Name another column of amounts, or another currency."
)
_MONEY = ("amount", "cost", "discount")


def files(held: Held) -> list[Path]:
    """The Parquet files of a table that is kept as files; ``*`` stands for any name.

    Raises:
        EngineError: there are none.
    """
    found = [Path(name) for name in sorted(glob.glob(held.lines))]
    if not found:
        raise EngineError(
            _("There are no files at {place}. Check the address of the engine.", place=held.lines)
        )
    return found


def lines_sql(held: Held, source: str, dialect: Dialect, scale: int) -> str:
    """All its lines with the columns that are counted.

    Args:
        held: which table, and which of its columns is which of ours.
        source: the table as it stands behind FROM.
        dialect: of the engine.
        scale: decimals of the minor unit in which amounts are kept.
    """
    columns = [f"{_expression(held, name, dialect, scale)} AS {name}" for name in COLUMNS]
    known = " AND ".join(
        f"h.{dialect.column(held.columns[name])} IS NOT NULL" for name in ("customer_id", "date")
    )
    return f"SELECT {', '.join(columns)} FROM {source} h WHERE {known}"


def rounded_sql(held: Held, source: str, dialect: Dialect, scale: int) -> str:
    """How many amounts, costs and discounts are no whole number of minor units."""
    odd = [
        f"{number} <> round({number})"
        for name in _MONEY
        if name in held.columns
        for number in [_minor(held.columns[name], dialect, scale)]
    ]
    return f"SELECT COUNT(*) AS odd FROM {source} h WHERE {' OR '.join(odd) or '1 = 0'}"


def sums_sql(dialect: Dialect) -> str:
    """How much all amounts, costs and discounts are together, each without its sign."""
    columns = []
    for name in _MONEY:
        wide = dialect.wide.format(f"f.{name}")
        columns.append(f"sum(CASE WHEN f.{name} < 0 THEN -{wide} ELSE {wide} END) AS all_{name}")
    return f"SELECT {', '.join(columns)} FROM facts f"


def _minor(column: str, dialect: Dialect, scale: int) -> str:
    return f"{dialect.number.format(f'h.{dialect.column(column)}')} * {10**scale}"


def _expression(held: Held, name: str, dialect: Dialect, scale: int) -> str:
    if name not in held.columns:
        absent = {"quantity": "0"} | dict.fromkeys(_MONEY, dialect.nothing)
        return absent.get(name, "''")
    column = f"h.{dialect.column(held.columns[name])}"
    if name == "date":
        return dialect.date.format(column)
    if name in _MONEY:
        return f"CAST({_minor(held.columns[name], dialect, scale)} AS BIGINT)"
    if name == "quantity":
        return dialect.number.format(column)
    return f"coalesce({dialect.text.format(column)}, '')"
