"""Large delimited texts, by pyarrow: ten times faster than row by row. In the child process.

A text of whose encoding there is no doubt is never held as a whole: the file is mapped, looked
over once, and split while it is decoded.
"""

from __future__ import annotations

import array
import csv
import io
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from core.ingest.cells import TEXTS
from core.ingest.delimited import delimiter_of, is_sep_line
from core.ingest.encoding import NOT_IN_CP932, strict
from core.ingest.passing import CHILD

_LARGE = 1_000_000
_SAMPLE = 400_000
_BLOCK = 1 << 21
#: So much is looked over or decoded at once: it stays in the processor's memory.
_PIECE = 1 << 16
#: Wider texts have columns that are not read, which is to be said.
_WIDEST = 256
_MARK = b"\xef\xbb\xbf"
#: Bytes with which only characters of three and more bytes of UTF-8 begin: kana, kanji.
_FAR = re.compile(rb"[\xe0-\xf4]")
_LOST = "\ufffd".encode()
#: Bytes that stand in no character of cp932; the other two (80, A0) may be a character's second.
_NEVER_IN_CP932 = (b"\xfd", b"\xfe", b"\xff")
_SINGLE_IN_CP932 = tuple(NOT_IN_CP932[:2])
#: A byte of cp932 takes three in UTF-8 at most (half-width kana).
_GROWTH = 3


@dataclass
class _Bytes:
    """What one look at every byte of a text finds."""

    quotes: int = 0
    only_ascii: bool = True
    lost: bool = False
    never_in_cp932: bool = False


@dataclass(frozen=True)
class _Lines:
    """A text to split: its beginning, its quotation marks, and its lines as UTF-8."""

    sample: str
    delimiter: str
    quotes: int
    opened: pa.NativeFile


def copy_quickly(source: Path, path: Path) -> str:
    """Split a large regular text, of whose encoding there is no doubt, without decoding it first.

    Args:
        source: the file.
        path: the Arrow file to write, as :func:`core.ingest.cells.write` does.

    Returns:
        The encoding's name, as :func:`core.ingest.encoding.decode` finds it; empty for any other
        text: nothing is to be used then.
    """
    if source.stat().st_size < _LARGE:
        return ""
    with source.open("rb") as file:
        # Never closed by hand: a thread of the splitter may still look at it for a moment.
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    seen = _looked_over(data)
    if seen is None:
        return ""
    whole = memoryview(data)
    return _utf8(whole, seen, path) or _cp932(whole, seen, path)


def _looked_over(data: mmap.mmap) -> _Bytes | None:
    """One look at every byte; None where the encoding is to be found by other means."""
    seen, beyond = _Bytes(), len(_LOST) - 1
    for place in range(0, len(data), _PIECE):
        piece = data[place : place + _PIECE + beyond]
        if b"\0" in piece or b"\x1b" in piece:
            return None
        if b'"' in piece:  # looking for one is faster than counting
            seen.quotes += piece.count(b'"', 0, _PIECE)
        seen.only_ascii = seen.only_ascii and piece.isascii()
        seen.lost = seen.lost or (_LOST[:1] in piece and _LOST in piece)
        seen.never_in_cp932 = seen.never_in_cp932 or any(b in piece for b in _NEVER_IN_CP932)
    return seen


def _utf8(data: memoryview, seen: _Bytes, path: Path) -> str:
    start = len(_MARK) if data[: len(_MARK)] == _MARK else 0
    beginning = bytes(data[start : start + _SAMPLE])
    if not (seen.only_ascii or _FAR.search(beginning)) or beginning.startswith(_MARK):
        return ""
    sample = strict(_whole_lines(beginning), "utf-8")
    if sample is None or seen.lost:
        return ""
    kept = data[start : _end(data)]
    lines = _Lines(sample, delimiter_of(sample), seen.quotes, _reader(kept))
    name = "utf-8-sig" if start else "utf-8"
    return name if _copied(lines, path) else ""


def _cp932(data: memoryview, seen: _Bytes, path: Path) -> str:
    """A text of which the beginning is cp932, and neither UTF-8 nor EUC-JP."""
    beginning = _whole_lines(bytes(data[:_SAMPLE]))
    sample = strict(beginning, "cp932")
    if sample is None or seen.never_in_cp932 or beginning.startswith(_MARK):
        return ""
    if any(strict(beginning, rival) is not None for rival in ("utf-8", "euc_jp")):
        return ""
    source = pa.PythonFile(_FromCp932(data[: _end(data)]), mode="r")
    lines = _Lines(sample, delimiter_of(sample), seen.quotes, source)
    return "cp932" if _copied(lines, path) else ""


def _reader(data: bytes | memoryview) -> pa.NativeFile:
    return pa.BufferReader(pa.py_buffer(data))


def _whole_lines(beginning: bytes) -> bytes:
    return beginning[: beginning.rfind(b"\n") + 1]


