"""The data rows of one sheet as the frame of a table, with everything that could not be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from core.ingest import child
from core.ingest.contacts import read_other_phone
from core.ingest.convert import Values, read_values, reader_of, scale_of, typed
from core.ingest.headers import Unit, header_key, unit_of
from core.ingest.issues import Issues
from core.ingest.kinds import Kind
from core.ingest.match import HELPER_KINDS, Mapping
from core.ingest.names import made_id
from core.locale.words import _
from core.settings import Settings
from core.tables import TABLES, Column

_LONG = 16
#: What stands for a character that could not be decoded.
_DAMAGED = "\ufffd"
#: Tables in which a date without its day is no date.
_DAY_NEEDED = ("purchases", "activities")
_SENSITIVE = ("password", "パスワード", "暗証", "口座", "銀行", "カード番号", "creditcard")
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
    """

    sheet: str
    texts: pd.DataFrame
    rows: np.ndarray[Any, Any]
    names: dict[int, str]
    kinds: dict[int, np.ndarray[Any, Any]]
    settings: Settings
    today: dt.date
    from_1904: bool = False

    def cells(self, mapping: Mapping, name: str) -> pd.Series:
        """The text of one field, several columns joined."""
        columns = mapping.columns[name]
        joined = self.texts[columns[0]]
        for column in columns[1:]:
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
    """

    mapping: Mapping
    values: dict[str, Values] = field(default_factory=dict)
    texts: dict[str, pd.Series] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

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
    for name in mapping.columns:
        column = column_of(mapping.table, name)
        cells = body.cells(mapping, name)
        reader = reader_of(
            column, cells, body.today, body.settings.intake, from_1904=body.from_1904
        )
        values = read_values(cells, reader)
        fields.values[name], fields.texts[name] = values, cells
        header = " + ".join(body.names[c] for c in mapping.columns[name])
        fields.units[name] = unit_of(header)
        _note_troubles(fields, column, header, issues, needed=needed)
        broken = cells.str.contains(_DAMAGED, regex=False)
        issues.add(broken, header, "damaged_text", cells, kept=True)
        if column.kind == "id":
            _note_lost_digits(body, mapping.columns[name][0], header, cells, issues)
    return fields


def _note_troubles(
    fields: Fields, column: Column, header: str, issues: Issues, *, needed: bool
) -> None:
    """Note what could not be read; without a needed field a row is left aside."""
    values, cells = fields.values[column.name], fields.texts[column.name]
    if not any(found.code for found in values.found):
        return
    codes = values.codes()
    has_value = np.array([value is not None for value in values.values()])
    if fields.mapping.table in _DAY_NEEDED and column.name == "date":
        has_value &= codes != "month_only"
    kept = has_value | (not (needed and column.needed))
    issues.add(codes != "", header, codes, cells, kept=kept)


def _note_lost_digits(
    body: Body, column: int, header: str, cells: pd.Series, issues: Issues
) -> None:
    kinds = body.kinds.get(column)
    if kinds is not None:
        long = (kinds == child.NUMBER) & (cells.str.len() >= _LONG).to_numpy()
        issues.add(long, header, "digits_lost", cells, kept=True)


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
    """Second numbers that stand in the phone column, where there is no column for them."""
    if "phone" not in fields.texts or "phone_other" in fields.texts:
        return None
    return read_values(fields.texts["phone"], read_other_phone).texts()


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
    phones = person["phone"] if "phone" in person.columns else blank
    pairs = pd.DataFrame({"name": person["name"], "phone": phones})
    unique = pairs.drop_duplicates()
    unique = unique.assign(
        made=[made_id(n, p) for n, p in zip(unique["name"], unique["phone"], strict=True)]
    )
    made = pairs.merge(unique, on=["name", "phone"], how="left")["made"].astype("str")
    use = ids.eq("") & made.ne("")
    return ids.where(~use, made).astype("str"), use


def free_columns(body: Body, kind: Kind, issues: Issues) -> dict[str, pd.Series]:
    """The owner's own columns under their headers, without what does not belong here."""
    used = kind.mapping.used | kind.person.used
    taken = set(TABLES[kind.name].names) | {"source_file", "source_sheet", "source_row"}
    found: dict[str, pd.Series] = {}
    for column, name in body.names.items():
        cells = body.texts[column]
        if column in used or not cells.ne("").any():
            continue
        key = header_key(name)
        if any(word in key for word in _SENSITIVE):
            first = np.zeros(len(cells), dtype=bool)
            first[:1] = True
            issues.add(first, name, "sensitive", pd.Series("", index=cells.index), kept=True)
            continue
        found[f"{name}_" if name in taken else name] = cells
    return found


def unknown_words(fields: Fields, names: dict[int, str]) -> dict[str, pd.Series]:
    """What was written in choice columns and is none of the choices, under its header."""
    found: dict[str, pd.Series] = {}
    for name, values in fields.values.items():
        unknown = values.codes() == "unknown_choice"
        if unknown.any():
            header = names[fields.mapping.columns[name][0]]
            found[header] = fields.texts[name].where(pd.Series(unknown), "").astype("str")
    return found


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
