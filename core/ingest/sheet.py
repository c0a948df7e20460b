"""One sheet: from the cells of the file to checked tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from core.errors import Problem
from core.ingest.amounts import add_amounts, product_scale
from core.ingest.guard import SheetFacts
from core.ingest.header import Layout, find_layout
from core.ingest.issues import Issues, problem
from core.ingest.kinds import Kind, kind_of_sheet
from core.ingest.match import Sample
from core.ingest.process import RawSheet
from core.ingest.tabulate import (
    Body,
    Fields,
    customer_ids,
    fill_merged,
    frame_of,
    free_columns,
    read_fields,
    scale_in,
    second_phones,
    unknown_words,
)
from core.settings import Settings
from core.tables import DTYPES, ORIGIN, TABLES

#: Tables whose dates must not lie ahead (DOMAIN 2.1).
PAST_TABLES = ("purchases", "activities")
_LOST = "\ufffd"


@dataclass(frozen=True)
class SheetReading:
    """What one sheet gave.

    Attributes:
        name: the sheet's name.
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


@dataclass(frozen=True)
class Context:
    """What reading a sheet needs to know beside the sheet.

    Attributes:
        file: the file's name.
        settings: all settings.
        today: the real day.
        from_1904: base of the serial numbers.
        facts: what the guard saw in the sheet.
    """

    file: str
    settings: Settings
    today: dt.date
    from_1904: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)


def read_sheet(sheet: RawSheet, context: Context) -> SheetReading:
    """Read one sheet.

    Returns:
        A reading; where the sheet is no table of ours it has no tables and says why.
    """
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
    notes = _sheet_notes(sheet, layout, context)
    if kind.why:
        return SheetReading(
            sheet.name, kind.name, layout.header_row, mapping=kind.mapping.headers(body.names),
            unmapped=list(body.names.values()), problems=notes, why=kind.why,
            raw=_preview(sheet, layout, limits.preview_rows), rows_unread=len(body.rows),
        )  # fmt: skip
    for mapping in (kind.mapping, kind.person):
        body = replace(body, texts=fill_merged(body.texts, body.rows, sheet.merged, mapping))
    return _tables(sheet, layout, body, kind, context, notes)


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


def _tables(
    sheet: RawSheet, layout: Layout, body: Body, kind: Kind, context: Context, notes: list[Problem]
) -> SheetReading:
    """Values, tables and problems of a sheet that is a table."""
    limits = context.settings.intake
    issues = Issues(body.rows)
    built = _build(body, kind, issues, context)
    gone = issues.left_aside()
    tables = {
        name: frame for name, frame in built.tables(~gone, context.file).items() if len(frame)
    }
    tables.setdefault(kind.name, TABLES[kind.name].empty())
    beyond = len(layout.beyond)
    main = tables[kind.name]
    total = main["amount"].sum() if kind.name == "purchases" else 0
    used = kind.mapping.used | kind.person.used
    return SheetReading(
        name=sheet.name,
        kind=kind.name,
        header_row=layout.header_row,
        rows_read=int((~gone).sum()),
        rows_unread=int(gone.sum()) + beyond,
        rows_dropped=len(layout.totals) + len(layout.dropped),
        mapping=kind.mapping.headers(body.names) | _person_headers(kind, body),
        unmapped=[name for column, name in body.names.items() if column not in used],
        tables=tables,
        problems=[*issues.problems(context.file, sheet.name, limits.problems_listed), *notes],
        total_amount=int(total),
        scale=built.scale,
        currency=limits.currency,
        raw=_preview(sheet, layout, limits.preview_rows),
        understood=built.main.head(limits.preview_rows),
        unread=_unread(body, issues, gone),
        issues=issues.frame().drop(columns="place"),
    )


def _person_headers(kind: Kind, body: Body) -> dict[str, str]:
    """Fields of the customer that a sheet of another table has."""
    return kind.person.headers(body.names)


@dataclass
class _Built:
    """All rows of a sheet as understood, before any is left aside."""

    table: str
    main: pd.DataFrame
    people: pd.DataFrame
    scale: int
    rows: np.ndarray[Any, Any]
    sheet: str

    def tables(self, keep: np.ndarray[Any, Any], file: str) -> dict[str, pd.DataFrame]:
        """Checked tables of the rows that are kept."""
        found = {self.table: self._checked(self.table, self.main, keep, file)}
        if len(self.people.columns):
            named = keep & self.people["name"].ne("").to_numpy()
            people = self._checked("customers", self.people, named, file)
            found["customers"] = once_per_customer(people)
        elif self.table == "customers":
            found["customers"] = once_per_customer(found["customers"])
        return found

    def _checked(
        self, table: str, frame: pd.DataFrame, keep: np.ndarray[Any, Any], file: str
    ) -> pd.DataFrame:
        frame = frame.assign(source_file=file, source_sheet=self.sheet, source_row=self.rows)
        good, _problems = TABLES[table].check(frame[keep])
        return good


