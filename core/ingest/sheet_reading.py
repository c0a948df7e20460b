"""What one table of a sheet gave, and what reading it needs to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from core.errors import Problem
from core.ingest.choices import Question, SheetChoices
from core.ingest.guard import SheetFacts
from core.settings import Settings


@dataclass(frozen=True)
class SheetReading:
    """What one table of a sheet gave.

    Attributes:
        name: the sheet's name, for the owner.
        kind: a table's name, ``totals`` or ``unknown``.
        header_row: number of the row that names the columns (the lower of two); 0 without one.
        rows_read: data rows that were taken.
        rows_unread: data rows that were left aside.
        rows_dropped: rows that are no data: totals, repeated headers, 必須 and 入力例.
        mapping: {field: header in the file}.
        unmapped: headers that are no field; their columns follow the table's own.
        tables: checked frames by table name.
        problems: what could not be taken as it stands.
        total_amount: sum of the purchases' amounts in minor units.
        scale: decimal places of the amounts.
        currency: ISO code.
        raw: the first data rows as in the file, all text.
        understood: the same rows as understood.
        unread: the rows left aside as in the file, with ``source_row`` and ``reason``.
        issues: every finding with ``source_row, column, code, value, kept``.
        why: for a sheet that gave nothing, what is missing: ``header``, ``customer``, ``date``,
            ``name``, ``fields``, ``ignored``, ``empty``; ``months`` while a question waits;
            ``card`` for a form of one customer; ``left_out`` by the owner.
        key: what :attr:`core.ingest.choices.FileChoices.sheets` calls this table: the sheet's
            name, with ``#2``, ``#3`` … behind it for further tables on the sheet.
        preset: the known export that the table is, empty for none.
        shape: the fingerprint of its headers.
        questions: what only the owner can know; nothing was guessed there.
        choices: the choices that give this very reading again.
        beside: {table: {free column: the field beside which it stands}}: what a field's cells
            said and could not be read, or is unsure, stands in the free column of its header.
        quality: one row per field: ``field, header, ok, fixed, unsure, unreadable, blank``
            counts of cells.
    """

    name: str
    kind: str
    header_row: int = 0
    rows_read: int = 0
    rows_unread: int = 0
    rows_dropped: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total_amount: int = 0
    scale: int = 0
    currency: str = "JPY"
    raw: pd.DataFrame = field(default_factory=pd.DataFrame)
    understood: pd.DataFrame = field(default_factory=pd.DataFrame)
    unread: pd.DataFrame = field(default_factory=pd.DataFrame)
    issues: pd.DataFrame = field(default_factory=pd.DataFrame)
    why: str = ""
    key: str = ""
    preset: str = ""
    shape: str = ""
    questions: tuple[Question, ...] = ()
    choices: SheetChoices = field(default_factory=SheetChoices)
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    quality: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Context:
    """What reading a sheet needs to know beside the sheet.

    Attributes:
        file: the file's name.
        settings: all settings.
        today: the real day.
        from_1904: base of the serial numbers.
        facts: what the guard saw in the sheet.
        choices: the owner's decisions about the sheet's (first) table.
        chosen: the owner's decisions about all tables of the file, by their keys.
        remembered: decisions that were taken for tables of the same shape, by shape.
        tell: hears which share of a table's columns is read; what it raises ends the reading.
    """

    file: str
    settings: Settings
    today: dt.date
    from_1904: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)
    choices: SheetChoices = field(default_factory=SheetChoices)
    chosen: Mapping[str, SheetChoices] = field(default_factory=dict)
    remembered: Mapping[str, SheetChoices] = field(default_factory=dict)
    tell: Callable[[float], None] = lambda _share: None
