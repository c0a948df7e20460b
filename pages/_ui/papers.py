"""The week's calls on paper, in Excel, in the calendar; and the filled sheet back (紙で回す)."""

from __future__ import annotations

import io
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.calls import CallList
from core.calls.by_person import names_of
from core.errors import DaifukuchoError, PasswordNeeded
from core.export.addresses import address_csv, addressees
from core.export.call_sheet import call_sheet
from core.export.called import Filled, read_called
from core.export.icalendar import week_calendar
from core.export.paper import call_paper
from core.locale.words import _, n_
from pages._ui import business, recording, state
from pages._ui.at_work import taken_out
from pages._ui.business import Here
from pages._ui.charts import EXCEL
from pages._ui.tables import plain_table
from pages._ui.words import md, spoken, t

UPLOADED = ("xlsx",)


def papers(here: Here, calls: CallList) -> None:
    """Files to take along, and the way back for the filled one."""
    with st.expander(t(_("On paper, in Excel, in the calendar")), key="papers",
                     icon=":material/print:", on_change="rerun") as opened:  # fmt: skip
        if not opened.open:
            return
        st.markdown(
            md(
                _(
                    "These files hold names and phones. Keep them where only those can read them "
                    "who may; the calendar file belongs in a calendar of your own."
                )
            )
        )
        _downloads(here, calls)
        _back(here)


def excel(calls: CallList, language: str, *, by_person: bool = False) -> bytes:
    """The call sheet to fill in; made when somebody asks for it."""
    target = io.BytesIO()
    call_sheet(calls, target, language, by_person=by_person)
    return target.getvalue()


def addresses(rows: pd.DataFrame, language: str) -> bytes:
    """Names and addresses for postcards; made when somebody asks for them."""
    target = io.BytesIO()
    address_csv(rows, target, language)
    return target.getvalue()


def _downloads(here: Here, calls: CallList) -> None:
    language, week = spoken(), str(calls.week)
    listed = here.review().customers
    listed = addressees(listed[listed["customer_id"].isin(calls.rows["customer_id"])])
    now = state.CLOCK.get()
    apart = len(names_of(calls)) > 1 and st.checkbox(
        t(_("A sheet of their own for each person in charge")), key=f"by_person_{here.slug}"
    )
    files = (
        ("paper", _("Paper to print (A4)"), f"{week}.html", "text/html",
         lambda: call_paper(calls, here.name, language, by_person=apart).encode()),
        ("excel", _("Excel sheet to fill in"), f"{week}.xlsx", EXCEL,
         partial(excel, calls, language, by_person=apart)),
        ("ics", _("Calendar of the week"), f"{week}.ics", "text/calendar",
         lambda: week_calendar(calls, here.settings.calls, shop=here.name, language=language,
                               now=now())),
        ("addresses", n_("Addresses for postcards ({n})", "Addresses for postcards ({n})",
                         n=len(listed)), f"{week}.csv", "text/csv",
         partial(addresses, listed, language)),
    )  # fmt: skip
    with st.container(horizontal=True, key="papers_out"):
        for key, label, name, mime, made in files:
            st.download_button(
                t(label), taken_out(made, key), t(_("Calls of {file}", file=name)), mime,
                key=f"papers_{key}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip


def _back(here: Here) -> None:
    """The filled sheet: what it says, and the button that records it."""
    handed = st.file_uploader(
        t(_("The filled Excel sheet back")), type=UPLOADED, key=f"papers_{state.SHEETS.get()}",
    )  # fmt: skip
    if handed is None:
        return
    found = _read(here, handed)
    if isinstance(found, DaifukuchoError):
        st.error(md(found.words))
        if isinstance(found, PasswordNeeded):
            _password(handed.file_id)
        return
    _preview(found)
    if found.calls:
        label = n_("Record {n} call", "Record {n} calls", n=len(found.calls))
        st.button(t(label), key="papers_record", type="primary", on_click=_record, args=(found,))


def _password(file_id: str) -> None:
    """A field for the password of a locked sheet; it is tried once and not kept."""
    key = f"sheet_password_{state.SHEETS.get()}"
    with st.form(key="sheet_locked"):
        st.text_input(t(_("Password")), type="password", key=key)
        st.form_submit_button(t(_("Open the file")), on_click=_unlock, args=(file_id, key))
        st.markdown(md(_("The password is used to read the file and is not kept.")))


def _unlock(file_id: str, key: str) -> None:
    state.SHEET_LOCK.put((file_id, str(st.session_state.pop(key, ""))))
    state.CALLED.put(None)


def _read(here: Here, handed: UploadedFile) -> Filled | DaifukuchoError:
    """What the file says, or why it cannot be read; read once, not with every click."""
    known = state.CALLED.get()
    if known is not None and known[0] == handed.file_id:
        return known[1]
    found: Filled | DaifukuchoError
    of, password = state.SHEET_LOCK.take()
    try:
        with st.spinner(t(_("Reading the sheet"))):
            found = read_called(
                handed.getvalue(), handed.name, settings=here.settings, today=here.today,
                password=password if of == handed.file_id else "",
            )  # fmt: skip
    except DaifukuchoError as refusal:
        found = refusal
    state.CALLED.put((handed.file_id, found))
    return found


def _preview(found: Filled) -> None:
    said = _(
        "Calls: {calls}; left aside: {problems}; not called: {rest}.",
        calls=len(found.calls), problems=len(found.problems), rest=found.not_called,
    )  # fmt: skip
    st.markdown(md(said))
    if found.problems:
        plain_table(
            pd.DataFrame(
                {
                    t(_("Row")): [problem.row for problem in found.problems],
                    t(_("Column")): [problem.column for problem in found.problems],
                    t(_("Left aside because")): [t(problem.words) for problem in found.problems],
                }
            )
        )
    if found.calls:
        plain_table(
            pd.DataFrame(
                {
                    t(_("Row")): [call.row for call in found.calls],
                    t(_("Name")): [call.name for call in found.calls],
                    t(_("Outcome")): [t(recording.LABELS[c.outcome]) for c in found.calls],
                    t(_("What was said")): [call.logged.note for call in found.calls],
                }
            )
        )


def _record(found: Filled) -> None:
    here = business.here()
    try:
        action, n = here.workspace.log_sheet([(c.outcome, c.logged) for c in found.calls])
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    words = n_("{n} call of the sheet is recorded.", "{n} calls of the sheet are recorded.", n=n)
    state.LAST_ACTION.put(
        (words if n else _("Everything on the sheet was recorded before."), action)
    )
    state.CALLED.put(None)
    state.SHEETS.put(state.SHEETS.get() + 1)
