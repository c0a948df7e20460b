"""The tables and columns of the ledger in the owner's words; rows of a sheet as understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.ingest import SheetReading
from core.locale.words import Money, Words, _, say_money
from core.tables import TABLES, Column
from pages._ui.words import spoken, t

_OTHER_KINDS: dict[str, Words] = {
    "totals": _("Sums, not rows of customers"),
    "unknown": _("Not understood"),
}


def kind_words(kind: str) -> Words:
    """What a sheet holds, in the owner's words."""
    return TABLES[kind].label if kind in TABLES else _OTHER_KINDS.get(kind, _("Not understood"))


def field_words(field: str) -> Words | str:
    """A column's name in the owner's words."""
    column = _column(field)
    return field if column is None else column.label


def fields_for(kind: str) -> list[str]:
    """What a column of such a sheet can be: the table's own columns, then those of a customer."""
    own = TABLES[kind if kind in TABLES else "purchases"].names
    return [*own, *(name for name in TABLES["customers"].names if name not in own)]


def in_words(sheet: SheetReading, table: str = "") -> pd.DataFrame:
    """The first rows as understood: the owner's headers and words, days without a time of day.

    Args:
        sheet: what was read.
        table: another table that the same rows gave, such as customers beside purchases.
    """
    rows = sheet.understood
    if table:
        rows = sheet.tables[table].head(len(sheet.raw))
        rows = rows[[name for name in rows.columns if name in sheet.mapping]]
    shown = rows[_in_order(rows, table or sheet.kind)].copy()
    for name in shown.columns:
        shown[name] = _said(shown[name], _column(str(name)), sheet)
    names = [t(field_words(str(name))) for name in shown.columns]
    shown.columns = pd.Index(_told_apart(names))
    return shown


def money_of(minor: Any, sheet: SheetReading) -> Money:  # noqa: ANN401 - a cell of an Int64 column
    """An amount of a sheet."""
    return Money(int(minor), sheet.currency, sheet.scale)


def _column(field: str) -> Column | None:
    found = (table.column(field) for table in TABLES.values() if field in table.names)
    return next(found, None)


def _in_order(rows: pd.DataFrame, kind: str) -> list[str]:
    """The columns as the ledger's own sheet has them, whom it is about first; free ones last."""
    there = [str(name) for name in rows.columns]
    known = TABLES[kind].names if kind in TABLES else []
    first = [name for name in ("customer_id", "name") if name in there]
    rest = [name for name in known if name in there and name not in first]
    free = [name for name in there if name not in {*first, *rest}]
    return [*first, *rest, *free]


def _said(values: pd.Series[Any], column: Column | None, sheet: SheetReading) -> Any:  # noqa: ANN401 - a column or its texts
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d")
    if column is not None and column.kind == "money":
        return [_amount(value, sheet) for value in values]
    if column is not None and column.choices:
        known = {choice.code: t(choice.label) for choice in column.choices}
        return [known.get(str(value), value) for value in values]
    return values


def _amount(value: Any, sheet: SheetReading) -> str:  # noqa: ANN401 - a cell of an Int64 column
    return "" if pd.isna(value) else say_money(money_of(value, sheet), spoken())


def _told_apart(names: Sequence[str]) -> list[str]:
    """Two columns of one name cannot be drawn; the second is numbered."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result
