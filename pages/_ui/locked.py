"""A locked workbook: its password is asked for, used, and forgotten with the file."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import mailbox
from pages._ui.mailbox import Refused
from pages._ui.words import md, t


def password_box(refused: Refused) -> None:
    """A field for the password under what was refused; a wrong one is said by the refusal."""
    st.error(md(refused.refusal.words))
    mark = refused.sha256[:12]
    with st.form(key=f"locked_{mark}"):
        st.text_input(t(_("Password")), type="password", key=f"password_{mark}")
        st.form_submit_button(
            t(_("Open the file")), on_click=_unlock, args=(refused.sha256, f"password_{mark}")
        )
        st.markdown(md(_("The password is used to read the file and is not kept.")))


def _unlock(sha: str, key: str) -> None:
    mailbox.unlock(sha, st.session_state.pop(key, ""))
