"""Where the header stands and which rows below it are data (SHEETS 3).

Rows are scored: words that are known to head columns count most, values count against a row, and
so does text that appears again below. Known words add points and are never a condition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from core.ingest.headers import header_key, vocabulary
from core.ingest.process import RawSheet
from core.ingest.values import plain

_NUMBERS = r"[¥\\$△▲()+\-\d\s,./:%年月日時分円]*"
_VALUE = re.compile(rf"{_NUMBERS}\d{_NUMBERS}|\S+@\S+\.\S+|[a-z]{{0,4}}[-_]?\d{{3,}}", re.I)
_MONTH = re.compile(
    r"(?:\d{4}[年/\-])?(?:1[0-2]|0?[1-9])月|\d{4}[/\-](?:1[0-2]|0?[1-9])|\d{4}年|[a-z]{3}[\s\-]\d{2,4}",
    re.I,
)
_TOTAL = re.compile(
    r"(?:.{0,10}(?:合\s*計|小\s*計|総\s*計|累\s*計|月\s*計|日\s*計)|計|(?:sub|grand)?\s*total)\s*:?",
    re.I,
)
_TOTAL_WORDS = "計|total|Total|TOTAL"
_REQUIRED = re.compile(
    r"[※(【\[]*(?:必須|任意|入力例|記入例|例[:)】].*|例|required|optional)[)】\]]*", re.I
)
_KNOWN, _MONTH_POINTS, _TEXT, _VALUE_POINTS, _REPEATED = 3.0, 2.0, 1.0, -1.5, -1.0
_CONTRAST = 1.0
_BELOW = 10
_MOST_VALUES = 0.34
_GAP = 2
_SEVERAL = 2
_JOINT = "／"

Cells = list[str]


@dataclass
class Layout:
    """How a sheet is laid out.

    Attributes:
        header_row: number of the row that names the columns, as a spreadsheet shows it.
        names: {column: its name}, columns without a name and without data left out.
        data: positions of the data rows.
        totals: positions of rows that only sum up.
        dropped: positions of repeated headers and of rows saying 必須 or 入力例.
        beyond: positions of rows that belong to a second table below.
    """

    header_row: int
    names: dict[int, str]
    data: np.ndarray
    totals: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)


def find_layout(sheet: RawSheet, most_rows: int) -> Layout | None:
    """Find the header and the data rows.

    Args:
        sheet: as it stands in the file.
        most_rows: how many rows from the top may hold the header.

    Returns:
        None where no row names the columns.
    """
    top = top_rows(sheet, most_rows + _BELOW)
    places = header_places(top[:most_rows], top, sheet)
    if not places:
        return None
    names = _names([top[place] for place in places])
    last = places[-1]
    return _data_rows(sheet, top[last], names, last)


def top_rows(sheet: RawSheet, count: int) -> list[Cells]:
    """The first rows as lists, merged cells filled."""
    head = sheet.texts.iloc[:count]
    rows = [[str(cell).strip() for cell in row] for row in head.itertuples(index=False, name=None)]
    place_of = {int(number): place for place, number in enumerate(sheet.rows[:count])}
    for first_row, first_column, last_row, last_column in sheet.merged:
        first = place_of.get(first_row)
        if first is None or first_column >= len(rows[first]):
            continue
        text = rows[first][first_column]
        for number in range(first_row, min(last_row, first_row + count) + 1):
            place = place_of.get(number)
            if place is not None:
                width = min(last_column + 1, len(rows[place]))
                rows[place][first_column:width] = [text] * (width - first_column)
    return rows


def header_places(candidates: list[Cells], top: list[Cells], sheet: RawSheet) -> list[int]:
    """Positions of the one or two rows that name the columns; empty where there are none."""
    scores = [
        _score(row, top[max(place - 1, 0) : place], top[place + 1 : place + 1 + _BELOW])
        for place, row in enumerate(candidates)
    ]
    if not scores:
        return []
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    if scores[best] <= 0 or _value_share(candidates[best]) > _MOST_VALUES:
        return []
    if best and _adjacent(sheet, best - 1) and _is_group_row(top[best - 1], top[best]):
        return [best - 1, best]
    if (
        best + 1 < len(top)
        and _adjacent(sheet, best)
        and _is_group_row(top[best], top[best + 1])
        and _is_names_row(top[best + 1])
    ):
        return [best, best + 1]
    return [best]


def is_value(text: str) -> bool:
    """Whether a text looks like a number, date, phone or address of mail."""
    return _VALUE.fullmatch(plain(text)) is not None


def _score(row: Cells, above: list[Cells], below: list[Cells]) -> float:
    points, seen = 0.0, set()
    for column, cell in enumerate(row):
        if not cell or cell in seen:
            continue
        seen.add(cell)
        under = [other[column] for other in below if other[column]]
        again = cell in under or cell in (other[column] for other in above)
        points += _cell_points(cell, under, again=again)
    wide = len(row) > 1
    return points if len(seen) > 1 or not wide else min(points, _TEXT)


def _cell_points(cell: str, under: Cells, *, again: bool) -> float:
    values = sum(is_value(other) for other in under)
    contrast = _CONTRAST if under and values * 2 >= len(under) else 0.0
    if header_key(cell) in vocabulary():
        return _KNOWN + contrast
    if is_value(cell):
        return _MONTH_POINTS if _MONTH.fullmatch(plain(cell)) and contrast else _VALUE_POINTS
    if again:
        return _REPEATED
    return _TEXT + contrast


def _value_share(row: Cells) -> float:
    filled = [cell for cell in row if cell]
    return sum(is_value(cell) and not _MONTH.fullmatch(plain(cell)) for cell in filled) / len(
        filled
    )


def _adjacent(sheet: RawSheet, place: int) -> bool:
    return bool(sheet.rows[place + 1] == sheet.rows[place] + 1)


def _is_group_row(upper: Cells, lower: Cells) -> bool:
    """Whether the upper row names groups of the lower row's columns (基本情報 over 氏名, 電話)."""
    filled = [cell for cell in upper if cell]
    distinct, below = set(filled), {cell for cell in lower if cell}
    if not _SEVERAL <= len(distinct) < len(below) or any(":" in plain(c) for c in distinct):
        return False
    return not any(is_value(cell) for cell in distinct) and not _fully_known(upper)


