"""Errors, formulas, hidden lines in .xls and .xlsb ([MS-XLS], [MS-XLSB]). In the child process.

A workbook is searched for the bytes that such a record must have, which costs nothing; only where
there are any, it is walked record by record.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

from defusedxml import ElementTree

from core.ingest.passed_over import PassedOver, columns_hidden

#: A workbook with more records is counted so far; the largest of Excel's own have fewer.
_MOST_RECORDS = 10_000_000
_STREAMS = ("Workbook", "Book")
_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<I")
_BOF, _BOUND_SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x0085, 0x0006, 0x0205
#: Where in a formula's record its result stands, and how it says that it is no number.
_RESULT, _NO_NUMBER = 6, b"\xff\xff"
_ERROR_RESULT, _BLANK_RESULT = 2, 3
_ROW, _COLUMNS = 0x0208, 0x007D
#: Where in the records of rows and columns it stands whether they are hidden, and how it is said.
_ROW_FLAGS, _ROW_HIDDEN, _COLUMN_FLAGS, _COLUMN_HIDDEN = 12, 0x20, 8, 0x01
_LAST_COLUMN, _LAST_COLUMN_PACKED = 255, 16_383
_RANGE = struct.Struct("<HH")
_ODD = b"[" + b"".join(re.escape(bytes([n])) for n in range(1, 256, 2)) + b"]"
_SUSPECT = re.compile(
    rb"\x05\x02\x08\x00.{7}\x01|\x06\x00.{8}[\x02\x03].{5}\xff\xff"
    rb"|\x08\x02\x10\x00.{12}[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]"
    rb"|\x7d\x00[\x0a-\x0d]\x00.{8}" + _ODD,
    re.DOTALL,
)

_BOOK, _RELATIONS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_MOST_CONTENTS = 8 << 20
_PIECE = 1 << 20
_BUNDLE_SHEET = 156
_CELL_ERRORS = (3, 11, 14)  # BrtCellError, BrtFmlaError, BrtShortError
_FORMULAS = (8, 9, 10, 11)  # text, number, yes or no, error
_FORMULA_TEXT = 8
_ROW_PACKED, _COLUMNS_PACKED = 0, 60  # BrtRowHdr, BrtColInfo
_PACKED_ROW_FLAGS, _PACKED_ROW_HIDDEN, _PACKED_COLUMN_FLAGS = 11, 0x10, 16
_PACKED_RANGE = struct.Struct("<II")
#: A text's length behind the column (4 bytes) and the style (4).
_LENGTH = 8
_LONGEST_HEAD = 6
#: An error's record: its kind, its size, column, style, code of the error; a blank text's; that of
#: a hidden row: number, style, height, flags, how many spans; that of hidden columns.
_SUSPECT_PACKED = re.compile(
    rb"[\x03\x0b\x0e](?:[\x00-\x7f]|[\x80-\xff][\x00-\x7f])"
    rb"(?:..\x00\x00)?.{3,4}[\x00\x07\x0f\x17\x1d\x24\x2a\x2b]"
    rb"|\x08(?:[\x00-\x7f]|[\x80-\xff][\x00-\x7f])..\x00\x00.{4}\x00\x00\x00\x00"
    rb"|\x00(?:[\x11-\x7f]|[\x80-\xff]\x01)..[\x00-\x0f]\x00.{5}[\x00-\x20][\x00-\x03]"
    rb"[\x10-\x1f\x30-\x3f\x50-\x5f\x70-\x7f][\x00\x01][\x00-\x10]\x00\x00\x00"
    rb"|\x3c\x12.[\x00-\x3f]\x00\x00.[\x00-\x3f]\x00\x00.{8}" + _ODD,
    re.DOTALL,
)
_LONGEST_SUSPECT = 24


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def old_book(data: bytes) -> list[PassedOver]:
    """Of every sheet of an .xls.

    Args:
        data: the file, an OLE container.

    Raises:
        OSError: it is none, or has no workbook in it.
    """
    import olefile  # noqa: PLC0415 - few files need it

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        name = next((name for name in _STREAMS if container.exists(name)), _STREAMS[0])
        stream = container.openstream(name).read()
    if not _SUSPECT.search(stream):
        return []
    sheets: dict[int, _Counts] = {}
    now = _Counts()
    for kind, place, length in _old_records(stream):
        if kind == _BOUND_SHEET and length >= _PLACE.size:
            sheets[_PLACE.unpack_from(stream, place)[0]] = _Counts()
        elif kind == _BOF:  # a chart inside a sheet begins in the same way
            now = sheets.get(place - _HEAD.size, now)
        else:
            _count_old(now, kind, stream[place : place + length])
    return _told(sheets.values())


def _old_records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record's content."""
    place = 0
    for _record in range(_MOST_RECORDS):
        if place + _HEAD.size > len(stream):
            return
        kind, length = _HEAD.unpack_from(stream, place)
        yield kind, place + _HEAD.size, length
        place += _HEAD.size + length


class _Counts:
    """What the records of one sheet hold."""

    def __init__(self) -> None:
        self.errors = self.formulas = self.blank = self.hidden = 0


