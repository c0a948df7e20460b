"""How a file was understood: as in the file beside as understood, and what needs a look."""

from __future__ import annotations

from pathlib import PurePath

import pandas as pd
import streamlit as st

from core.errors import PasswordNeeded
from core.export.unread import unread_csv
from core.ingest import SheetReading
from core.ingest.choices import LEAVE_OUT
from core.ingest.preset import presets
from core.locale.words import Words, _, n_
from core.tables import TABLES
from pages._ui import matching, problems, questions
from pages._ui.diagnosis import diagnosis_box
from pages._ui.fields import field_words, in_words, kind_words, money_of
from pages._ui.locked import password_box
from pages._ui.mailbox import Refused, Taken
from pages._ui.tables import grid_table, plain_table
from pages._ui.words import md, spoken, t

#: What became of the cells of a column, the good first.
QUALITY: dict[str, Words] = {
    "ok": _("As it stands"),
    "fixed": _("Put right"),
    "unsure": _("Please check"),
    "unreadable": _("Cannot be read"),
    "blank": _("Blank"),
}
#: Questions whose answer is all that is missing.
ENOUGH = ("months_across", "date_order", "which_table")
#: Cells of a column that are named beside its counts.
EXAMPLES_SHOWN = 2


def file_preview(file: Taken) -> None:
    """One file, table by table; then what needs a look."""
    _tables(file)
    problems.problems_box(file.reading, file.reading.sha256[:12])
    diagnosis_box(file.data, file.name, file.reading.sha256)


def refused_preview(refused: Refused) -> None:
    """Why a file was refused, and what was seen of it: the owner may say what its columns are."""
    if isinstance(refused.refusal, PasswordNeeded):
        password_box(refused)
        return
    seen = refused.seen
    asks = seen is not None and any(
        question.code in ENOUGH for sheet in seen.reading.sheets for question in sheet.questions
    )
    if asks:
        st.warning(md(_("{file} can be read once you answer.", file=refused.name)))
    else:
        st.error(md(refused.refusal.words))
    if seen is not None:
        if not asks:
            st.markdown(md(_("Or say here what the table and its columns are.")))
        _tables(seen)
    diagnosis_box(refused.data, refused.name, refused.sha256)


def _tables(file: Taken) -> None:
    questions.about_file(file)
    for number, sheet in enumerate(file.reading.sheets):
        _table(file, sheet, f"{file.reading.sha256[:12]}_{number}")


def _table(file: Taken, sheet: SheetReading, mark: str) -> None:
    label = _("{sheet}: {kind}", sheet=sheet.name or file.name, kind=kind_words(sheet.kind))
    with st.container(border=True, key=f"table_{mark}"):
        st.markdown(f"## {md(label)}")
        _preset(sheet)
        _counts(sheet)
        questions.about_table(file, sheet, mark)
        if not sheet.raw.empty:
            _both_sides(sheet, mark)
        if sheet.mapping:
            _columns(sheet, mark)
        matching.matching_box(file, sheet, mark)
        if len(sheet.unread):
            _unread(file, sheet, mark)


def _preset(sheet: SheetReading) -> None:
    """The known export that it was read as, and how far its columns are known."""
    preset = presets().get(sheet.preset)
    if preset is None:
        return
    st.markdown(md(_("Read as {export}.", export=preset.title)))
    if preset.partial is not None:
        st.markdown(md(_("Please compare: {note}", note=preset.partial)))


def _counts(sheet: SheetReading) -> None:
    lines = [n_("{n} row read", "{n} rows read", n=sheet.rows_read)]
    if sheet.rows_unread:
        lines.append(n_("{n} row left aside", "{n} rows left aside", n=sheet.rows_unread))
    if sheet.total_amount:
        lines.append(_("sum {money}", money=money_of(sheet.total_amount, sheet)))
    st.markdown("　".join(md(line) for line in lines))


def _both_sides(sheet: SheetReading, mark: str) -> None:
    """The first rows as in the file, beside the same rows as understood."""
    if sheet.understood.empty:
        _side(sheet.raw, f"raw_{mark}", _("As in the file"), _("Rows as they stand in the file"))
        return
    left, right = st.columns(2)
    with left:
        _side(sheet.raw, f"raw_{mark}", _("As in the file"), _("Rows as they stand in the file"))
    with right:
        _side(in_words(sheet), f"understood_{mark}", _("As understood"), _("Rows as understood"))
    for name in sheet.tables:
        if name != sheet.kind and len(sheet.tables[name]):
            label = _("{kind} in the same rows", kind=TABLES[name].label)
            _side(in_words(sheet, name), f"{name}_{mark}", label, label)


def _side(rows: pd.DataFrame, key: str, label: Words, alt: Words) -> None:
    st.markdown(f"**{md(label)}**")
    grid_table(rows, key=key, alt=alt)


def _unread(file: Taken, sheet: SheetReading, mark: str) -> None:
    """The rows that were left aside, to be repaired and brought in again."""
    language = spoken()
    st.download_button(
        t(n_(
            "Download the row left aside, with the reason",
            "Download the {n} rows left aside, with the reasons",
            n=len(sheet.unread),
        )),
        lambda: unread_csv(sheet, language),
        file_name=t(_("{name} rows left aside.csv", name=PurePath(file.name).stem)),
        mime="text/csv", key=f"unread_{mark}", on_click="ignore",
    )  # fmt: skip


def _columns(sheet: SheetReading, mark: str) -> None:
    """What each column was taken as, and how its cells were read."""
    with st.expander(t(_("How each column was read")), key=f"columns_{mark}"):
        plain_table(columns_read(sheet))
        free = [name for name in sheet.unmapped if sheet.choices.columns.get(name) != LEAVE_OUT]
        if free:
            kept = t(_(", ")).join(free)
            st.markdown(md(_("Kept as they are: {columns}", columns=kept)))


def columns_read(sheet: SheetReading) -> pd.DataFrame:
    """The columns of the file that became fields: counts of cells, and some that need a look."""
    table = {
        t(_("Column in the file")): list(sheet.mapping.values()),
        t(_("Taken as")): [t(field_words(field)) for field in sheet.mapping],
    }
    if sheet.quality.empty:
        return pd.DataFrame(table)
    counts = sheet.quality.set_index("field").reindex(list(sheet.mapping)).fillna(0)
    for code, label in QUALITY.items():
        table[t(label)] = [f"{int(n):,}" if n else "–" for n in counts[code]]
    table[t(_("For example"))] = [_doubtful(sheet, header) for header in sheet.mapping.values()]
    return pd.DataFrame(table)


def _doubtful(sheet: SheetReading, header: str) -> str:
    """Some cells of a column that were not taken just as they stand."""
    if sheet.issues.empty:
        return ""
    values = sheet.issues.loc[sheet.issues["column"] == header, "value"]
    return t(_(", ")).join(str(value) for value in values.unique()[:EXAMPLES_SHOWN])
