"""Opening a locked data folder (鍵を開ける): the passphrase, or the printed recovery key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.store import locking, vault
from core.workspace import home
from pages._ui import at_work, cache, state
from pages._ui.words import md, t


def still_locked() -> bool:
    """Whether nothing can be shown yet; the form that opens the data folder stands there then."""
    if at_work.role() is None:  # the page itself says that one has to sign in
        return False
    try:
        if not vault.locked(home()) and not locking.unfinished(home()):
            return False
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return True
    st.title(t(_("This data folder is locked")))
    _by_passphrase()
    _by_recovery_key()
    return True


def _by_passphrase() -> None:
    with st.form("open_folder"):
        said = st.text_input(t(_("Passphrase")), type="password", key="open_passphrase")
        if st.form_submit_button(t(_("Open it")), key="open_yes", type="primary"):
            work(lambda: vault.unlock(home(), said))


def _by_recovery_key() -> None:
    with (
        st.expander(t(_("I do not know the passphrase any more")), key="open_otherwise"),
        st.form("recover_folder"),
    ):
        st.markdown(md(_(
            "Type the recovery key off the paper, and a new passphrase. The key on the paper "
            "stays good. Without either nobody can open this folder, neither can we."
        )))  # fmt: skip
        typed = st.text_input(t(_("Recovery key")), key="open_recovery", max_chars=80)
        new = st.text_input(t(_("New passphrase")), type="password", key="open_new",
                            max_chars=vault.LONGEST)  # fmt: skip
        if st.form_submit_button(t(_("Open it and keep the new passphrase")), key="open_recover"):
            work(lambda: vault.recover(home(), typed, new))


def work(begin: Callable[[], Any], done: Words | None = None) -> None:
    """Open or lock the data folder and go on with what is not finished; begin the page anew.

    Args:
        begin: the first step.
        done: what is said afterwards.
    """
    words = _("Please wait and leave the program open")
    bar = st.progress(0.0, text=md(words))
    cache.forget_ledgers()
    try:
        begin()
        locking.finish(home(), tell=lambda share: bar.progress(share, text=md(words)))
    except DaifukuchoError as refusal:
        bar.empty()
        st.error(md(refusal.words))
        return
    cache.forget_ledgers()
    state.LOCK_SAID.put(done)
    st.rerun()
