"""Large delimited texts, by pyarrow: ten times faster than row by row. In the child process."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from core.ingest.cells import TEXTS
from core.ingest.delimited import delimiter_of, is_sep_line

_LARGE = 1_000_000
_SAMPLE = 200_000
_BLOCK = 1 << 21
#: Wider texts have columns that are not read, which is to be said.
_WIDEST = 256
_MARK = b"\xef\xbb\xbf"
#: Bytes with which only characters of three and more bytes of UTF-8 begin: kana, kanji.
_FAR = re.compile(rb"[\xe0-\xf4]")
_LOST = "\ufffd".encode()


def copy_utf8(data: bytes, path: Path) -> str:
    """Split a large regular UTF-8 text without decoding it first.

    Args:
        data: the whole file.
        path: the Arrow file to write, as :func:`core.ingest.cells.write` does.

    Returns:
        The encoding's name; empty for any other text, and where there is a doubt about the
        encoding: nothing is to be used then.
    """
    if len(data) < _LARGE:
        return ""
    start = len(_MARK) if data.startswith(_MARK) else 0
    beginning = data[start : start + _SAMPLE]
    if not (_FAR.search(beginning) or data.isascii()) or beginning.startswith(_MARK):
        return ""
    try:
        sample = beginning[: beginning.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError:
        return ""
    if b"\0" in data or b"\x1b" in data or _LOST in data:
        return ""
    if not _copied(data, start, path, sample=sample, delimiter=delimiter_of(sample)):
        return ""
    return "utf-8-sig" if start else "utf-8"


def copy_large(text: str, delimiter: str, path: Path) -> bool:
    """Split a large regular text; returns whether it is both, else nothing is to be used."""
    if len(text) < _LARGE:
        return False
    sample = text[:_SAMPLE]
    sample = sample[: sample.rfind("\n") + 1]
    return _copied(text.encode(), 0, path, sample=sample, delimiter=delimiter)


def _copied(data: bytes, start: int, path: Path, *, sample: str, delimiter: str) -> bool:
    """Write the columns, if every line has the same number of cells.

    Other texts, and those that break the rules of quotation marks, are left to the reader that
    goes row by row (:func:`core.ingest.delimited.split`).
    """
    first = next(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), [])
    quotes = data.count(b'"')
    if not 1 < len(first) <= _WIDEST or quotes % 2 or is_sep_line(sample):
        return False
    end = len(data)
    while data[end - 1] in b"\r\n":  # blank lines at the end are no rows
        end -= 1
    lines = pa.BufferReader(pa.py_buffer(memoryview(data)[start:end]))
    try:
        batches = _batches(lines, len(first), delimiter, quoted=quotes > 0)
        _write(path, len(first), batches)
    except (pa.ArrowInvalid, _Swallowed):
        return False
    return True


class _Swallowed(Exception):
    """A cell holds both a line's end and a quotation mark: one may have been left open."""


def _batches(
    lines: pa.BufferReader, width: int, delimiter: str, *, quoted: bool
) -> Iterator[pa.RecordBatch]:
    names = [str(place) for place in range(width)]
    reader = arrow_csv.open_csv(
        lines,
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False
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
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for batch in batches:
            rows = np.arange(before + 1, before + len(batch) + 1, dtype="int32")
            before += len(batch)
            blank = _blank(batch)
            if blank.any():  # rows of nothing but delimiters are no rows
                rows, batch = rows[~blank], batch.filter(pa.array(~blank))  # noqa: PLW2901
            writer.write_batch(pa.record_batch([pa.array(rows), *batch.columns], schema=schema))


def _blank(batch: pa.RecordBatch) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """For each row whether all its cells are empty."""
    blank = np.ones(len(batch), dtype=bool)
    for column in batch.columns:
        offsets = np.frombuffer(column.buffers()[1], dtype="int64")
        blank &= np.diff(offsets[column.offset : column.offset + len(batch) + 1]) == 0
        if not blank.any():
            break
    return blank
