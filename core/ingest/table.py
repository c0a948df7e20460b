"""One table of a sheet: its header, its columns, its rows as checked tables."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from core.errors import Problem
from core.ingest import filling, months, nameless, telling
from core.ingest.asking import questions_of
from core.ingest.build import Built, build
from core.ingest.cards import is_card
from core.ingest.choices import OWN_COLUMN, Question, SheetChoices, shape_of
from core.ingest.decided import remembered_for
from core.ingest.header import Layout, find_layout, without_header
from core.ingest.headers import header_key, words_of
from core.ingest.kinds import Kind, kind_of_sheet, table_named
from core.ingest.match import Mapping, Sample
from core.ingest.notes import notes_of, notes_of_gone
from core.ingest.process import RawSheet
from core.ingest.sheet_reading import Context, SheetReading
from core.ingest.sums import check_totals
from core.ingest.tabulate import Body, fill_merged, kind_in
from core.ingest.values import plain
from core.settings.intake import IntakeSettings
from core.tables import TABLES

_UNIT = re.compile(r"\(?単位:?\s*(?:円|千円|万円|百万円)[^)]*\)?|\((?:千円|万円|百万円)[^)]*\)")
_NOTHING: AnyMapping[str, SheetChoices] = MappingProxyType({})


@dataclass(frozen=True)
class _Table:
    """One table of a sheet on its way to a reading.

    Attributes:
        sheet: the whole sheet, to the letter.
        block: the table's cells, outer spaces off.
        context: with the choices of this table.
        layout: where its header and data are.
        forced: number of the header's row where the owner says it.
        body: the data rows.
        across: its years, months or days across; None for none.
        melted: whether they were made rows.
        fill_down: {header: whether the value above holds}; notes: what was filled so.
    """

    sheet: RawSheet
    block: RawSheet
    context: Context
    layout: Layout
    forced: int | None
    body: Body
    across: months.Across | None = None
    melted: bool = False
    fill_down: AnyMapping[str, bool] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()

    @property
    def limits(self) -> IntakeSettings:
        """Limits of reading."""
        return self.context.settings.intake

    @property
    def key(self) -> str:
        """What the table is called in choices."""
        return self.body.sheet

    @property
    def sample(self) -> Sample:
        """The first data rows."""
        return Sample(self.body.texts.iloc[: self.limits.evidence_rows])

    @property
    def shape(self) -> str:
        """The fingerprint of the columns as they stand in the file."""
        return _shape(self.block, self.layout, self.limits)

    @property
    def name(self) -> str:
        """What says which table it is: the sheet's name, or a title above the header."""
        first = self.key == self.sheet.name
        if first and table_named(self.sheet.name):
            return self.sheet.name
        titles = [title for title in self.layout.above if table_named(title) in TABLES]
        return titles[-1] if titles else (self.sheet.name if first else "")


def read_table(sheet: RawSheet, block: RawSheet, key: str, context: Context) -> SheetReading:
    """Read one table.

    Args:
        sheet: the whole sheet, to the letter.
        block: the table's cells, outer spaces off; rows and columns keep their places.
        key: what the table is called in choices.
        context: with the choices of this table.
    """
    limits = context.settings.intake
    raw = telling.preview(sheet, block, None, limits.preview_rows)
    if context.choices.header_row is None and is_card(block, limits):
        return SheetReading(key, "unknown", why="card", key=key, raw=raw)
    layout, forced = _layout(block, context)
    if layout is None:
        return _ask_for_names(block, key, context, raw)
    memory = remembered_for(layout.names, context.remembered, limits.known_headers_share)
    decided = {**(memory.fill_down if memory else {}), **context.choices.fill_down}
    body, notes = filling.filled_down(_body(block, layout, key, context), decided, context.file)
    table = _Table(sheet, block, context, layout, forced, body, fill_down=decided, notes=notes)
    known = context.remembered.get(table.shape)
    if not context.choices.take or (known and not known.take and key not in context.chosen):
        choices = replace(context.choices, take=False)
        return replace(_unread(table, "unknown", "left_out"), choices=choices)
    return _read(*_with_months(table, memory))


