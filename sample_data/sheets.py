"""Write a business as an owner would keep it: one workbook in the template's layout, and csv."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from core.locale.words import say
from core.tables import TABLES, Column, Table
from sample_data.business import Business, era

NOTICE = "架空のデータです"
#: The moment that stands in every written file, so that writing again changes no byte.
STAMP = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def headers(table: Table, extra: tuple[str, ...] = ()) -> list[str]:
    """The header row of a sheet: the template's words, then the owner's own columns."""
    return [say(column.label) for column in table.columns] + list(extra)


def cells(business: Business, name: str) -> list[list[Any]]:
    """The rows of a table as they stand in a sheet: words for codes, days as days."""
    table, extra = TABLES[name], business.extra.get(name, ())
    readers = [_reader(business, column) for column in table.columns]
    return [
        [read(row.get(column), number) for column, read in zip(table.names, readers, strict=True)]
        + [row.get(own) or None for own in extra]
        for number, row in enumerate(business.rows(name), start=1)
    ]


def _reader(business: Business, column: Column) -> Callable[[Any, int], Any]:
    """How the value of a column in the given row looks in a sheet."""
    labels = {choice.code: say(choice.label) for choice in column.choices}
    labels[""] = None

    def choice(value: Any, _number: int) -> Any:
        return labels[value or ""]

    def month_day(value: Any, _number: int) -> Any:
        if value and len(value) == len("04-12"):
            return f"{int(value[:2])}月{int(value[3:])}日"
        return dt.date.fromisoformat(value) if value else None

    def date(value: Any, number: int) -> Any:
        if value and business.era_step and number % business.era_step == 0:
            return era(value, short=number % (2 * business.era_step) == 0)
        return value

    def plain(value: Any, _number: int) -> Any:
        return None if value == "" else value

    return {"choice": choice, "month_day": month_day, "date": date}.get(column.kind, plain)


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
                sheet.append({n: v for n, v in enumerate(row, start=1) if v is not None})
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
