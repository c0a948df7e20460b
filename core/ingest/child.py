"""The child process that opens a file the owner gave us, with memory and time caps.

A 4 kB workbook can abort the process that reads it (SAFETY 2.1), so no file is opened in the
process that serves the pages. The parent (:mod:`core.ingest.process`) starts
``python -m core.ingest.bare FOLDER`` afresh, never by fork; in the folder lies ``input``, the job
comes in on standard input (a password never lies on a disk), and the child leaves ``answer.json``
and one Arrow file for each sheet. On standard output it says how many rows it has done.

Nothing heavy is imported here: starting must cost a fraction of a second.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from core.ingest import apple, delimited, large_text, markup, unlock
from core.ingest.cells import Row, filled, write
from core.ingest.encoding import Decoded, decode
from core.ingest.passed_over import PassedOver, passed_over, without
from core.ingest.passing import CHILD

#: Excel's East-Asian date formats carry no text in the file and openpyxl does not know them.
_EAST_ASIAN_DATES = (*range(27, 37), *range(50, 59))
#: A file may claim more rows than a sheet can have; nobody can have filled them.
_EXCEL_ROWS = 1_048_576
#: What openpyxl gives for a cell with an error.
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
#: One word for the parent, by why a reader gave up.
_WORDS = {
    "PasswordError": "password",
    "NoPassword": "password",
    "WrongPassword": "wrong_password",
    "UnknownCipher": "cipher",
    "NoReader": "no_reader",
    "OnlyFromDisk": "no_reader",
    "TooManyRows": "rows",
    "MemoryError": "memory",
    "ArrowMemoryError": "memory",
    "EntitiesForbidden": "bomb",
    "DTDForbidden": "bomb",
}

Job = dict[str, Any]
Answer = dict[str, Any]
Reader = Callable[[Path, bytes, Job], Answer]


def main(folder: Path) -> None:
    """Do the job that comes in; every refusal is an answer, never a traceback."""
    job = json.loads(sys.stdin.read())
    CHILD.key = job.get("key", "")
    limit(job["memory_bytes"], job["seconds"])
    gc.disable()  # millions of cells without a circle among them, and the process ends soon
    try:
        answer = run(folder, job)
    except BaseException as error:  # noqa: BLE001 - the readers raise PanicException too
        answer = {"error": refusal(error), "detail": type(error).__name__}
    CHILD.put(folder / "answer.json", json.dumps(answer).encode())


def limit(memory_bytes: int, seconds: int) -> None:
    """Cap this process's memory and time where the platform can (POSIX)."""
    try:
        import resource  # noqa: PLC0415 - does not exist on Windows
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refusal(error: BaseException) -> str:
    """One word for why a reader gave up."""
    return _WORDS.get(type(error).__name__, "damaged")


def run(folder: Path, job: Job) -> Answer:
    """Read ``input`` as ``job["reader"]`` says, one of :data:`READERS`."""
    return _quick_text(folder, job) or READERS[job["reader"]](
        folder, CHILD.take(folder / "input"), job
    )


def _quick_text(folder: Path, job: Job) -> Answer | None:
    """A large regular text, which need not be held as a whole."""
    if job["reader"] != "text" or job["encoding"] or CHILD.key:
        return None
    path = folder / "sheet-0.arrow"
    encoding = large_text.copy_quickly(folder / "input", path)
    return _book([_part(job["sheet"], path)], Decoded("", encoding)) if encoding else None


def tell(rows: int) -> None:
    """Say how many rows of a sheet are done."""
    print(rows, flush=True)


