"""The data rows of one sheet as the frame of a table, with everything that could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.cells import NUMBER
from core.ingest.choices import Question
from core.ingest.contacts import read_other_phone
from core.ingest.convert import Values, distinct, reader_of, scale_of, typed, with_addresses
from core.ingest.dates import ORDERS
from core.ingest.headers import Unit, unit_of
from core.ingest.issues import Issues
from core.ingest.kinds import Kind
from core.ingest.match import HELPER_KINDS, Mapping
from core.ingest.names import made_id
from core.ingest.values import QUIET, readable
from core.ingest.votes import AHEAD, order_of, question_of
from core.locale.words import _
from core.settings import Settings
from core.tables import ORIGIN, TABLES, Column

Mask = np.ndarray[Any, np.dtype[np.bool_]]
_LONG = 16
#: What stands for a character that could not be decoded.
_DAMAGED = "\ufffd"
#: Tables in which a date without its day is no date.
_DAY_NEEDED = ("purchases", "activities")
#: Codes of cells that may hold a second number.
_SEVERAL = ("two_phones", "more_phones", "phone_remark")
#: Kinds of columns whose cells may be as long as they like.
_ANY_LENGTH = ("id", "text")
_MERGE_NOT = ("money", "number", "integer")


@dataclass
class Body:
    """The data rows of one sheet as text.

    Attributes:
        sheet: the sheet's name.
        texts: the cells, outer spaces off.
        rows: number of each row as a spreadsheet shows it.
        names: {column: header}.
        kinds: kinds of cells for columns that are not all text.
        today: the real day.
        from_1904: base of the serial numbers.
        date_order: {header: one of :data:`core.ingest.dates.ORDERS`} as the owner decided.
        unit: what stands above the table about all its amounts (単位：千円).
        tell: hears which share of the columns is read.
    """

    sheet: str
    texts: pd.DataFrame
    rows: np.ndarray[Any, Any]
    names: dict[int, str]
    kinds: dict[int, np.ndarray[Any, Any]]
    settings: Settings
    today: dt.date
    from_1904: bool = False
    date_order: AnyMapping[str, str] = field(default_factory=dict)
    unit: str = ""
    tell: Callable[[float], None] = lambda _share: None

    def cells(self, mapping: Mapping, name: str) -> pd.Series:
        """The text of one field, several columns joined."""
        columns = mapping.columns[name]
        joined = self.texts[columns[0]]
        for column in columns[1:]:
            if name in mapping.first:
                joined = joined.where(joined.ne(""), self.texts[column])
                continue
            between = mapping.between[name]
            both = joined.ne("") & self.texts[column].ne("")
            joined = joined + np.where(both, between, "") + self.texts[column]
        return joined.astype("str")


@dataclass
class Fields:
    """The fields of one mapping, read.

    Attributes:
        mapping: which columns they came from.
        values: read values by field.
        texts: the cells by field.
        units: what the header says of amounts, by field.
        headers: where the fields stand in the file.
        orders: {header: order of its dates}, where the column or the owner decided one.
        questions: what the columns could not decide.
        unsure: rows of which more than the value itself is in doubt (damaged, digits lost).
        beside: rows whose text is to be kept beside the value, although it could be read.
    """

    mapping: Mapping
    values: dict[str, Values] = field(default_factory=dict)
    texts: dict[str, pd.Series] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    unsure: dict[str, Mask] = field(default_factory=dict)
    beside: dict[str, Mask] = field(default_factory=dict)

    def doubt(self, name: str, rows: Mask) -> None:
        """Take more rows of a field as unsure."""
        if rows.any():
            self.unsure[name] = self.unsure.get(name, np.zeros(len(rows), dtype=bool)) | rows

    def keep_text(self, name: str, rows: Mask) -> None:
        """Keep the text of more rows of a field."""
        if rows.any():
            self.beside[name] = self.beside.get(name, np.zeros(len(rows), dtype=bool)) | rows

    def money(self) -> list[tuple[Values, Any]]:
        """All amounts with their factors."""
        return [
            (values, self.units[name].factor)
            for name, values in self.values.items()
            if kind_in(self.mapping.table, name) == "money"
        ]


def kind_in(table: str, name: str) -> str:
    """Kind of a field or helper."""
    return column_of(table, name).kind


def column_of(table: str, name: str) -> Column:
    """A column of a table, or a helper of purchases dressed as one."""
    if name in HELPER_KINDS and name not in TABLES[table].names:
        return Column(name, HELPER_KINDS[name], _("Amount"))
    return TABLES[table].column(name)


def read_fields(body: Body, mapping: Mapping, issues: Issues, *, needed: bool) -> Fields:
    """Read every mapped field of a sheet.

    Args:
        body: the rows.
        mapping: field to columns.
        issues: takes what could not be read.
        needed: whether a row without a needed field is left aside.
    """
    fields = Fields(mapping)
    for done, name in enumerate(mapping.columns):
        body.tell(done / len(mapping.columns))
        column = column_of(mapping.table, name)
        cells = body.cells(mapping, name)
        header = " + ".join(body.names[c] for c in mapping.columns[name])
        fields.texts[name], fields.headers[name] = cells, header
        fields.units[name] = unit_of(header + body.unit)
        values = fields.values[name] = _values(body, fields, column, cells)
        note_troubles(fields, column, issues, needed=needed)
        if column.kind == "money" and fields.units[name].factor != 1:
            _note_unit(fields, name, issues)
        if any(_DAMAGED in text for text in values.unique):
            broken = cells.str.contains(_DAMAGED, regex=False).to_numpy(dtype=bool)
            fields.doubt(name, broken)
            issues.add(broken, header, "damaged_text", cells, kept=True)
        if column.kind == "id":
            _note_lost_digits(body, fields, name, issues)
        if column.kind == "phone" and name != "phone":
            fields.keep_text(name, values.coded({"two_phones"}))
    return fields


def _values(body: Body, fields: Fields, column: Column, cells: pd.Series) -> Values:
    """The cells of one field, every distinct text read once."""
    if column.kind == "postal" and "address" in fields.mapping.columns:
        cells = with_addresses(cells, body.cells(fields.mapping, "address"))
    index, unique = distinct(cells)
    texts = unique if column.kind in _ANY_LENGTH else [readable(text) for text in unique]
    order = ""
    if column.kind in ("date", "month_day"):
        order = _date_order(body, fields, column, texts)
    read = reader_of(column, texts, order=order, from_1904=body.from_1904, today=body.today)
    return Values(index, [read(text) for text in texts], unique)


def _date_order(body: Body, fields: Fields, column: Column, unique: list[str]) -> str:
    """The order that the owner or the column decided; a question where nobody did."""
    header = fields.headers[column.name]
    order = body.date_order.get(header, "")
    if order not in ORDERS:
        order = order_of(unique, body.today, body.settings.intake)
    if order:
        fields.orders[header] = order
        return order
    latest = body.today if column.kind == "month_day" else body.today + AHEAD
    question = question_of(header, unique, latest)
    if question is not None:
        fields.questions.append(question)
    return ""


def note_troubles(fields: Fields, column: Column, issues: Issues, *, needed: bool) -> None:
    """Note what could not be read; without a needed field a row is left aside."""
    values, cells = fields.values[column.name], fields.texts[column.name]
    said = values.where(lambda read: bool(read.code) and read.code not in QUIET)
    if not said.any():
        return
    codes = values.codes()
    has_value = values.where(lambda read: read.value is not None)
    if fields.mapping.table in _DAY_NEEDED and column.name == "date":
        has_value &= codes != "month_only"
    kept = has_value | (not (needed and column.needed))
    issues.add(said, fields.headers[column.name], codes, cells, kept=kept)


def _note_unit(fields: Fields, name: str, issues: Issues) -> None:
    """The unit that a header such as 金額（千円） says is told once, with the first amount."""
    has_value = fields.values[name].where(lambda read: read.value is not None)
    first = has_value & (np.cumsum(has_value) == 1)
    issues.add(first, fields.headers[name], "unit_from_header", fields.texts[name], kept=True)


def _note_lost_digits(body: Body, fields: Fields, name: str, issues: Issues) -> None:
    """Numbers longer than the fifteen digits that Excel keeps: their ends may be wrong."""
    lost = fields.values[name].coded({"digits_lost"})
    kinds, cells = body.kinds.get(fields.mapping.columns[name][0]), fields.texts[name]
    if kinds is not None:
        long = (kinds == NUMBER) & (cells.str.len() >= _LONG).to_numpy(dtype=bool)
        issues.add(long & ~lost, fields.headers[name], "digits_lost", cells, kept=True)
        lost |= long
    fields.doubt(name, lost)


def frame_of(fields: Fields, scale: int) -> pd.DataFrame:
    """The table's columns that the sheet has, in the dtypes of the table."""
    table = fields.mapping.table
    return pd.DataFrame(
        {
            name: typed(values, kind_in(table, name), scale, fields.units[name].factor)
            for name, values in fields.values.items()
            if name in TABLES[table].names
        }
    )