def _count_old(sheet: _Counts, kind: int, content: bytes) -> None:
    if kind == _BOOL_OR_ERROR:
        sheet.errors += content[7:8] == b"\x01"
    elif kind == _FORMULA:
        sheet.formulas += 1
        result = content[_RESULT : _RESULT + 8]
        if result[6:] == _NO_NUMBER:
            sheet.errors += result[0] == _ERROR_RESULT
            sheet.blank += result[0] == _BLANK_RESULT
    elif kind == _ROW:
        sheet.hidden += _is_set(content, _ROW_FLAGS, _ROW_HIDDEN)
    elif kind == _COLUMNS and _is_set(content, _COLUMN_FLAGS, _COLUMN_HIDDEN):
        first, last = _RANGE.unpack_from(content)
        sheet.hidden += columns_hidden(first, last, _LAST_COLUMN)


def _is_set(content: bytes, place: int, flag: int) -> bool:
    """Whether a record is so long and has a flag set there."""
    return len(content) > place and bool(content[place] & flag)


def _told(sheets: Iterable[_Counts]) -> list[PassedOver]:
    """Programs that do not calculate leave every result blank; some may be blank by themselves."""
    found = list(sheets)
    never = all(sheet.formulas == sheet.blank for sheet in found)
    return [
        PassedOver(sheet.errors, sheet.blank if never else 0, hidden=sheet.hidden)
        for sheet in found
    ]


def packed_book(archive: zipfile.ZipFile) -> list[PassedOver]:
    """Of every sheet of an .xlsb; none for other workbooks.

    Args:
        archive: the file.

    Raises:
        OSError, ValueError, zipfile.BadZipFile, zlib.error: a damaged file.
    """
    return _told([_counted(archive, part) for part in _sheet_parts(archive)])


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The part of each sheet, in the workbook's order; empty where there is none."""
    parts = set(archive.namelist())
    if not {_BOOK, _RELATIONS} <= parts:
        return []
    if any(archive.getinfo(part).file_size > _MOST_CONTENTS for part in (_BOOK, _RELATIONS)):
        return []
    relations = ElementTree.fromstring(archive.read(_RELATIONS))
    targets = {each.get("Id"): (each.get("Target") or "").lstrip("/") for each in relations}
    found = []
    for kind, content in _records(io.BytesIO(archive.read(_BOOK))):
        if kind == _BUNDLE_SHEET:
            target = targets.get(_text(content[8:]), "")
            part = target if target.startswith("xl/") else f"xl/{target}"
            found.append(part if part in parts else "")
    return found


def _text(content: bytes) -> str:
    """A text behind its length in characters."""
    length = int.from_bytes(content[:4], "little")
    return content[4 : 4 + 2 * length].decode("utf-16-le", errors="replace")


def _counted(archive: zipfile.ZipFile, part: str) -> _Counts:
    counts = _Counts()
    if not part or not _is_suspect(archive, part):
        return counts
    with archive.open(part) as handle:
        for kind, content in islice(_records(handle), _MOST_RECORDS):
            counts.errors += kind in _CELL_ERRORS
            if kind in _FORMULAS:
                counts.formulas += 1
                blank = content[_LENGTH : _LENGTH + 4] == b"\0\0\0\0"
                counts.blank += kind == _FORMULA_TEXT and blank
            elif kind in (_ROW_PACKED, _COLUMNS_PACKED):
                counts.hidden += _hidden_packed(kind, content)
    return counts


def _hidden_packed(kind: int, content: bytes) -> int:
    """How many rows or columns a record of an .xlsb hides."""
    if kind == _ROW_PACKED:
        return int(_is_set(content, _PACKED_ROW_FLAGS, _PACKED_ROW_HIDDEN))
    if not _is_set(content, _PACKED_COLUMN_FLAGS, _COLUMN_HIDDEN):
        return 0
    first, last = _PACKED_RANGE.unpack_from(content)
    return columns_hidden(first, last, _LAST_COLUMN_PACKED)


def _is_suspect(archive: zipfile.ZipFile, part: str) -> bool:
    end = b""
    with archive.open(part) as handle:
        while piece := handle.read(_PIECE):
            if _SUSPECT_PACKED.search(end + piece):
                return True
            end = piece[-_LONGEST_SUSPECT:]
    return False


def _records(part: _Readable) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record; of those that no piece holds only the beginning."""
    rest, skip = b"", 0
    while piece := part.read(_PIECE):
        data = rest + piece[skip:]
        skip = max(skip - len(piece), 0)
        place = 0
        while place + _LONGEST_HEAD <= len(data):
            kind, start, size = _head_of(data, place)
            if start + size > len(data) and size <= _PIECE:
                break
            yield kind, data[start : start + size]
            place = start + size
        rest = data[place:]
        skip += max(place - len(data), 0)
    if rest:  # shorter than the longest head, yet it may be a record
        kind, start, size = _head_of(rest + bytes(_LONGEST_HEAD), 0)
        yield kind, rest[start : start + size]


def _head_of(data: bytes, place: int) -> tuple[int, int, int]:
    """Kind of a record, where its content begins, and how long it is; seven bits in each byte."""
    kind = data[place]
    place += 1
    if kind & 0x80:
        kind = kind & 0x7F | (data[place] & 0x7F) << 7
        place += 1
    size = 0
    for shift in (0, 7, 14, 21):
        byte = data[place]
        place += 1
        size |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return kind, place, size
