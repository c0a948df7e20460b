"""One sheet: from the cells of the file to checked tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from core.errors import Problem
from core.ingest.build import Built, build
from core.ingest.choices import Question, SheetChoices, shape_of
from core.ingest.guard import SheetFacts
from core.ingest.header import Layout, find_layout
from core.ingest.issues import Issues, problem
from core.ingest.kinds import kind_of_sheet
from core.ingest.match import Sample
from core.ingest.process import RawSheet
from core.ingest.tabulate import Body, fill_merged
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
            ``name``, ``fields``, ``ignored`` or ``empty``.
        key: what :attr:`core.ingest.choices.FileChoices.sheets` calls this table: the sheet's
            name, with ``#2``, ``#3`` … behind it for further tables on the sheet.
        preset: the known export that the table is, empty for none.
        shape: the fingerprint of its headers.
        questions: what only the owner can know; nothing was guessed there.
        choices: the choices that give this very reading again.
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
    """

    file: str
    settings: Settings
    today: dt.date
    from_1904: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)
    choices: SheetChoices = field(default_factory=SheetChoices)
    chosen: Mapping[str, SheetChoices] = field(default_factory=dict)
    remembered: Mapping[str, SheetChoices] = field(default_factory=dict)


def read_sheet(sheet: RawSheet, context: Context) -> list[SheetReading]:
    """Read all tables of one sheet.

    Returns:
        A reading for each; where one is no table of ours it has no tables and says why.
    """
    reading = _read_table(sheet, context)
    return [replace(reading, key=sheet.name, shape=shape_of([*reading.mapping.values()]))]


def _read_table(sheet: RawSheet, context: Context) -> SheetReading:
    limits = context.settings.intake
    if not len(sheet.texts):
        return SheetReading(sheet.name, "unknown", why="empty")
    layout = find_layout(sheet, limits.header_rows)
    if layout is None:
        return SheetReading(
            sheet.name, "unknown", why="header", raw=_preview(sheet, None, limits.preview_rows)
        )
    body = _body(sheet, layout, context)
    sample = Sample(body.texts.iloc[: limits.evidence_rows])
    kind = kind_of_sheet(sheet.name, body.names, sample, limits)
    notes = _sheet_notes(sheet, layout, context, unread=bool(kind.why))
    if kind.why:
        return SheetReading(
            sheet.name, kind.name, layout.header_row, mapping=kind.mapping.headers(body.names),
            unmapped=list(body.names.values()), problems=notes, why=kind.why,
            raw=_preview(sheet, layout, limits.preview_rows), rows_unread=len(body.rows),
        )  # fmt: skip
    texts = fill_merged(body.texts, body.rows, sheet.merged, kind.mapping)
    built = build(replace(body, texts=texts), kind)
    _add_marks(sheet, built)
    return _reading(sheet, layout, built, context, notes)


def _add_marks(sheet: RawSheet, built: Built) -> None:
    """What was noticed about rows of a text when it was split into cells."""
    first = built.body.texts.iloc[:, 0]
    for code, numbers in sheet.marks.items():
        built.issues.add(np.isin(built.body.rows, numbers), "", code, first, kept=True)


def _body(sheet: RawSheet, layout: Layout, context: Context) -> Body:
    columns = list(layout.names)
    whole = sheet.texts[columns]
    texts = whole.iloc[layout.data].reset_index(drop=True)
    return Body(
        sheet.name,
        texts.apply(lambda column: column.str.strip()),
        sheet.rows[layout.data],
        layout.names,
        {c: kinds[layout.data] for c, kinds in sheet.kinds.items() if c in layout.names},
        context.settings,
        context.today,
        context.from_1904,
    )


def _reading(
    sheet: RawSheet, layout: Layout, built: Built, context: Context, notes: list[Problem]
) -> SheetReading:
    """What is told of a sheet that is a table."""
    limits, body, kind, issues = context.settings.intake, built.body, built.kind, built.issues
    gone = issues.left_aside()
    tables = built.tables(context.file)
    amounts = tables["purchases"]["amount"] if "purchases" in tables else pd.Series([0])
    used = kind.mapping.used | kind.person.used
    return SheetReading(
        name=sheet.name,
        kind=kind.name,
        header_row=layout.header_row,
        rows_read=int((~gone).sum()),
        rows_unread=int(gone.sum()) + len(layout.beyond),
        rows_dropped=len(layout.totals) + len(layout.dropped),
        mapping=kind.person.headers(body.names) | built.headers,
        unmapped=[name for column, name in body.names.items() if column not in used],
        tables=tables,
        problems=[
            *issues.problems(context.file, sheet.name, limits.problems_listed),
            *notes,
            *_decimals(built, context.file),
        ],
        total_amount=int(amounts.sum()),
        scale=built.scale,
        currency=limits.currency,
        raw=_preview(sheet, layout, limits.preview_rows),
        understood=built.main.head(limits.preview_rows),
        unread=_unread(body, issues, gone),
        issues=issues.frame().drop(columns="place"),
    )


def _decimals(built: Built, file: str) -> list[Problem]:
    """Amounts with decimals change how all amounts of the ledger are kept."""
    if not built.scale:
        return []
    name = next(n for n in ("amount", "unit_price", *built.headers) if n in built.headers)
    sheet, column = built.body.sheet, built.headers[name]
    return [problem("decimals", 1, "", file, sheet, column=column)]


def _preview(sheet: RawSheet, layout: Layout | None, rows: int) -> pd.DataFrame:
    """The first data rows as in the file."""
    if layout is None:
        return sheet.texts.head(rows)
    shown = sheet.texts[list(layout.names)].iloc[layout.data[:rows]].reset_index(drop=True)
    return shown.set_axis(list(layout.names.values()), axis=1)


def _unread(body: Body, issues: Issues, gone: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Rows left aside as in the file, with their number and the code of the reason."""
    rows = body.texts[gone].set_axis(list(body.names.values()), axis=1)
    found = issues.frame()
    reasons = (
        found[~found["kept"].astype(bool)].drop_duplicates("place").set_index("place")["code"]
    )
    return rows.assign(
        source_row=body.rows[gone], reason=reasons.reindex(rows.index).to_numpy()
    ).reset_index(drop=True)


def _sheet_notes(
    sheet: RawSheet, layout: Layout, context: Context, *, unread: bool
) -> list[Problem]:
    """What is to be said of the sheet as a whole."""
    facts = context.facts
    counts = (
        ("totals_row", len(layout.totals), _first_text(sheet, layout.totals)),
        ("header_again", len(layout.dropped), ""),
        ("second_table", len(layout.beyond), ""),
        ("error_cells", facts.errors, ""),
        ("uncalculated", facts.uncalculated, ""),
        ("hidden", facts.hidden, ""),
        ("hidden_sheet", int(sheet.hidden and not unread), sheet.name),
    )
    return [problem(code, n, value, context.file, sheet.name) for code, n, value in counts if n]


def _first_text(sheet: RawSheet, places: list[int]) -> str:
    """The first filled cell of the first of some rows."""
    if not places:
        return ""
    return next(str(cell) for cell in sheet.texts.iloc[places[0]] if str(cell).strip())
