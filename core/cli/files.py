"""From the files named on the command line to a Book, without any workspace."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.book import Book
from core.errors import InputError
from core.ingest import Combined, Reading, combine, read
from core.locale.words import Words, _, say
from core.settings import Settings
from core.store.coming import lines_to_come
from core.store.imports import Incoming
from core.store.lines import counting
from core.store.places import Place


@dataclass(frozen=True)
class Sheets:
    """Files as read: one Reading for each, and all of them together."""

    readings: tuple[Reading, ...]
    combined: Combined


def read_files(paths: Sequence[Path], settings: Settings, today: dt.date, lang: str) -> Sheets:
    """Read every file; progress goes to standard error when that is a terminal.

    Raises:
        InputError: a file that is not there or cannot be used.
    """
    readings = []
    for path in paths:
        data, progress = bytes_of(path), terminal_progress(path.name, lang)
        readings.append(read(data, path.name, settings=settings, today=today, progress=progress))
    combined = combine(readings)
    for problem in combined.problems:
        if problem.code == "other_people":
            sys.stderr.write(f"{problem.file}: {say(problem.words, lang)}\n")
    return Sheets(tuple(readings), combined)


def bytes_of(path: Path) -> bytes:
    """What is in a file.

    Raises:
        InputError: there is no such file.
    """
    if not path.is_file():
        raise InputError(_("There is no file {file}.", file=str(path)))
    return path.read_bytes()


def book_of(
    combined: Combined,
    folder: Path,
    *,
    today: dt.date,
    asof: dt.date | None = None,
    currency: str = "",
) -> Book:
    """A Book over tables that no workspace keeps.

    Months that stand in two of the files count once, as they would in a workspace.

    Args:
        combined: the tables as read.
        folder: where the purchases may stand as Parquet while they are counted.
        today: the real day.
        asof: the data-as-of day; the last date in the data when it is not given.
        currency: ISO code instead of the one that was read.
    """
    paths: tuple[Path, ...] = ()
    if len(combined.purchases):
        place, scale = Place(folder), combined.scale
        incoming = Incoming(
            {}, combined.purchases, combined.currency, scale, (), sources=combined.sources
        )
        paths = counting(place, lines_to_come(place, incoming), scale)
    return Book(
        tables=combined.tables,
        purchases=paths,
        asof=asof or last_day(combined, today),
        today=today,
        has_amounts=combined.has_amounts,
        currency=currency or combined.currency,
        scale=combined.scale,
    )


def last_day(combined: Combined, today: dt.date) -> dt.date:
    """The latest purchase or contact that is not after ``today``; ``today`` when there is none."""
    frames = [combined.purchases, combined.tables.get("activities", pd.DataFrame())]
    days = [frame["date"] for frame in frames if "date" in frame.columns]
    known = pd.concat(days) if days else pd.Series(dtype="datetime64[us]")
    known = known[known <= pd.Timestamp(today)].dropna()
    return today if known.empty else known.max().date()


def terminal_progress(name: str, lang: str) -> Callable[[float, Words], None] | None:
    """A one-line progress on standard error, or none when nobody is looking."""
    if not sys.stderr.isatty():
        return None

    def show(share: float, words: Words) -> None:
        end = "\n" if share >= 1 else ""
        sys.stderr.write(f"\r\033[K{name} {share:4.0%} {say(words, lang)}{end}")
        sys.stderr.flush()

    return show
