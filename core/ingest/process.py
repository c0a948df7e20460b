"""Starting the child process that reads a file, and taking over what it read."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core.errors import InputError, UnreadableFile, UnsafeFile
from core.ingest import watch
from core.ingest.choices import FileChoices
from core.ingest.guard import Facts
from core.ingest.passing import Passing, new_key
from core.ingest.refusals import refusal
from core.ingest.sniff import damaged
from core.settings.intake import IntakeSettings
from core.store import vault

_ROOT = Path(__file__).parents[2]
_MB = 2**20
#: The child's own clock counts its work; on a busy machine that takes longer by the wall.
_PATIENCE = 4
#: How fast the bar moves while a reader says nothing, and how far at most.
_BYTES_A_SECOND = 100 * _MB
_SILENT_SHARE = 0.5

#: A mapped file is not copied; Windows cannot remove one while its columns are in use.
_OPEN = pa.memory_map if os.name == "posix" else pa.OSFile

#: Hears the share of a file's reading that is done; what it raises ends the reading.
Tell = Callable[[float], None]
#: A process that waits for its order, and the folder through which files pass.
Waiting = tuple[Path, subprocess.Popen[bytes]]


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands in the file.

    Attributes:
        name: the sheet's name; the file's name without ending for a text.
        hidden: whether Excel hides it.
        rows: for each row kept its number as a spreadsheet shows it (blank rows are left out).
        texts: the cells as text, columns 0, 1, 2 …
        kinds: for columns that are not all text the kind of each cell (codes of
            :mod:`core.ingest.child`).
        merged: merged ranges as (first row, first column, last row, last column), rows as shown.
        header_rows_hint: how many header rows the file itself names for the table (Numbers does);
            0 where it says nothing.
        marks: {code of an issue: numbers of the rows of a text that it is about}.
        errors: cells with an error such as #N/A, where not the guard counts them (in xlsx).
        uncalculated: formulas without a result, likewise.
        hidden_lines: rows and columns that are hidden, likewise.
    """

    name: str
    hidden: bool
    rows: np.ndarray[Any, np.dtype[np.int32]]
    texts: pd.DataFrame
    kinds: dict[int, np.ndarray[Any, np.dtype[np.uint8]]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    marks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    header_rows_hint: int = 0
    errors: int = 0
    uncalculated: int = 0
    hidden_lines: int = 0


@dataclass(frozen=True)
class RawBook:
    """A file as it stands.

    Attributes:
        sheets: in the file's order.
        encoding: of a text; empty for a workbook.
        bad_characters: damaged characters of a text.
        alternatives: encodings of a text that the owner might choose instead; empty without doubt.
        streamed: whether the row-by-row reader had to be used, which cuts far columns off.
    """

    sheets: tuple[RawSheet, ...]
    encoding: str = ""
    bad_characters: int = 0
    alternatives: tuple[str, ...] = ()
    streamed: bool = False


@dataclass(frozen=True)
class Source:
    """A file that is safe to open, and what it is opened with.

    Attributes:
        data: its bytes.
        name: its name, for sentences and as the sheet's name of a text.
        facts: what the guard saw.
        settings: the limits.
        choices: the owner's: password, encoding.
        tell: hears the share done.
        waiting: processes that were begun ahead; whoever reads takes these first.
    """

    data: bytes
    name: str
    facts: Facts
    settings: IntakeSettings
    choices: FileChoices = field(default_factory=FileChoices)
    tell: Tell = field(default=lambda _share: None)
    waiting: list[Waiting] = field(default_factory=list)


@contextlib.contextmanager
def begun() -> Iterator[Waiting]:
    """A reading process, started afresh (no fork: the pages' threads and memory stay out of it).

    It has its libraries loaded when it is wanted, and knows nothing of a file before its order.
    In the end it is gone with its folder, whatever happens.
    """
    with tempfile.TemporaryDirectory(prefix="daifukucho-", ignore_cleanup_errors=True) as place:
        command = [sys.executable, "-m", "core.ingest.bare", place]
        with watch.begun(command, cwd=_ROOT) as process:
            yield Path(place), process


def open_file(source: Source, kind: str) -> RawBook:
    """Read a file in a child process.

    A workbook is read by calamine; where that needs too much memory, or ends the process, by
    openpyxl row by row.

    Args:
        source: the file.
        kind: what :func:`core.ingest.sniff.kind_of` says.

    Raises:
        InputError: the file cannot be read; the sentence says why.
    """
    if kind != "book":
        return _read(source, kind)
    if not source.data.startswith(b"PK"):
        return _read(source, "calamine")
    if source.facts.dense <= source.settings.max_dense_cells:
        try:
            return _read(source, "calamine")
        except (UnsafeFile, UnreadableFile):
            pass
    book = _read(source, "streaming")
    if _filled_cells(book) * 2 < source.facts.cells:
        # openpyxl passes over what it does not understand without a word (SHEETS 1.2).
        raise UnreadableFile(damaged(source.name))
    return book


def unlock(source: Source) -> bytes:
    """The workbook inside a locked one.

    Raises:
        PasswordNeeded: no password was given; WrongPassword: it does not fit.
        CannotUnlock: an old or rare kind of lock.
    """
    with _answered(source, "locked") as (folder, passing, _answer):
        return passing.take(folder / "unlocked")


def _filled_cells(book: RawBook) -> int:
    columns = (sheet.texts[column] for sheet in book.sheets for column in sheet.texts.columns)
    return sum(int(column.ne("").sum()) for column in columns)


def _read(source: Source, reader: str) -> RawBook:
    with _answered(source, reader) as (folder, passing, answer):
        return RawBook(
            tuple(_sheet(folder, passing, part) for part in answer["sheets"]),
            answer["encoding"],
            answer["bad_characters"],
            tuple(answer["alternatives"]),
            reader == "streaming",
        )


@contextlib.contextmanager
def _answered(source: Source, reader: str) -> Iterator[tuple[Path, Passing, dict[str, Any]]]:
    """One run of the child: its folder, and its answer."""
    ahead = contextlib.nullcontext(source.waiting.pop()) if source.waiting else begun()
    with ahead as (folder, process):
        passing = Passing(new_key() if vault.any_open() else "")
        passing.put(folder / "input", source.data)
        ended = _run(process, source, reader, passing)
        answer = _left(passing, folder / "answer.json") if ended else None
        if answer is None:
            raise _refusal("memory", reader, source)
        if "error" in answer:
            raise _refusal(answer["error"], reader, source)
        yield folder, passing, answer


def _left(passing: Passing, path: Path) -> dict[str, Any] | None:
    """The answer that a child left; none where it ended before, or while it wrote it."""
    try:
        left: dict[str, Any] = json.loads(passing.take(path))
    except (OSError, ValueError):
        return None
    return left


def _refusal(code: str, reader: str, source: Source) -> InputError:
    rows = source.settings.max_numbers_rows
    return refusal(code, source.name, reader=reader, numbers_rows=rows)


def _run(process: subprocess.Popen[bytes], source: Source, reader: str, passing: Passing) -> bool:
    """Have a process read; whether it came to an end by itself."""
    memory, seconds = _memory(source, reader), _seconds(source, reader)
    job = {
        "reader": reader,
        "sheet": Path(source.name).stem,
        "max_columns": source.settings.max_columns,
        "max_numbers_rows": source.settings.max_numbers_rows,
        "encoding": source.choices.encoding,
        "password": source.choices.password,
        "memory_bytes": memory,
        "seconds": seconds,
        "key": passing.key,
    }
    return watch.run(
        process,
        json.dumps(job).encode(),
        seconds=seconds * _PATIENCE,
        memory=memory,
        told=_bar(source),
    )


def _bar(source: Source) -> Callable[[int], None]:
    """What makes a share of the number of rows done.

    While a reader opens the file it says nothing; the bar then goes by the file's size.
    """
    begin = time.monotonic()
    usual = max(source.facts.inflated, len(source.data)) / _BYTES_A_SECOND
    rows = sum(sheet.rows for sheet in source.facts.sheets.values())

    def heard(done: int) -> None:
        silent = min((time.monotonic() - begin) / usual, 1) * _SILENT_SHARE
        total = rows or (source.data.count(b"\n") if done else 0) or 1
        source.tell(max(silent, _SILENT_SHARE + done / total / 2 if done else 0))

    return heard


def _memory(source: Source, reader: str) -> int:
    """Bytes of memory that the child may take."""
    limits = source.settings
    wanted = limits.child_memory_bytes + source.facts.cells * limits.child_bytes_per_cell
    if reader == "numbers":
        wanted += len(source.data) * limits.child_bytes_per_numbers_byte
    return min(wanted, limits.child_memory_most_bytes)


def _seconds(source: Source, reader: str) -> int:
    """Seconds of work that the child may take."""
    limits = source.settings
    wanted = limits.child_seconds + source.facts.inflated / _MB * limits.child_seconds_per_mb
    if reader == "numbers":
        wanted += len(source.data) / _MB * limits.child_seconds_per_numbers_mb
    return min(int(wanted), limits.child_seconds_most)


def _sheet(folder: Path, passing: Passing, part: dict[str, Any]) -> RawSheet:
    path = folder / part["file"]
    with pa.BufferReader(passing.take(path)) if passing.key else _OPEN(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    width = sum(name.startswith("t") for name in table.column_names)
    texts = table.select([f"t{i}" for i in range(width)]).to_pandas()
    texts.columns = pd.RangeIndex(width)
    return RawSheet(
        name=part["name"],
        hidden=part["hidden"],
        rows=table["row"].to_numpy(),
        texts=texts.astype("str"),
        kinds={
            int(name[1:]): table[name].to_numpy()
            for name in table.column_names
            if name.startswith("k")
        },
        merged=tuple(tuple(r) for r in part["merged"]),
        marks=part["marks"],
        header_rows_hint=part["header_rows"],
        errors=part["errors"],
        uncalculated=part["uncalculated"],
        hidden_lines=part["hidden_lines"],
    )
