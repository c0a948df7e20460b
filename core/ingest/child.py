"""The child process that opens a file the owner gave us, with memory and time caps.

A 4 kB workbook can abort the process that reads it (SAFETY 2.1), so no file is opened in the
process that serves the pages. The parent (:mod:`core.ingest.process`) starts
``python -m core.ingest.child FOLDER`` afresh, never by fork; in the folder lie ``input`` and
``job.json``, and the child leaves ``answer.json`` and one Arrow file for each sheet.

Nothing heavy is imported here: starting must cost a fraction of a second.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.ingest import delimited
from core.ingest.encoding import decode

#: Codes of the kinds of cells in the Arrow files.
EMPTY, TEXT, NUMBER, BOOL, DATE, DATETIME, TIME, DURATION, ERROR = range(9)
_KINDS: dict[type, int] = {
    str: TEXT,
    int: NUMBER,
    float: NUMBER,
    bool: BOOL,
    dt.date: DATE,
    dt.datetime: DATETIME,
    dt.time: TIME,
    dt.timedelta: DURATION,
    type(None): EMPTY,
}
#: Excel's East-Asian date formats carry no text in the file and openpyxl does not know them.
_EAST_ASIAN_DATES = (*range(27, 37), *range(50, 59))
#: A file may claim more rows than a sheet can have; nobody can have filled them.
_EXCEL_ROWS = 1_048_576
#: Excel keeps 15 digits; more are noise of binary fractions.
_DIGITS = 15

Row = Sequence[Any]
Numbered = tuple[int, Row]


class NoPandas:
    """pyarrow imports pandas to recognise its objects; here are none, and it costs 0.4 s."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, leave everything else to the next finder."""
        del path, target
        if name == "pandas":
            raise ImportError(name)


def main(folder: Path) -> None:
    """Do the job that lies in ``folder``; every refusal is an answer, never a traceback."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    limit(job["memory_bytes"], job["seconds"])
    try:
        answer = run(folder, job)
    except BaseException as error:  # noqa: BLE001 - the readers raise PanicException too
        answer = {"error": refusal(error), "detail": type(error).__name__}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


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
    name = type(error).__name__
    if name == "PasswordError":
        return "password"
    return "memory" if isinstance(error, MemoryError) else "damaged"


def run(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Read ``input`` as ``job["reader"]`` says: ``text``, ``calamine`` or ``streaming``."""
    data = (folder / "input").read_bytes()
    if job["reader"] == "text":
        return read_text(folder, data, job)
    reader = read_streaming if job["reader"] == "streaming" else read_calamine
    return {"sheets": list(reader(folder, data, job)), "encoding": "", "bad_characters": 0}


def read_text(folder: Path, data: bytes, job: dict[str, Any]) -> dict[str, Any]:
    """A delimited text as one sheet."""
    decoded, name = decode(data, job.get("encoding", "")), job["sheet"]
    delimiter = delimited.delimiter_of(decoded.text)
    columns = delimited.split_large(decoded.text, delimiter)
    path = folder / "sheet-0.arrow"
    marks: dict[str, Sequence[int]] = {}
    if columns is None:
        parts = delimited.split(decoded.text, delimiter)
        marks = {"ragged_row": parts.ragged, "open_quote": parts.torn}
        write(path, enumerate(parts.rows, start=1))
    else:
        write_columns(path, pa.array(range(1, len(columns[0]) + 1), pa.int32()), columns, {})
    return {
        "sheets": [
            {"name": name, "hidden": False, "merged": [], "marks": marks, "file": path.name}
        ],
        "encoding": decoded.encoding,
        "bad_characters": decoded.bad,
        "alternatives": decoded.alternatives,
    }


