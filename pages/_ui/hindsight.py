"""Did it come true (当たったか): what was foretold at past days, and what came."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.foresight.backtest import Backtest
from core.foresight.hindsight import (
    ahead,
    beside_others,
    date_of,
    list_of,
    look_back,
    look_back_products,
    seasons_missing,
    total_of,
)
from core.locale.words import Words, _
from core.metrics.moment import day_number
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.tables import plain_table
from pages._ui.words import md, t

#: Past days that are judged, 90 days apart: one year.
CUTS = 4


def hindsight(here: Here) -> None:
    """The section; it is counted when it is opened, once for each state of the data."""
    st.subheader(t(_("Did it come true?")))
    with st.expander(
        t(_("See what was foretold at past days, and what came")),
        key="hindsight",
        on_change="rerun",
    ) as opened:
        if opened.open:
            _judged(here)
            _products(here)


def _judged(here: Here) -> None:
    foretold = here.review().measures.foretold
    with st.spinner(t(_("Going back to past days …"))):
        judged = _backtest(str(here.workspace.folder), here.book.digest, here)
    if not judged.cuts or foretold.evidence is None:
        words = _(
            "There is too little to judge yet: 90 days must have passed since somebody came back."
        )
        st.markdown(md(words))
        return
    for words in (
        *(list_of(cut) for cut in judged.cuts),
        *(total_of(cut) for cut in judged.cuts),
        ahead(judged, foretold.total, here.book.asof),
        date_of(judged),
    ):
        if words is not None:
            st.markdown(f"- {md(words)}")
    if (warning := seasons_missing(judged, foretold.evidence.days)) is not None:
        st.warning(md(warning))
    st.markdown(md(_("Who of a list of the same length came within 30 days, by each rule:")))
    others = beside_others(judged)
    plain_table(
        pd.DataFrame(
            {
                t(_("Rule")): [t(words) for words in others["method"]],
                t(_("Came")): [
                    t(_("{came} of {k}", came=came, k=k))
                    for came, k in zip(others["came"], others["k"], strict=True)
                ],
            }
        )
    )
    st.markdown(md(_("Differences of a few people are chance.")))


def _products(here: Here) -> None:
    """How the two lists of the next product did."""
    lines = _product_backtest(str(here.workspace.folder), here.book.digest, here)
    bullet(_("The next product"), lines)


@st.cache_resource(max_entries=4, show_spinner=False)
def _product_backtest(folder: str, digest: str, _here: Here) -> list[Words]:
    asof, limits = day_number(_here.book.asof), _here.settings.products
    return look_back_products(_here.review().measures.baskets, asof, limits)


@st.cache_resource(max_entries=4, show_spinner=False)
def _backtest(folder: str, digest: str, _here: Here) -> Backtest:
    return look_back(_here.book, cuts=CUTS, cache=_here.workspace.folder / "cache")
