"""Write a business as an owner would keep it: one workbook in the template's layout, and csv."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from core.locale.words import say
from core.tables import TABLES, Column, Table
from sample_data.business import Business, Row, era

NOTICE = "架空のデータです"
#: The moment that stands in every written file, so that writing again changes no byte.
STAMP = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def shown(column: Column, value: Any) -> Any:
    """A value as the owner's sheet shows it: words for codes, days as days."""
    if value is None or value == "":
        return None
    if column.kind == "choice":
        return next(say(choice.label) for choice in column.choices if choice.code == value)
    if column.kind == "month_day":
        if len(value) > 5:
            return dt.date.fromisoformat(value)
        return f"{int(value[:2])}月{int(value[3:])}日"
    return value


def headers(table: Table, extra: tuple[str, ...] = ()) -> list[str]:
    """The header row of a sheet: the template's words, then the owner's own columns."""
    return [say(column.label) for column in table.columns] + list(extra)


def cells(business: Business, name: str) -> list[list[Any]]:
    """The rows of a table as they stand in a sheet."""
    table, extra = TABLES[name], business.extra.get(name, ())
    return [
        [_shown(business, number, column, row) for column in table.columns]
        + [row.get(own) for own in extra]
        for number, row in enumerate(business.rows(name), start=1)
    ]


def _shown(business: Business, number: int, column: Column, row: Row) -> Any:
    value = row.get(column.name)
    if column.kind == "date" and value and business.era_step and number % business.era_step == 0:
        return era(value, short=number % (2 * business.era_step) == 0)
    return shown(column, value)


def workbook(business: Business) -> Workbook:
    """Every table that has rows, each with a notice above its header."""
    book = Workbook()
    book.remove(book.active)
    for name, table in TABLES.items():
        if business.rows(name):
            sheet = book.create_sheet(say(table.label))
            sheet.append([f"{business.name}　{say(table.label)}（{NOTICE}）"])
            sheet.append(headers(table, business.extra.get(name, ())))
            for cell in sheet[2]:
                cell.font = Font(bold=True)
            sheet.freeze_panes = "A3"
            for row in cells(business, name):
                sheet.append(row)
    return book


def save(book: Workbook, path: Path, swapped: dict[str, int] | None = None) -> None:
    """Write a workbook so that the same content gives the same bytes.

    ``swapped`` replaces a custom number format by one of Excel's built-in Japanese ids, which
    carry no text in the file and which openpyxl therefore cannot write itself.
    """
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                data = _with_built_in_formats(data, swapped or {})
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"\d{4}-\d\d-\d\dT[\d:]+Z", f"{STAMP:%Y-%m-%dT%H:%M:%SZ}".encode(), data
                )
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)


def _with_built_in_formats(styles: bytes, swapped: dict[str, int]) -> bytes:
    text = styles.decode()
    for code, number in swapped.items():
        found = re.search(rf'<numFmt numFmtId="(\d+)" formatCode="{re.escape(code)}" ?/>', text)
        if found:
            text = text.replace(found.group(0), "")
            text = text.replace(f'numFmtId="{found.group(1)}"', f'numFmtId="{number}"')
    left = text.count("<numFmt ")
    return re.sub(r'<numFmts count="\d+"', f'<numFmts count="{left}"', text).encode()


def csv_lines(business: Business, name: str) -> list[list[str]]:
    """A table as an exported list: the notice, the headers that have values, the rows."""
    table, rows = TABLES[name], business.rows(name)
    extra = business.extra.get(name, ())
    used = {column for row in rows for column, value in row.items() if value not in ("", None)}
    names = [column.name for column in table.columns] + list(extra)
    kept = [place for place, column in enumerate(names) if column in used]
    all_rows = [headers(table, extra), *cells(business, name)]
    return [
        [f"{business.name} {say(table.label)}（{NOTICE}）"],
        *([_text(row[place]) for place in kept] for row in all_rows),
    ]


def write_csv(lines: list[list[str]], path: Path, encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, lineterminator="\r\n").writerows(lines)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y/%m/%d}" if isinstance(value, dt.date) else str(value)
