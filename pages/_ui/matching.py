"""Correcting how a table was understood: what it holds, its header, what each column is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.ingest import SheetReading
from core.ingest.choices import LEAVE_OUT, OWN_COLUMN, FileChoices, SheetChoices
from core.locale.words import Words, _
from core.tables import TABLES
from pages._ui import state
from pages._ui.choosing import called
from pages._ui.fields import field_words, fields_for
from pages._ui.mailbox import Taken
from pages._ui.words import md, t

#: Cells of a column that are shown beside its name.
EXAMPLES_SHOWN = 2
#: Between the headers of columns that were joined.
JOINED = " + "
AS_FOUND = ""


def matching_box(file: Taken, sheet: SheetReading, mark: str) -> None:
    """The corrections, folded away until the owner asks for them."""
    sha = file.reading.sha256
    with st.expander(
        t(_("Correct what the columns are")), nothing_read(file), key=f"match_{mark}",
        on_change="rerun", icon=":material/edit:",
    ) as box:  # fmt: skip
        if not box.open:
            return
        _whole(sha, sheet, mark)
        if sheet.header_row or sheet.kind in TABLES:
            for place, header in enumerate(sheet.raw.columns):
                _column(sha, sheet, str(header), f"{mark}_{place}")


def _whole(sha: str, sheet: SheetReading, mark: str) -> None:
    """What the table holds, whether it is taken, and where its header stands."""
    chosen = _chosen(sha, sheet.key)
    kind, row, take = st.columns([5, 5, 3], vertical_alignment="bottom")
    kinds: dict[str, Words] = {AS_FOUND: _("Find it out"), **{n: TABLES[n].label for n in TABLES}}
    with kind:
        found = sheet.kind if sheet.kind in TABLES else AS_FOUND
        key = f"kind_{mark}_{found}"
        st.selectbox(
            t(_("What this table holds")), list(kinds), index=list(kinds).index(found),
            **called(key, kinds), on_change=_decide_kind,
            args=(sha, sheet.key, key),
        )  # fmt: skip
    with row:
        key = f"header_{mark}_{sheet.header_row}"
        st.number_input(
            t(_("Row of column names (0: none)")), 0, None, sheet.header_row, key=key,
            on_change=_decide, args=(sha, sheet.key, "header_row", key),
        )  # fmt: skip
    with take:
        key = f"take_{mark}_{chosen.take}"
        st.checkbox(
            t(_("Take this table in")), chosen.take, key=key, on_change=_decide,
            args=(sha, sheet.key, "take", key),
        )  # fmt: skip


def _column(sha: str, sheet: SheetReading, header: str, mark: str) -> None:
    """One column of the file: its name, two of its cells, and what it is taken as."""
    taken = taken_as(sheet, header)
    options = [OWN_COLUMN, LEAVE_OUT, *fields_for(sheet.kind)]
    if taken not in options:
        options.append(taken)
    words: dict[str, Words | str] = {field: field_words(field) for field in options}
    words |= {OWN_COLUMN: _("Keep it as it is"), LEAVE_OUT: _("Do not take it")}
    name, cells, choice = st.columns([4, 5, 7], vertical_alignment="center")
    name.markdown(f"**{md(header)}**")
    cells.markdown(md(t(_(", ")).join(_examples(sheet, header))))
    key = f"column_{mark}_{taken}"
    choice.selectbox(
        md(_("{column} is taken as", column=header)), options, index=options.index(taken),
        **called(key, words), label_visibility="collapsed",
        on_change=_decide_column, args=(sha, sheet.key, header, key),
    )  # fmt: skip


def nothing_read(file: Taken) -> bool:
    """Whether no table of the file could be read: then the owner's help is needed at once."""
    return not any(sheet.tables for sheet in file.reading.sheets)


def taken_as(sheet: SheetReading, header: str) -> str:
    """The field that a column of the file became, :data:`OWN_COLUMN` or :data:`LEAVE_OUT`."""
    if header in sheet.choices.columns:
        return sheet.choices.columns[header]
    for field, headers in sheet.mapping.items():
        if header == headers or header in headers.split(JOINED):
            return field
    return OWN_COLUMN


def _examples(sheet: SheetReading, header: str) -> list[str]:
    cells = (str(cell).strip() for cell in sheet.raw[header])
    return [cell for cell in cells if cell][:EXAMPLES_SHOWN]


def _chosen(sha: str, table: str) -> SheetChoices:
    return state.CHOICES.get().get(sha, FileChoices()).sheets.get(table, SheetChoices())


def _put(sha: str, table: str, **decided: Any) -> None:  # noqa: ANN401 - fields of SheetChoices
    before = state.CHOICES.get().get(sha, FileChoices())
    changed = replace(_chosen(sha, table), **decided)
    after = replace(before, sheets={**before.sheets, table: changed})
    state.CHOICES.put({**state.CHOICES.get(), sha: after})


def _decide(sha: str, table: str, field: str, key: str) -> None:
    _put(sha, table, **{field: st.session_state[key]})


def _decide_kind(sha: str, table: str, key: str) -> None:
    """Another kind of table has other columns, so what was said of them is forgotten."""
    _put(sha, table, kind=st.session_state[key], columns={})


def _decide_column(sha: str, table: str, header: str, key: str) -> None:
    columns = {**_chosen(sha, table).columns, header: st.session_state[key]}
    _put(sha, table, columns=columns)