def _layout(block: RawSheet, context: Context) -> tuple[Layout | None, int | None]:
    """Where the header is: the owner's word, what is found, what the owner once said."""
    limits, forced = context.settings.intake, context.choices.header_row
    found = find_layout(block, limits.header_rows, forced)
    if forced is not None:
        return found, forced
    for shape, known in context.remembered.items():
        if known.header_row is None or (known.header_row == 0 and found is not None):
            continue
        other = find_layout(block, limits.header_rows, known.header_row)
        if other is not None and shape == _shape(block, other, limits):
            return other, known.header_row
    return found, None


def _shape(block: RawSheet, layout: Layout, limits: IntakeSettings) -> str:
    """The fingerprint of a table; without column names that of what its cells look like."""
    if layout.header_row:
        return shape_of(layout.names.values())
    return nameless.shape_of_cells(layout.names, _sample(block, layout, limits), limits)


def _sample(block: RawSheet, layout: Layout, limits: IntakeSettings) -> Sample:
    return Sample(block.texts[list(layout.names)].iloc[layout.data[: limits.evidence_rows]])


def _ask_for_names(block: RawSheet, key: str, context: Context, raw: pd.DataFrame) -> SheetReading:
    """A table without column names waits for the owner, with guesses by the look of its cells."""
    limits, layout = context.settings.intake, without_header(block)
    found = nameless.guesses(layout.names, _sample(block, layout, limits), limits)
    asked = (nameless.question(block),) if found else ()
    shown = raw.set_axis(nameless.letters_of(raw), axis=1)
    return SheetReading(
        key, "unknown", mapping={field: name for name, field in found.items()},
        unmapped=list(layout.names.values()), rows_unread=len(layout.data), raw=shown,
        why="header", key=key, questions=asked,
    )  # fmt: skip


def _body(block: RawSheet, layout: Layout, key: str, context: Context) -> Body:
    units = [found[0] for text in reversed(layout.above) if (found := _UNIT.search(plain(text)))]
    return Body(
        key,
        block.texts[list(layout.names)].iloc[layout.data].reset_index(drop=True),
        block.rows[layout.data],
        layout.names,
        {c: kinds[layout.data] for c, kinds in block.kinds.items() if c in layout.names},
        context.settings,
        context.today,
        context.from_1904,
        _date_orders(layout.names, context),
        f"({units[0].strip('()')})" if units else "",
        context.tell,
    )


def _date_orders(names: dict[int, str], context: Context) -> dict[str, str]:
    """The order of dates by header: the owner's word of today over that of an earlier day."""
    share = context.settings.intake.known_headers_share
    memory = remembered_for(names, context.remembered, share)
    return {**(memory.date_order if memory else {}), **context.choices.date_order}


def _with_months(table: _Table, memory: SheetChoices | None) -> tuple[_Table, Kind]:
    """The table with months across as rows, where the owner said so, and what it is."""
    choices, body = table.context.choices, table.body
    answer = choices.months_across
    if answer is None and memory is not None:
        answer = memory.months_across
    if answer is False:
        return table, _kind(table)
    title = f"{table.sheet.name} {table.context.file}"
    across = months.find_across(body, table.layout.above, table.limits, title)
    table = replace(table, across=across)
    if across is None:
        return table, _kind(table)
    trial = _melted(table, head=True)
    if not answer or _kind(trial).why:
        return table, _waiting(_kind(table), _kind(trial))
    melted = _melted(table)
    return melted, _kind(melted)


