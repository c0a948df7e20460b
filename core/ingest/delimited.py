"""Splitting text into rows and cells (CSV, TSV). Imported by the child process: no pandas."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_CHARACTERS = 100_000
_SAMPLE_ROWS = 200
#: A first line that only names the delimiter, as Excel writes and reads it.
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?(?=\r|\n)', re.IGNORECASE)
#: So many blank rows end a table; the next may have another width.
_GAP = 2
_SEVERAL = 3

Row = list[str]
Rows = list[Row]


@dataclass(frozen=True)
class Split:
    """A text as rows of cells.

    Attributes:
        rows: ragged as they are; a blank line is an empty row, so that row numbers are those
            that a spreadsheet shows.
        ragged: numbers of rows with more or fewer cells than the rows around them.
        torn: numbers of rows with a quotation mark that is never closed; the lines behind it
            were read as rows of their own.
    """

    rows: Rows
    ragged: tuple[int, ...] = ()
    torn: tuple[int, ...] = ()


def delimiter_of(text: str) -> str:
    """The character between cells: the one that gives most rows the same width above one."""
    named = _SEP_LINE.match(text)
    if named:
        return named.group(1)
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        score = _evenness(text[:_SAMPLE_CHARACTERS], delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def is_sep_line(text: str) -> bool:
    """Whether a text begins with a line that only names its delimiter."""
    return _SEP_LINE.match(text) is not None


def _evenness(sample: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    for row in _tolerant(io.StringIO(sample, newline=""), delimiter):
        widths[len(row)] += 1
        if widths.total() >= _SAMPLE_ROWS:
            break
    several = {width: n for width, n in widths.items() if width > 1}
    if not several:
        return 0.0
    return max(several.values()) / widths.total() + sum(several.values()) / widths.total()


def split(text: str, delimiter: str) -> Split:
    """All rows of a text: quoted line breaks, quotation marks and delimiters stay in their cell.

    Args:
        text: the whole file.
        delimiter: what stands between cells.
    """
    # A cell may hold a long memo; the default limit of 131,072 characters raises.
    csv.field_size_limit(2**31 - 1)
    torn: list[int] = []
    try:
        rows = list(_strict(io.StringIO(text, newline=""), delimiter))
    except csv.Error:
        rows = _mended(list(io.StringIO(text, newline="")), delimiter, torn)
    if is_sep_line(text):
        rows[0] = []
    return Split(rows, tuple(_ragged(rows)), tuple(torn))


def _strict(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _tolerant(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    return csv.reader(lines, delimiter=delimiter)


def _mended(lines: list[str], delimiter: str, torn: list[int]) -> Rows:
    """The rows of a text that breaks the rules of quotation marks.

    A mark that nobody closed would swallow the lines behind it, to the next mark or to the end:
    where those look like rows, they are read as rows, and the mark is left in its cell.
    """
    usual = _usual_width(lines, delimiter)
    rows: Rows = []
    start = 0
    while start < len(lines):
        for begin, end, row in _places(lines, start, delimiter):
            own = lines[begin:end]
            open_end = (len(own) > 1 or end == len(lines)) and _breaks_rules(own, delimiter)
            if open_end:
                torn.append(len(rows) + 1)
            if open_end and _look_like_rows(own[1:], usual, delimiter):
                rows.append(_unquoted(own[0], delimiter))
                start = begin + 1
                break
            rows.append(row)
        else:
            return rows
    return rows


def _places(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, int, Row]]:
    """Rows from a line on, each with its first line and the line behind its last."""
    rest = (lines[place] for place in range(start, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter)
    begin = start
    for row in reader:
        end = start + reader.line_num
        yield begin, end, row
        begin = end


def _usual_width(lines: list[str], delimiter: str) -> int:
    """The number of cells of most lines, each taken for itself."""
    widths = Counter(
        len(row)
        for line in lines[:_SAMPLE_ROWS]
        for row in _tolerant([line], delimiter)
        if len(row) > 1
    )
    return widths.most_common(1)[0][0] if widths else 1


def _breaks_rules(lines: list[str], delimiter: str) -> bool:
    try:
        list(_strict(lines, delimiter))
    except csv.Error:
        return True
    return False


def _look_like_rows(lines: list[str], usual: int, delimiter: str) -> bool:
    filled = [line for line in lines[:_SAMPLE_ROWS] if line.strip()]
    like = sum(usual in _widths(line, delimiter) for line in filled)
    return like * 2 >= len(filled) > 0


def _widths(line: str, delimiter: str) -> set[int]:
    """Numbers of cells that a line may have by itself, with and without quotation marks."""
    quoted = next(_tolerant([line], delimiter), [])
    return {len(quoted), len(_unquoted(line, delimiter))}


def _unquoted(line: str, delimiter: str) -> Row:
    """One line with its quotation marks as plain characters, but for pairs around a cell."""
    cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    return [c[1:-1] if len(c) > 1 and c[0] == c[-1] == '"' else c for c in cells]


def _ragged(rows: Rows) -> Iterator[int]:
    """Numbers of rows whose width is not that of most rows of their table."""
    if len(set(map(len, rows))) <= 1:
        return
    table: list[int] = []
    blank = 0
    for number, row in enumerate(rows, start=1):
        if any(row):
            if blank >= _GAP:
                yield from _ragged_in(rows, table)
                table = []
            table.append(number)
            blank = 0
        else:
            blank += 1
    yield from _ragged_in(rows, table)


def _ragged_in(rows: Rows, table: list[int]) -> Iterator[int]:
    if len(table) < _SEVERAL:
        return
    usual = Counter(len(rows[number - 1]) for number in table).most_common(1)[0][0]
    for number in table:
        row = rows[number - 1]
        if len(row) < usual or any(row[usual:]):
            yield number
