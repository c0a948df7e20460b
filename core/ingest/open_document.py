"""Errors, formulas and hidden lines in the content of an .ods. In the child process.

The content is searched for what such a cell or line must have; only where there is any cell, it is
gone through row by row.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import chain

from core.ingest.packed import pieces
from core.ingest.passed_over import PassedOver

CONTENT = "content.xml"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
#: More of them on a sheet are counted, but stay as the reader gives them.
_MOST_RANGES = 100_000
_MOST_SHEETS = 10_000
_ERROR_TEXT = rb"(?:#NULL!|#DIV/0!|#VALUE!|#REF!|#NAME\?|#NUM!|#N/A|#GETTING_DATA|Err:\d{3})"
_SUSPECT = re.compile(
    rb'calcext:value-type="error"|>\s*+' + _ERROR_TEXT + rb"\s*+<"
    rb"|<table:table-cell(?=[^<>]*\stable:formula=)(?![^<>]*\soffice:value-type=)"
)
#: A table, and a row or column that is hidden or filtered away.
_HIDDEN = re.compile(
    rb"<table:(?:table(?=[\s/>])|table-(?P<what>row|column)(?=\s)"
    rb'(?=[^<>]*\stable:visibility="(?:collapse|filter)")(?P<said>[^<>]*))'
)
#: A hidden line that stands for so many is the unused rest of the sheet: it counts as one.
_REST = {"rows": 10_000, "columns": 500}
_ENDS = (b"row>", b"cell>", b"table>")
#: A table, a row, a cell with what stands in it up to the next of them.
_TOKEN = re.compile(
    rb"<table:(?P<what>table|table-row|(?:covered-)?table-cell)(?=[\s/>])"
    rb"(?P<said>(?:[^<>\"]++|\"[^\"<]*+\")*+)>(?P<text>(?:[^<]++|<(?!/?table:))*+)"
)
_NUMBER_OF = {
    "rows": re.compile(rb'\stable:number-rows-repeated="(\d{1,9})"'),
    "columns": re.compile(rb'\stable:number-columns-repeated="(\d{1,9})"'),
}
_PARAGRAPHS = re.compile(rb"<text:p(?:\s[^<>]*)?>(.*?)</text:p>", re.DOTALL)
_REMARK = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_TAGS = re.compile(rb"<[^<>]*>")
_ONLY_ERROR = re.compile(rb"\s*" + _ERROR_TEXT + rb"\s*")


class _Sheet:
    """A sheet while it is gone through: the row and column that come next, from 1."""

    def __init__(self) -> None:
        self.found = PassedOver()
        self.row, self.column, self.rows = 0, 1, 1

    def begin_row(self, said: bytes) -> None:
        """A row below those so far, which may stand for several."""
        self.row += self.rows
        self.rows = min(_repeated("rows", said), max(_MOST_ROWS - self.row + 1, 1))
        self.column = 1

    def add(self, said: bytes, text: bytes) -> None:
        """The next cell of the row, which may stand for several."""
        wide = min(_repeated("columns", said), max(_MOST_COLUMNS - self.column + 1, 1))
        if _is_error(said, text):
            self.found.errors += self.rows * wide
            if len(self.found.values) < _MOST_RANGES:
                last_row, last = self.row + self.rows - 1, self.column + wide - 1
                self.found.values.append((self.row, last_row, self.column, last))
        elif b"table:formula=" in said and b"office:value-type=" not in said:
            self.found.uncalculated += self.rows * wide
        self.column += wide


def sheets(archive: zipfile.ZipFile) -> list[PassedOver]:
    """Of every sheet of an .ods.

    Args:
        archive: the file.

    Raises:
        OSError, ValueError, zipfile.BadZipFile, zlib.error: a damaged file.
    """
    suspect = False
    hidden: list[int] = []
    for piece in _pieces(archive):
        suspect = suspect or _SUSPECT.search(piece) is not None
        _count_hidden(hidden, piece)
    found = _walked(archive) if suspect else [PassedOver() for _sheet in hidden]
    for sheet, number in zip(found, hidden, strict=False):
        sheet.hidden = number
    return found


def _count_hidden(sheets: list[int], piece: bytes) -> None:
    """Add the hidden lines of a piece to those of its sheets."""
    for token in _HIDDEN.finditer(piece):
        if token["what"] is None:
            if len(sheets) < _MOST_SHEETS:
                sheets.append(0)
        elif sheets:
            what = f"{token['what'].decode()}s"
            number = _repeated(what, token["said"])
            sheets[-1] += number if number < _REST[what] else 1


def _walked(archive: zipfile.ZipFile) -> list[PassedOver]:
    """Every sheet gone through cell by cell."""
    found: list[_Sheet] = []
    for token in chain.from_iterable(_TOKEN.finditer(piece) for piece in _pieces(archive)):
        what, said, text = token["what"], token["said"], token["text"]
        if what == b"table":
            found.append(_Sheet())
        elif found and what == b"table-row":
            found[-1].begin_row(said)
        elif found and what.endswith(b"-cell"):
            found[-1].add(said, text)
        if len(found) > _MOST_SHEETS:
            break
    return [sheet.found for sheet in found]


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    return pieces(archive, archive.getinfo(CONTENT), _ENDS)


def _repeated(what: str, said: bytes) -> int:
    number = _NUMBER_OF[what].search(said)
    return max(int(number[1]), 1) if number else 1


def _is_error(said: bytes, text: bytes) -> bool:
    """Whether a cell says that it is an error, or shows the text of one (as Excel writes them)."""
    if b'calcext:value-type="error"' in said:
        return True
    if b"#" not in text and b"Err:" not in text:
        return False
    own = _REMARK.sub(b"", text)
    shown = b"".join(_TAGS.sub(b"", part) for part in _PARAGRAPHS.findall(own))
    return _ONLY_ERROR.fullmatch(shown) is not None