def read_calamine(folder: Path, data: bytes, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every worksheet by calamine, which knows Excel's Japanese date formats (SHEETS 0.2)."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - texts do not need it

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for place, meta in enumerate(book.sheets_metadata):
        if not _wanted(meta.typ, meta.visible):
            continue
        sheet = book.get_sheet_by_index(place)
        path = folder / f"sheet-{place}.arrow"
        # iter_rows gives the blank rows above the first cell, but not the blank columns.
        _start_row, start_column = sheet.start or (0, 0)
        rows = enumerate(sheet.iter_rows(), start=1)
        write(path, rows, shift=start_column, cap=job["max_columns"])
        yield {
            "name": meta.name,
            "hidden": str(meta.visible) != "SheetVisibleEnum.Visible",
            "merged": _ranges(sheet),
            "file": path.name,
        }


def _wanted(kind: object, visible: object) -> bool:
    """Only worksheets; sheets that Excel cannot even show are not the owner's data."""
    return str(kind).endswith(".WorkSheet") and not str(visible).endswith(".VeryHidden")


def _ranges(sheet: Any) -> list[list[int]]:  # noqa: ANN401 - the reader has no types here
    return [[r0 + 1, c0, r1 + 1, c1] for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or []]


def read_streaming(folder: Path, data: bytes, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every worksheet by openpyxl row by row: slow, but a far cell costs it nothing."""
    import openpyxl  # noqa: PLC0415 - only where calamine cannot
    from openpyxl.styles import numbers  # noqa: PLC0415

    numbers.BUILTIN_FORMATS.update(dict.fromkeys(_EAST_ASIAN_DATES, "yyyy-mm-dd"))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for place, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "veryHidden":
            continue
        sheet.reset_dimensions()
        path = folder / f"sheet-{place}.arrow"
        rows = sheet.iter_rows(values_only=True, max_col=job["max_columns"], max_row=_EXCEL_ROWS)
        write(path, enumerate(rows, start=1))
        yield {
            "name": sheet.title,
            "hidden": sheet.sheet_state != "visible",
            "merged": [],
            "file": path.name,
        }


def write(path: Path, rows: Iterable[Numbered], *, shift: int = 0, cap: int = 0) -> None:
    """Keep the rows that hold anything, with the numbers a spreadsheet shows.

    Args:
        path: the Arrow file to write.
        rows: row number and cells.
        shift: blank columns that stand left of the first cell.
        cap: how many columns to keep; all when 0.
    """
    kept = list(filled(rows))
    width = max((len(row) for _n, row in kept), default=0)
    if cap:
        width = min(width, max(cap - shift, 0))
    columns = [[row[i] if i < len(row) else None for _n, row in kept] for i in range(width)]
    while columns and blank(columns[-1]):
        columns.pop()
    arrays, kinds = [pa.array([""] * len(kept), pa.string())] * shift if columns else [], {}
    for cells in columns:
        if set(map(type, cells)) <= {str}:
            arrays.append(pa.array(cells, pa.string()))
            continue
        codes = [_KINDS.get(type(cell), TEXT) if cell != "" else EMPTY for cell in cells]
        kinds[len(arrays)] = pa.array(codes, pa.uint8())
        arrays.append(pa.array(texts_of(cells), pa.string()))
    write_columns(path, pa.array([n for n, _row in kept], pa.int32()), arrays, kinds)


def filled(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    """Rows that hold anything; openpyxl gives one and the same blank row again and again."""
    known_blank: Row | None = None
    for number, row in rows:
        if row is known_blank:
            continue
        if blank(row):
            known_blank = row
        else:
            yield number, row


def write_columns(
    path: Path, numbers: pa.Array, columns: list[pa.Array], kinds: dict[int, pa.Array]
) -> None:
    """One Arrow file: ``row``, then ``t0``, ``t1`` … as text and ``k0`` … where not all text."""
    arrays = {"row": numbers}
    arrays |= {f"t{place}": column for place, column in enumerate(columns)}
    arrays |= {f"k{place}": codes for place, codes in kinds.items()}
    table = pa.table(arrays)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def blank(row: Row) -> bool:
    """Whether nothing but spaces stands in a row."""
    if not any(row):
        return 0 not in row  # 0 and FALSE are values
    return all(cell is None or (type(cell) is str and not cell.strip()) for cell in row)


def texts_of(cells: list[Any]) -> list[str]:
    """Cells as text: dates in ISO form, whole numbers without a point."""
    known: dict[Any, str] = {}
    texts: list[str] = []
    for cell in cells:
        if type(cell) is str:
            texts.append(cell)
            continue
        key = (type(cell), cell)
        if key not in known:
            known[key] = text_of(cell)
        texts.append(known[key])
    return texts


def text_of(cell: object) -> str:
    """One cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell)


def number_text(number: float) -> str:
    """A number as Excel holds it: 15 digits, no exponent, no ``.0``."""
    if not math.isfinite(number):
        return ""
    text = format(Decimal(format(number, f".{_DIGITS}g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


if __name__ == "__main__":
    sys.meta_path.insert(0, NoPandas)
    main(Path(sys.argv[1]))
