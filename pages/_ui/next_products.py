"""つぎの品: what one customer may buy again, and what new, with the facts behind each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.calls.card import declined_products, stopped_words
from core.foresight.product_words import basis, said, silence
from core.foresight.products import suggest
from core.locale.words import _
from core.rules.contact import declined_again
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.words import md, t


def next_products(here: Here, row: Mapping[str, Any]) -> None:
    """Both lists, without what they declined; nobody who asked to be left alone is listed."""
    if stopped_words(row, here.book) is not None:
        return
    again = row["customer_id"] in declined_again(here.book, here.settings)
    if row["open_complaint"] or again:
        st.subheader(t(_("What they may buy next")))
        held = _("A complaint is open: nothing is offered until it is settled.")
        pushed = _("They declined twice of late: nothing new is offered now. Listen first.")
        st.markdown(md(held if row["open_complaint"] else pushed))
        return
    shop = here.review().measures.assortment
    declined = declined_products(here.book.table("activities"), row["customer_id"])
    found = suggest(shop, row["customer_id"], declined)
    st.subheader(t(_("What they may buy next")))
    bullet(_("Again"), [said(one) for one in found.again])
    bullet(_("New to them"), [said(one) for one in found.new])
    if (why := silence(found, shop)) is not None:
        st.markdown(md(why))
    if found.again or found.new:
        with st.expander(t(_("How these were chosen")), key="products_basis"):
            st.markdown("\n".join(f"- {md(line)}" for line in basis(shop, here.book.asof)))
