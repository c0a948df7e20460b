"""保管に鍵をかける: locking the data folder, its printed recovery key, and the way back."""

from __future__ import annotations

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import _
from core.store import locking, recovery_key, vault
from core.workspace import home
from pages._ui import state
from pages._ui.opening import work
from pages._ui.words import md, t


def section() -> None:
    """The whole section of the settings."""
    st.subheader(t(_("Lock what is kept")))
    if (said := state.LOCK_SAID.take()) is not None:
        st.success(md(said))
    if vault.find(home()) is not None:
        _locked()
        return
    st.markdown(md(_(
        "The ledger, its backups and kept sheets lie on this computer as they are: whoever takes "
        "the disk can read them. You can lock them with a passphrase, which is then asked for "
        "whenever the program is started."
    )))  # fmt: skip
    if names := vault.missing():
        st.info(md(_(
            "To lock them, a package has to be installed first: {names}. Close this program and "
            "start it again while the computer is on the internet; where that does not help, lock "
            "the disk of the computer instead.", names=", ".join(names),
        )))  # fmt: skip
    elif key := state.RECOVERY.get():
        _turn_on(key)
    else:
        st.button(t(_("Prepare the lock")), key="lock_prepare", on_click=_prepare)


def _prepare() -> None:
    state.RECOVERY.put(recovery_key.new())


def _turn_on(key: str) -> None:
    """The sheet to print, and what has to be typed off it."""
    with st.container(border=True, key="recovery_sheet"):
        heading = _("Recovery key of the ledger")
        st.markdown(f"#### {md(heading)}")
        st.code(key, language=None)
        st.markdown(md(_(
            "Print this page or write the key down now, and keep the paper away from the "
            "computer. It opens the ledger when the passphrase is forgotten. It is shown only now "
            "and kept nowhere."
        )))  # fmt: skip
    st.error(md(_(
        "When both the passphrase and this key are lost, the ledger and all its backups are lost. "
        "Nobody can open them again, neither can we."
    )))  # fmt: skip
    st.markdown(md(_(
        "Copies that were made before stay readable: on USB sticks, in the cloud, in a backup of "
        "the whole computer. What lay here is written over where that can be done; a flash disk "
        "may keep some of it. Others must not work with the program meanwhile. Lock the disk of "
        "the computer all the same."
    )))  # fmt: skip
    with st.form("lock_form"):
        one = st.text_input(t(_("Passphrase of {n} characters or more", n=vault.SHORTEST)),
                            type="password", key="lock_one", max_chars=vault.LONGEST)  # fmt: skip
        again = st.text_input(t(_("The passphrase again")), type="password", key="lock_again")
        typed = st.text_input(t(_("The last five signs of the key, typed off the paper")),
                              key="lock_typed", max_chars=10)  # fmt: skip
        asked = st.form_submit_button(t(_("Lock it now")), key="lock_yes", type="primary")
    st.button(t(_("Do not lock")), key="lock_no", on_click=state.RECOVERY.put, args=("",))
    if not asked:
        return
    if one != again:
        st.error(md(_("The two passphrases are not the same.")))
    elif typed.strip().upper() != key.rpartition("-")[2]:
        st.error(md(_("These are not the last five signs of the key. Please print it first.")))
    else:
        work(lambda: _lock(one, key), _("Everything that is kept here is locked now."))


def _lock(passphrase: str, key: str) -> None:
    locking.turn_on(home(), passphrase, key)
    state.RECOVERY.put("")


def _locked() -> None:
    """Another passphrase, and the way back."""
    st.markdown(md(_("What is kept here is locked. The passphrase is asked for whenever the "
                     "program is started.")))  # fmt: skip
    with st.expander(t(_("Another passphrase")), key="lock_other"), st.form("lock_change"):
        old = st.text_input(t(_("Passphrase now")), type="password", key="lock_old")
        new = st.text_input(t(_("New passphrase")), type="password", key="lock_new",
                            max_chars=vault.LONGEST)  # fmt: skip
        if st.form_submit_button(t(_("Keep the new passphrase")), key="lock_keep"):
            _change(old, new)
    with st.expander(t(_("Take the lock away")), key="lock_away"), st.form("lock_off"):
        st.markdown(md(_("Ledger and backups can then be read by whoever takes the disk.")))
        said = st.text_input(t(_("Passphrase now")), type="password", key="lock_off_said")
        if st.form_submit_button(t(_("Take the lock away")), key="lock_off_yes"):
            work(lambda: locking.turn_off(home(), said), _("Nothing is locked any more."))


def _change(old: str, new: str) -> None:
    try:
        vault.change_passphrase(home(), old, new)
    except DaifukuchoError as refusal:
        st.error(md(refusal.words))
        return
    st.success(md(_("The new passphrase is in force. The recovery key stays good.")))
