"""The report of the week as a page of HTML or as Excel, for the owner or for the staff (報告)."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import streamlit as st

from core.export.report import report
from core.export.report_book import report_book
from core.export.report_facts import Facts, facts
from core.export.report_html import report_html
from core.locale.words import Words, _
from core.review import Review
from core.rules.roles import NAMES, Role
from core.weeks import seen_before
from core.workspace import Workspace
from pages._ui import at_work
from pages._ui.at_work import taken_out
from pages._ui.business import Here
from pages._ui.charts import EXCEL
from pages._ui.choosing import called
from pages._ui.owner import owner_at_work
from pages._ui.words import md, spoken, t

VERSIONS = (Role.OWNER, Role.STAFF)
_FILES: dict[str, Words] = {
    "html": _("Report (HTML)"),
    "xlsx": _("Report (Excel)"),
}
_NAMES: dict[Role, Words] = {
    Role.OWNER: _("Report {day}"),
    Role.STAFF: _("Report {day} for the staff"),
}


def week_report(here: Here) -> None:
    """Choose for whom, then save it; it is counted when it is asked for, and never before.

    Who may take no file along is offered none.
    """
    if not at_work.sees().exports:
        return
    with st.expander(t(_("Report of the week")), key="report", icon=":material/summarize:",
                     on_change="rerun") as opened:  # fmt: skip
        if opened.open:
            _downloads(here)


def _downloads(here: Here) -> None:
    st.markdown(
        md(
            _(
                "The questions of the week with figures, names and lists. The page opens in any "
                "browser without a network and prints on A4. The staff's version holds no money, "
                "no notes of yours and nobody you think about parting with; phones stand on its "
                "call list alone. Both name people: keep them where only those can read them who "
                "may."
            )
        )
    )
    versions = VERSIONS if owner_at_work(here) else VERSIONS[1:]
    role = st.segmented_control(
        t(_("For whom")), versions, default=versions[0], required=True,
        **called("report_for", {version: NAMES[version] for version in versions}),
    )  # fmt: skip
    found, language = here.review(), spoken()
    made = {"html": page_of, "xlsx": book_of}
    mimes = {"html": "text/html", "xlsx": EXCEL}
    day = t(Words(_NAMES[role].message, "", {"day": here.today.isoformat()}))
    with st.container(horizontal=True, key="report_out"):
        for ending, label in _FILES.items():
            st.download_button(
                t(label),
                taken_out(partial(made[ending], here.workspace, found, role, language), "report"),
                f"{day}.{ending}", mimes[ending], key=f"report_{ending}", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip


def page_of(workspace: Workspace, found: Review, role: Role, language: str) -> bytes:
    """The page; made when somebody asks for it."""
    told = report(_facts(workspace, found), role, language)
    return report_html(told, language).encode()


def book_of(workspace: Workspace, found: Review, role: Role, language: str) -> bytes:
    """The workbook; made when somebody asks for it."""
    target = io.BytesIO()
    report_book(report(_facts(workspace, found), role, language), target, language)
    return target.getvalue()


def _facts(workspace: Workspace, found: Review) -> Facts:
    cache: Path = workspace.folder / "cache"
    return facts(found, workspace.business.name, cache=cache, seen=seen_before(workspace, found))
