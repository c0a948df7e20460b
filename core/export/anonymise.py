"""「この表を診断」: a copy of a file with its structure and oddities kept and every value masked.

A file that is read wrongly can be shown to whoever mends it without showing one customer.
Workbooks (xlsx, xlsm) keep their bytes but for the values: parts and elements that are not known
to hold structure alone are left out. Texts keep delimiters, quotes, line ends, encoding and
damaged bytes. Everything else (xls, ods, Numbers …) becomes a workbook with the same cells.
"""

from __future__ import annotations

import io
import re
import secrets
from pathlib import Path

from openpyxl import Workbook

from core.errors import InputError, PasswordNeeded, UnsafeFile
from core.export.masked_book import masked_book, parts_of
from core.export.masking import Mask
from core.ingest.cells import NUMBER, TEXT
from core.ingest.delimited import delimiter_of
from core.ingest.encoding import decode
from core.ingest.guard import Facts, scan, too_large
from core.ingest.header import find_layout
from core.ingest.headers import header_key, vocabulary
from core.ingest.process import RawBook, RawSheet, Source, open_file
from core.ingest.sniff import kind_of, locked
from core.settings.intake import IntakeSettings

#: A workbook that unpacks to more is not worth a diagnosis.
MOST_BYTES = 300 * 2**20


def anonymise(
    data: bytes, name: str, *, seed: int | None = None, settings: IntakeSettings | None = None
) -> tuple[bytes, str]:
    """Mask a file.

    Args:
        data: the file; it may be one that cannot be read as a table.
        name: its name, for sentences only: the copy has a name of its own.
        seed: makes the copy repeatable (tests); without one nobody can undo the masks.
        settings: limits of reading.

    Returns:
        The masked copy and a name for it.

    Raises:
        InputError: the file is locked, too large or so damaged that it cannot be told what is a
            value in it; nothing is given out then.
    """
    limits = settings or IntakeSettings()
    kind = kind_of(data, name)
    if kind == "locked":
        raise PasswordNeeded(locked(name))
    facts = scan(data, name, limits)
    if max(facts.inflated, len(data)) > MOST_BYTES:
        raise UnsafeFile(too_large(name))
    mask = Mask(secrets.randbits(64) if seed is None else seed, _headers(data, name, kind, facts))
    if kind == "text":
        return _text(data, mask), "diagnosis.csv"
    if data.startswith(b"PK") and any(part.startswith("xl/work") for part in parts_of(data)):
        return masked_book(data, mask), "diagnosis.xlsx"
    book = open_file(Source(data, name, facts, limits), kind)
    return _converted(book, mask), "diagnosis.xlsx"


def _headers(data: bytes, name: str, kind: str, facts: Facts) -> frozenset[str]:
    """Headers of every table that has at least two words known to head a column."""
    limits = IntakeSettings()
    try:
        book = open_file(Source(data, name, facts, limits), kind)
    except InputError:
        return frozenset()
    found: set[str] = set()
    for sheet in book.sheets:
        found |= _headers_of(sheet, limits.header_rows)
    return frozenset(found)


def _headers_of(sheet: RawSheet, most_rows: int) -> set[str]:
    layout = find_layout(sheet, most_rows) if len(sheet.texts) else None
    if layout is None:
        return set()
    names = {part for name in layout.names.values() for part in (name, *name.split("／"))}
    known = [name for name in names if header_key(name) in vocabulary()]
    return names if len(known) > 1 else set()


def _text(data: bytes, mask: Mask) -> bytes:
    """A delimited text: every run between delimiters, quotes and line ends is masked."""
    encoding = decode(data).encoding
    wide = "utf-16" in encoding
    text = data.decode(encoding, errors="replace" if wide else "surrogateescape")
    between = re.compile(f'([{re.escape(delimiter_of(text))}"\r\n\t\ufeff]+)')
    pieces = between.split(text)
    masked = "".join(p if n % 2 else mask.text(p) for n, p in enumerate(pieces))
    return masked.encode(encoding, errors="replace" if wide else "surrogateescape")


def _converted(book: RawBook, mask: Mask) -> bytes:
    """Any other file as a workbook with the same cells, merged ranges and hidden sheets."""
    copy = Workbook(write_only=False)
    copy.remove(copy.worksheets[0])
    for number, sheet in enumerate(book.sheets, start=1):
        page = copy.create_sheet(mask.text(Path(sheet.name).name)[:31] or str(number))
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for place, row in enumerate(sheet.rows):
            for column in sheet.texts.columns:
                text = str(sheet.texts[column].iloc[place])
                if text:
                    kinds = sheet.kinds.get(int(column))
                    kind = TEXT if kinds is None else int(kinds[place])
                    page.cell(int(row), int(column) + 1, _cell(text, kind, mask))
        for first_row, first_column, last_row, last_column in sheet.merged:
            page.merge_cells(None, first_row, first_column + 1, last_row, last_column + 1)
    target = io.BytesIO()
    copy.save(target)
    return target.getvalue()


def _cell(text: str, kind: int, mask: Mask) -> str | int | float:
    if kind != NUMBER:
        return mask.text(text)
    masked = mask.number(text)
    return int(masked) if masked.lstrip("-").isdecimal() else float(masked)
