"""Frames as CSV, JSON, Excel and Parquet, with no cell that a spreadsheet would run as a formula.

A customer's name may read ``=HYPERLINK(…)``. In CSV and Excel such text gets a leading apostrophe:
it stays readable and computes nothing (OWASP ASVS 1.2.10). Numbers and phone numbers keep their
sign, so ``-1200`` and ``+81 90-0123-4567`` stand as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from core.errors import InputError
from core.ingest.own import neutral_text
from core.locale.words import _

DAY_FORMAT = "yyyy-mm-dd"
#: Rows of an Excel sheet, its header included.
EXCEL_ROWS = 1_048_576


def neutral(value: Any) -> Any:  # noqa: ANN401 - a cell of any kind
    """The cell, with an apostrophe before text that a spreadsheet would take for a formula."""
    if not isinstance(value, str):
        return value
    return neutral_text(value)


def write_frame(frame: pd.DataFrame, target: Path | BinaryIO | None, *, kind: str) -> str | None:
    """Write a frame as a file.

    Args:
        frame: amounts already in major units.
        target: where to; without one the CSV text is returned.
        kind: ``csv`` (UTF-8 with a mark, as Excel wants it), ``json``, ``xlsx`` or ``parquet``.

    Raises:
        InputError: more rows than an Excel sheet can hold.
        KeyError: another kind.
    """
    if target is None:
        return _csv(frame)
    _WRITERS[kind](frame, target)
    return None


def _write_csv(frame: pd.DataFrame, target: Path | BinaryIO) -> None:
    _put(_csv(frame).encode("utf-8-sig"), target)


def _write_json(frame: pd.DataFrame, target: Path | BinaryIO) -> None:
    text = _with_iso_days(frame).to_json(orient="records", force_ascii=False, indent=2)
    _put(f"{text}\n".encode(), target)


def _write_parquet(frame: pd.DataFrame, target: Path | BinaryIO) -> None:
    frame.to_parquet(target, index=False)


def _write_xlsx(frame: pd.DataFrame, target: Path | BinaryIO) -> None:
    if len(frame) >= EXCEL_ROWS:
        raise InputError(
            _("Excel holds at most {n} rows. Please save it as CSV instead.", n=EXCEL_ROWS - 1)
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, str(name), bold=True) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        sheet.append([_cell(sheet, value) for value in row])
    book.save(target)


_WRITERS = {
    "csv": _write_csv,
    "json": _write_json,
    "xlsx": _write_xlsx,
    "parquet": _write_parquet,
}


def _csv(frame: pd.DataFrame) -> str:
    plain = _with_iso_days(frame)
    safe = plain.apply(lambda series: series.map(_csv_cell)) if len(plain) else plain
    safe.columns = pd.Index([neutral(str(name)) for name in frame.columns])
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _csv_cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any kind
    """A lone carriage return would cut the line in two for some readers."""
    safe = neutral(value)
    return re.sub(r"\r\n?", "\n", safe) if isinstance(safe, str) else safe


def _with_iso_days(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its days as text: 2026-11-22."""
    result = frame.copy()
    for place, dtype in enumerate(frame.dtypes):
        if pd.api.types.is_datetime64_any_dtype(dtype):
            days = frame.iloc[:, place].dt.strftime("%Y-%m-%d")
            result.isetitem(place, days.astype("object").where(days.notna(), None))
    return result


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:  # noqa: ANN401 - a cell of any kind
    """A cell that shows what the frame holds and computes nothing."""
    cell = WriteOnlyCell(sheet, _excel_value(value))
    if bold:
        cell.font = Font(bold=True)
    if isinstance(value, dt.date):
        cell.number_format = DAY_FORMAT
    return cell


def _excel_value(value: Any) -> Any:  # noqa: ANN401 - a cell of any kind
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", neutral(value))
    if isinstance(value, list | tuple):
        return neutral(", ".join(str(part) for part in value))
    return None if pd.isna(value) else value


def _put(data: bytes, target: Path | BinaryIO) -> None:
    if isinstance(target, Path):
        target.write_bytes(data)
    else:
        target.write(data)
