"""Workbooks in Excel's binary forms (.xls, .xlsb), made byte by byte for tests."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_BLANK_RESULT = b"\x03\0\0\0\0\0\xff\xff"


@dataclass(frozen=True)
class Error:
    """A cell that holds an error, typed in or come from a formula."""

    code: int = 42  # #N/A
    formula: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula with a number as its result; None where nothing ever calculated it."""

    result: float | None = None


@dataclass(frozen=True)
class Hidden:
    """What is hidden on every sheet of a book: rows, and ranges of columns, both from 0."""

    rows: tuple[int, ...] = ()
    columns: tuple[tuple[int, int], ...] = ()


def xls(sheets, hidden=Hidden()) -> bytes:
    """An .xls: ``{sheet name: rows of texts, numbers, errors, formulas}``."""
    lines = b"".join(_old_lines(hidden))
    bodies = [
        _bof(0x10) + lines + b"".join(_old_cells(rows)) + _record(0x0A) for rows in sheets.values()
    ]
    size = len(_globals(sheets, [0] * len(bodies)))
    places = [size + sum(map(len, bodies[:n])) for n in range(len(bodies))]
    return container(_globals(sheets, places) + b"".join(bodies))


def _record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def _bof(kind):
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _globals(names, places):
    sheets = [
        _record(0x85, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + name.encode("utf-16-le"))
        for name, place in zip(names, places, strict=True)
    ]
    return _bof(5) + b"".join(sheets) + _record(0x0A)


def _old_lines(hidden):
    """The records of columns and rows, one shown of each before those that are hidden."""
    yield _record(0x7D, struct.pack("<HHHHHH", 0, 0, 2048, 15, 0, 0))
    for first, last in hidden.columns:
        yield _record(0x7D, struct.pack("<HHHHHH", first, last, 2048, 15, 1, 0))
    yield _record(0x208, struct.pack("<HHHHHHI", 0, 0, 9, 300, 0, 0, 0x0100))
    for row in hidden.rows:
        yield _record(0x208, struct.pack("<HHHHHHI", row, 0, 9, 300, 0, 0, 0x0120))


def _old_cells(rows):
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(cell, Error) and not cell.formula:
                yield _record(0x0205, place + bytes([cell.code, 1]))
            elif isinstance(cell, Error):
                yield _old_formula(place, bytes([2, 0, cell.code, 0, 0, 0, 0xFF, 0xFF]))
            elif isinstance(cell, Formula):
                blank = cell.result is None
                yield _old_formula(
                    place, _BLANK_RESULT if blank else struct.pack("<d", cell.result)
                )
            elif isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                yield _record(0x0204, place + text)
            elif cell is not None:
                yield _record(0x0203, place + struct.pack("<d", cell))


def _old_formula(place, result):
    return _record(0x06, place + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\0")


def container(stream: bytes, name="Workbook") -> bytes:
    """An OLE container with one stream in it."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    fats = next(n for n in range(1, 110) if n + 1 + count <= n * (SECTOR // 4))
    chain = [*[_FAT] * fats, _END, *range(fats + 2, fats + 1 + count), _END]
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, _END, 0, _END, 0)
        + struct.pack("<109I", *range(fats), *[_FREE] * (109 - fats))
    )
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * SECTOR, b"\xff")
    root = _entry("Root Entry", 5, child=1, start=_END, size=0)
    entries = root + _entry(name, 2, child=_FREE, start=fats + 1, size=len(stream))
    return head + fat + entries.ljust(SECTOR, b"\0") + stream.ljust(count * SECTOR, b"\0")


def _entry(name, kind, *, child, start, size):
    said = (name + "\0").encode("utf-16-le")
    return (
        said.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(said), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def xlsb(sheets, hidden=Hidden()) -> bytes:
    """An .xlsb: ``{sheet name: rows of texts, numbers, errors, formulas}``."""
    bundle = b"".join(
        _packed(156, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(name))
        for n, name in enumerate(sheets, start=1)
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(sheets) + 1)
    )
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": _packed(131) + _packed(143) + bundle + _packed(144) + _packed(132),
        "xl/_rels/workbook.bin.rels": (
            f'<Relationships xmlns="{schema}">{relations}</Relationships>'.encode()
        ),
    }
    for n, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{n}.bin"] = _sheet(rows, hidden)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def _sheet(rows, hidden):
    widest = max(map(len, rows))
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, widest - 1)
    columns = [
        _packed(60, struct.pack("<IIIIH", first, last, 2304, 0, flags))
        for first, last, flags in [(0, 0, 2), *((*each, 3) for each in hidden.columns)]
    ]
    body = [*columns, _packed(145), *_packed_rows(rows, hidden.rows), _packed(146), _packed(130)]
    return b"".join([_packed(129), _packed(148, size), *body])


def _packed_rows(rows, hidden):
    for r, row in enumerate(rows):
        flags = 0x10 if r in hidden else 0
        yield _packed(0, struct.pack("<IIHBBBI", r, 0, 300, 0, flags, 0, 0))
        for c, cell in enumerate(row):
            place = struct.pack("<II", c, 0)
            if isinstance(cell, Error):
                yield _packed(11 if cell.formula else 3, place + bytes([cell.code]))
            elif isinstance(cell, Formula) and cell.result is None:
                yield _packed(8, place + _wide("") + bytes(10))
            elif isinstance(cell, Formula):
                yield _packed(9, place + struct.pack("<d", cell.result) + bytes(10))
            elif isinstance(cell, str):
                yield _packed(6, place + _wide(cell))
            elif cell is not None:
                yield _packed(5, place + struct.pack("<d", cell))


def _packed(kind, content=b""):
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, said = len(content), b""
    while size >= 0x80:
        said += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + said + bytes([size]) + content


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
