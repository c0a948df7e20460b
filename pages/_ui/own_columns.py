"""The owner's own columns: what the sheets say beyond the ledger's columns."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from core.locale.words import _
from pages._ui.business import Here
from pages._ui.safe import safe
from pages._ui.words import t


def of_customer(here: Here, customer_id: str) -> None:
    """What the owner's sheets say beyond the ledger's columns, and what could not be read."""
    rows = here.book.table("customers")
    texts = rows.loc[rows["customer_id"] == customer_id, "extra"]
    said: dict[str, Any] = {name: v for text in texts for name, v in json.loads(text).items() if v}
    if said:
        st.subheader(t(_("Other columns of your sheets")))
        st.markdown("  \n".join(f"**{safe(name)}** {safe(value)}" for name, value in said.items()))
