"""Several tables on one sheet, side by side or one below the other (SHEETS 3).

A sheet is cut at a wholly blank column when both sides have column names of their own, and at a
second row of other column names. The same columns again are data of the same table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.ingest.header import header_places, top_rows
from core.ingest.headers import header_key, spellings, vocabulary, words_of
from core.ingest.looks import Cells, is_group_row, is_known, is_names_row, is_value
from core.ingest.process import RawSheet
from core.ingest.rows import filled_counts, row_of
from core.tables import TABLES

_SEVERAL = 2
_BELOW = 10
_TITLE_ROWS = 4
#: Fields by which a table names its customer: a part with them stands by itself.
_KEYS = ("customer_id", "name", "date")


@dataclass(frozen=True)
class _Part:
    """Some columns of a sheet, taken as a table.

    Attributes:
        labels: its columns.
        header: its column names, empty where it has none.
        row: number of their row.
        last: number of the last row that holds anything.
    """

    labels: list[int]
    header: Cells
    row: int
    last: int


def stripped(sheet: RawSheet) -> RawSheet:
    """A sheet with outer spaces off its cells and without rows of nothing but spaces."""
    texts = sheet.texts.apply(lambda column: column.str.strip())
    filled = filled_counts(texts) > 0
    clean = replace(sheet, texts=texts)
    return (
        clean
        if filled.all()
        else _cut(clean, np.flatnonzero(filled), [int(label) for label in texts.columns])
    )


def blocks_of(sheet: RawSheet, most_rows: int, gap: int) -> list[RawSheet]:
    """The tables of a sheet, from the top and from the left.

    Args:
        sheet: outer spaces off its cells; its rows keep their place in the file as index.
        most_rows: how many rows from the top may hold a header.
        gap: so many blank rows end a table when names of columns follow.
    """
    if sheet.header_rows_hint or not len(sheet.texts):
        return [sheet]
    parts = _side_by_side(sheet, most_rows)
    parts = [below for part in parts for below in _stacked(part, most_rows, gap)]
    parts = [beside for part in parts for beside in _side_by_side(part, most_rows)]
    return sorted(parts, key=lambda part: (int(part.rows[0]), int(part.texts.columns[0])))


def _cut(sheet: RawSheet, places: np.ndarray[Any, Any], labels: list[int]) -> RawSheet:
    """Some rows and columns of a sheet; columns keep their numbers."""
    return replace(
        sheet,
        texts=sheet.texts[labels].iloc[places],
        rows=sheet.rows[places],
        kinds={c: kinds[places] for c, kinds in sheet.kinds.items() if c in labels},
    )


def _without_blank_rows(sheet: RawSheet, labels: list[int]) -> RawSheet:
    return _cut(sheet, np.flatnonzero(filled_counts(sheet.texts[labels]) > 0), labels)


def _side_by_side(sheet: RawSheet, most_rows: int) -> list[RawSheet]:
    """Cut at wholly blank columns between tables of their own."""
    groups = _column_groups(sheet.texts)
    if len(groups) < _SEVERAL:
        return [sheet]
    joined = [_part(sheet, groups[0], most_rows)]
    for labels in groups[1:]:
        part = _part(sheet, labels, most_rows)
        if _stand_alone(joined[-1], part):
            joined.append(part)
        else:
            joined[-1] = _part(sheet, joined[-1].labels + labels, most_rows)
    if len(joined) == 1:
        return [sheet]
    return [_without_blank_rows(sheet, part.labels) for part in joined]


def _column_groups(texts: pd.DataFrame) -> list[list[int]]:
    """Runs of columns that hold anything, between columns that hold nothing."""
    groups: list[list[int]] = []
    open_group = False
    for label in texts.columns:
        filled = bool(texts[label].ne("").any())
        if filled and open_group:
            groups[-1].append(int(label))
        elif filled:
            groups.append([int(label)])
        open_group = filled
    return groups


def _part(sheet: RawSheet, labels: list[int], most_rows: int) -> _Part:
    block = _without_blank_rows(sheet, labels)
    top = top_rows(block, most_rows + _BELOW)
    places = header_places(top[:most_rows], top, block)
    if not places:
        return _Part(labels, [], 0, int(block.rows[-1]))
    header = [cell for cell in top[places[-1]] if cell]
    return _Part(labels, header, int(block.rows[places[-1]]), int(block.rows[-1]))


def _stand_alone(left: _Part, right: _Part) -> bool:
    """Whether two parts beside each other are two tables and not one with a blank column."""
    if len(right.header) < _SEVERAL or len(left.header) < _SEVERAL:
        return False
    if not (_known(left.header) and _known(right.header)):
        return False
    ours, theirs = _keys_in(left.header), _keys_in(right.header)
    if left.row != right.row or ours & theirs:
        return True
    return left.last != right.last and not _one_table(left.header, right.header)


def _known(header: Cells) -> set[str]:
    return {key for cell in header if (key := header_key(cell)) in vocabulary()}


def _keys_in(header: Cells) -> set[str]:
    """Which of the fields that name a row's customer or day a header has."""
    return {
        name
        for name in _KEYS
        if any(
            key in _words("customers", name) | _words("purchases", name) for key in _known(header)
        )
    }


