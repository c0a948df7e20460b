"""A call sheet that comes back filled in: what came of each call, row by row.

A row lands by its mark, whatever its place. A row without an outcome was not called. What says
too little, or cannot be read, is a problem with its place; the other rows are taken.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from core.calls.outcomes import SETTLES, Logged, missing
from core.calls.reasons import REASONS
from core.errors import NoHeader, Problem
from core.export.call_sheet import FIELDS
from core.ingest import reading
from core.ingest.convert import choice_codes, read_choice, reader_of
from core.ingest.our_calls import call_sheets_of
from core.ingest.process import RawSheet
from core.ingest.values import Read
from core.locale.words import LANGUAGES, Words, _, say
from core.settings import Settings
from core.tables import TABLES, Column

_COLUMNS: dict[str, Column] = {
    "day": TABLES["activities"].column("date"),
    "outcome": TABLES["activities"].column("outcome"),
    "next_date": TABLES["promises"].column("due_date"),
    "reason": TABLES["not_now"].column("reason"),
    "minutes": TABLES["activities"].column("minutes"),
}
_LACKING: dict[str, Words] = {
    "note": _("What was said is missing: please write one line and hand the sheet in again."),
    "next_date": _("The next date is missing: please write it and hand the sheet in again."),
    "reason": _("Why not now is missing: please choose it and hand the sheet in again."),
    "referred_name": _("Who was introduced is missing: please write the name."),
}


@dataclass(frozen=True, slots=True)
class Called:
    """One call of the sheet.

    Attributes:
        outcome: key of :data:`core.calls.outcomes.OUTCOMES`.
        logged: what is said about it.
        name: of the customer, as it stands on the sheet.
        row: the row of the sheet.
    """

    outcome: str
    logged: Logged
    name: str
    row: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet says.

    Attributes:
        calls: in the order of the sheet.
        problems: rows and cells that could not be taken.
        not_called: rows without an outcome.
    """

    calls: tuple[Called, ...]
    problems: tuple[Problem, ...]
    not_called: int


@dataclass
class _Row:
    """A row while it is read."""

    number: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)


def read_called(
    data: bytes, name: str, *, settings: Settings, today: dt.date, password: str = ""
) -> Filled:
    """Read a call sheet that was filled in.

    Args:
        data: the file's bytes.
        name: its name, for sentences.
        settings: limits.
        today: the day of a call of which no day is written; none is after it.
        password: opens a locked file; never kept.

    Raises:
        PasswordNeeded: the file is locked and the password is missing or does not fit.
        InputError: the file cannot be read, or is no call sheet of ours.
    """
    book = reading.raw(data, name, settings=settings, today=today, password=password)
    sheets = call_sheets_of(book)
    if not sheets:
        raise NoHeader(
            _(
                "{name} is no call sheet from here: the column with the marks of the rows is "
                "missing. Please save the call sheet of the week, fill it in and choose it.",
                name=name,
            )
        )
    parts = [_of_sheet(sheet, head, name, today) for sheet, head in sheets]
    return Filled(
        tuple(call for part in parts for call in part.calls),
        tuple(problem for part in parts for problem in part.problems),
        sum(part.not_called for part in parts),
    )


def _of_sheet(sheet: RawSheet, head: int, name: str, today: dt.date) -> Filled:
    """What one sheet says; there may be one for each person in charge."""
    columns = _columns([str(cell) for cell in sheet.texts.iloc[head]])
    calls, problems, blank = [], [], 0
    for place in range(head + 1, len(sheet.texts)):
        texts = sheet.texts.iloc[place]
        cells = {field: str(texts.iloc[column]).strip() for field, column in columns.items()}
        row = _Row(int(sheet.rows[place]), cells)
        call = _call(row, today)
        calls += [call] if call else []
        blank += not (call or row.problems)
        problems += [replace(p, file=name, sheet=sheet.name) for p in row.problems]
    return Filled(tuple(calls), tuple(problems), blank)


def _columns(header: list[str]) -> dict[str, int]:
    """Where each field stands, by its header in either language; the mark under its own name."""
    labels = {say(f.label, language): f.name for f in FIELDS for language in LANGUAGES}
    found: dict[str, int] = {}
    for place, text in enumerate(header):
        name = labels.get(text.strip()) or ("mark" if text.strip().startswith("daifuku") else "")
        if name:
            found.setdefault(name, place)
    return found


def _call(row: _Row, today: dt.date) -> Called | None:
    """The call of a row; None where there was none, or where it cannot be taken."""
    outcome = _value(row, "outcome", read_choice_of("outcome"))
    written = any(row.cells.get(name) for name in ("note", "next_date", "referred_name"))
    if outcome is None:
        if written and not row.problems:
            _note(row, "no_outcome", "outcome", _("Something is written but no outcome: the row "
                  "was left aside. Please choose the outcome."))  # fmt: skip
        return None
    mark = _mark(row)
    if mark is None:
        return None
    logged = _logged(row, mark, today)
    lacking = missing(outcome, logged)
    if lacking:
        _note(row, f"missing_{lacking[0]}", lacking[0], _LACKING[lacking[0]])
    if row.problems:
        return None
    return Called(outcome, logged, row.cells.get("name", ""), row.number)


def _logged(row: _Row, mark: Mapping[str, Any], today: dt.date) -> Logged:
    day = _value(row, "day", reader_of(_COLUMNS["day"], ())) or today
    if day > today:
        _note(row, "future_date", "day", _("The day of the call is not yet over."))
    minutes = _value(row, "minutes", reader_of(_COLUMNS["minutes"], ()))
    said: dict[str, Any] = {
        "note": row.cells.get("note", ""),
        "next_date": _value(row, "next_date", reader_of(_COLUMNS["next_date"], ())),
        "reason": _value(row, "reason", read_choice_of("reason")) or "",
        "referred_name": row.cells.get("referred_name", ""),
        "staff": row.cells.get("staff", ""),
        "minutes": None if minutes is None else int(minutes),
        "reason_code": mark["reason"] if mark["reason"] in REASONS else "",
    }
    settled = SETTLES.get(said["reason_code"])
    if settled and isinstance(mark["row"], int):
        said[settled] = mark["row"]
    return Logged(str(mark["customer"]), day, **said)


def read_choice_of(name: str) -> Any:  # noqa: ANN401 - a reader of cells
    """The reader of a column with a list."""
    return partial(read_choice, codes=choice_codes(_COLUMNS[name]))


def _value(row: _Row, name: str, read: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    """The value of a cell; what cannot be read is noted."""
    text = row.cells.get(name, "")
    found: Read = read(text)
    if text and found.value is None:
        unread = _(
            "“{value}” cannot be read; the row was left aside. Please correct it and hand the "
            "sheet in again.",
            value=text,
        )
        _note(row, found.code or "unreadable", name, unread)
    return found.value


def _mark(row: _Row) -> Mapping[str, Any] | None:
    """Whose row it is."""
    try:
        found = json.loads(row.cells.get("mark", ""))
        if isinstance(found, dict) and found["customer"]:
            return {"reason": "", "row": None} | found
    except (ValueError, KeyError):
        pass
    _note(row, "no_mark", "name", _("The mark in the hidden last column is gone, so nobody knows "
          "whose row this is. Please record this call on the page."))  # fmt: skip
    return None


def _note(row: _Row, code: str, column: str, words: Words) -> None:
    label = next((f.label for f in FIELDS if f.name == column), column)
    row.problems.append(
        Problem(code, words, row=row.number, column=say(label), value=row.cells.get(column, ""))
    )
