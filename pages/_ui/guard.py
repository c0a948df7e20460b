"""No page without the shell.

Streamlit finds ``pages/`` by itself: on a fresh server the first visitor who opens ``/calls``
directly would get pages/calls.py without app.py. So every page begins with
``require_app("pages/<name>.py")``.
"""

from __future__ import annotations

import streamlit as st

from pages._ui.state import SHELL, WANTED


def require_app(path: str) -> None:
    """Send the visitor through app.py first, and remember where they wanted to go."""
    if SHELL.get():
        return
    WANTED.put(path)
    st.switch_page("app.py")


def go_where_wanted() -> None:
    """After the navigation is known: open the page that a deep link asked for."""
    wanted = WANTED.take()
    if wanted:
        st.switch_page(wanted)
