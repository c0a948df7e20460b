"""A look at a workbook before any reader opens it (SHEETS 1.5, SAFETY 4.3).

One pass over the packed parts: how large it unpacks, whether it hides an entity bomb, how far its
cells reach, how many cells hold an error or a formula that was never calculated.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from defusedxml import ElementTree

from core.errors import CannotUnlock, UnreadableFile, UnsafeFile
from core.ingest.packed import pieces
from core.ingest.passed_over import columns_hidden
from core.ingest.sniff import damaged, for_good
from core.locale.words import Words, _
from core.settings.intake import IntakeSettings

_CELL = re.compile(rb"<c(?=[\s>])[^<>]*>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,20})"')
_ROW_NUMBER = re.compile(rb'<row\s[^<>]*?\br="(\d{1,20})"')
_PREFIX = re.compile(rb"<(/?)\w+:")
_SPACES_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>\s+</v>")
_BLANK_INLINE = re.compile(rb"<is(?:\s[^<>]*)?>\s*(?:<t(?:\s[^<>]*)?(?:/>|>\s*</t>)\s*)?</is>")
#: What is counted: a sign and a text without which there is nothing to count, and the exact
#: pattern.
_COUNTS = {
    "errors": (b"e", b't="e"', re.compile(rb'<c\s[^<>]*\bt="e"')),
    # A formula whose result is an empty text (t="str") has been calculated.
    "uncalculated": (
        b"f",
        b"<f",
        re.compile(
            rb'<c(?![^<>]*\bt="str")\s[^<>]*><f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)'
            rb"(?:<v\s*/>|<v></v>)?</c>"
        ),
    ),
    "hidden": (b"h", b'hidden="', re.compile(rb'<row\s[^<>]*\bhidden="(?:1|true)"')),
}
_HIDDEN_COLUMNS = re.compile(rb'<col(?=[^<>]*\shidden="(?:1|true)")(\s[^<>]*)>')
_EDGE = re.compile(rb'\s(?:min|max)="(\d{1,9})"')
_BOMB = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: A definition may be cut by the end of a piece: so much of it is looked at again.
_BOMB_BYTES = 16
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
#: A table of contents is short; a longer one is not taken into the memory of this process.
_MOST_CONTENTS = 8 << 20
_MACROS = re.compile(r"(?:.*/)?vbaProject\.bin|Basic/.+", re.IGNORECASE)
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OTHER_FILES = re.compile(r"xl/externalLinks/externalLink[^/]*")
_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384
_END_OF_CONTENTS = b"PK\x05\x06"
#: An entry of the table of contents has at least so many bytes before its name.
_LEAST_ENTRY = 46 * 4
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass
class SheetFacts:
    """What the scan saw in one sheet.

    Attributes:
        rows: number of the last row that holds a value.
        columns: number of the widest column that holds a value.
        cells: cells with a value; a shared text may still turn out to be blank.
        far: those of them that lie beyond the columns that are read.
        errors: cells that hold an error such as #N/A.
        uncalculated: formulas whose result is not in the file.
        hidden: hidden rows and columns.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    far: int = 0
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
        members: parts of the archive.
        sheets: facts by sheet name (by part name where the workbook names no sheet for it).
        dates_1904: whether day 0 of the serial numbers is in 1904.
        never_shown: names of sheets that Excel's own menus do not show.
        macros: whether the workbook holds macros.
        other_files: whether formulas take values from other files.
    """

    inflated: int = 0
    members: int = 0
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    dates_1904: bool = False
    never_shown: set[str] = field(default_factory=set)
    macros: bool = False
    other_files: bool = False

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
        CannotUnlock: a zip whose members are encrypted.
        UnreadableFile: a damaged archive.
    """
    if not data.startswith(b"PK"):
        return Facts(inflated=len(data), macros=_OLD_MACROS in data)
    check_members(data, name, settings)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive, name, len(data), settings)
            return _facts(archive, name, settings)
    except _BROKEN as error:
        raise UnreadableFile(damaged(name)) from error
    except RuntimeError as error:  # what zipfile raises for encrypted members
        raise CannotUnlock(for_good(name)) from error