def _melted(table: _Table, *, head: bool = False) -> _Table:
    """The table with a row for each amount; ``head`` takes the first rows only."""
    body, across = table.body, table.across
    assert across is not None
    if head:
        n = table.limits.evidence_rows
        kinds = {c: kind[:n] for c, kind in body.kinds.items()}
        body = replace(body, texts=body.texts.head(n), rows=body.rows[:n], kinds=kinds)
    amounts = Mapping("purchases", {"amount": tuple(across.days)})
    texts = fill_merged(body.texts, body.rows, table.sheet.merged, amounts)
    body, more = months.melt(replace(body, texts=texts), across)
    choices = table.context.choices
    choices = replace(choices, kind=more.kind, columns={**choices.columns, **more.columns})
    return replace(table, body=body, context=replace(table.context, choices=choices), melted=True)


def _waiting(plain_kind: Kind, melted: Kind) -> Kind:
    """What a table with months across is until the owner has answered."""
    if melted.why == "customer":
        return replace(plain_kind, name="totals", why="customer")
    if plain_kind.name == "customers" and not plain_kind.why:
        return plain_kind
    return replace(plain_kind, name="unknown", why="months")


def _kind(table: _Table) -> Kind:
    """Which table it is; without column names the looks of the cells stand for them."""
    context, limits, choices = table.context, table.limits, table.context.choices
    remembered = context.remembered
    guessed: dict[str, str] = {}
    if not table.layout.header_row:
        known = remembered.get(table.shape)
        remembered = {shape_of(table.body.names.values()): known} if known else _NOTHING
        if not choices.columns and known is None:
            guessed = nameless.guesses(table.body.names, table.sample, limits)
            choices = replace(choices, columns=guessed)
    kind = kind_of_sheet(
        table.name, table.body.names, table.sample, limits, choices=choices, remembered=remembered
    )
    fields = set(kind.mapping.columns) | set(kind.person.columns)
    kind = replace(kind, guessed=kind.guessed | (set(guessed.values()) & fields))
    return replace(kind, name="totals") if _sums_up(kind, table) else kind


def _sums_up(kind: Kind, table: _Table) -> bool:
    """Whether a table names nobody and holds sales: it sums them up."""
    if kind.why != "customer" or kind.name != "unknown":
        return False
    sales = words_of("purchases")["amount"]
    return any(header_key(name) in sales for name in table.body.names.values())


def _read(table: _Table, kind: Kind) -> SheetReading:
    asked = _questions(table)
    if kind.why:
        asked += questions_of(kind, table.body.names, table.sample, table.limits)
        unread = _unread(table, kind.name, kind.why, kind)
        gone = notes_of_gone(kind, table.context.file, table.key)
        return replace(unread, questions=asked, problems=unread.problems + gone)
    body = table.body
    if not table.melted:
        texts = fill_merged(body.texts, body.rows, table.sheet.merged, kind.mapping)
        body = replace(body, texts=texts)
    asked += filling.questions(body, kind, table.fill_down)
    built = build(body, kind)
    _add_marks(table, built)
    if table.melted:
        _note_months(table, built)
    return _reading(table, built, asked)


def _questions(table: _Table) -> tuple[Question, ...]:
    """The question about months that waits."""
    answered = table.melted or table.context.choices.months_across is not None
    if table.across is None or answered:
        return ()
    return (months.question(table.across, table.body),)


def _add_marks(table: _Table, built: Built) -> None:
    """What was noticed about rows of a text when it was split into cells."""
    first = built.body.texts.iloc[:, 0]
    for code, numbers in table.sheet.marks.items():
        built.issues.add(np.isin(built.body.rows, numbers), "", code, first, kept=True)


def _note_months(table: _Table, built: Built) -> None:
    """That a month or year stands for its first day; what is no amount is no purchase."""
    header = built.headers["date"]
    days = built.body.texts[built.kind.mapping.columns["date"][0]]
    span = table.across.span if table.across else ""
    every = np.ones(len(days), dtype=bool)
    if span == "month":
        built.issues.add(every, header, "month_only", days.str[:7], kept=True)
    if span == "year":
        built.issues.add(every, header, "year_only", days, kept=True)
    built.issues.leave_aside("unreadable_amount")


