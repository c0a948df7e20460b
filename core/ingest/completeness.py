"""Whether a reader gave every cell that the guard counted in the file (SHEETS 1.2).

Readers pass over what they do not understand without a word; the owner must hear of it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from core.ingest.guard import Facts, SheetFacts, contents_of
from core.ingest.packed import pieces
from core.ingest.process import RawBook, RawSheet

_TEXTS = "xl/sharedStrings.xml"
_ITEM = re.compile(rb"<(?:\w+:)?si(?:\s[^<>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_FILLED = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>[^<]*[^<\s]")
_SHARED = re.compile(rb'<(?:\w+:)?c\s[^<>]*\bt="s"[^<>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<')


def missing_cells(data: bytes, facts: Facts, book: RawBook) -> int:
    """How many cells with a value the reader did not give.

    Args:
        data: the file.
        facts: what the guard counted in it; it counts only in Excel's own form (.xlsx, .xlsm).
        book: what the reader gave.

    Returns:
        0 where nothing is missing or nothing was counted. Error cells and cells beyond the
        columns that are read are not counted here: they are said by themselves.
    """
    given = {sheet.name: filled_cells(sheet) for sheet in book.sheets}
    short = {
        name: missing
        for name, seen in facts.sheets.items()
        if name not in facts.never_shown and (missing := _countable(seen) - given.get(name, 0)) > 0
    }
    if not short:
        return 0
    blank = _blank_cells(data, set(short))
    return sum(max(missing - blank.get(name, 0), 0) for name, missing in short.items())


def filled_cells(sheet: RawSheet) -> int:
    """Cells in which anything stands."""
    return sum(int(sheet.texts[column].ne("").sum()) for column in sheet.texts.columns)


def _countable(seen: SheetFacts) -> int:
    return seen.cells - seen.errors - seen.far


def _blank_cells(data: bytes, names: set[str]) -> dict[str, int]:
    """Cells of these sheets whose shared text is blank, which the guard counts as values."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        blank = set(_blank_texts(archive))
        if not blank:
            return {}
        labels = contents_of(archive).names
        return {
            label: _shown(archive, part, blank)
            for part, label in labels.items()
            if label in names and part in archive.namelist()
        }


def _blank_texts(archive: zipfile.ZipFile) -> Iterator[int]:
    """Places of the shared texts that are blank."""
    if _TEXTS not in archive.namelist():
        return
    place = 0
    for piece in pieces(archive, archive.getinfo(_TEXTS), (b"si>",)):
        for item in _ITEM.finditer(piece):
            if not item[1] or not _FILLED.search(item[1]):
                yield place
            place += 1


def _shown(archive: zipfile.ZipFile, part: str, blank: set[int]) -> int:
    """Cells of a sheet that show one of these shared texts."""
    return sum(
        int(place) in blank
        for piece in pieces(archive, archive.getinfo(part))
        for place in _SHARED.findall(piece)
    )
