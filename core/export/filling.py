"""Many rows put below the headers of a workbook that openpyxl has laid out.

openpyxl makes an object of every cell, which takes a second for thirty thousand of them. It
writes the sheets with their headers, formats and lists; the rows are written here as the text of
the very cells, column by column, and put in their place while the file is copied.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from core.export.sheets import FORMATS
from core.ingest.cells import number_text
from core.ingest.our_cells import LongTexts, disguised

#: Spreadsheets count days from here; of the first two months they count one too many.
_DAY_ZERO, _FIRST_DAY = dt.date(1899, 12, 30), dt.date(1900, 3, 1)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"')
_END_OF_ROWS = "</sheetData>"
_BOOK = "xl/workbook.xml"
_NUMBERS = ("money", "integer", "number")
#: Hardly larger than at the usual level, and much quicker.
_LEVEL = 3


@dataclass(frozen=True)
class Rows:
    """Rows to be put below the header of a sheet.

    Attributes:
        part: the sheet's place in the file, ``/xl/worksheets/sheet1.xml``.
        width: columns; ``count``: rows.
        written: pieces of XML, some rows each, see :func:`rows_of`.
    """

    part: str
    width: int
    count: int
    written: Iterable[str]


class Styles:
    """The numbers under which a workbook knows the formats of its cells, by kind of column."""

    def __init__(self, book: Workbook) -> None:
        """Make the formats known to the workbook."""
        self._of: dict[str, int] = {}
        for kind, form in FORMATS.items():
            cell = WriteOnlyCell(book.worksheets[0])
            cell.number_format = form
            self._of[kind] = cell.style_id

    def attribute(self, kind: str) -> str:
        """The format of a kind as an attribute of a cell, that of text for one without its own."""
        return f' s="{self._of.get(kind, self._of["text"])}"'


@dataclass(frozen=True)
class Pen:
    """Writes the cells of a column.

    Attributes:
        styles: of the workbook.
        texts: takes the texts that a cell cannot hold.
        scale: decimals of the amounts.
    """

    styles: Styles
    texts: LongTexts
    scale: int = 0

    def column(self, series: pd.Series[Any], kind: str) -> list[str]:
        """The cells of a column, from behind their place on; empty for blank ones.

        Args:
            series: text (blank is empty), days, numbers; amounts in minor units.
            kind: of the column.
        """
        write = self._writer(kind)
        known: dict[Any, str] = {None: "", "": ""}
        found = []
        for value in _plain(series, kind):
            cell = known.get(value)
            if cell is None:
                cell = known[value] = write(value)
            found.append(cell)
        return found

    def _writer(self, kind: str) -> Callable[[Any], str]:
        style = self.styles.attribute(kind)
        if kind == "date":
            return lambda day: _day(day, style) or self._text(day.isoformat(), "text")
        if kind == "money":
            return lambda minor: self._number(Decimal(minor).scaleb(-self.scale), style)
        if kind in _NUMBERS:
            general = ""
            return lambda number: self._number(Decimal(repr(number)), general)
        return lambda word: self._text(word, kind)

    def _number(self, number: Decimal, style: str) -> str:
        """A number, as text where a spreadsheet, which keeps fifteen digits, would change it."""
        text = exact(number)
        if number_text(float(number)) != text:
            return self._text(text, "text")
        return f"{style}><v>{text}</v></c>"

    def _text(self, text: str, kind: str) -> str:
        return self.literal(self.texts.cell(text), kind)

    def literal(self, text: str, kind: str) -> str:
        """A text that is written to the letter: it must fit and compute nothing."""
        cell = disguised(text)
        space = ' xml:space="preserve"' if cell != cell.strip() else ""
        style = self.styles.attribute(kind)
        return f'{style} t="inlineStr"><is><t{space}>{escape(cell)}</t></is></c>'


def _day(day: dt.date, style: str) -> str:
    """A day as the number that spreadsheets count it by; empty for days before they count."""
    return f"{style}><v>{(day - _DAY_ZERO).days}</v></c>" if day >= _FIRST_DAY else ""


def exact(number: Decimal) -> str:
    """All digits of a number, without an exponent and without zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def rows_of(columns: Sequence[list[str]], first: int) -> str:
    """Rows as XML.

    Args:
        columns: the cells of each, see :meth:`Pen.column`.
        first: number of the first row.
    """
    letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
    lines = []
    for number, row in enumerate(zip(*columns, strict=True), start=first):
        cells = [f'<c r="{a}{number}"{cell}' for a, cell in zip(letters, row, strict=True) if cell]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines)


def save_filled(
    book: Workbook, rows: Iterable[Rows], target: BinaryIO, unhide: Callable[[], bool]
) -> None:
    """Save a workbook with rows in its sheets.

    Args:
        book: its sheets have their headers.
        rows: for some sheets, in the order in which they are to be written.
        target: an open binary file.
        unhide: asked when all rows are written, whether hidden sheets are to be shown.
    """
    laid_out = io.BytesIO()
    book.save(laid_out)
    with (
        zipfile.ZipFile(laid_out) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as copy,
    ):
        filled = {_BOOK}
        for each in rows:
            filled.add(each.part.lstrip("/"))
            _fill(source, copy, each)
        for part in source.namelist():
            if part not in filled:
                copy.writestr(part, source.read(part))
        contents = source.read(_BOOK).decode()
        if unhide():
            contents = contents.replace('state="hidden"', 'state="visible"')
        copy.writestr(_BOOK, contents)


def _fill(source: zipfile.ZipFile, copy: zipfile.ZipFile, rows: Rows) -> None:
    """One sheet, copied with its rows behind those that it has."""
    part = rows.part.lstrip("/")
    head, end, tail = source.read(part).decode().partition(_END_OF_ROWS)
    last = f"{get_column_letter(rows.width)}{rows.count + 1}"
    head = _DIMENSION.sub(f'<dimension ref="A1:{last}"', head, count=1)
    with copy.open(part, "w", force_zip64=True) as sheet:
        sheet.write(head.encode())
        for piece in rows.written:
            sheet.write(piece.encode())
        sheet.write(f"{end}{tail}".encode())


def _plain(series: pd.Series[Any], kind: str) -> list[Any]:
    """A column as plain values, None where there is none."""
    if kind == "date":
        series = series.dt.date
    objects = series.astype(object)
    return list(objects.where(series.notna(), None))
