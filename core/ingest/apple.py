"""Tables of Apple Numbers files, by the optional package numbers-parser. In the child process."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.ingest.cells import Numbered
from core.ingest.unlock import NoPassword, WrongPassword

_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_LOCK = ".iwpv2"
#: What stands for a table: its label, its rows, merged ranges, header rows, cells with an error.
Table = tuple[str, Iterator[Numbered], list[tuple[int, int, int, int]], int, list[int]]


class NoReader(Exception):  # an answer for the parent, not for the owner
    """numbers-parser is not installed."""


class TooManyRows(Exception):  # an answer for the parent, not for the owner
    """More rows than can be read in reasonable time and memory."""


def tables(path: Path, password: str, most_rows: int) -> Iterator[Table]:
    """Every table of a Numbers file, labelled as Numbers' own export to Excel does.

    Args:
        path: the file; its name has to end in ``.numbers``.
        password: opens a locked file.
        most_rows: rows of all tables together.

    Raises:
        NoReader: the package is missing.
        NoPassword: the file is locked and none was given.
        WrongPassword: it does not fit.
        TooManyRows: more than ``most_rows``.
    """
    try:
        from numbers_parser import Document  # noqa: PLC0415 - optional
        from numbers_parser.exceptions import FileError  # noqa: PLC0415
    except ImportError as error:
        raise NoReader from error
    locked = _is_locked(path)
    if locked and not password:
        raise NoPassword
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions it has not seen yet
        try:
            document = Document(path, password=password if locked else None)
        except FileError as error:
            raise (WrongPassword if locked else error) from error
        if sum(table.num_rows for sheet in document.sheets for table in sheet.tables) > most_rows:
            raise TooManyRows
        for sheet in document.sheets:
            for table in sheet.tables:
                yield _table(f"{sheet.name} - {table.name}", table)


def _is_locked(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith(_LOCK) for name in archive.namelist())


def _table(label: str, table: Any) -> Table:  # noqa: ANN401 - the package has no types here
    errors = [0]
    return label, _rows(table, errors), _merged(table), table.num_header_rows, errors


def _rows(table: Any, errors: list[int]) -> Iterator[Numbered]:  # noqa: ANN401
    for number, row in enumerate(table.iter_rows(), start=1):
        errors[0] += sum(type(cell).__name__ == "ErrorCell" for cell in row)
        yield number, [_value(cell.value) for cell in row]


def _value(value: object) -> object:
    """Days without a time of day as days; lists of bullets as lines."""
    if isinstance(value, dt.datetime):
        day = value.replace(tzinfo=None)
        return day.date() if day.time() == dt.time() else day
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _merged(table: Any) -> list[tuple[int, int, int, int]]:  # noqa: ANN401
    found = (_RANGE.fullmatch(text) for text in table.merge_ranges)
    return [(int(m[2]), _column(m[1]), int(m[4]), _column(m[3])) for m in found if m is not None]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