def check_members(data: bytes, name: str, settings: IntakeSettings) -> None:
    """Refuse an archive of endless parts before its table of contents is taken apart.

    Raises:
        UnsafeFile: the archive says that it holds more parts than any spreadsheet does.
    """
    place = data.rfind(_END_OF_CONTENTS)
    if place < 0 or place + 20 > len(data):
        return
    said, size = struct.unpack_from("<HI", data, place + 10)
    if max(said, size // _LEAST_ENTRY) > settings.max_members:
        raise UnsafeFile(too_large(name))


def _check_sizes(
    archive: zipfile.ZipFile, name: str, packed: int, settings: IntakeSettings
) -> None:
    inflated = sum(info.file_size for info in archive.infolist()) + _nested(archive, settings)
    large = inflated > settings.inflation_from_bytes
    if inflated > settings.max_inflated_bytes or (
        large and inflated > settings.max_inflation * packed
    ):
        raise UnsafeFile(too_large(name))


def _nested(archive: zipfile.ZipFile, settings: IntakeSettings) -> int:
    """Unpacked bytes of archives inside the archive (older Numbers files have one)."""
    total = 0
    for info in archive.infolist():
        small = info.file_size <= settings.inflation_from_bytes
        if small and info.filename.lower().endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(archive.read(info))) as inner:
                total += sum(part.file_size for part in inner.infolist())
    return total


def too_large(name: str) -> Words:
    """The sentence for a file that would take too much memory or time."""
    return _(
        "{name} would need too much memory or time to read, so it was not opened. Copy the table "
        "alone into a new workbook, save it and choose that file.",
        name=name,
    )


def _facts(archive: zipfile.ZipFile, name: str, settings: IntakeSettings) -> Facts:
    contents = contents_of(archive)
    labels = contents.names
    facts = Facts(
        members=len(archive.namelist()),
        dates_1904=contents.dates_1904,
        never_shown=contents.never_shown,
    )
    facts.macros = any(_MACROS.fullmatch(part) for part in archive.namelist())
    facts.other_files = any(_OTHER_FILES.match(part) for part in archive.namelist())
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels", ".vml")):
            facts.inflated += info.file_size
            continue
        known = info.filename in labels or _SHEET_PART.fullmatch(info.filename)
        sheet = SheetFacts() if known else None
        for piece in _safe(pieces(archive, info), name):
            facts.inflated += len(piece)
            if facts.inflated > settings.max_inflated_bytes:
                raise UnsafeFile(too_large(name))
            if sheet is not None:
                _count(sheet, piece, settings.max_columns)
        if sheet is not None:
            facts.sheets[labels.get(info.filename, info.filename)] = sheet
    return facts