def _part(name: str, path: Path, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plain values
    """What the answer says of one sheet."""
    usual = {"hidden": False, "merged": [], "errors": 0, "uncalculated": 0, "header_rows": 0,
             "marks": {}, "hidden_lines": 0}  # fmt: skip
    return {"name": name, "file": path.name, **usual, **more}


def _book(sheets: Iterable[dict[str, Any]], text: Decoded | None = None) -> Answer:
    """The answer: the sheets, and how a text was read."""
    found = text or Decoded("", "")
    return {
        "sheets": list(sheets),
        "encoding": found.encoding,
        "bad_characters": found.bad,
        "alternatives": found.alternatives,
    }


def read_text(folder: Path, data: bytes, job: Job) -> Answer:
    """A delimited text as one sheet."""
    path, sheet = folder / "sheet-0.arrow", job["sheet"]
    decoded = decode(data, job["encoding"])
    delimiter = delimited.delimiter_of(decoded.text)
    if large_text.copy_large(decoded.text, delimiter, path):
        return _book([_part(sheet, path)], decoded)
    parts = delimited.split(decoded.text, delimiter)
    most = job["max_columns"]
    write(path, enumerate(parts.rows, start=1), cap=most, told=tell)
    far = tuple(n for n, row in enumerate(parts.rows, start=1) if any(row[most:]))
    marks = {"ragged_row": parts.ragged, "open_quote": parts.torn, "far_cells": far}
    return _book([_part(sheet, path, marks=marks)], decoded)


def read_calamine(folder: Path, data: bytes, job: Job) -> Answer:
    """Every worksheet by calamine, which knows Excel's Japanese date formats (SHEETS 0.2)."""
    return _book(_calamine_sheets(folder, data, job["max_columns"]))


def _calamine_sheets(folder: Path, data: bytes, most: int) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - texts do not need it

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    silent = passed_over(data)
    for place, meta in enumerate(book.sheets_metadata):
        if not _wanted(meta.typ, meta.visible):
            continue
        sheet = book.get_sheet_by_index(place)
        path = folder / f"sheet-{place}.arrow"
        # iter_rows gives the blank rows above the first cell, but not the blank columns.
        _start_row, start_column = sheet.start or (0, 0)
        seen = silent[place] if place < len(silent) else PassedOver()
        rows = without(enumerate(sheet.iter_rows(), start=1), seen.values, start_column)
        write(path, rows, shift=start_column, cap=most, told=tell)
        hidden = str(meta.visible) != "SheetVisibleEnum.Visible"
        yield _part(meta.name, path, hidden=hidden, merged=_ranges(sheet), errors=seen.errors,
                    uncalculated=seen.uncalculated, hidden_lines=seen.hidden)  # fmt: skip


def _wanted(kind: object, visible: object) -> bool:
    """Only worksheets; sheets that Excel cannot even show are not the owner's data."""
    return str(kind).endswith(".WorkSheet") and not str(visible).endswith(".VeryHidden")


def _ranges(sheet: Any) -> list[list[int]]:  # noqa: ANN401 - the reader has no types here
    return [[r0 + 1, c0, r1 + 1, c1] for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or []]


def read_streaming(folder: Path, data: bytes, job: Job) -> Answer:
    """Every worksheet by openpyxl row by row: slow, but a far cell costs it nothing."""
    return _book(_streamed_sheets(folder, data, job["max_columns"]))


def _streamed_sheets(folder: Path, data: bytes, most: int) -> Iterator[dict[str, Any]]:
    import openpyxl  # noqa: PLC0415 - only where calamine cannot
    from openpyxl.styles import numbers  # noqa: PLC0415

    numbers.BUILTIN_FORMATS.update(dict.fromkeys(_EAST_ASIAN_DATES, "yyyy-mm-dd"))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for place, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "veryHidden":
            continue
        sheet.reset_dimensions()
        path = folder / f"sheet-{place}.arrow"
        rows = sheet.iter_rows(values_only=True, max_col=most, max_row=_EXCEL_ROWS)
        kept = ((n, _without_errors(row)) for n, row in filled(enumerate(rows, start=1)))
        write(path, kept, told=tell)
        yield _part(sheet.title, path, hidden=sheet.sheet_state != "visible")


def _without_errors(row: Row) -> Row:
    """A row with its errors blank, as calamine gives them (the guard has counted them)."""
    if _ERRORS.isdisjoint(cell for cell in row if type(cell) is str):
        return row
    return tuple(None if type(cell) is str and cell in _ERRORS else cell for cell in row)


def read_numbers(folder: Path, data: bytes, job: Job) -> Answer:
    """Every table of an Apple Numbers file."""
    del data
    if CHILD.key:
        raise OnlyFromDisk
    file = (folder / "input").rename(folder / "input.numbers")  # the package believes the name
    return _book(_numbers_tables(folder, file, job))


class OnlyFromDisk(Exception):  # an answer for the parent, not for the owner
    """numbers-parser reads a file of a folder only, where this one may not lie bare."""


def _numbers_tables(folder: Path, file: Path, job: Job) -> Iterator[dict[str, Any]]:
    tables = apple.tables(file, job["password"], job["max_numbers_rows"])
    for place, (name, rows, merged, headers, errors) in enumerate(tables):
        path = folder / f"sheet-{place}.arrow"
        write(path, rows, cap=job["max_columns"], told=tell)
        yield _part(name, path, merged=merged, header_rows=headers, errors=errors[0])


def read_markup(folder: Path, data: bytes, job: Job) -> Answer:
    """Every table of a web page or of a workbook in Excel's XML of 2003."""
    decoded = decode(data, job["encoding"])
    if job["reader"] == "html":
        tables = markup.web_page(decoded.text, job["sheet"], job["max_columns"])
    else:
        tables = markup.spreadsheet_xml(decoded.text, job["max_columns"])
    return _book(_markup_sheets(folder, tables), decoded)


def _markup_sheets(folder: Path, tables: markup.Tables) -> Iterator[dict[str, Any]]:
    for place, (name, rows, marks) in enumerate(tables):
        path = folder / f"sheet-{place}.arrow"
        write(path, rows, told=tell)
        if marks.hidden == "SheetVeryHidden":
            continue
        hidden = bool(marks.hidden)
        yield _part(name, path, hidden=hidden, merged=marks.merged, errors=marks.errors)


def unlock_book(folder: Path, data: bytes, job: Job) -> Answer:
    """Leave the workbook inside a locked one as ``unlocked``."""
    CHILD.put(folder / "unlocked", unlock.unlocked(data, job["password"]))
    return {}


READERS: dict[str, Reader] = {
    "text": read_text,
    "calamine": read_calamine,
    "streaming": read_streaming,
    "numbers": read_numbers,
    "html": read_markup,
    "xml": read_markup,
    "locked": unlock_book,
}