@cache
def _words(table: str, field: str) -> frozenset[str]:
    return frozenset(words_of(table).get(field, {}))


def _one_table(left: Cells, right: Cells) -> bool:
    """Whether all known words of both sides are columns of one kind of table."""
    known = _known(left) | _known(right)
    people = {key for words in words_of("customers").values() for key in words}
    return known <= people or any(
        known <= {key for words in words_of(table).values() for key in words} for table in TABLES
    )


def _stacked(sheet: RawSheet, most_rows: int, gap: int) -> list[RawSheet]:
    """Cut where another row of column names stands below a table."""
    top = top_rows(sheet, most_rows + _BELOW)
    places = header_places(top[:most_rows], top, sheet)
    if not places:
        return [sheet]
    starts, headers, last = [0], [top[place] for place in places], places[-1]
    for place in _likely_headers(sheet, last, gap):
        row = row_of(sheet, place)
        if place > last + 1 and _is_other_header(sheet, place, headers, gap):
            starts.append(_start(sheet, place, last, gap))
            headers, last = [row], place
    if len(starts) == 1:
        return [sheet]
    ends = [*starts[1:], len(sheet.texts)]
    labels = [int(label) for label in sheet.texts.columns]
    pieces = [_cut(sheet, np.arange(s, e), labels) for s, e in zip(starts, ends, strict=True)]
    return [_without_blank_columns(piece) for piece in pieces]


def _without_blank_columns(sheet: RawSheet) -> RawSheet:
    """Without the blank columns at the right, which another table of the sheet fills."""
    labels = [int(c) for c in sheet.texts.columns]
    while len(labels) > 1 and not sheet.texts[labels[-1]].ne("").any():
        labels.pop()
    return _cut(sheet, np.arange(len(sheet.texts)), labels)


def _likely_headers(sheet: RawSheet, last: int, gap: int) -> list[int]:
    """Rows below a header that may be another: several known words, or the first after a gap."""
    known = np.zeros(len(sheet.texts), dtype=np.int64)
    for column in sheet.texts.columns:
        cells = pa.array(sheet.texts[column], pa.large_string())
        known += pc.is_in(cells, value_set=_spellings()).to_numpy(zero_copy_only=False)
    likely = {int(place) for place in np.flatnonzero(known >= _SEVERAL)}
    for place in _after_gaps(sheet, gap):
        likely |= set(range(place, min(place + _TITLE_ROWS, len(sheet.texts))))
    return sorted(place for place in likely if place > last)


@cache
def _spellings() -> pa.Array:
    """The known words as a column: comparing with the set itself takes ten times as long."""
    return pa.array(sorted(spellings()), pa.large_string())


def _after_gaps(sheet: RawSheet, gap: int) -> list[int]:
    """Positions of the rows that stand below at least so many blank rows."""
    return [int(place) for place in np.flatnonzero(np.diff(sheet.rows) > gap) + 1]


def _is_other_header(sheet: RawSheet, place: int, headers: list[Cells], gap: int) -> bool:
    """Whether a row names columns, and other ones than the table above it."""
    row = row_of(sheet, place)
    filled = [cell for cell in row if cell]
    if len(filled) < _SEVERAL or any(map(is_value, filled)):
        return False
    if any(_same_names(row, header) for header in headers):
        return False
    if is_names_row(row) and sum(map(is_known, filled)) * 2 >= len(filled):
        return True
    return _below_gap(sheet, place, gap) and _over_values(sheet, row, place)


def _same_names(row: Cells, header: Cells) -> bool:
    pairs = [(cell, name) for cell, name in zip(row, header, strict=True) if cell]
    return all(header_key(cell) == header_key(name) for cell, name in pairs)


def _below_gap(sheet: RawSheet, place: int, gap: int) -> bool:
    first = max(place - _TITLE_ROWS, 0)
    return bool((np.diff(sheet.rows[first : place + 1]) > gap).any())


def _over_values(sheet: RawSheet, row: Cells, place: int) -> bool:
    """Whether words that nobody knows stand over numbers or dates."""
    below = [row_of(sheet, p) for p in range(place + 1, min(place + _BELOW, len(sheet.texts)))]
    over = 0
    for column, cell in enumerate(row):
        under = [other[column] for other in below if cell and other[column]]
        over += bool(under) and sum(map(is_value, under)) * 2 >= len(under)
    return over * 2 >= sum(map(bool, row))


def _start(sheet: RawSheet, place: int, last: int, gap: int) -> int:
    """Where a table begins: at its column names, their groups or the title above them."""
    lower = row_of(sheet, place)
    while place - 1 > last and sheet.rows[place] - sheet.rows[place - 1] <= gap:
        upper = row_of(sheet, place - 1)
        if sum(map(bool, upper)) > 1 and not is_group_row(upper, lower):
            break
        place -= 1
    return place
