"""Where the header stands and what its columns are called (SHEETS 3).

Rows are scored: words that are known to head columns count most, values count against a row, and
so does text that appears again below. Known words add points and are never a condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.ingest.looks import Cells, is_group_row, is_known, is_names_row, is_value
from core.ingest.periods import is_period, years_in_a_row
from core.ingest.process import RawSheet
from core.ingest.rows import data_rows, row_of, used_columns
from core.ingest.values import beginning

_KNOWN, _PERIOD, _TEXT, _VALUE_POINTS, _REPEATED = 3.0, 2.0, 1.0, -1.5, -1.0
_CONTRAST = 1.0
#: A row with this share of the best row's points heads a table too.
_NEARLY = 0.5
_BELOW = 10
_MOST_VALUES = 0.34
_MOST_HEADER_ROWS = 3
#: What stands between the names of two header rows.
JOINT = "／"


@dataclass
class Layout:
    """How a table is laid out.

    Attributes:
        header_row: number of the row that names the columns (the lowest of several), as a
            spreadsheet shows it; 0 for a table without one.
        names: {column: its name}, columns without a name and without data left out.
        data: positions of the data rows.
        totals: positions of rows that only sum up.
        dropped: positions of repeated headers and of rows saying 必須 or 入力例.
        remarks: positions of footnotes and of headings within the data.
        above: what stands above the header, row by row.
    """

    header_row: int
    names: dict[int, str]
    data: np.ndarray[Any, Any]
    totals: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


def find_layout(sheet: RawSheet, most_rows: int, forced: int | None = None) -> Layout | None:
    """Find the header and the data rows.

    Args:
        sheet: one table, outer spaces off its cells.
        most_rows: how many rows from the top may hold the header.
        forced: number of the header's row where the owner says it, 0 for a table without one.

    Returns:
        None where no row names the columns.
    """
    if forced == 0:
        return without_header(sheet)
    top = top_rows(sheet, most_rows + _BELOW)
    if forced is not None:
        places = _forced_places(sheet, forced)
    elif sheet.header_rows_hint:
        places = list(range(min(sheet.header_rows_hint, len(top))))[-_MOST_HEADER_ROWS:]
    else:
        places = header_places(top[:most_rows], top, sheet)
    if not places:
        return None
    if places[-1] >= len(top):
        top = top_rows(sheet, places[-1] + 1 + _BELOW)
    return _layout(sheet, top, places)


def without_header(sheet: RawSheet) -> Layout:
    """A table whose first row is data: its columns are called by their letters."""
    names = {int(c): f"[{letters(int(c))}]" for c in used_columns(sheet)}
    rows = data_rows(sheet, [], -1, list(names))
    return Layout(0, names, rows.data, rows.totals, rows.dropped, rows.remarks)


def _forced_places(sheet: RawSheet, number: int) -> list[int]:
    """The row that the owner names, with the rows of groups above it."""
    found = np.flatnonzero(sheet.rows == number)
    if not len(found):
        return []
    place = int(found[0])
    return _with_groups_above(sheet, top_rows(sheet, place + 1), [place])


def _layout(sheet: RawSheet, top: list[Cells], places: list[int]) -> Layout:
    last = places[-1]
    labels = [int(column) for column in sheet.texts.columns]
    names = dict(zip(labels, _names([top[place] for place in places], labels), strict=True))
    headed = {label for label, cell in zip(labels, top[last], strict=True) if cell}
    with_data = set(used_columns(sheet, last + 1))
    names = {label: name for label, name in names.items() if label in headed | with_data}
    rows = data_rows(sheet, [row_of(sheet, place) for place in places], last, list(names))
    above = [" ".join(cell for cell in dict.fromkeys(row) if cell) for row in top[: places[0]]]
    number = int(sheet.rows[last])
    return Layout(number, names, rows.data, rows.totals, rows.dropped, rows.remarks, above)


def top_rows(sheet: RawSheet, count: int) -> list[Cells]:
    """The first rows as lists, merged cells filled, cells without end cut."""
    head = sheet.texts.iloc[:count]
    rows = [list(map(beginning, row)) for row in head.itertuples(index=False, name=None)]
    place_of = {int(number): place for place, number in enumerate(sheet.rows[:count])}
    column_of = {int(label): place for place, label in enumerate(sheet.texts.columns)}
    for first_row, first_column, last_row, last_column in sheet.merged:
        first, start = place_of.get(first_row), column_of.get(first_column)
        if first is None or start is None:
            continue
        text = rows[first][start]
        columns = [column_of[c] for c in range(first_column, last_column + 1) if c in column_of]
        for number in range(first_row, min(last_row, first_row + count) + 1):
            for column in columns if number in place_of else ():
                rows[place_of[number]][column] = text
    return rows


def header_places(candidates: list[Cells], top: list[Cells], sheet: RawSheet) -> list[int]:
    """Positions of the one to three rows that name the columns; empty where there are none."""
    scores = [
        _score(row, top[max(place - 1, 0) : place], top[place + 1 : place + 1 + _BELOW])
        for place, row in enumerate(candidates)
    ]
    if not scores:
        return []
    best = _first_of_several(candidates, scores)
    below = top[best + 1 : best + 1 + _BELOW]
    if scores[best] <= 0 or _value_share(candidates[best], below) > _MOST_VALUES:
        return []
    return _with_groups_above(sheet, top, _with_names_below(sheet, top, best))


def _with_groups_above(sheet: RawSheet, top: list[Cells], places: list[int]) -> list[int]:
    """Rows of names with the rows above them that name their groups, and groups of those."""
    lower = top[places[-1]]
    for place in reversed(places[:-1]):
        lower = _filled_right(top[place], lower)
    while places[0] and len(places) < _MOST_HEADER_ROWS and _adjacent(sheet, places[0] - 1):
        upper = top[places[0] - 1]
        if not is_group_row(upper, lower):
            break
        lower = _filled_right(upper, lower)
        places = [places[0] - 1, *places]
    return places


def _with_names_below(sheet: RawSheet, top: list[Cells], best: int) -> list[int]:
    """A row of groups with the names below it, right below or below groups of their own."""
    for last in range(best + 1, min(best + _MOST_HEADER_ROWS, len(top))):
        if not (_adjacent(sheet, last - 1) and is_group_row(top[last - 1], top[last])):
            break
        if is_names_row(top[last]):
            return list(range(best, last + 1))
    return [best]


def _first_of_several(candidates: list[Cells], scores: list[float]) -> int:
    """The best row; where column names stand more than once the first of them heads the table."""
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    for place, row in enumerate(candidates[:best]):
        known = sum(map(is_known, row)) * 2 >= sum(map(bool, row))
        if is_names_row(row) and known and scores[place] >= _NEARLY * scores[best]:
            return place
    return best


def _score(row: Cells, above: list[Cells], below: list[Cells]) -> float:
    points, seen = 0.0, set()
    years = _heading_years(row, below)
    for column, cell in enumerate(row):
        if not cell or cell in seen:
            continue
        seen.add(cell)
        under = [other[column] for other in below if other[column]]
        if column in years:
            points += _PERIOD
            continue
        again = cell in under or cell in (other[column] for other in above)
        points += _cell_points(cell, under, again=again)
    wide = len(row) > 1
    return points if len(seen) > 1 or not wide else min(points, _TEXT)


def _cell_points(cell: str, under: Cells, *, again: bool) -> float:
    values = sum(is_value(other) for other in under)
    contrast = _CONTRAST if under and values * 2 >= len(under) else 0.0
    if is_known(cell):
        return _KNOWN + contrast
    if _heads_period(cell, under):
        return _PERIOD if contrast else _TEXT
    if is_value(cell):
        return _VALUE_POINTS
    if again:
        return _REPEATED
    return _TEXT + contrast


def _heads_period(cell: str, under: Cells) -> bool:
    """A month or day over other things heads a column; over other days it is one of them."""
    if not is_period(cell) or not under:
        return False
    return sum(map(is_period, under)) * 2 < len(under)


def _heading_years(row: Cells, below: list[Cells]) -> set[int]:
    """Places of bare years side by side that stand over other things than years."""
    found = set(years_in_a_row(row))
    return {
        column
        for column in found
        if 2 * sum(column in years_in_a_row(other) for other in below) < max(len(below), 1)
    }


def _value_share(row: Cells, below: list[Cells]) -> float:
    """Share of the filled cells that are values and head nothing."""
    filled = [(column, cell) for column, cell in enumerate(row) if cell]
    years = _heading_years(row, below)
    values = [(c, cell) for c, cell in filled if is_value(cell) and c not in years]
    heads = sum(
        _heads_period(cell, [other[column] for other in below if other[column]])
        for column, cell in values
    )
    return (len(values) - heads) / len(filled)


def _adjacent(sheet: RawSheet, place: int) -> bool:
    return bool(sheet.rows[place + 1] == sheet.rows[place] + 1)


def _names(rows: list[Cells], labels: list[int]) -> list[str]:
    """Names of the columns; several rows are joined, the same name twice gets a number."""
    for place in range(len(rows) - 2, -1, -1):
        rows = [*rows[:place], _filled_right(rows[place], rows[place + 1]), *rows[place + 1 :]]
    names: list[str] = []
    taken: dict[str, int] = {}
    for column, label in enumerate(labels):
        parts = dict.fromkeys(" ".join(row[column].split()) for row in rows if row[column])
        name = JOINT.join(parts) or f"[{letters(label)}]"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name}_{taken[name]}")
    return names


def _filled_right(upper: Cells, lower: Cells) -> Cells:
    """A group's name over all its columns, where the file has no merged cells to say so."""
    filled, current = [], ""
    for column, cell in enumerate(upper):
        current = cell or current
        filled.append(current if lower[column] else cell)
    return filled


def letters(column: int) -> str:
    """The letters that a spreadsheet shows over a column: 0 → A, 26 → AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
