"""「この表を診断」: a copy with every value masked, to show to whoever can help."""

from __future__ import annotations

import streamlit as st

from core.errors import InputError
from core.export.anonymise import anonymise
from core.locale.words import _
from pages._ui import state
from pages._ui.words import md, t


def diagnosis_box(data: bytes, name: str, sha: str) -> None:
    """Make the copy on demand, then offer it."""
    mark = sha[:12]
    with st.expander(t(_("If this sheet is not read well")), key=f"diagnose_{mark}"):
        st.markdown(
            md(
                _(
                    "You can make a copy in which every value is masked and only the structure "
                    "is kept. Look into it before you hand it to anybody."
                )
            )
        )
        with st.container(horizontal=True):
            if st.button(t(_("Diagnose this sheet")), key=f"diagnose_now_{mark}"):
                _make(data, name, sha)
            made = state.DIAGNOSIS.get()
            if made is not None and made[0] == sha:
                st.download_button(
                    t(_("Download the masked copy")), made[1], file_name=made[2],
                    key=f"diagnosed_{mark}", on_click="ignore",
                )  # fmt: skip


def _make(data: bytes, name: str, sha: str) -> None:
    try:
        with st.spinner(t(_("Masking"))):
            copy, copy_name = anonymise(data, name)
    except InputError as refusal:
        state.DIAGNOSIS.put(None)
        st.error(md(refusal.words))
    else:
        state.DIAGNOSIS.put((sha, copy, copy_name))
