"""取り込み: bring in spreadsheets, see how they are understood, confirm, take back."""

from __future__ import annotations

import streamlit as st

from core.errors import DaifukuchoError
from core.ingest import combine
from core.locale.words import Words, _, n_
from core.workspace import Batch, Workspace
from pages._ui import business, importing, state
from pages._ui.guard import require_app
from pages._ui.importing import Taken
from pages._ui.page import title
from pages._ui.preview import file_preview, problems_box
from pages._ui.words import md, t

require_app("pages/intake.py")


def uploaded() -> list[Taken]:
    """What lies in the uploader, read; refusals are said at once."""
    files = st.file_uploader(
        t(_("Choose one or more sheets (Excel or CSV)")),
        accept_multiple_files=True,
        key=f"uploader_{state.MAILBOX.get()}",
    )
    found, refused = importing.understood(files)
    for refusal in refused:
        st.error(md(refusal.words))
    return found


def known_already(pending: list[Taken]) -> list[Taken]:
    """Say which files came in before; the others remain."""
    slug = importing.destination()
    if not slug:
        return pending
    workspace = business.workspace(slug)
    fresh = []
    for file in pending:
        batch = workspace.already(file.reading.sha256)
        if batch is None:
            fresh.append(file)
        else:
            said = _("{file} came in on {day} already; nothing is taken in twice.",
                     file=file.name, day=batch.created)  # fmt: skip
            st.info(md(said))
    return fresh


def confirm(pending: list[Taken]) -> None:
    """The one button that takes in what is shown above."""
    if not pending:
        return
    slug = importing.destination()
    if not slug:
        st.markdown(md(_("A new ledger of your own is made for it. The sample stays apart.")))
    if not st.button(t(_("Import")), key="intake_commit", type="primary"):
        return
    try:
        with st.spinner(t(_("Taking it in"))):
            combined = combine([file.reading for file in pending])
            batch = importing.take_in(combined, pending, slug)
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return
    state.NOTICE.put(importing.taken_in(batch))
    state.MAILBOX.put(state.MAILBOX.get() + 1)
    st.rerun()


def history(workspace: Workspace) -> None:
    """Every import, the newest first, with the way back."""
    batches = workspace.batches()
    if not batches:
        return
    st.subheader(t(_("What came in")))
    for batch in reversed(batches):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(md(_describe(batch)))
            if batch.active:
                st.button(t(_("Take it back")), key=f"undo_batch_{batch.id}",
                          on_click=importing.switch, args=(batch.id, False))  # fmt: skip
            else:
                st.button(t(_("Bring it in again")), key=f"redo_batch_{batch.id}",
                          on_click=importing.switch, args=(batch.id, True))  # fmt: skip


def _describe(batch: Batch) -> Words:
    files = t(_(", ")).join(batch.files)
    if not batch.active:
        return _("{files} ({day}): taken back", files=files, day=batch.created)
    return n_(
        "{files} ({day}): {n} purchase line", "{files} ({day}): {n} purchase lines",
        n=batch.lines, files=files, day=batch.created,
    )  # fmt: skip


def notices() -> None:
    """What the last step did."""
    notice, problem = state.NOTICE.take(), state.PROBLEM.take()
    if notice is not None:
        st.success(md(notice))
        st.page_link(
            "pages/calls.py", label=t(_("See whom to call this week")), icon=":material/call:"
        )
    if problem is not None:
        st.error(md(problem))


def draw() -> None:
    """The page."""
    title("pages/intake.py")
    notices()
    st.markdown(md(_("Your sheets stay on this computer. You see everything before it is taken.")))
    pending = uploaded()
    for file in pending:
        file_preview(file.reading)
        problems_box(file.reading.problems, file.reading.sha256[:12])
    confirm(known_already(pending))
    slug = importing.destination()
    if slug:
        history(business.workspace(slug))


draw()
