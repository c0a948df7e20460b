"""A whole ledger as one workbook (台帳の全体): every table, to be read, kept, or taken in again.

It has the sheets of the blank ledger, filled, the owner's own columns on the right of each; a
sheet that says what it is, of which day, and for what purpose the data are used (個情法 18条); and
what has no column: decisions about two customers, settings, texts that no cell can hold.
:mod:`core.ingest.our_book` reads it back to the letter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import InputError
from core.export.beside import Beside
from core.export.filling import Pen, Rows, Styles, rows_of, save_filled
from core.export.sheets import LISTED_ROWS, blank_sheet
from core.export.template import Blank, blank_book
from core.ingest.our_book import FURTHER
from core.ingest.our_cells import LongTexts, disguised
from core.locale.words import Words, _, say
from core.settings.intake import IntakeSettings
from core.store import kept_bytes
from core.store.frames import EXTRA, with_extra
from core.store.holding import Holding
from core.tables import TABLES, Choice, Table

#: Rows of a sheet below its header, as many as Excel can hold.
SHEET_ROWS = 1_048_575
#: Rows that are written at once.
AT_ONCE = 20_000
#: Width of the owner's own columns.
FREE_WIDTH = 16
Tell = Callable[[float], None]


def write_workbook(
    held: Holding,
    target: BinaryIO,
    language: str,
    *,
    made: dt.datetime,
    purpose: str = "",
    tell: Tell = lambda _share: None,
    sheet_rows: int = SHEET_ROWS,
) -> None:
    """Write a whole ledger as a workbook.

    Args:
        held: everything that the ledger holds.
        target: an open binary file.
        language: ``ja`` or ``en``: sheets, headers and words of the lists.
        made: the moment, told on the first sheet.
        purpose: for what the data are used, told on the first sheet.
        tell: hears the share done, from 0 to 1; what it raises ends the writing.
        sheet_rows: rows of a sheet; what is more goes to further sheets.

    Raises:
        InputError: more columns of the owner's own than can be read again.
    """
    _Writer(held, language, sheet_rows, tell).write(target, made, purpose)


@dataclass(frozen=True)
class _Part:
    """One sheet to be filled: its rows are frames one after another."""

    sheet: Worksheet
    table: Table
    free: list[str]
    count: int
    frames: Iterator[pd.DataFrame]


class _Writer:
    """Lays a ledger out and writes it."""

    def __init__(self, held: Holding, language: str, sheet_rows: int, tell: Tell) -> None:
        self._held = held
        self._language = language
        self._sheet_rows = sheet_rows
        self._tell = tell
        self._blank: Blank = blank_book(language)
        self._book = self._blank.book
        self._texts = LongTexts()
        self._pen = Pen(Styles(self._book), self._texts, held.scale)
        self._counts = {name: len(frame) for name, frame in held.tables.items()}
        bought = map(kept_bytes.source, held.purchases)
        self._counts["purchases"] = sum(pq.read_metadata(path).num_rows for path in bought)
        self._done = 0

    def write(self, target: BinaryIO, made: dt.datetime, purpose: str) -> None:
        """Write the file."""
        parts = [part for table in TABLES.values() for part in self._parts(table)]
        beside = Beside(self._book, self._held, self._language, self._cell)
        beside.about(self._counts, made, purpose)
        beside.pairs()
        beside.settings()
        beside.lists()
        long_texts = beside.long_texts()
        self._book.active = 0
        save_filled(self._book, self._all(parts, long_texts), target, self._has_long_texts)
        self._tell(1.0)

    def _say(self, words: Words | str) -> str:
        return say(words, self._language)

    def _has_long_texts(self) -> bool:
        return bool(self._texts.rows)

    # The tables

    def _parts(self, table: Table) -> Iterator[_Part]:
        """The sheets of a table, each with its rows."""
        total = self._counts[table.name]
        free, frames = self._rows(table)
        if len(free) + len(table.columns) > IntakeSettings().max_columns:
            raise InputError(_too_wide(table, len(free)))
        source = _Frames(frames)
        for number in count(1):
            left = min(total - (number - 1) * self._sheet_rows, self._sheet_rows)
            if number > 1 and left <= 0:
                return
            sheet = self._table_sheet(table, number)
            self._free_headers(sheet, table, free)
            self._blank.lists.offer(sheet, table, max(LISTED_ROWS, left + 1 + LISTED_ROWS // 5))
            yield _Part(sheet, table, free, left, source.take(left))

    def _rows(self, table: Table) -> tuple[list[str], Iterator[pd.DataFrame]]:
        """The owner's own columns of a table, and its rows with them."""
        if table.name == "purchases":
            return _free_of_lines(self._held), _lines(self._held, table)
        frame = with_extra(self._held.tables[table.name])
        return [c for c in frame.columns if c.startswith(EXTRA)], _cut(frame)

    def _table_sheet(self, table: Table, number: int) -> Worksheet:
        first = self._blank.sheets[table.name]
        if number == 1:
            return first
        place = self._book.sheetnames.index(first.title) + number - 1
        title = FURTHER.format(label=self._say(table.label), number=number)
        return blank_sheet(self._book, table, self._language, title=title, place=place)

    def _free_headers(self, sheet: Worksheet, table: Table, free: list[str]) -> None:
        """The owner's own columns, to the right, under their own headers."""
        for place, name in enumerate(free, start=len(table.columns) + 1):
            sheet.cell(1, place, self._cell(name.removeprefix(EXTRA)))
            sheet.column_dimensions[get_column_letter(place)].width = FREE_WIDTH

    def _cell(self, text: str) -> str:
        """A text that openpyxl is to write."""
        return disguised(self._texts.cell(text))

    def _all(self, parts: Sequence[_Part], long_texts: Worksheet) -> Iterator[Rows]:
        """Every sheet that has rows; long texts last, when all are known."""
        for part in parts:
            if part.count:
                width = len(part.table.columns) + len(part.free)
                yield Rows(part.sheet.path, width, part.count, self._written(part))
        if rows := self._texts.rows:
            columns = [
                [self._pen.literal(str(c), "text") for c in cells]
                for cells in zip(*rows, strict=True)
            ]
            yield Rows(long_texts.path, len(columns), len(rows), [rows_of(columns, 2)])

    def _written(self, part: _Part) -> Iterator[str]:
        """The rows of a sheet as XML."""
        first, total = 2, sum(self._counts.values())
        for frame in part.frames:
            columns = [
                self._pen.column(self._in_words(frame[c.name], c.choices), c.kind)
                for c in part.table.columns
            ]
            blank = pd.Series("", index=frame.index, dtype="str")
            columns += [self._pen.column(frame.get(name, blank), "text") for name in part.free]
            yield rows_of(columns, first)
            first += len(frame)
            self._done += len(frame)
            self._tell(self._done / (total or 1) * 0.99)

    def _in_words(self, series: pd.Series[Any], choices: tuple[Choice, ...]) -> pd.Series[Any]:
        """A column of codes in the owner's words."""
        if not choices:
            return series
        words = {choice.code: self._say(choice.label) for choice in choices}
        return series.map(words).fillna(series).astype("str")