def _unread(table: _Table, name: str, why: str, kind: Kind | None = None) -> SheetReading:
    """What is told of a table that was not read."""
    names = table.layout.names
    return SheetReading(
        table.key, name, table.layout.header_row,
        mapping=kind.mapping.headers(table.body.names) if kind else {},
        unmapped=list(names.values()), problems=_notes(table, unread=True), why=why,
        raw=telling.preview(table.sheet, table.block, table.layout, table.limits.preview_rows),
        rows_unread=len(table.layout.data), key=table.key, shape=table.shape,
        preset=kind.preset if kind else "", choices=table.context.choices,
    )  # fmt: skip


def _notes(table: _Table, *, unread: bool) -> list[Problem]:
    file = table.context.file
    notes = telling.notes_on_rows(table.block, table.layout, file, table.key)
    return notes + telling.notes_on_sheet(table.sheet, table.context.facts, file, unread=unread)


def _reading(table: _Table, built: Built, asked: tuple[Question, ...]) -> SheetReading:
    """What is told of a table that was read."""
    limits, layout, body, kind = table.limits, table.layout, built.body, built.kind
    file, gone = table.context.file, built.issues.left_aside()
    tables = built.tables(file)
    amounts = tables["purchases"]["amount"] if "purchases" in tables else pd.Series([0])
    return SheetReading(
        name=table.key,
        kind=kind.name,
        header_row=layout.header_row,
        rows_read=int((~gone).sum()),
        rows_unread=int(gone.sum()),
        rows_dropped=len(layout.totals) + len(layout.dropped) + len(layout.remarks),
        mapping=kind.person.headers(body.names) | built.headers,
        unmapped=[name for column, name in body.names.items() if column not in kind.used],
        tables=tables,
        problems=[
            *built.issues.problems(file, table.key, limits.problems_listed),
            *table.notes,
            *_notes(table, unread=False),
            *_checked_totals(table, kind),
            *telling.note_on_decimals(built, file),
            *notes_of(built, file),
        ],
        total_amount=int(amounts.sum()),
        scale=built.scale,
        currency=limits.currency,
        raw=_raw(table),
        understood=built.main.head(limits.preview_rows),
        unread=telling.unread_rows(body, built.issues, gone),
        issues=built.issues.frame().drop(columns="place"),
        key=table.key,
        preset=kind.preset,
        shape=table.shape,
        questions=(*asked, *built.questions),
        choices=_choices(table, built),
        beside=built.beside,
        quality=built.quality,
    )


def _raw(table: _Table) -> pd.DataFrame:
    """The first rows as in the file; of melted ones those rows that came of them."""
    rows = table.limits.preview_rows
    if table.melted:
        return telling.rows_of(table.body, rows)
    return telling.preview(table.sheet, table.block, table.layout, rows)


def _checked_totals(table: _Table, kind: Kind) -> list[Problem]:
    """The file's own totals against its rows."""
    if not table.layout.totals:
        return []
    columns: dict[int, str] = {}
    for name, places in kind.mapping.columns.items():
        if kind_in(kind.mapping.table, name) == "money" and places[0] in table.layout.names:
            columns[places[0]] = table.layout.names[places[0]]
    if table.melted and table.across is not None:
        columns = {column: table.layout.names[column] for column in table.across.days}
    return check_totals(table.block, table.layout, columns, table.context.file, table.key)


def _choices(table: _Table, built: Built) -> SheetChoices:
    """The choices that give this very reading again."""
    columns = dict(built.kind.chosen(built.body.names))
    if table.melted and table.across is not None:
        columns |= {table.layout.names[column]: OWN_COLUMN for column in table.across.days}
    answered: Any = True if table.melted else table.context.choices.months_across
    return SheetChoices(
        kind=built.kind.name,
        header_row=table.forced,
        columns=columns,
        date_order=built.date_order,
        months_across=answered,
        fill_down={
            h: said for h, said in table.fill_down.items() if h in table.layout.names.values()
        },
    )
