"""Where a ledger lives: this computer or a server; joining the ledgers of a server."""

from __future__ import annotations

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.workspace import Workspace, home, join_shared, sync_warning
from pages._ui import business
from pages._ui.words import md, t


def whereabouts(workspace: Workspace) -> None:
    """Say where the ledger is kept, never with a password."""
    st.subheader(t(_("Where this ledger is kept")))
    st.write(md(_place(workspace)))
    warning = sync_warning(workspace.folder)
    if warning is not None:
        st.warning(md(warning))


def _place(workspace: Workspace) -> Words:
    shared = workspace.shared
    if shared is None:
        return _("On this computer, in the folder {folder}", folder=str(workspace.folder))
    return _(
        "On the server {server}, in the database {database}, shared with other computers",
        server=shared.server or "localhost",
        database=shared.database,
    )


def join_box() -> None:
    """Work here with the ledgers that others keep on a server."""
    with st.expander(t(_("Use a ledger on a server")), key="join"), st.form("join_form"):
        address = st.text_input(
            t(_("Address of the server, with the password")), type="password", key="join_address"
        )
        if st.form_submit_button(t(_("Join")), key="join_go") and address.strip():
            _join(address)


def _join(address: str) -> None:
    try:
        slugs = join_shared(home(), address)
        business.look_at(slugs[0])
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return
    st.rerun()
