"""持ち出す・受け取る: the whole ledger out as a workbook or one file, and such a file in."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from core.errors import DaifukuchoError
from core.export.bundle import take_in
from core.export.locked import LEAST, MARK, is_locked, proposed_password, unlock
from core.locale.words import Words, _
from core.review import Review
from core.workspace import Workspace, home
from pages._ui import business, state
from pages._ui.at_work import taken_out
from pages._ui.business import Here
from pages._ui.words import md, spoken, t

BYTES = "application/octet-stream"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def purpose(here: Here) -> None:
    """For what the data are used (利用目的), printed on what leaves."""
    key = f"purpose_{here.slug}"
    st.text_area(
        t(_("For what you use your customers' data (printed on what you take out)")),
        here.settings.privacy.purpose, key=key, max_chars=500,
        placeholder=t(_("Such as: to care for our customers and to tell them our news")),
        on_change=_keep_purpose, args=(key,),
    )  # fmt: skip


def _keep_purpose(key: str) -> None:
    text = str(st.session_state[key]).strip()
    try:
        business.here().workspace.change_settings({"privacy.purpose": text or None})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def out(here: Here) -> None:
    """Two files to take out: a workbook to read, one file for another computer."""
    st.subheader(t(_("Take out and take in")))
    purpose(here)
    st.warning(md(_(
        "What you take out holds names, phones and words of your customers. The workbook is not "
        "locked: whoever has it can read it. Keep it where only you can open it."
    )))  # fmt: skip
    language, workspace = spoken(), here.workspace
    st.markdown(md(_(
        "The workbook has every table with your own columns. In an empty business the page "
        "«Bring in sheets» makes the same ledger of it; the history of changes is not in it."
    )))  # fmt: skip
    st.download_button(
        t(_("Download the whole ledger as a workbook")),
        taken_out(partial(workbook, workspace, language)),
        file_name=t(_("{name} whole ledger {day}.xlsx", name=here.name, day=str(here.today))),
        mime=WORKBOOK, key="carry_workbook", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    _whole(here)


def _whole(here: Here) -> None:
    """The file for another computer, locked unless the owner takes the password away."""
    st.markdown(md(_(
        "The file for another computer holds everything: the history, what you imported, kept "
        "lists. There, choose it below."
    )))  # fmt: skip
    if not state.PROPOSED.get():
        state.PROPOSED.put(proposed_password())
    password = st.text_input(
        t(_("Password of the file")), state.PROPOSED.get(), key="carry_password", max_chars=200,
        help=t(_("Made by chance. Take another if you like, or none.")),
    ).strip()  # fmt: skip
    st.markdown(md(
        _("Write the password on paper and never send it along with the file. It is kept nowhere: "
          "without it nobody can open the file, neither can we.")
        if password
        else _("Without a password whoever has the file can read it.")
    ))  # fmt: skip
    short = 0 < len(password) < LEAST
    if short:
        st.error(md(_("Please take a password of at least {n} characters.", n=LEAST)))
    name = _("{name} for another computer {day}.zip", name=here.name, day=str(here.today))
    st.download_button(
        t(_("Download the file for another computer")),
        taken_out(partial(bundle, here.workspace, password)),
        file_name=f"{t(name)}.age" if password else t(name), mime=BYTES, key="carry_bundle",
        on_click="ignore", disabled=short, icon=":material/download:",
    )  # fmt: skip


def workbook(workspace: Workspace, language: str) -> bytes:
    """The whole ledger as a workbook; made when somebody asks for it."""
    target = io.BytesIO()
    workspace.write_workbook(target, language)
    return target.getvalue()


def bundle(workspace: Workspace, password: str = "") -> bytes:
    """The whole business as one file, locked with a password; made when somebody asks for it."""
    target = io.BytesIO()
    workspace.write_bundle(target, password)
    return target.getvalue()


def of_customer(here: Here, customer_id: str, name: str) -> None:
    """Everything about one person as a file, for whoever asks what is known of them (開示)."""
    with st.expander(t(_("Write this person's record to a file")), key="carry_person_box"):
        st.markdown(md(_(
            "For a person who asks what is written about them: everything, with the reasons of "
            "what was concluded, to read and as data. The file is not encrypted."
        )))  # fmt: skip
        st.download_button(
            t(_("Write this person's record")),
            taken_out(partial(person, here.workspace, here.review(), customer_id, spoken())),
            file_name=t(_("{name} record {day}.zip", name=name, day=str(here.today))),
            mime="application/zip", key="carry_person", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip


def person(workspace: Workspace, judged: Review, customer_id: str, language: str) -> bytes:
    """Everything about one person, judged as the card shows it; made when somebody asks."""
    target = io.BytesIO()
    workspace.write_person(customer_id, judged, target, language)
    return target.getvalue()


def incoming() -> None:
    """A file of another computer: it becomes a business of its own."""
    notice = state.CARRIED.take()
    if notice is not None:
        st.success(md(notice))
    file = st.file_uploader(
        t(_("Take in a file from another computer (zip, age)")), type=["zip", "age"],
        key=f"carry_in_{state.MAILBOX.get()}",
    )  # fmt: skip
    if file is None:
        return
    locked, password = is_locked(file.getbuffer()[: len(MARK)].tobytes()), ""
    if locked:
        password = st.text_input(t(_("Password of the file")), type="password",
                                 key=f"carry_open_{state.MAILBOX.get()}").strip()  # fmt: skip
    st.markdown(md(_("It becomes a business of its own; what is here stays as it is.")))
    ready = bool(password) or not locked
    if st.button(t(_("Take it in")), key="carry_take_in", type="primary", disabled=not ready):
        _take_in(file, password)


def _take_in(file: Any, password: str) -> None:  # noqa: ANN401 - an open file
    words = _("Checking every file and taking it in")
    bar = st.progress(0.0, text=md(words))
    tell: Callable[[float], None] = lambda share: bar.progress(share, text=md(words))  # noqa: E731
    try:
        source = io.BytesIO(unlock(file.getvalue(), password)) if password else file
        slug = take_in(home(), source, tell=tell)
    except DaifukuchoError as refusal:
        bar.empty()
        st.error(md(refusal.words))
        return
    business.look_at(slug)
    state.CARRIED.put(_taken(business.here().name))
    state.MAILBOX.put(state.MAILBOX.get() + 1)
    st.rerun()


def _taken(name: str) -> Words:
    return _("{name} is taken in, with everything that is in the file.", name=name)
