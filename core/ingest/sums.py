"""Totals that a file has of its own rows, as a check (合計と一致)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np
import pandas as pd

from core.errors import Problem
from core.ingest.header import Layout
from core.ingest.issues import problem
from core.ingest.money import read_money
from core.ingest.process import RawSheet


def check_totals(
    block: RawSheet, layout: Layout, columns: dict[int, str], file: str, key: str
) -> list[Problem]:  # fmt: skip
    """Compare the totals of a file with its rows.

    A total is right when it is the sum of all rows above it, or of those since any earlier total.

    Args:
        block: the table's cells.
        layout: which rows sum up and which are data.
        columns: {column of amounts: its header}.
        file: its name.
        key: what the table is called.

    Returns:
        For each column that all agree, or every total that does not, with both numbers.
    """
    found: list[Problem] = []
    for column, header in columns.items():
        cells = block.texts[column]
        stated = {place: _amount(str(cells.iloc[place])) for place in layout.totals}
        known = {place: value for place, value in stated.items() if value is not None}
        wrong = _differing(cells, layout, known)
        for place, (value, own) in wrong.items():
            row, numbers = int(block.rows[place]), f"{value:,} ≠ {own:,}"
            found.append(problem("totals_differ", 1, numbers, file, key, column=header, row=row))
        if known and not wrong:
            last = f"{list(known.values())[-1]:,}"
            found.append(problem("totals_agree", len(known), last, file, key, column=header))
    return found


def _differing(
    cells: pd.Series, layout: Layout, known: dict[int, Decimal]
) -> dict[int, tuple[Decimal, Decimal]]:
    """{position of a total that is no sum of rows: (its number, the nearest sum)}."""
    sums = _sums(cells.iloc[layout.data])
    ends = [0]
    wrong: dict[int, tuple[Decimal, Decimal]] = {}
    for place, value in known.items():
        end = int(np.searchsorted(layout.data, place))
        possible = [sums[end] - sums[start] for start in ends]
        ends.append(end)
        if value not in possible:
            wrong[place] = value, min(possible, key=partial(_distance, value))
    return wrong


def _distance(one: Decimal, other: Decimal) -> Decimal:
    return abs(one - other)


def _amount(text: str) -> Decimal | None:
    value = read_money(text).value
    return None if value is None else Decimal(value)


def _sums(cells: pd.Series) -> list[Decimal]:
    """Running sums of a column; what cannot be read counts nothing."""
    index, unique = pd.factorize(cells)
    amounts = [_amount(str(text)) or Decimal(0) for text in unique]
    sums = [Decimal(0)]
    for place in index:
        sums.append(sums[-1] + amounts[place])
    return sums
