"""What is bought after what, for the whole shop."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.foresight.assortment import Assortment
from core.foresight.pairs import Pair, pairs
from core.locale.words import _, n_
from pages._ui.business import Here
from pages._ui.tables import plain_table
from pages._ui.words import md, t


def bought_after(here: Here) -> None:
    """The section; it is counted when it is opened."""
    with st.expander(
        t(_("What is bought after what")), key="bought_after", on_change="rerun"
    ) as box:
        if box.open:
            _table(here)


def _table(here: Here) -> None:
    shop, limits = here.review().measures.assortment, here.settings.products
    found = _pairs(str(here.workspace.folder), here.book.digest, shop)
    st.markdown(
        md(
            _(
                "Pairs that at least {needed} of {n} customers have, {lift} times as often as "
                "usual or more, and surely more than chance, as of {day}.",
                needed=limits.pair_buyers, n=len(shop.cno), lift=limits.pair_lift,
                day=here.book.asof,
            )
        )
    )  # fmt: skip
    if not found:
        st.markdown(md(_("There is no such pair.")))
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("Bought first")): [one.first for one in found],
                t(_("Bought later")): [one.then for one in found],
                t(_("Have both")): [t(_("{n} of {m}", n=one.n, m=one.m)) for one in found],
                t(_("Usual")): [t(_("{n} of {m}", n=one.usual, m=one.customers)) for one in found],
                t(_("Days between")): [t(n_("{n} day", "{n} days", n=p.days)) for p in found],
            }
        )
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _pairs(folder: str, digest: str, _shop: Assortment) -> list[Pair]:
    return pairs(_shop)