def scale_in(*parts: Fields) -> int:
    """Decimal places that the amounts of all parts of a sheet need."""
    return scale_of(pair for part in parts for pair in part.money())


def second_phones(fields: Fields) -> pd.Series | None:
    """Second numbers that stand in the phone column; None where there are none."""
    values = fields.values.get("phone")
    if values is None or not any(read.code in _SEVERAL for read in values.found):
        return None
    others = [
        read_other_phone(text).value or "" if read.code in _SEVERAL else ""
        for text, read in zip(values.unique, values.found, strict=True)
    ]
    return pd.Series(others, dtype="str").take(values.index).reset_index(drop=True)


def customer_ids(frame: pd.DataFrame, person: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Customer ids with made ones where there is only a name.

    Args:
        frame: may have ``customer_id``.
        person: may have ``name`` and ``phone``.

    Returns:
        The ids, and where one was made.
    """
    blank = pd.Series("", index=frame.index, dtype="str")
    ids = frame["customer_id"] if "customer_id" in frame.columns else blank
    if "name" not in person.columns:
        return ids, ids.ne("") & ids.eq("")
    use = ids.eq("") & person["name"].ne("")
    if not use.any():
        return ids, use
    phones = person["phone"] if "phone" in person.columns else blank
    pairs = pd.DataFrame({"name": person["name"], "phone": phones})[use]
    unique = pairs.drop_duplicates()
    unique = unique.assign(
        made=[made_id(n, p) for n, p in zip(unique["name"], unique["phone"], strict=True)]
    )
    made = pairs.merge(unique, on=["name", "phone"], how="left")["made"].set_axis(pairs.index)
    ids = ids.where(~use, made.reindex(ids.index).fillna("")).astype("str")
    return ids, use & ids.ne("")


def free_columns(body: Body, kind: Kind) -> dict[str, pd.Series]:
    """The owner's own columns under their headers, without what does not belong here."""
    found: dict[str, pd.Series] = {}
    for column, name in body.names.items():
        cells = body.texts[column]
        if column in kind.used or column in kind.out or not cells.ne("").any():
            continue
        found[free_name(name, kind.name)] = cells
    return found


def free_name(header: str, table: str) -> str:
    """The name of a free column: its header, marked where a column of ours is called so."""
    taken = {*TABLES[table].names, *ORIGIN}
    return f"{header}_" if header in taken else header


def fill_merged(
    texts: pd.DataFrame, rows: np.ndarray[Any, Any],
    merged: tuple[tuple[int, int, int, int], ...], mapping: Mapping,
) -> pd.DataFrame:  # fmt: skip
    """Merged cells filled down, but for amounts, which would count twice."""
    amounts = {
        column
        for name, columns in mapping.columns.items()
        if kind_in(mapping.table, name) in _MERGE_NOT
        for column in columns
    }
    filled: dict[int, list[str]] = {}
    for first_row, first_column, last_row, last_column in merged:
        first, last = np.searchsorted(rows, first_row), np.searchsorted(rows, last_row, "right")
        if last - first < 1 or (last - first == 1 and first_column == last_column):
            continue
        if rows[first] != first_row or first_column not in texts.columns:
            continue
        text = texts[first_column].iloc[first]
        for column in range(first_column, last_column + 1):
            if column in texts.columns and column not in amounts:
                cells = filled.setdefault(column, texts[column].tolist())
                cells[first:last] = [text] * int(last - first)
    return _replaced(texts, filled) if filled else texts


def _replaced(texts: pd.DataFrame, filled: dict[int, list[str]]) -> pd.DataFrame:
    copy = texts.copy()
    for column, cells in filled.items():
        copy[column] = pd.Series(cells, index=texts.index, dtype="str")
    return copy
