"""取り込み: bring in spreadsheets, see how they are understood, confirm, take back."""

from __future__ import annotations

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from pages._ui import business, importing, mailbox, state, waiting
from pages._ui.coming import plan
from pages._ui.guard import require_app
from pages._ui.history import help_to_begin, history
from pages._ui.mailbox import Mail, Taken, destination
from pages._ui.page import title
from pages._ui.pairs import open_pairs, pairs_box
from pages._ui.preview import file_preview, refused_preview
from pages._ui.words import md, t

require_app("pages/intake.py")


def uploaded() -> Mail:
    """What lies in the uploader, read; refusals are said at once."""
    key = f"uploader_{state.MAILBOX.get()}"
    files = st.file_uploader(
        t(_("Choose one or more sheets (Excel, CSV, Numbers)")),
        accept_multiple_files=True,
        key=key,
        on_change=waiting.changed,
        args=(key,),
    )
    mail = mailbox.open_mail(files)
    for name in mail.twice:
        st.info(md(_("{file} has the same content as another chosen file.", file=name)))
    for refused in mail.refused:
        refused_preview(refused)
    return mail


def known_already(pending: list[Taken]) -> list[Taken]:
    """Say which files came in before; the others remain."""
    slug = destination()
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
            waiting.let_go([file.reading.sha256])
    return fresh


def confirm(pending: list[Taken]) -> None:
    """What will change, and the one button that makes it so."""
    slug = destination()
    try:
        planned = plan(pending, slug)
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return
    if not slug:
        st.markdown(md(_("A new ledger of your own is made for it. The sample stays apart.")))
    st.markdown(md(_before_import(pending)))
    if not st.button(t(_("Import")), key="intake_commit", type="primary"):
        return
    try:
        with st.spinner(t(_("Taking it in"))):
            batch = importing.take_in(planned, pending, slug)
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return
    state.NOTICE.put(importing.taken_in(batch))
    state.REMARK.put(open_pairs(business.workspace(destination())))
    mailbox.empty(file.reading.sha256 for file in pending)
    st.rerun()


def _before_import(pending: list[Taken]) -> Words:
    """What a reload of the page would do to the files."""
    if waiting.all_kept(file.reading.sha256 for file in pending):
        return _(
            "Nothing comes into the ledger before you press «Import». Until then the sheets stay "
            "on this computer, also when the page is reloaded."
        )
    return _("Nothing is kept before you press «Import»; a reload of the page begins anew.")


def notices() -> None:
    """What the last step did."""
    notice, problem, remark = state.NOTICE.take(), state.PROBLEM.take(), state.REMARK.take()
    if notice is not None:
        st.success(md(notice))
        st.page_link(
            "pages/calls.py", label=t(_("See whom to call this week")), icon=":material/call:"
        )
    if remark is not None:
        st.info(md(remark))
    if problem is not None:
        st.error(md(problem))


def draw() -> None:
    """The page."""
    title("pages/intake.py")
    notices()
    st.markdown(md(_("Your sheets stay on this computer. You see everything before it is taken.")))
    mail = uploaded()
    fresh = known_already(mail.taken)
    for file in fresh:
        file_preview(file)
    if fresh:
        confirm(fresh)
    slug = destination()
    if slug:
        workspace = business.workspace(slug)
        pairs_box(workspace)
        history(workspace)
    elif not mail.taken:
        help_to_begin()


draw()
