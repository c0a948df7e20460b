"""What the rules propose and only the owner decides (店主の確認): partners, investments, deals."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _, n_
from core.rules import evidence
from pages._ui import business, cards
from pages._ui.business import Here
from pages._ui.stage_by_hand import usual_end, write
from pages._ui.tables import records
from pages._ui.words import md, t

SHOWN = 6


def partners(here: Here, people: pd.DataFrame) -> None:
    """Those who bring customers again and again: a partner, yes or no."""
    rows = people[people["partner_proposed"]]
    if not len(rows):
        return
    st.subheader(t(n_("Is this a partner? ({n})", "Are these partners? ({n})", n=len(rows))))
    st.markdown(md(_("They bring customers as if it were their own shop. Only you can say so.")))
    for row in records(rows.head(SHOWN)):
        with st.container(border=True, key=f"partner_{row['customer_id']}"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="partner")
            st.markdown("\n".join(f"- {md(line)}" for line in evidence.why(row, here.book)))
            with st.container(horizontal=True):
                for value, label in (
                    ("yes", _("Confirm as a partner")),
                    ("no", _("Not a partner")),
                ):
                    st.button(
                        t(label), key=f"partner_{value}_{row['customer_id']}", on_click=_partner,
                        args=(row["customer_id"], row["name"], value),
                    )  # fmt: skip


def _partner(customer_id: str, name: str, value: str) -> None:
    here = business.here()
    values = {
        "date": here.today, "customer_id": customer_id, "field": "partner", "value": value,
        "expires_date": usual_end(here),
    }  # fmt: skip
    said = _("{name} is a partner now.", name=name)
    write(values, said if value == "yes" else _("{name} is not proposed again.", name=name))
