"""What is foretold of one customer (先読み), and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.foresight.telling import basis, because, much, told
from core.locale.words import _
from core.rules.renewal_words import of_customer
from pages._ui.business import Here
from pages._ui.words import md, t


def outlook(here: Here, row: Mapping[str, Any]) -> None:
    """Chances and the window of the next purchase; a click says where they come from."""
    found = here.review()
    foretold, lines, contract = (
        found.measures.foretold,
        told(row),
        of_customer(row, found.renewals),
    )
    if contract or lines:
        st.subheader(t(_("What to expect")))
    if contract:
        st.markdown("\n".join(f"- {md(line)}" for line in contract))
    if not lines or foretold.evidence is None:
        return
    lines = [*lines, *much(row, here.book.currency, here.book.scale)]
    st.markdown("\n".join(f"- {md(line)}" for line in lines))
    # Beside the figures, not behind a click: a rough guide must not pass for a measurement.
    st.markdown("  \n".join(md(line) for line in basis(foretold.evidence, here.book.asof)))
    with st.expander(t(_("Where this comes from")), key="outlook_basis"):
        st.markdown(md(because(row)))
