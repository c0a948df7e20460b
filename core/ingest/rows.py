"""Which rows of a table are data: no totals, no repeated headers, no examples, no footnotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.looks import Cells, is_known, is_names_row
from core.ingest.process import RawSheet
from core.ingest.values import beginning, plain

_TOTAL = re.compile(
    r"(?:.{0,10}(?:合\s*計|小\s*計|総\s*計|累\s*計|月\s*計|日\s*計)|計|平均|(?:sub|grand)?[\s\-]*total)"
    r"(?:\s*:|金額|額|\s*\(.{1,8}\))?",
    re.I,
)
_TOTAL_WORDS = "計|平均|total|Total|TOTAL"
_REQUIRED = re.compile(
    r"[※*(【\[]*(?:必須|任意|入力例|記入例|例[:)】].*|例|見本|required|optional|example)[)】\]:]*"
    r"|[(【\[※]例[)】\]:].*",
    re.I,
)
_EXAMPLE = re.compile(
    r"[※*(【\[]*(?:記入例|入力例|例|見本|サンプル|sample|example)[)】\]:]*", re.I
)
_FOOTNOTE = re.compile(r"(?:※|\*|注[:)\d]|\(注|以上$|(?:作成|出力|印刷)(?:日|者)|備考:).*")
_TOTAL_COLUMNS = 4
_EXPLAINED = 3
_NARROW = 2

Places = np.ndarray[Any, np.dtype[np.intp]]


@dataclass
class Rows:
    """The rows below a header by what they are, as positions.

    Attributes:
        data: what is read.
        totals: rows that only sum up.
        dropped: repeated headers with what stands above them, 必須 and 入力例.
        remarks: footnotes and headings within the data.
    """

    data: Places
    totals: list[int]
    dropped: list[int]
    remarks: list[int]


def is_total(text: str) -> bool:
    """Whether a text says that something is summed up (合計, 小計, Total)."""
    return _TOTAL.fullmatch(plain(text)) is not None


def row_of(sheet: RawSheet, place: int) -> Cells:
    """The cells of one row, those without end cut."""
    return list(map(beginning, sheet.texts.iloc[place]))


def used_columns(sheet: RawSheet, start: int = 0) -> list[int]:
    """Columns that hold anything from a row on."""
    body = sheet.texts.iloc[start:]
    return [int(column) for column in body.columns if body[column].ne("").any()]


def data_rows(sheet: RawSheet, header: list[Cells], last: int, used: list[int]) -> Rows:
    """Tell the rows below a header apart.

    Args:
        sheet: one table, outer spaces off its cells.
        header: the row or two rows that name the columns, as they stand.
        last: position of the lower of them, -1 without one.
        used: columns that have a name or data.
    """
    count = len(sheet.texts)
    dropped = _repeated(sheet, header, last) if header else set()
    dropped |= _explanations(sheet, last) if header else set()
    remarks = _headings(sheet, last, used) | _footnotes(sheet, last, used)
    totals = set(_totals(sheet, last, used)) - dropped
    aside = np.zeros(count, dtype=bool)
    aside[[*totals, *dropped, *remarks]] = True
    data = np.flatnonzero(~aside[last + 1 :]) + last + 1
    return Rows(data, sorted(totals), sorted(dropped), sorted(remarks - totals - dropped))


def filled_counts(texts: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many cells of each row hold anything."""
    counts = np.zeros(len(texts), dtype=np.int64)
    for column in texts.columns:
        counts += texts[column].ne("").to_numpy(dtype=bool)
    return counts


def _totals(sheet: RawSheet, last: int, used: list[int]) -> list[int]:
    """合計 and its kind at the beginning of rows that leave columns blank."""
    body = sheet.texts.iloc[last + 1 :]
    before = np.ones(len(body), dtype=bool)
    hits = np.zeros(len(body), dtype=bool)
    for column in list(body.columns)[:_TOTAL_COLUMNS]:
        likely = body[column].str.contains(_TOTAL_WORDS, regex=True).to_numpy(dtype=bool) & before
        words = {t for t in body[column][likely].unique() if is_total(t)}
        if words:
            hits |= likely & body[column].isin(words).to_numpy(dtype=bool)
        before &= body[column].eq("").to_numpy(dtype=bool)
    places = np.flatnonzero(hits)
    counts = filled_counts(body.iloc[places])
    return [int(place) + last + 1 for place in places[counts < len(used)]]


def _repeated(sheet: RawSheet, header: list[Cells], last: int) -> set[int]:
    """Headers that are printed again on each page, with the page's title above them."""
    found: set[int] = set()
    for row in header:
        same = np.ones(len(sheet.texts) - last - 1, dtype=bool)
        for column, cell in zip(sheet.texts.columns, row, strict=True):
            same &= sheet.texts[column].iloc[last + 1 :].eq(cell).to_numpy(dtype=bool)
        found |= {int(place) + last + 1 for place in np.flatnonzero(same)}
    width = sum(bool(cell) for cell in header[-1])
    for place in sorted(found):
        found |= set(_titles_above(sheet, place, last, found, width))
    return found


def _titles_above(
    sheet: RawSheet, place: int, last: int, found: set[int], width: int
) -> list[int]:
    """Rows of a page's title: hardly filled, right above a repeated header."""
    said = {cell for above in range(last) for cell in row_of(sheet, above) if cell}
    titles: list[int] = []
    for above in range(place - 1, last, -1):
        cells = [cell for cell in row_of(sheet, above) if cell]
        title = len(cells) == 1 or not said.isdisjoint(cells)
        if above in found or not title or len(cells) * 2 > width or is_total(cells[0]):
            break
        titles.append(above)
    return titles


def _explanations(sheet: RawSheet, last: int) -> set[int]:
    """Rows right below the header that say 必須, give an example or name the columns again."""
    found: set[int] = set()
    for place in range(last + 1, min(last + 1 + _EXPLAINED, len(sheet.texts))):
        cells = [plain(cell) for cell in row_of(sheet, place) if cell]
        marks = sum(_REQUIRED.fullmatch(cell) is not None for cell in cells)
        named_again = place == last + 1 and is_names_row(cells) and all(map(is_known, cells))
        if marks * 2 > len(cells) or _EXAMPLE.fullmatch(cells[0]) or named_again:
            found.add(place)
    return found


def _headings(sheet: RawSheet, last: int, used: list[int]) -> set[int]:
    """Rows of one cell that is merged over most of the table (■新規のお客様)."""
    numbers = (
        {int(number): place for place, number in enumerate(sheet.rows)} if sheet.merged else {}
    )
    found: set[int] = set()
    for first_row, first_column, last_row, last_column in sheet.merged:
        place = numbers.get(first_row, -1)
        covered = sum(first_column <= column <= last_column for column in used)
        wide = covered * 2 > len(used) and covered > _NARROW
        if place > last and first_row == last_row and wide:
            found.add(place)
    return found


def _footnotes(sheet: RawSheet, last: int, used: list[int]) -> set[int]:
    """Remarks below the last row of data."""
    found: set[int] = set()
    if len(used) <= _NARROW:
        return found
    for place in range(len(sheet.texts) - 1, last, -1):
        cells = [cell for cell in row_of(sheet, place) if cell]
        if len(cells) != 1 or not _FOOTNOTE.match(plain(cells[0])):
            break
        found.add(place)
    return found
