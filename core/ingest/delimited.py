"""Splitting text into rows and cells (CSV, TSV). Imported by the child process: no pandas."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pyarrow as pa
import pyarrow.csv as arrow_csv

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_CHARACTERS = 100_000
_SAMPLE_ROWS = 200
_LARGE = 1_000_000

Rows = list[list[str]]


def delimiter_of(text: str) -> str:
    """The character between cells: the one that gives most rows the same width above one."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        score = _evenness(text[:_SAMPLE_CHARACTERS], delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _evenness(sample: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
        widths[len(row)] += 1
        if widths.total() >= _SAMPLE_ROWS:
            break
    several = {width: n for width, n in widths.items() if width > 1}
    if not several:
        return 0.0
    return max(several.values()) / widths.total() + sum(several.values()) / widths.total()


def split(text: str, delimiter: str) -> Rows:
    """All rows of a text, ragged as they are; a blank line is an empty row."""
    # A cell may hold a long memo; the default limit of 131,072 characters raises.
    csv.field_size_limit(2**31 - 1)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def split_large(text: str, delimiter: str) -> list[pa.Array] | None:
    """Columns of a large regular text by pyarrow, or None where it is not regular.

    Small texts, texts with blank lines and ragged ones are left to :func:`split`, which keeps
    the row numbers that a spreadsheet would show.
    """
    if len(text) < _LARGE or _has_blank_lines(text):
        return None
    first = next(
        csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    )
    names = [str(i) for i in range(len(first))]
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(text.encode()),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=1 << 24),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]


def _has_blank_lines(text: str) -> bool:
    return "\n\n" in text or "\n\r\n" in text or "\r\r" in text or text[:1] in ("\r", "\n")
