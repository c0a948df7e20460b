"""Whether the owner is at work: at this computer, in a ledger that no other computer opens.

There are no accounts here. A page for the owner alone is shut where others look too: in a ledger
that several computers share, and to a browser on another computer. Whoever sits at this computer
sees it; see docs/help/think.md for what that does and does not protect.
"""

from __future__ import annotations

import streamlit as st

from pages._ui.business import Here


def owner_at_work(here: Here | None) -> bool:
    """Whether pages for the owner alone may be shown."""
    far = isinstance(st.context.ip_address, str)  # none at this computer
    return here is not None and not here.workspace.shared and not far
