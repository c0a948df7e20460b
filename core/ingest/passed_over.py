"""What calamine says nothing of in .xls, .xlsb and .ods (黙って読み飛ばされるセル).

It gives a blank for a cell that holds an error such as #N/A, and in .ods a 0 or the error's text.
They are counted here, and those that look like values are named, so that they can be taken out.
Rows and columns that are hidden it reads like all others: they are counted too. Of .xlsx the
guard counts all this before the file is opened. In the child process; every loop is
bounded, and what cannot be counted never stops the reading.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.ingest.cells import Numbered

#: First row, last row, first column, last column; all from 1.
Range = tuple[int, int, int, int]


@dataclass
class PassedOver:
    """What a reader says nothing of in one sheet.

    Attributes:
        errors: cells that hold an error.
        uncalculated: formulas whose result is not in the file.
        values: where errors stand that the reader gives as values.
        hidden: rows and columns that are hidden.
    """

    errors: int = 0
    uncalculated: int = 0
    values: list[Range] = field(default_factory=list)
    hidden: int = 0


def columns_hidden(first: int, last: int, end: int) -> int:
    """How many columns a hidden range stands for.

    All that lie behind the table are one: nobody misses what was never used.

    Args:
        first: of the range.
        last: of it too.
        end: the last column that the sheet can have, in the same count.
    """
    return last - first + 1 if first <= last < end else 1


def passed_over(data: bytes) -> Sequence[PassedOver]:
    """Of every sheet of a workbook, in the workbook's order; none for .xlsx.

    Args:
        data: the file.
    """
    from core.ingest import binary_books, open_document  # noqa: PLC0415 - they know this module

    try:
        if not data.startswith(b"PK"):
            return binary_books.old_book(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if open_document.CONTENT in archive.namelist():
                return open_document.sheets(archive)
            return binary_books.packed_book(archive)
    except Exception:  # noqa: BLE001 - damage of every kind; the reader judges the file
        return ()


def without(rows: Iterable[Numbered], places: Sequence[Range], shift: int) -> Iterable[Numbered]:
    """The rows with the cells of some ranges blank.

    Args:
        rows: their numbers, in order, and cells.
        places: the ranges, by their first row.
        shift: columns that stand left of the first cell of each row.
    """
    return _without(rows, places, shift) if places else rows


def _without(rows: Iterable[Numbered], places: Sequence[Range], shift: int) -> Iterator[Numbered]:
    ahead = list(reversed(places))
    here: list[Range] = []
    for number, row in rows:
        while ahead and ahead[-1][0] <= number:
            here.append(ahead.pop())
        here = [place for place in here if place[1] >= number]
        yield number, _blanked(row, here, shift) if here else row


def _blanked(row: Sequence[object], places: Sequence[Range], shift: int) -> list[object]:
    cells = list(row)
    for _first_row, _last_row, first, last in places:
        start, end = max(first - 1 - shift, 0), min(last - shift, len(cells))
        cells[start:end] = [None] * max(end - start, 0)
    return cells
