"""How a file was understood: as in the file, as taken in, and what could not be taken."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.errors import Problem
from core.ingest import Reading, SheetReading
from core.locale.words import Money, Words, _, n_
from core.tables import TABLES
from pages._ui.tables import grid_table, plain_table
from pages._ui.words import md, t

#: Places named for each kind of problem.
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
        total = Money(int(sheet.total_amount), sheet.currency, sheet.scale)
        lines.append(_("sum {money}", money=total))
    st.markdown("　".join(md(line) for line in lines))


def _both_sides(sheet: SheetReading, key: str) -> None:
    as_file, understood, columns = st.tabs(
        [t(_("As understood")), t(_("As in the file")), t(_("Columns"))], key=f"tabs_{key}"
    )
    with as_file:
        grid_table(
            in_words(sheet.understood), key=f"understood_{key}", alt=_("Rows as understood")
        )
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
    for table in TABLES.values():
        if field in table.names:
            return table.column(field).label
    return field


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame under the owner's headers, days without a time of day."""
    shown = frame.copy()
    for name in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    names = [t(field_words(str(name))) for name in shown.columns]
    shown.columns = pd.Index(_told_apart(names))
    return shown


def _told_apart(names: Sequence[str]) -> list[str]:
    """Two columns of one name cannot be drawn; the second is numbered."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def problems_box(problems: Sequence[Problem]) -> None:
    """Problems by kind: how many, what to do, and where the first ones are."""
    if not problems:
        return
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
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
    for code, of_kind in sorted(groups.items(), key=lambda item: -len(item[1])):
        label = f"{t(of_kind[0].words)} ({len(of_kind):,})"
        with st.expander(md(label), key=f"problem_{code}"):
            plain_table(_places(of_kind))


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
