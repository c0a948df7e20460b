"""One file: bytes in, a :class:`Reading` out (取り込みの入口)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.errors import (
    Problem,
    UnknownType,
    UnreadableFile,
    UnsafeFile,
)
from core.ingest.choices import FileChoices, Question, SheetChoices
from core.ingest.exported import tables_of
from core.ingest.guard import Facts, SheetFacts, check_members, scan, too_large
from core.ingest.headers import ready
from core.ingest.issues import problem
from core.ingest.our_book import OurBook, notes_of, our_book
from core.ingest.our_calls import refuse_call_sheet
from core.ingest.our_sheet import read_our_sheet
from core.ingest.preset import presets
from core.ingest.process import RawBook, RawSheet, Source, Tell, begun, open_file, unlock
from core.ingest.sheet import Context, SheetReading, read_sheet
from core.ingest.sniff import damaged, kind_of
from core.ingest.unusable import nothing_usable
from core.ingest.whole_file import file_notes, file_questions
from core.locale.words import Words, _
from core.settings import Settings

Progress = Callable[[float, Words], None]
_CHECKED, _OPENED, _READ = 0.1, 0.4, 0.9
_UNDECIDED = FileChoices()
#: What is said of a sheet that waits or is no list.
_UNREAD = {"months": "sheet_waits", "header": "sheet_nameless", "card": "sheet_card"}
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
        ours: what a workbook of ours says beside its tables; none for any other file.
    """

    file: str
    sha256: str
    encoding: str
    preset: str
    sheets: tuple[SheetReading, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()
    ours: OurBook | None = None


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
    tell = _forward(progress or (lambda _share, _words: None))
    opening = _("Opening {name}", name=name)
    tell(0.0, opening)
    source, book = _opened(data, job, _part(tell, _CHECKED, _OPENED, opening))
    columns = _("Reading the columns of {name}", name=name)
    refuse_call_sheet(book, name)
    ours = our_book(book, name)
    tell_columns = _part(tell, _OPENED, _READ, columns)
    sheets = _tables(book, job, source.facts, tell_columns, ours)
    tell(_READ, _("Checking {name}", name=name))
    reading = _reading(hashlib.sha256(data).hexdigest(), source, book, sheets, ours)
    _check_text(book, reading, len(data), settings)
    if not any(sheet.tables for sheet in sheets):
        refusal = nothing_usable(sheets, name)
        refusal.reading = reading if reading.sheets or reading.questions else None
        raise refusal
    tell(1.0, _("Checking {name}", name=name))
    return reading


def raw(
    data: bytes, name: str, *, settings: Settings, today: dt.date, password: str = ""
) -> RawBook:
    """A file's cells as they stand, read as safely as any other and not yet understood.

    Raises:
        InputError: the file cannot be read.
    """
    job = _Job(name, settings, today, FileChoices(password=password), _NOTHING)
    return _opened(data, job, lambda _share: None)[1]


def _reading(
    sha256: str,
    source: Source,
    book: RawBook,
    sheets: tuple[SheetReading, ...],
    ours: OurBook | None,
) -> Reading:
    """Everything that is known of a file."""
    problems = file_notes(source, book) + _exported(book, source.name)
    problems += _left_out(sheets, source.name)
    problems += _of_ours(ours, sheets, source.name)
    problems += [found for sheet in sheets for found in sheet.problems]
    kept = tuple(sheet for sheet in sheets if sheet.why != "empty")
    return Reading(
        file=source.name,
        sha256=sha256,
        encoding=book.encoding,
        preset=next((sheet.preset for sheet in kept if sheet.preset), ""),
        sheets=kept,
        problems=tuple(problems),
        questions=file_questions(source, book),
        ours=ours,
    )


def _of_ours(ours: OurBook | None, sheets: tuple[SheetReading, ...], name: str) -> list[Problem]:
    """What is to be said of a workbook of ours."""
    if ours is None:
        return []
    found: dict[str, int] = {}
    for sheet in sheets:
        found[sheet.kind] = found.get(sheet.kind, 0) + sheet.rows_read + sheet.rows_unread
    return notes_of(ours, found, name)


def _forward(tell: Progress) -> Progress:
    """A bar that never goes back, also where a second reader has to try."""
    furthest = 0.0

    def told(share: float, words: Words) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        tell(furthest, words)

    return told


def _part(tell: Progress, start: float, end: float, words: Words) -> Tell:
    """A part of the bar: its own share from 0 to 1 moves the whole from ``start`` to ``end``."""
    return lambda share: tell(start + min(share, 1.0) * (end - start), words)


def _within(tell: Tell, start: float, length: float) -> Tell:
    """The bar of one of several sheets, as a part of the bar of all."""
    return lambda share: tell(start + min(share, 1.0) * length)


def _opened(data: bytes, job: _Job, tell: Tell) -> tuple[Source, RawBook]:
    """A file that is safe to read, out of its lock, and its cells."""
    limits = job.settings.intake
    if len(data) > limits.max_file_bytes:
        raise UnsafeFile(too_large(job.name))
    check_members(data, job.name, limits)
    kind = kind_of(data, job.name)
    with begun() as waiting:  # it starts while the file is looked over, and then gets it or goes
        facts = scan(data, job.name, limits)
        tell(0.0)
        source = Source(data, job.name, facts, limits, job.choices, tell, [waiting])
        if kind == "locked":
            return _opened(_unlocked(source), job, tell)
        with ThreadPoolExecutor(1) as beside:
            beside.submit(ready)  # meanwhile this process has nothing else to do
            beside.submit(presets)
            return source, open_file(source, kind)


def _unlocked(source: Source) -> bytes:
    """The workbook inside a locked one, which is not locked a second time."""
    data = unlock(source)
    if kind_of(data, source.name) == "locked":
        raise UnreadableFile(damaged(source.name))
    return data


def _tables(
    book: RawBook, job: _Job, facts: Facts, tell: Tell, ours: OurBook | None
) -> tuple[SheetReading, ...]:
    """Every table of every sheet; the bar goes by their rows."""
    labels = tables_of(book.sheets)
    wanted = [sheet for sheet in book.sheets if sheet.name in labels]
    total = sum(len(sheet.rows) for sheet in wanted) or 1
    tables: list[SheetReading] = []
    done = 0
    for sheet in wanted:
        tell(done / total)
        labelled = replace(sheet, name=labels[sheet.name])
        inner = _within(tell, done / total, len(sheet.rows) / total)
        tables += _read(labelled, replace(_context(sheet, job, facts), tell=inner), ours)
        done += len(sheet.rows)
    return tuple(tables)


def _read(sheet: RawSheet, context: Context, ours: OurBook | None) -> list[SheetReading]:
    """The tables of one sheet, those of a workbook of ours without guessing."""
    if ours is None:
        return read_sheet(sheet, context)
    table = ours.table_of(sheet.name)
    if table is not None:
        return read_our_sheet(sheet, table, ours, context)
    return [] if ours.explains(sheet.name) else read_sheet(sheet, context)


def _context(sheet: RawSheet, job: _Job, facts: Facts) -> Context:
    seen = facts.sheets.get(sheet.name, SheetFacts())
    return Context(
        job.name,
        job.settings,
        job.today,
        facts.dates_1904,
        replace(
            seen,
            errors=seen.errors + sheet.errors,
            uncalculated=seen.uncalculated + sheet.uncalculated,
            hidden=seen.hidden + sheet.hidden_lines,
        ),
        choices=job.choices.sheets.get(sheet.name, SheetChoices()),
        chosen=job.choices.sheets,
        remembered=job.remembered,
    )


def _check_text(book: RawBook, reading: Reading, size: int, settings: Settings) -> None:
    """Refuse a text of which too much is damaged; in another encoding it may be whole."""
    if book.bad_characters > settings.intake.max_bad_share * size:
        refusal = UnknownType(
            _(
                "{name} is no text that can be read: {n} characters are damaged. Open it in "
                "Excel, save it as an Excel workbook (.xlsx) and choose that file.",
                name=reading.file,
                n=book.bad_characters,
            )
        )
        refusal.reading = reading
        raise refusal


def _exported(book: RawBook, name: str) -> list[Problem]:
    """Said where sheets are left out that only Numbers writes."""
    left_out = len(tables_of(book.sheets)) < len(book.sheets)
    return [problem("numbers_summary", 1, "", name)] if left_out else []


def _left_out(sheets: tuple[SheetReading, ...], name: str) -> list[Problem]:
    """Sheets that were not read, each with the reason."""
    return [
        problem(
            "sheet_totals" if s.kind == "totals" else _UNREAD.get(s.why, "sheet_unread"),
            1,
            s.name,
            name,
            s.name,
        )
        for s in sheets
        if s.why not in ("", "empty", "ignored", "left_out")
    ]
