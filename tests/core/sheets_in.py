"""Sheets for tests of the intake: as bytes, or as the child process would hand them over."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import openpyxl
import pandas as pd
from msoffcrypto.format.ooxml import OOXMLFile

from core.ingest import cells, read
from core.ingest.process import RawSheet
from core.ingest.sheet import Context, SheetReading, read_sheet
from core.settings import Settings

TODAY = dt.date(2026, 11, 22)


def raw(rows, name="Sheet1", merged=()):
    """Rows of cells as a sheet; blank rows are left out but keep their number."""
    kept = [(n, row) for n, row in enumerate(rows, start=1) if not cells.blank(row)]
    width = max((len(row) for _n, row in kept), default=0)
    columns = [[row[c] if c < len(row) else None for _n, row in kept] for c in range(width)]
    texts = pd.DataFrame(
        {c: cells.texts_of(column) for c, column in enumerate(columns)}, dtype="str"
    )
    return RawSheet(
        name=name,
        hidden=False,
        rows=np.array([n for n, _row in kept], dtype="int32"),
        texts=texts,
        kinds={
            c: np.array(
                [cells.KINDS.get(type(cell), cells.TEXT) for cell in column], dtype="uint8"
            )
            for c, column in enumerate(columns)
        },
        merged=tuple(merged),
    )


def read_rows(rows, name="Sheet1", merged=(), today=TODAY, settings=None) -> SheetReading:
    """One sheet read without a file or a child process."""
    context = Context("file.xlsx", settings or Settings(), today)
    return read_sheet(raw(rows, name, merged), context)[0]


def read_csv(text, name="table.csv", encoding="utf-8", today=TODAY, settings=None):
    """A text file read for good, child process and all."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read(data, name, settings=settings or Settings(), today=today)


def xlsx(sheets, merged=()) -> bytes:
    """A workbook: ``{sheet name: rows}``; ``merged`` are ranges of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place in merged:
        book.worksheets[0].merge_cells(place)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def locked(book: bytes, password: str) -> bytes:
    """A workbook as Excel locks it with a password."""
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(book)).encrypt(password, buffer)
    return buffer.getvalue()


def codes(problems):
    """The codes of some problems, sorted."""
    return sorted(problem.code for problem in problems)
