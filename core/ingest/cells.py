"""Cells of a sheet as the child process keeps them: text, and what kind of cell it was.

A sheet goes to its Arrow file in pieces of some thousand rows, column by column: a million rows
as Python objects would take several gigabytes. Nothing heavy is imported here.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.ingest.passing import CHILD

#: Codes of the kinds of cells in the Arrow files.
EMPTY, TEXT, NUMBER, BOOL, DATE, DATETIME, TIME, DURATION, ERROR = range(9)
#: Of the text columns: pandas takes over this type as it is.
TEXTS = pa.large_string()
#: Excel keeps 15 digits; more are noise of binary fractions.
_DIGITS = 15
_WHOLE = 10**_DIGITS
_ROWS_AT_ONCE = 20_000

Row = Sequence[Any]
Numbered = tuple[int, Row]
Told = Callable[[int], None]


class _Kinds(dict[type, int]):
    """Kinds by type; what no reader is known to give is kept as text."""

    def __missing__(self, kind: type) -> int:
        return TEXT


KINDS = _Kinds(
    {
        str: TEXT,
        int: NUMBER,
        float: NUMBER,
        bool: BOOL,
        dt.date: DATE,
        dt.datetime: DATETIME,
        dt.time: TIME,
        dt.timedelta: DURATION,
        type(None): EMPTY,
    }
)


class _Texts(dict[Any, str]):
    """Texts of cells, each value worked out once."""

    def __missing__(self, cell: Any) -> str:  # noqa: ANN401 - whatever a reader gives
        text = self[cell] = text_of(cell)
        return text


@dataclass
class _Piece:
    """Some rows: their numbers, a text column each, and kinds where a column is not all text."""

    rows: pa.Array
    texts: list[pa.Array] = field(default_factory=list)
    kinds: dict[int, pa.Array] = field(default_factory=dict)


def write(
    path: Path, rows: Iterable[Numbered], *, shift: int = 0, cap: int = 0, told: Told | None = None
) -> int:
    """Keep the rows that hold anything, with the numbers a spreadsheet shows.

    Args:
        path: the Arrow file to write: ``row``, then ``t0``, ``t1`` … as text and ``k0`` … where
            a column is not all text.
        rows: row number and cells.
        shift: blank columns that stand left of the first cell.
        cap: how many columns to keep; all when 0.
        told: hears the number of the last row done, now and then.

    Returns:
        How many rows were kept.
    """
    widest = max(cap - shift, 0) if cap else None
    pieces: list[_Piece] = []
    kept = filled(rows)
    while chunk := list(islice(kept, _ROWS_AT_ONCE)):
        pieces.append(_piece(chunk, widest))
        if told:
            told(chunk[-1][0])
    _write_pieces(path, pieces, shift)
    return sum(len(piece.rows) for piece in pieces)


def filled(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    """Rows that hold anything; openpyxl gives one and the same blank row again and again."""
    known_blank: Row | None = None
    for number, row in rows:
        if row is known_blank:
            continue
        if blank(row):
            known_blank = row
        else:
            yield number, row


def _piece(chunk: list[Numbered], widest: int | None) -> _Piece:
    piece = _Piece(pa.array([number for number, _row in chunk], pa.int32()))
    columns = list(islice(zip_longest(*(row for _number, row in chunk)), widest))
    while columns and blank(columns[-1]):
        columns.pop()
    for place, cells in enumerate(columns):
        types = set(map(type, cells))
        if types <= {str}:
            piece.texts.append(pa.array(cells, TEXTS))
            continue
        texts = texts_of(cells, types)
        kinds = [
            KINDS[type(cell)] if text else EMPTY for cell, text in zip(cells, texts, strict=True)
        ]
        piece.texts.append(pa.array(texts, TEXTS))
        piece.kinds[place] = _codes(bytes(kinds))
    return piece


def _codes(kinds: bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.uint8(), len(kinds), [None, pa.py_buffer(kinds)])


def _write_pieces(path: Path, pieces: list[_Piece], shift: int) -> None:
    """All pieces with the same columns: the widest one's, kinds wherever a piece has them."""
    width = max((len(piece.texts) for piece in pieces), default=0)
    typed = sorted({place for piece in pieces for place in piece.kinds})
    names = [("row", pa.int32())]
    names += [(f"t{place}", TEXTS) for place in range(shift + width if width else 0)]
    names += [(f"k{place + shift}", pa.uint8()) for place in typed]
    schema = pa.schema(names)
    with CHILD.sink(path) as sink, pa.ipc.new_file(sink, schema) as writer:
        for piece in pieces:
            arrays = _arrays(piece, width, shift, typed)
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _arrays(piece: _Piece, width: int, shift: int, typed: list[int]) -> list[pa.Array]:
    blanks = pa.array([""] * len(piece.rows), TEXTS)
    missing = width - len(piece.texts)
    texts = [blanks] * (shift if width else 0) + piece.texts + [blanks] * missing
    return [piece.rows, *texts, *(_kinds(piece, place) for place in typed)]


def _kinds(piece: _Piece, place: int) -> pa.Array:
    """The kinds of a column that is typed in another piece."""
    if place in piece.kinds:
        return piece.kinds[place]
    if place >= len(piece.texts):
        return _codes(bytes(len(piece.rows)))
    return _codes(bytes(TEXT if text.as_py() else EMPTY for text in piece.texts[place]))


def blank(row: Row) -> bool:
    """Whether nothing but spaces stands in a row."""
    if not any(row):
        return 0 not in row  # 0 and FALSE are values
    for cell in row:  # mostly the first one says it
        if type(cell) is str:
            if cell.strip():
                return False
        elif cell is not None:
            return False
    return True


def texts_of(cells: Sequence[Any], types: set[type] | None = None) -> list[str]:
    """Cells as text: dates in ISO form, whole numbers without a point."""
    found = set(map(type, cells)) if types is None else types
    if bool in found:  # TRUE equals 1, so that a memory of values would mix them up
        return [text_of(cell) for cell in cells]
    return list(map(_Texts().__getitem__, cells))


def text_of(cell: object) -> str:
    """One cell as text."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell)


def number_text(number: float) -> str:
    """A number as Excel holds it: 15 digits, no exponent, no ``.0``."""
    if not math.isfinite(number):
        return ""
    if number == int(number) and abs(number) < _WHOLE:
        return str(int(number))
    text = format(Decimal(format(number, f".{_DIGITS}g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