class _Frames:
    """Rows of many frames, taken so many at a time."""

    def __init__(self, frames: Iterator[pd.DataFrame]) -> None:
        self._frames = frames
        self._rest: pd.DataFrame | None = None

    def take(self, rows: int) -> Iterator[pd.DataFrame]:
        """The next rows, in frames that together have so many."""
        while rows > 0:
            frame = self._rest if self._rest is not None else next(self._frames)
            head, rest = frame.iloc[:rows], frame.iloc[rows:]
            self._rest = rest if len(rest) else None
            rows -= len(head)
            yield head


def _cut(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(frame), AT_ONCE):
        yield frame.iloc[start : start + AT_ONCE]


def _free_of_lines(held: Holding) -> list[str]:
    """The owner's own columns of all lines that count."""
    bought = map(kept_bytes.source, held.purchases)
    names = (name for path in bought for name in pq.read_schema(path).names)
    return list(dict.fromkeys(name for name in names if name.startswith(EXTRA)))


def _lines(held: Holding, table: Table) -> Iterator[pd.DataFrame]:
    """The lines that count, some thousand at a time, in the dtypes of the table."""
    for path in held.purchases:
        for batch in pq.ParquetFile(kept_bytes.source(path)).iter_batches(AT_ONCE):
            whole_numbers = {pa.int64(): pd.Int64Dtype()}
            frame = batch.to_pandas(types_mapper=whole_numbers.get)
            yield table.shape(frame)


def _too_wide(table: Table, free: int) -> Words:
    return _(
        "{table} has {n} columns of your own, more than can be read again from a workbook. Please "
        "use the file for another computer instead.",
        table=table.label,
        n=free,
    )
