"""One table of our own workbook: columns by our own names, cells without guessing."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping

import pandas as pd
from openpyxl.utils import get_column_letter

from core.ingest import telling
from core.ingest.build import PAST_TABLES, Built, note_needed, note_rules
from core.ingest.choices import SheetChoices
from core.ingest.convert import Values, choice_codes, distinct, read_choice, reader_of
from core.ingest.headers import Unit
from core.ingest.issues import Issues
from core.ingest.kinds import Kind
from core.ingest.match import Mapping
from core.ingest.our_book import OurBook
from core.ingest.process import RawSheet
from core.ingest.proper import as_it_stands
from core.ingest.quality import kept_texts
from core.ingest.sheet import read_sheet
from core.ingest.sheet_reading import Context, SheetReading
from core.ingest.tabulate import (
    Body,
    Fields,
    column_of,
    frame_of,
    free_columns,
    note_troubles,
    scale_in,
)
from core.ingest.values import Read, readable
from core.locale.words import say
from core.tables import TABLES, Column, Table

#: Rows from the top among which the header is looked for: the owner may have put some above it.
_FIRST_ROWS = 10
#: A header and one row.
_WITH_A_ROW = 2


def read_our_sheet(
    sheet: RawSheet, table: Table, ours: OurBook, context: Context
) -> list[SheetReading]:
    """Read a sheet of our own workbook.

    Args:
        sheet: as it stands in the file.
        table: whose rows it holds.
        ours: what the workbook says beside its tables.
        context: settings and today.

    Returns:
        One reading; where the needed columns are not there any more the sheet is read as any
        other.
    """
    if len(sheet.rows) < _WITH_A_ROW and table.name != "customers":
        return [SheetReading(sheet.name, "unknown", why="empty", key=sheet.name)]
    texts = sheet.texts.apply(lambda cells: _said(cells, ours))
    head = _header(texts, table, ours.language)
    if head is None or sheet.name in context.chosen:
        return read_sheet(sheet, context)
    header = {int(str(place)): text for place, text in texts.iloc[head].items()}
    columns = _columns(header, table, ours.language)
    body = Body(
        sheet.name,
        texts.iloc[head + 1 :].reset_index(drop=True),
        sheet.rows[head + 1 :],
        _names(header, columns),
        {},
        context.settings,
        context.today,
    )
    kind = Kind(table.name, Mapping(table.name, columns))
    return [_reading(_built(body, kind, ours), ours, context, int(sheet.rows[head]))]


def _said(cells: pd.Series, ours: OurBook) -> pd.Series:
    """A column with our own marks and outer spaces off."""
    index, unique = distinct(cells)
    clean = pd.Series([ours.said(text).strip() for text in unique], dtype="str")
    return clean.take(index).set_axis(cells.index)


def _header(texts: pd.DataFrame, table: Table, language: str) -> int | None:
    """The place of the row with our own names of all needed columns."""
    needed = {say(column.label, language) for column in table.columns if column.needed}
    needed = needed or {say(column.label, language) for column in table.columns}
    for place, row in enumerate(texts.iloc[:_FIRST_ROWS].itertuples(index=False, name=None)):
        if needed <= set(row):
            return place
    return None


def _columns(
    header: AnyMapping[int, str], table: Table, language: str
) -> dict[str, tuple[int, ...]]:
    """{field: its column}: the first under our name for it, as the owner's own stand behind."""
    first = {name: column for column, name in reversed([*header.items()])}
    labels = {column.name: say(column.label, language) for column in table.columns}
    return {field: (first[label],) for field, label in labels.items() if label in first}


def _names(
    header: AnyMapping[int, str], columns: AnyMapping[str, tuple[int, ...]]
) -> dict[int, str]:
    """{column: its name}; of the owner's own columns no two are called the same."""
    ours = {places[0] for places in columns.values()}
    names = {place: header[place] for place in ours}
    taken: set[str] = set()
    for place, text in header.items():
        if place in ours:
            continue
        name = text or f"[{get_column_letter(place + 1)}]"
        while name in taken:
            name = f"{name}_"
        taken.add(name)
        names[place] = name
    return dict(sorted(names.items()))


def _built(body: Body, kind: Kind, ours: OurBook) -> Built:
    """All rows as understood."""
    built = Built(body, kind, Issues(body.rows))
    fields = _fields(body, kind.mapping, built.issues)
    built.parts = (fields,)
    built.scale = max(ours.scale, scale_in(fields))
    built.main = TABLES[kind.name].shape(frame_of(fields, built.scale))
    note_needed(built)
    note_rules(built)
    _note_future(built)
    free = free_columns(body, kind) | kept_texts(fields, kind.name)
    built.main = pd.concat([built.main, pd.DataFrame(free, index=built.main.index)], axis=1)
    return built


def _note_future(built: Built) -> None:
    """What lies ahead was in the ledger already: said, and taken."""
    if built.kind.name in PAST_TABLES:
        days = built.main["date"]
        late = (days > pd.Timestamp(built.body.today)).to_numpy(dtype=bool)
        header = built.headers["date"]
        built.issues.add(late, header, "future_date", days.dt.strftime("%Y-%m-%d"), kept=True)


def _fields(body: Body, mapping: Mapping, issues: Issues) -> Fields:
    fields = Fields(mapping)
    for column in (column_of(mapping.table, name) for name in mapping.columns):
        cells = body.cells(mapping, column.name)
        index, unique = distinct(cells)
        read = _reader(column, body)
        fields.texts[column.name] = cells
        fields.headers[column.name] = body.names[mapping.columns[column.name][0]]
        fields.units[column.name] = Unit()
        fields.values[column.name] = Values(index, [read(text) for text in unique], unique)
        note_troubles(fields, column, issues, needed=True)
    return fields


def _reader(column: Column, body: Body) -> Callable[[str], Read]:
    """The function that reads the cells of a column; words and ids stand as they are."""
    if as_it_stands(column):
        return Read
    if column.kind == "choice":
        codes = choice_codes(column)
        return lambda text: read_choice(text, codes=codes, own_words=column.own_words)
    read = reader_of(column, (), today=body.today)
    return read if column.kind == "text" else lambda text: read(readable(text))


def _reading(built: Built, ours: OurBook, context: Context, header_row: int) -> SheetReading:
    """What is told of a sheet of ours."""
    limits, body = context.settings.intake, built.body
    gone = built.issues.left_aside()
    tables = built.tables(context.file)
    amounts = tables["purchases"]["amount"] if "purchases" in tables else pd.Series([0])
    return SheetReading(
        name=body.sheet,
        kind=built.kind.name,
        header_row=header_row,
        rows_read=int((~gone).sum()),
        rows_unread=int(gone.sum()),
        mapping=built.headers,
        unmapped=[name for column, name in body.names.items() if column not in built.kind.used],
        tables=tables,
        problems=built.issues.problems(context.file, body.sheet, limits.problems_listed),
        total_amount=int(amounts.sum()),
        scale=built.scale,
        currency=ours.currency,
        raw=telling.rows_of(body, limits.preview_rows),
        understood=built.main.head(limits.preview_rows),
        unread=telling.unread_rows(body, built.issues, gone),
        issues=built.issues.frame().drop(columns="place"),
        key=body.sheet,
        choices=SheetChoices(kind=built.kind.name),
        quality=built.quality,
    )
