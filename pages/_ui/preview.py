"""How a file was understood: as in the file, as taken in, and what could not be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import Problem
from core.ingest import Reading, SheetReading
from core.locale.words import Money, Words, _, n_, say_money
from core.tables import TABLES, Column
from pages._ui.tables import grid_table, plain_table
from pages._ui.words import md, spoken, t

#: Different problems shown, the most frequent first.
KINDS_SHOWN = 20
#: Places named for each of them.
PLACES_SHOWN = 5
_OTHER_KINDS: dict[str, Words] = {
    "totals": _("Sums, not rows of customers"),
    "unknown": _("Not understood"),
}


def kind_words(kind: str) -> Words:
    """What a sheet holds, in the owner's words."""
    return TABLES[kind].label if kind in TABLES else _OTHER_KINDS.get(kind, _("Not understood"))


def file_preview(reading: Reading) -> None:
    """One file, sheet by sheet."""
    for number, sheet in enumerate(reading.sheets):
        label = _("{sheet}: {kind}", sheet=sheet.name or reading.file, kind=kind_words(sheet.kind))
        with st.container(border=True):
            st.markdown(f"#### {md(label)}")
            _counts(sheet)
            if sheet.kind != "unknown":
                _both_sides(sheet, f"{reading.sha256[:12]}_{number}")


def _counts(sheet: SheetReading) -> None:
    lines = [n_("{n} row read", "{n} rows read", n=sheet.rows_read)]
    if sheet.rows_unread:
        lines.append(n_("{n} row left aside", "{n} rows left aside", n=sheet.rows_unread))
    if sheet.total_amount:
        lines.append(_("sum {money}", money=_money(sheet.total_amount, sheet)))
    st.markdown("　".join(md(line) for line in lines))


def _both_sides(sheet: SheetReading, key: str) -> None:
    as_file, understood, columns = st.tabs(
        [t(_("As understood")), t(_("As in the file")), t(_("Columns"))], key=f"tabs_{key}"
    )
    with as_file:
        grid_table(in_words(sheet), key=f"understood_{key}", alt=_("Rows as understood"))
    with understood:
        grid_table(sheet.raw, key=f"raw_{key}", alt=_("Rows as they stand in the file"))
    with columns:
        _mapping(sheet)


def _mapping(sheet: SheetReading) -> None:
    plain_table(
        pd.DataFrame(
            {
                t(_("Column in the file")): list(sheet.mapping.values()),
                t(_("Taken as")): [t(field_words(field)) for field in sheet.mapping],
            }
        )
    )
    if sheet.unmapped:
        st.markdown(md(_("Kept as they are: {columns}", columns=t(_(", ")).join(sheet.unmapped))))


def field_words(field: str) -> Words | str:
    """A column's name in the owner's words."""
    column = _column(field)
    return field if column is None else column.label


def _column(field: str) -> Column | None:
    found = (table.column(field) for table in TABLES.values() if field in table.names)
    return next(found, None)


def in_words(sheet: SheetReading) -> pd.DataFrame:
    """The rows as understood: the owner's headers and words, days without a time of day."""
    shown = sheet.understood[_in_order(sheet)].copy()
    for name in shown.columns:
        column = _column(str(name))
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%Y-%m-%d")
        elif column is not None and column.kind == "money":
            shown[name] = [_amount(value, sheet) for value in shown[name]]
        elif column is not None and column.choices:
            known = {choice.code: t(choice.label) for choice in column.choices}
            shown[name] = [known.get(str(value), value) for value in shown[name]]
    names = [t(field_words(str(name))) for name in shown.columns]
    shown.columns = pd.Index(_told_apart(names))
    return shown


def _in_order(sheet: SheetReading) -> list[str]:
    """The columns as the ledger's own sheet has them, whom it is about first; free ones last."""
    there = [str(name) for name in sheet.understood.columns]
    known = TABLES[sheet.kind].names if sheet.kind in TABLES else []
    first = [name for name in ("customer_id", "name") if name in there]
    rest = [name for name in known if name in there and name not in first]
    return [*first, *rest, *(name for name in there if name not in {*first, *rest})]


def _amount(value: Any, sheet: SheetReading) -> str:  # noqa: ANN401 - a cell of an Int64 column
    return "" if pd.isna(value) else say_money(_money(value, sheet), spoken())


def _money(value: Any, sheet: SheetReading) -> Money:  # noqa: ANN401 - as above
    return Money(int(value), sheet.currency, sheet.scale)


def _told_apart(names: Sequence[str]) -> list[str]:
    """Two columns of one name cannot be drawn; the second is numbered."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def problems_box(problems: Sequence[Problem], key: str) -> None:
    """Problems by what they say: how many, what to do, and where the first ones are."""
    if not problems:
        return
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(t(problem.words), []).append(problem)
    aside = sum(1 for p in problems if not p.kept)
    st.warning(
        md(
            _(
                "{n} places need a look; {aside} rows are left aside. The rest is taken in.",
                n=len(problems),
                aside=aside,
            )
        )
    )
    by_size = sorted(groups.items(), key=lambda group: -len(group[1]))
    for number, (sentence, alike) in enumerate(by_size[:KINDS_SHOWN]):
        count = f" ({len(alike):,})" if len(alike) > 1 else ""
        with st.expander(md(sentence + count), key=f"problem_{key}_{number}"):
            plain_table(_places(alike))


def _places(problems: Sequence[Problem]) -> pd.DataFrame:
    shown = problems[:PLACES_SHOWN]
    return pd.DataFrame(
        {
            t(_("Sheet")): [p.sheet or p.file for p in shown],
            t(_("Row")): [str(p.row or "") for p in shown],
            t(_("Column")): [p.column for p in shown],
            t(_("In the file")): [p.value for p in shown],
        }
    )
