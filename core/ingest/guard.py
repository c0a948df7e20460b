"""A look at a workbook before any reader opens it (SHEETS 1.5, SAFETY 4.3).

One pass over the packed parts: how large it unpacks, whether it hides an entity bomb, how far its
cells reach, how many cells hold an error or a formula that was never calculated.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml import ElementTree

from core.errors import PasswordNeeded, UnreadableFile, UnsafeFile
from core.ingest.sniff import damaged, locked
from core.locale.words import Words, _
from core.settings.intake import IntakeSettings

_PIECE = 1 << 20
#: A cell with something in it, as Excel writes it, and as any program may write it.
_CELL = re.compile(rb'<c r="([A-Z]{1,3})\d+"[^<>]*(?<!/)>')
_ANY_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})\d+"[^<>]*(?<!/)>')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^<>]*?\br="(\d{1,20})"[^<>]*(?<!/)>')
#: What is counted: a text without which there is nothing to count, and the exact pattern.
_COUNTS = {
    "errors": (b't="e"', re.compile(rb'<(?:\w+:)?c\s[^<>]*\bt="e"')),
    # A formula whose result is an empty text (t="str") has been calculated.
    "uncalculated": (
        b"<f",
        re.compile(
            rb'<(?:\w+:)?c(?![^<>]*\bt="str")\s[^<>]*>'
            rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
            rb"(?:<(?:\w+:)?v\s*/>|<v></v>)?</(?:\w+:)?c>"
        ),
    ),
    "hidden": (b'hidden="', re.compile(rb'<(?:\w+:)?(?:row|col)\s[^<>]*\bhidden="(?:1|true)"')),
}
_BOMB = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_EXCEL_ROWS = 1_048_576
_NS = "{http://schemas.openxmlformats.org/"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass
class SheetFacts:
    """What the scan saw in one sheet.

    Attributes:
        rows: number of the last row that holds a cell.
        columns: number of the widest column that holds a value.
        cells: cells with a value.
        errors: cells that hold an error such as #N/A.
        uncalculated: formulas whose result is not in the file.
        hidden: hidden rows and columns.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    errors: int = 0
    uncalculated: int = 0
    hidden: int = 0

    @property
    def dense(self) -> int:
        """Cells that a reader must hold which keeps a full grid."""
        return min(self.rows, _EXCEL_ROWS) * self.columns


@dataclass
class Facts:
    """What the scan saw in a workbook.

    Attributes:
        inflated: unpacked bytes.
        sheets: facts by sheet name (by part name where the workbook names no sheet for it).
        dates_1904: whether day 0 of the serial numbers is in 1904.
    """

    inflated: int = 0
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    dates_1904: bool = False

    @property
    def cells(self) -> int:
        """Cells with a value in all sheets."""
        return sum(sheet.cells for sheet in self.sheets.values())

    @property
    def dense(self) -> int:
        """The largest grid of any sheet."""
        return max((sheet.dense for sheet in self.sheets.values()), default=0)


def scan(data: bytes, name: str, settings: IntakeSettings) -> Facts:
    """Look a workbook over.

    Args:
        data: the file; anything that is not a zip archive gives empty facts.
        name: the file's name, for the sentences.
        settings: the limits.

    Raises:
        UnsafeFile: a zip or entity bomb.
        PasswordNeeded: a zip whose members are encrypted.
        UnreadableFile: a damaged archive.
    """
    if not data.startswith(b"PK"):
        return Facts(inflated=len(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive, name, len(data), settings)
            return _facts(archive, name, settings)
    except _BROKEN as error:
        raise UnreadableFile(damaged(name)) from error
    except RuntimeError as error:  # what zipfile raises for encrypted members
        raise PasswordNeeded(locked(name)) from error


def _check_sizes(
    archive: zipfile.ZipFile, name: str, packed: int, settings: IntakeSettings
) -> None:
    inflated = sum(info.file_size for info in archive.infolist())
    large = inflated > settings.inflation_from_bytes
    if inflated > settings.max_inflated_bytes or (
        large and inflated > settings.max_inflation * packed
    ):
        raise UnsafeFile(too_large(name))


def too_large(name: str) -> Words:
    """The sentence for a file that would take too much memory or time."""
    return _(
        "{name} would need too much memory or time to read, so it was not opened. Copy the table "
        "alone into a new workbook, save it and choose that file.",
        name=name,
    )


def _facts(archive: zipfile.ZipFile, name: str, settings: IntakeSettings) -> Facts:
    facts = Facts()
    labels = _sheet_names(archive, facts)
    left = settings.max_inflated_bytes
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels", ".vml")):
            facts.inflated += info.file_size
            continue
        sheet = SheetFacts() if _SHEET_PART.fullmatch(info.filename) else None
        for piece in _pieces(archive, info):
            if b"<!" in piece and _BOMB.search(piece):
                raise UnsafeFile(_bomb(name))
            if facts.inflated + len(piece) > left:
                raise UnsafeFile(too_large(name))
            facts.inflated += len(piece)
            if sheet is not None:
                _count(sheet, piece)
        if sheet is not None:
            facts.sheets[labels.get(info.filename, info.filename)] = sheet
    return facts


def _bomb(name: str) -> Words:
    return _(
        "{name} holds definitions (XML entities) that no spreadsheet program writes and that can "
        "stop a computer, so it was not opened. Ask whoever sent it, or save it again from Excel.",
        name=name,
    )


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that end behind a cell, so that no cell is cut in two."""
    rest = b""
    with archive.open(info) as part:
        while piece := part.read(_PIECE):
            piece = rest + piece
            cut = max(piece.rfind(b"</c>") + 4, piece.rfind(b"</row>") + 6)
            # Without a cell in it the piece is cut anywhere: it must not grow for ever.
            cut = cut if cut > 6 else len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    if rest:
        yield rest


def _count(sheet: SheetFacts, piece: bytes) -> None:
    columns = (_CELL if b'<c r="' in piece else _ANY_CELL).findall(piece)
    sheet.cells += len(columns)
    sheet.columns = max(sheet.columns, *map(_column_number, set(columns)), 0)
    sheet.rows = max(sheet.rows, *map(int, _ROW.findall(piece)), 0)
    for fact, (hint, pattern) in _COUNTS.items():
        if hint in piece:
            setattr(sheet, fact, getattr(sheet, fact) + len(pattern.findall(piece)))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_names(archive: zipfile.ZipFile, facts: Facts) -> dict[str, str]:
    """{part: the sheet's name}; also notes the base of the serial numbers."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        rels = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, ValueError):
        return {}  # the reader will say what is wrong with it
    targets = {rel.get("Id"): (rel.get("Target") or "").lstrip("/") for rel in rels}
    names: dict[str, str] = {}
    for element in book.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            facts.dates_1904 = element.get("date1904") in ("1", "true")
        elif tag == "sheet":
            rid = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            target = targets.get(rid, "")
            part = target if target.startswith("xl/") else f"xl/{target}"
            names[part] = element.get("name") or part
    return names