def _fully_known(row: Cells) -> bool:
    """A row in which every column has its own known word is a header, not a row of groups."""
    return all(row) and len(set(row)) == len(row)


def _is_names_row(row: Cells) -> bool:
    filled = [cell for cell in row if cell]
    known = sum(header_key(cell) in vocabulary() for cell in filled)
    return known >= _SEVERAL and not any(is_value(cell) for cell in filled)


def _names(rows: list[Cells]) -> dict[int, str]:
    """Names of the columns; two rows are joined, the same name twice gets a number."""
    if len(rows) > 1:
        rows = [_filled_right(rows[0], rows[1]), rows[1]]
    names: dict[int, str] = {}
    taken: dict[str, int] = {}
    for column in range(len(rows[-1])):
        parts = dict.fromkeys(" ".join(row[column].split()) for row in rows if row[column])
        name = _JOINT.join(parts) or f"[{_letters(column)}]"
        taken[name] = taken.get(name, 0) + 1
        names[column] = name if taken[name] == 1 else f"{name}_{taken[name]}"
    return names


def _filled_right(upper: Cells, lower: Cells) -> Cells:
    """A group's name over all its columns, where the file has no merged cells to say so."""
    filled, current = [], ""
    for column, cell in enumerate(upper):
        current = cell or current
        filled.append(current if lower[column] else cell)
    return filled


def _letters(column: int) -> str:
    """The letters that a spreadsheet shows over a column: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _data_rows(sheet: RawSheet, header: Cells, names: dict[int, str], last: int) -> Layout:
    body = sheet.texts.iloc[last + 1 :]
    used = {c: n for c, n in names.items() if header[c] or body[c].str.strip().ne("").any()}
    layout = Layout(int(sheet.rows[last]), used, np.arange(last + 1, len(sheet.texts)))
    layout.beyond = _second_table(sheet, header, last)
    end = layout.beyond[0] if layout.beyond else len(sheet.texts)
    layout.totals = [p for p in _places(sheet, last, _TOTAL_WORDS) if _is_total(sheet, p, used)]
    first = header.index(next(cell for cell in header if cell))
    same = np.flatnonzero(body[first].str.strip().eq(header[first]).to_numpy()) + last + 1
    layout.dropped = [int(p) for p in same if _row(sheet, int(p)) == header]
    layout.dropped += [
        p for p in range(last + 1, min(last + 3, end)) if _is_required(_row(sheet, p))
    ]
    left_out = {*layout.totals, *layout.dropped}
    keep = [p for p in range(last + 1, end) if p not in left_out] if left_out else None
    layout.data = np.arange(last + 1, end) if keep is None else np.array(keep, dtype=int)
    layout.totals = [p for p in layout.totals if p < end]
    return layout


def _row(sheet: RawSheet, place: int) -> Cells:
    return [str(cell).strip() for cell in sheet.texts.iloc[place]]


def _places(sheet: RawSheet, last: int, pattern: str) -> list[int]:
    """Rows below the header whose first columns hold a word of the pattern."""
    hits = np.zeros(len(sheet.texts), dtype=bool)
    for column in list(sheet.texts.columns)[:4]:
        hits |= sheet.texts[column].str.contains(pattern, regex=True).to_numpy(dtype=bool)
    return [int(place) for place in np.flatnonzero(hits) if place > last]


def _is_total(sheet: RawSheet, place: int, used: dict[int, str]) -> bool:
    """合計 and its kind at the beginning of a row that leaves columns blank."""
    cells = _row(sheet, place)
    filled = [cell for cell in cells if cell]
    return _TOTAL.fullmatch(plain(filled[0])) is not None and len(filled) < len(used)


def _is_required(row: Cells) -> bool:
    filled = [cell for cell in row if cell]
    return sum(_REQUIRED.fullmatch(plain(cell)) is not None for cell in filled) * 2 > len(filled)


def _second_table(sheet: RawSheet, header: Cells, last: int) -> list[int]:
    """Rows from a second header on that stands below a gap of blank rows."""
    gaps = np.flatnonzero(np.diff(sheet.rows) > _GAP) + 1
    for place in gaps[gaps > last]:
        row = _row(sheet, int(place))
        if _is_names_row(row) and [c for c in row if c] != [c for c in header if c]:
            return list(range(int(place), len(sheet.texts)))
    return []