def _build(body: Body, kind: Kind, issues: Issues, context: Context) -> _Built:
    fields = read_fields(body, kind.mapping, issues, needed=True)
    person = read_fields(body, kind.person, issues, needed=False)
    scale = max(scale_in(fields), scale_in(person))
    if "unit_price" in fields.values and "amount" not in fields.values:
        scale = max(scale, product_scale(fields))
    frame, people = frame_of(fields, scale), frame_of(person, scale)
    if kind.name == "customers":
        people = frame
        others = second_phones(fields)
    else:
        others = second_phones(person)
    headers = kind.mapping.headers(body.names)
    frame = _with_ids(body, kind, frame, people, issues)
    if kind.name == "purchases":
        frame = add_amounts(frame, fields, headers, scale, issues)
        frame = _with_tax(frame, fields)
    if others is not None and others.ne("").any():
        if kind.name == "customers":
            frame = frame.assign(phone_other=others)
        else:
            people = people.assign(phone_other=others)
    _note_needed(kind, frame, headers, issues)
    _note_future(kind, frame, fields, headers, context.today, issues)
    free = free_columns(body, kind, issues) | unknown_words(fields, body.names)
    frame = pd.concat([frame, pd.DataFrame(free, index=frame.index)], axis=1)
    return _Built(kind.name, frame, _people(kind, frame, people), scale, body.rows, body.sheet)


def _people(kind: Kind, frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The customers that a sheet of purchases names."""
    if kind.name != "purchases" or "name" not in people.columns:
        return pd.DataFrame()
    return pd.concat([frame[["customer_id"]], people], axis=1)


def _with_ids(
    body: Body, kind: Kind, frame: pd.DataFrame, people: pd.DataFrame, issues: Issues
) -> pd.DataFrame:
    """Customer ids, made from the name where the sheet has none."""
    if "customer_id" not in TABLES[kind.name].names:
        return frame
    ids, made = customer_ids(frame, people)
    if made.any():
        mapping = kind.mapping if kind.name == "customers" else kind.person
        header = mapping.headers(body.names)["name"]
        issues.add(made, header, "id_from_name", people["name"], kept=True)
    return frame.assign(customer_id=ids)


def _with_tax(frame: pd.DataFrame, fields: Fields) -> pd.DataFrame:
    """The tax flag from the header (税込) where no column says it."""
    unit = fields.units.get("amount") or fields.units.get("unit_price")
    if "tax" in frame.columns or unit is None or not unit.tax:
        return frame
    return frame.assign(tax=unit.tax)


def _note_needed(kind: Kind, frame: pd.DataFrame, headers: dict[str, str], issues: Issues) -> None:
    """Rows without a needed field are left aside; each for its first reason only."""
    gone = issues.left_aside()
    for column in TABLES[kind.name].columns:
        if not column.needed:
            continue
        series = frame[column.name]
        blank = series.eq("") if DTYPES[column.kind] == "str" else series.isna()
        hit = blank.to_numpy(dtype=bool) & ~gone
        empty = pd.Series("", index=frame.index)
        header = headers.get(column.name, column.name)
        issues.add(hit, header, f"missing_{column.name}", empty, kept=False)
        gone |= hit


def _note_future(
    kind: Kind, frame: pd.DataFrame, fields: Fields, headers: dict[str, str], today: dt.date,
    issues: Issues,
) -> None:  # fmt: skip
    if kind.name in PAST_TABLES:
        late = (frame["date"] > pd.Timestamp(today)).to_numpy(dtype=bool)
        issues.add(
            late & ~issues.left_aside(),
            headers["date"],
            "future_date",
            fields.texts["date"],
            kept=False,
        )


def once_per_customer(people: pd.DataFrame) -> pd.DataFrame:
    """One row per id: a later row fills or replaces, blanks never overwrite."""
    if not people["customer_id"].duplicated().any():
        return people
    known = people.copy()
    for name in known.columns:
        if isinstance(known[name].dtype, pd.StringDtype):
            known[name] = known[name].where(known[name].ne(""), None)
    last = known.groupby("customer_id", sort=False, as_index=False).last()
    for name in last.columns:
        if isinstance(people[name].dtype, pd.StringDtype):
            last[name] = last[name].astype("str").fillna("")
        else:
            last[name] = last[name].astype(people[name].dtype)
    return last[list(people.columns)]


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


def _sheet_notes(sheet: RawSheet, layout: Layout, context: Context) -> list[Problem]:
    """What is to be said of the sheet as a whole."""
    first_total = (
        str(next((c for c in sheet.texts.iloc[layout.totals[0]] if c.strip()), ""))
        if layout.totals
        else ""
    )
    facts = context.facts
    counts = (
        ("totals_row", len(layout.totals), first_total),
        ("header_again", len(layout.dropped), ""),
        ("second_table", len(layout.beyond), ""),
        ("error_cells", facts.errors, ""),
        ("uncalculated", facts.uncalculated, ""),
        ("hidden", facts.hidden, ""),
        ("hidden_sheet", int(sheet.hidden), sheet.name),
    )
    return [problem(code, n, value, context.file, sheet.name) for code, n, value in counts if n]
