"""One file: bytes in, a :class:`Reading` out (取り込みの入口)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import (
    EmptyFile,
    InputError,
    NoCustomerColumn,
    NoHeader,
    Problem,
    UnknownType,
    UnsafeFile,
)
from core.ingest.choices import FileChoices, Question, SheetChoices
from core.ingest.guard import Facts, SheetFacts, scan, too_large
from core.ingest.issues import problem
from core.ingest.process import RawBook, RawSheet, open_file
from core.ingest.sheet import Context, SheetReading, read_sheet
from core.ingest.sniff import kind_of, nothing_in
from core.locale.words import Words, _
from core.settings import Settings

Progress = Callable[[float, Words], None]
_OPENED, _READ = 0.4, 0.9
_HEADERS_SHOWN = 8
_UNDECIDED = FileChoices()
_NOTHING: Mapping[str, SheetChoices] = MappingProxyType({})


@dataclass(frozen=True)
class Reading:
    """What one file gave.

    Attributes:
        file: its name.
        sha256: of its bytes; the same file again is known by it.
        encoding: of a text; empty for a workbook.
        preset: the known export that it is, empty for none.
        sheets: every sheet that holds anything, in the file's order.
        problems: those of all sheets, the file's own first.
        questions: what only the owner can know about the file itself.
    """

    file: str
    sha256: str
    encoding: str
    preset: str
    sheets: tuple[SheetReading, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class _Job:
    """What :func:`read` was asked to do."""

    name: str
    settings: Settings
    today: dt.date
    choices: FileChoices
    remembered: Mapping[str, SheetChoices]


def read(
    data: bytes,
    name: str,
    *,
    settings: Settings,
    today: dt.date,
    choices: FileChoices = _UNDECIDED,
    remembered: Mapping[str, SheetChoices] = _NOTHING,
    progress: Progress | None = None,
) -> Reading:
    """Read a file.

    Args:
        data: its bytes; they decide what it is, the name never does.
        name: its name, for sentences and as the sheet's name of a text.
        settings: limits, currency.
        today: purchases after it are left aside.
        choices: what the owner decided about this file.
        remembered: what was decided about tables of the same shape, by shape.
        progress: told the share done and what is being done; what it raises ends the reading.

    Raises:
        InputError: nothing in the file can be used; the sentence says what was found and what
            to do.
    """
    job = _Job(name, settings, today, choices, remembered)
    tell = progress or (lambda _share, _words: None)
    tell(0.0, _("Opening {name}", name=name))
    book, facts = _opened(data, name, settings)
    tell(_OPENED, _("Reading the columns of {name}", name=name))
    sheets = tuple(
        table for sheet in book.sheets for table in read_sheet(sheet, _context(sheet, job, facts))
    )
    tell(_READ, _("Checking {name}", name=name))
    problems = _file_notes(book, facts, name, settings.intake.max_columns)
    problems += _left_out(sheets, name)
    problems += [found for sheet in sheets for found in sheet.problems]
    kept = tuple(sheet for sheet in sheets if sheet.why != "empty")
    digest = hashlib.sha256(data).hexdigest()
    preset = next((sheet.preset for sheet in kept if sheet.preset), "")
    reading = Reading(name, digest, book.encoding, preset, kept, tuple(problems))
    if not any(sheet.tables for sheet in sheets):
        refusal = _nothing_usable(sheets, name)
        refusal.reading = reading if kept else None
        raise refusal
    return reading


def _opened(data: bytes, name: str, settings: Settings) -> tuple[RawBook, Facts]:
    """The cells of a file that is safe to read."""
    if len(data) > settings.intake.max_file_bytes:
        raise UnsafeFile(too_large(name))
    kind = kind_of(data, name)
    facts = scan(data, name, settings.intake)
    book = open_file(data, name, kind=kind, facts=facts, settings=settings.intake)
    _check_text(book, name, len(data), settings)
    return book, facts


def _context(sheet: RawSheet, job: _Job, facts: Facts) -> Context:
    return Context(
        job.name,
        job.settings,
        job.today,
        facts.dates_1904,
        facts.sheets.get(sheet.name, SheetFacts()),
        choices=job.choices.sheets.get(sheet.name, SheetChoices()),
        chosen=job.choices.sheets,
        remembered=job.remembered,
    )


def _check_text(book: RawBook, name: str, size: int, settings: Settings) -> None:
    if book.bad_characters > settings.intake.max_bad_share * size:
        raise UnknownType(
            _(
                "{name} is no text that can be read: {n} characters are damaged. Open it in "
                "Excel, save it as an Excel workbook (.xlsx) and choose that file.",
                name=name,
                n=book.bad_characters,
            )
        )


def _file_notes(book: RawBook, facts: Facts, name: str, most_columns: int) -> list[Problem]:
    """What is to be said of the file as a whole."""
    notes = []
    if book.bad_characters:
        notes.append(problem("damaged_characters", book.bad_characters, book.encoding, name))
    widest = max((sheet.columns for sheet in facts.sheets.values()), default=0)
    if book.streamed and widest > most_columns:
        notes.append(problem("far_cells", 1, "", name))
    return notes


def _left_out(sheets: tuple[SheetReading, ...], name: str) -> list[Problem]:
    """Sheets that were not read, each with the reason."""
    return [
        problem("sheet_totals" if s.kind == "totals" else "sheet_unread", 1, s.name, name, s.name)
        for s in sheets
        if s.why not in ("", "empty", "ignored")
    ]


def _nothing_usable(sheets: tuple[SheetReading, ...], name: str) -> InputError:
    """The refusal that says most about a file in which no sheet is a table of ours."""
    whys = {sheet.why for sheet in sheets}
    if not whys or whys == {"empty"}:
        return EmptyFile(nothing_in(name))
    if whys <= {"empty", "header", "ignored"}:
        return NoHeader(
            _(
                "No row of column names was found in {name}. Write the names such as customer "
                "ID, date and amount in the first row and choose it again.",
                name=name,
            )
        )
    best = max(sheets, key=lambda sheet: (len(sheet.mapping), sheet.why == "customer"))
    columns = ", ".join(best.unmapped[:_HEADERS_SHOWN])
    if best.why == "date":
        return InputError(
            _(
                "{name} has no column with the date of a purchase, only {columns}. Add a column "
                "headed «date» and choose it again.",
                name=name,
                columns=columns,
            )
        )
    if best.why == "name":
        return InputError(
            _(
                "{name} has customer IDs but neither names nor purchases, only {columns}. Add a "
                "column headed «name», or «date» and «amount», and choose it again.",
                name=name,
                columns=columns,
            )
        )
    return NoCustomerColumn(
        _(
            "{name} has no column that says which customer a row belongs to, only {columns}. "
            "Add a column headed «customer ID» or «name» and choose it again.",
            name=name,
            columns=columns,
        )
    )