def _safe(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The pieces of a part that defines nothing of its own.

    Raises:
        UnsafeFile: it does.
    """
    end = b""
    for piece in parts:
        seam = end + piece[:_BOMB_BYTES]
        if (_holds(piece, b"!", b"<!") and _BOMB.search(piece)) or _BOMB.search(seam):
            raise UnsafeFile(bomb(name))
        end = piece[-_BOMB_BYTES:]
        yield piece


def bomb(name: str) -> Words:
    """The sentence for a file with definitions that can stop a computer."""
    return _(
        "{name} holds definitions (XML entities) that no spreadsheet program writes and that can "
        "stop a computer, so it was not opened. Ask whoever sent it, or save it again from Excel.",
        name=name,
    )


def _holds(piece: bytes, sign: bytes, text: bytes) -> bool:
    """Whether a text stands in a piece.

    One sign of it that most pieces lack is looked for first: that takes a tenth of the time, and
    forty megabytes are gone through for each text.
    """
    return sign in piece and text in piece


def _count(sheet: SheetFacts, piece: bytes, most_columns: int) -> None:
    if b"<c" not in piece and b":c" in piece:
        piece = _PREFIX.sub(rb"<\1", piece)  # some programs name the schema in every tag
    sheet.cells += _values_in(piece)
    _measure_rows(sheet, piece.split(b"</row>"), most_columns)
    for fact, (sign, hint, pattern) in _COUNTS.items():
        if _holds(piece, sign, hint):
            setattr(sheet, fact, getattr(sheet, fact) + len(pattern.findall(piece)))
    if _holds(piece, b"l", b"<col"):
        sheet.hidden += sum(map(_columns_of, _HIDDEN_COLUMNS.findall(piece)))


def _columns_of(said: bytes) -> int:
    """How many columns a definition hides."""
    edges = sorted(int(edge) for edge in _EDGE.findall(said))
    return columns_hidden(edges[0], edges[-1], _EXCEL_COLUMNS) if edges else 1


def _values_in(piece: bytes) -> int:
    """Cells that hold a value: numbers, shared texts, texts of their own."""
    values = piece.count(b"</v>") - piece.count(b"></v>")
    if b" </v>" in piece:
        values -= len(_SPACES_VALUE.findall(piece))
    if _holds(piece, b"i", b"<is"):
        values += piece.count(b"</is>") - len(_BLANK_INLINE.findall(piece))
    return values


def _measure_rows(sheet: SheetFacts, rows: list[bytes], most_columns: int) -> None:
    """How far the rows of a piece reach.

    Most rows end with a cell that says where it stands: of those only one for each column and
    the last one are looked at (a million rows must cost a second).
    """
    ends: dict[bytes, bytes] = {}
    last = b""
    for row in rows:
        place = row.rfind(b'<c r="')
        if place < 0 or not row.endswith(b"</c>"):
            _measure(sheet, row)
        else:
            ends[row[place + 6 : place + 9]] = last = row
    for row in (*ends.values(), last):
        _measure(sheet, row)
    if sheet.columns > most_columns:
        sheet.far += sum(_far_cells(row, most_columns) for row in rows)


def _measure(sheet: SheetFacts, row: bytes) -> None:
    """How far the last cell of a row reaches that holds a value."""
    end = row.rfind(b"</c>")
    start = row.rfind(b"<c", 0, end)
    while start >= 0 and row[start + 2 : start + 3] not in b" >\n\r\t":
        start = row.rfind(b"<c", 0, start)
    if end < 0 or start < 0:
        return
    place = _PLACE.search(row, start, row.find(b">", start))
    if place:
        column, number = _column_number(place[1]), int(place[2])
    else:  # a cell may leave out where it stands: one column further than the one before
        column = len(_CELL.findall(row))
        named = _ROW_NUMBER.search(row)
        number = int(named[1]) if named else sheet.rows + 1
    sheet.columns, sheet.rows = max(sheet.columns, column), max(sheet.rows, number)


def _far_cells(row: bytes, most_columns: int) -> int:
    """Cells of a row beyond the columns that are read."""
    cells = (_PLACE.search(cell) for cell in row.split(b"</c>")[:-1])
    return sum(_column_number(place[1]) > most_columns for place in cells if place)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass
class Contents:
    """The table of contents of a workbook.

    Attributes:
        names: {part: name of the worksheet}.
        never_shown: names of worksheets that Excel's own menus do not show.
        dates_1904: base of the serial numbers.
    """

    names: dict[str, str] = field(default_factory=dict)
    never_shown: set[str] = field(default_factory=set)
    dates_1904: bool = False


def contents_of(archive: zipfile.ZipFile) -> Contents:
    """Which part is which worksheet; empty where the workbook does not say."""
    found = Contents()
    try:
        if any(archive.getinfo(p).file_size > _MOST_CONTENTS for p in (_WORKBOOK, _RELATIONS)):
            return found
        book = ElementTree.fromstring(archive.read(_WORKBOOK))
        rels = ElementTree.fromstring(archive.read(_RELATIONS))
    except (KeyError, ElementTree.ParseError, ValueError):
        return found  # the reader will say what is wrong with it
    sheets = [rel for rel in rels if (rel.get("Type") or "").endswith("/worksheet")]
    targets = {rel.get("Id"): (rel.get("Target") or "").lstrip("/") for rel in sheets}
    for element in book.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            found.dates_1904 = element.get("date1904") in ("1", "true")
        elif tag == "sheet":
            _add_sheet(found, element.attrib, targets)
    return found


def _add_sheet(
    found: Contents, said: Mapping[str, str], targets: Mapping[str | None, str]
) -> None:
    target = targets.get(next((v for k, v in said.items() if k.endswith("}id")), ""))
    if not target:
        return
    part = target if target.startswith("xl/") else f"xl/{target}"
    found.names[part] = said.get("name") or part
    if said.get("state") == "veryHidden":
        found.never_shown.add(found.names[part])