def _end(data: bytes | memoryview) -> int:
    """Where the last line ends: blank lines at the end are no rows."""
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


class _FromCp932(io.RawIOBase):
    """The lines of a cp932 text as UTF-8, decoded piece by piece while others are split.

    Reading raises UnicodeError where a piece is not strictly cp932, or holds what no Japanese text
    holds.
    """

    def __init__(self, data: memoryview) -> None:
        self._data, self._place = data, 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next piece, of at most so many bytes; nothing at the end."""
        pieces: list[bytes] = []
        most = size - _GROWTH * _PIECE
        length = 0
        while self._place < len(self._data) and length <= most:
            pieces.append(self._piece())
            length += len(pieces[-1])
        return b"".join(pieces)

    def _piece(self) -> bytes:
        """Whole lines as far as there are any: no character's second byte is a line's end."""
        piece = bytes(self._data[self._place : self._place + _PIECE])
        if self._place + len(piece) < len(self._data):
            piece = _whole_lines(piece) or piece
        self._place += len(piece)
        text = piece.decode("cp932")
        if any(character in text for character in _SINGLE_IN_CP932):
            raise UnicodeError
        return text.encode()


def copy_large(text: str, delimiter: str, path: Path) -> bool:
    """Split a large regular text; returns whether it is both, else nothing is to be used."""
    if len(text) < _LARGE:
        return False
    sample = text[:_SAMPLE]
    sample = sample[: sample.rfind("\n") + 1]
    data = text.encode()
    kept = memoryview(data)[: _end(data)]
    return _copied(_Lines(sample, delimiter, data.count(b'"'), _reader(kept)), path)


def _copied(lines: _Lines, path: Path) -> bool:
    """Write the columns, if every line has the same number of cells.

    Other texts, and those that break the rules of quotation marks, are left to the reader that
    goes row by row (:func:`core.ingest.delimited.split`).
    """
    sample = io.StringIO(lines.sample, newline="")
    first = next(csv.reader(sample, delimiter=lines.delimiter), [])
    if not 1 < len(first) <= _WIDEST or lines.quotes % 2 or is_sep_line(lines.sample):
        return False
    try:
        _write(path, len(first), _batches(lines, len(first)))
    except (pa.ArrowInvalid, UnicodeError, _Swallowed):
        return False
    return True


class _Swallowed(Exception):
    """A cell holds both a line's end and a quotation mark: one may have been left open."""


def _batches(lines: _Lines, width: int) -> Iterator[pa.RecordBatch]:
    names = [str(place) for place in range(width)]
    quoted = lines.quotes > 0
    reader = arrow_csv.open_csv(
        lines.opened,
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=lines.delimiter, newlines_in_values=quoted, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, TEXTS), strings_can_be_null=False
        ),
    )
    for batch in reader:
        if quoted and _swallowed(batch):
            raise _Swallowed
        yield batch


def _swallowed(batch: pa.RecordBatch) -> bool:
    import pyarrow.compute as pc  # noqa: PLC0415 - slow to load, and few files need it

    both = '(?s)[\r\n].*"|".*[\r\n]'
    return any(pc.any(pc.match_substring_regex(c, both)).as_py() for c in batch.columns)


def _write(path: Path, width: int, batches: Iterator[pa.RecordBatch]) -> None:
    """One Arrow file; the rows get the numbers that a spreadsheet shows."""
    schema = pa.schema([("row", pa.int32()), *((f"t{place}", TEXTS) for place in range(width))])
    before = 0
    with CHILD.sink(path) as sink, pa.ipc.new_file(sink, schema) as writer:
        for batch in batches:
            rows = range(before + 1, before + len(batch) + 1)
            before += len(batch)
            blank = _blank(batch)
            if blank:  # rows of nothing but delimiters are no rows
                kept = [place not in blank for place in range(len(batch))]
                numbers = array.array("i", compress(rows, kept))
                batch = batch.filter(pa.array(kept))  # noqa: PLW2901
            else:
                numbers = array.array("i", rows)
            columns = [_whole_numbers(numbers), *batch.columns]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _whole_numbers(numbers: array.array[int]) -> pa.Array:
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers)])


def _blank(batch: pa.RecordBatch) -> set[int]:
    """Places of the rows of which all cells are empty (no numpy here: loading it takes longer)."""
    blank: set[int] | None = None
    for column in batch.columns:
        offsets = memoryview(column.buffers()[1]).cast("q")
        ends = offsets[column.offset : column.offset + len(batch) + 1].tolist()
        if blank is None:
            same = len(set(ends)) <= len(
                batch
            )  # each cell that is not empty has an end of its own
            blank = {n for n, (a, b) in enumerate(pairwise(ends)) if a == b} if same else set()
        else:
            blank = {n for n in blank if ends[n] == ends[n + 1]}
        if not blank:
            break
    return blank or set()
