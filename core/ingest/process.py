"""Starting the child process that reads a file, and taking over what it read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core.errors import DaifukuchoError, PasswordNeeded, UnreadableFile, UnsafeFile
from core.ingest.guard import Facts, too_large
from core.ingest.sniff import damaged, locked
from core.settings.intake import IntakeSettings

_ROOT = Path(__file__).parents[2]
_MB = 2**20
#: The child's own clock counts its work; on a busy machine that takes longer by the wall.
_PATIENCE = 4


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
    """

    name: str
    hidden: bool
    rows: np.ndarray[Any, np.dtype[np.int32]]
    texts: pd.DataFrame
    kinds: dict[int, np.ndarray[Any, np.dtype[np.uint8]]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    marks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    header_rows_hint: int = 0


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


def open_file(
    data: bytes, name: str, *, kind: str, facts: Facts, settings: IntakeSettings
) -> RawBook:
    """Read a file in a child process.

    A workbook is read by calamine; where that needs too much memory, or ends the process, by
    openpyxl row by row.

    Args:
        data: the file.
        name: its name.
        kind: ``book`` or ``text``.
        facts: what the guard saw.
        settings: the limits.

    Raises:
        InputError: the file cannot be read; the sentence says why.
    """
    if kind == "text":
        return _read(data, name, "text", facts, settings)
    if not data.startswith(b"PK"):
        return _read(data, name, "calamine", facts, settings)
    if facts.dense <= settings.max_dense_cells:
        try:
            return _read(data, name, "calamine", facts, settings)
        except (UnsafeFile, UnreadableFile):
            pass
    book = _read(data, name, "streaming", facts, settings)
    if _filled_cells(book) * 2 < facts.cells:
        # openpyxl passes over what it does not understand without a word (SHEETS 1.2).
        raise UnreadableFile(damaged(name))
    return book


def _filled_cells(book: RawBook) -> int:
    columns = (sheet.texts[column] for sheet in book.sheets for column in sheet.texts.columns)
    return sum(int(column.ne("").sum()) for column in columns)


def _read(data: bytes, name: str, reader: str, facts: Facts, settings: IntakeSettings) -> RawBook:
    """One run of the child; its folder is gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="daifukucho-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "input").write_bytes(data)
        seconds = _seconds(facts, settings)
        job = {
            "reader": reader,
            "sheet": Path(name).stem,
            "max_columns": settings.max_columns,
            "memory_bytes": _memory(facts, settings),
            "seconds": seconds,
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _run(folder, seconds, name)
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "error" in answer:
            raise _refusal(answer["error"], name)
        return RawBook(
            tuple(_sheet(folder, part) for part in answer["sheets"]),
            answer["encoding"],
            answer["bad_characters"],
            tuple(answer.get("alternatives", ())),
            reader == "streaming",
        )


def _run(folder: Path, seconds: int, name: str) -> None:
    """Start the child afresh (no fork: the pages' threads and memory stay out of it)."""
    command = [sys.executable, "-m", "core.ingest.child", str(folder)]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no console window on Windows
    try:
        subprocess.run(
            command,
            cwd=_ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds * _PATIENCE,
            check=False,
            creationflags=hidden,
        )
    except subprocess.TimeoutExpired as error:
        raise UnsafeFile(too_large(name)) from error
    if not (folder / "answer.json").exists():
        raise UnsafeFile(too_large(name))


def _refusal(code: str, name: str) -> DaifukuchoError:
    if code == "password":
        return PasswordNeeded(locked(name))
    return UnsafeFile(too_large(name)) if code == "memory" else UnreadableFile(damaged(name))


def _memory(facts: Facts, settings: IntakeSettings) -> int:
    wanted = settings.child_memory_bytes + facts.dense * settings.child_bytes_per_cell
    return min(wanted, settings.child_memory_most_bytes)


def _seconds(facts: Facts, settings: IntakeSettings) -> int:
    wanted = settings.child_seconds + facts.inflated / _MB * settings.child_seconds_per_mb
    return min(int(wanted), settings.child_seconds_most)


def _sheet(folder: Path, part: dict[str, Any]) -> RawSheet:
    with pa.OSFile(str(folder / part["file"])) as source:
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
        marks=part.get("marks", {}),
    )
