"""What a cell or a row looks like: a value, column names, groups of columns."""

from __future__ import annotations

import re

from core.ingest.headers import header_key, vocabulary
from core.ingest.periods import is_period
from core.ingest.values import LONGEST_VALUE, plain

_NUMBERS = r"[¥\\$△▲()+\-\d\s,./:%年月日時分円]*"
_VALUE = re.compile(rf"{_NUMBERS}\d{_NUMBERS}|\S+@\S+\.\S+|[a-z]{{0,4}}[-_]?\d{{3,}}", re.I)
_SEVERAL = 2

Cells = list[str]


def is_value(text: str) -> bool:
    """Whether a text looks like a number, date, phone or address of mail."""
    return len(text) <= LONGEST_VALUE and _VALUE.fullmatch(plain(text)) is not None


def is_known(text: str) -> bool:
    """Whether a text is a word that is known to head a column."""
    return header_key(text) in vocabulary()


def is_names_row(row: Cells) -> bool:
    """Whether a row says several known words and no value."""
    filled = [cell for cell in row if cell]
    return sum(map(is_known, filled)) >= _SEVERAL and not any(map(is_value, filled))


#: Columns as a machine calls them (タグ_1) stand above the header of some exports.
_MACHINE = re.compile(r"\w_\d+$")


def is_group_row(upper: Cells, lower: Cells) -> bool:
    """Whether the upper row names groups of the lower row's columns (基本情報 over 氏名, 電話)."""
    filled = [cell for cell in upper if cell]
    distinct, below = set(filled), {cell for cell in lower if cell}
    if not _SEVERAL <= len(distinct) < len(below) or any(":" in plain(c) for c in distinct):
        return False
    if any(_MACHINE.search(cell) for cell in distinct):
        return False
    if _ends_alone(upper, lower) or _every_one(upper):
        return False
    values = [cell for cell in distinct if is_value(cell) or is_period(cell)]
    # One date alone is when a list was printed; periods that group columns come in numbers.
    return len(values) != 1 and all(is_period(cell) for cell in values)


def _ends_alone(upper: Cells, lower: Cells) -> bool:
    """A title with a page number, or a machine's names: blanks between, a word at the end."""
    over = [cell for cell, name in zip(upper, lower, strict=True) if name]
    first = next((place for place, cell in enumerate(over) if cell), len(over))
    return "" in over[first:] and bool(over[-1])


def _every_one(row: Cells) -> bool:
    """A row in which every column has a word of its own is a header, not a row of groups."""
    return all(row) and len(set(row)) == len(row)
