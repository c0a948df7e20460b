"""順位と分類: tenure, terms, RFM, deciles, ABC, CPM, Lanchester; only what is open is counted."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import Words, _
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.classes import lorenz_view, place_names, portfolio_names, score_names, view
from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.strength import lanchester_view, tenure_view, terms_view
from pages._ui.words import md, t

require_app("pages/classes.py")

VIEWS: dict[str, Words] = {
    "tenure": _("How long with us"),
    "terms": _("Discount and margin"),
    "rfm": _("Recency, frequency, money"),
    "decile": _("Tenths, best fifth"),
    "abc": _("ABC"),
    "portfolio": _("Ten classes (CPM)"),
    "lanchester": _("Share of the need"),
}
CUTS: dict[str, Words] = {
    "portfolio": _("By our own gaps"),
    "portfolio_literal": _("By the published days (90, 210, 240)"),
}
SCORES: dict[str, Words] = {
    "r_score": _("Recency"),
    "f_score": _("Frequency"),
    "m_score": _("Money"),
}


def rfm(here: Here, people: pd.DataFrame) -> None:
    """One of the three scores; 5 is best."""
    score = st.segmented_control(
        t(_("Score")), list(SCORES), default="r_score", required=True,
        **called("rfm_score", SCORES),
    )  # fmt: skip
    st.markdown(md(_("Of those who bought in the last 24 months; the highest score is best.")))
    view(here, people, score, score_names(here.settings.money.rfm_ranks))


def deciles(here: Here, people: pd.DataFrame) -> None:
    """Ten equal head-counts by sales, and how much the best fifth brings."""
    lorenz_view(here, people)
    st.markdown(
        md(_("One old large purchase ranks high here: look at the days since the last one too."))
    )
    view(here, people, "decile", place_names(here.settings.money.deciles))


def cpm(here: Here, people: pd.DataFrame) -> None:
    """The ten classes, by the shop's own gaps or by the published days."""
    cuts = st.segmented_control(
        t(_("Cuts")), list(CUTS), default="portfolio", required=True, **called("cpm_cuts", CUTS),
    )  # fmt: skip
    view(here, people, cuts, portfolio_names())


def draw() -> None:
    """The page."""
    here = frame("pages/classes.py")
    if here is None:
        return
    people = here.review().customers
    chosen = st.segmented_control(
        t(_("What to look at")), list(VIEWS), default="tenure", required=True,
        **called("class_view", VIEWS),
    )  # fmt: skip
    st.subheader(t(VIEWS[chosen]))
    if chosen in {"tenure", "terms", "lanchester"}:
        {"tenure": tenure_view, "terms": terms_view, "lanchester": lanchester_view}[chosen](
            here, people
        )
    elif chosen == "rfm":
        rfm(here, people)
    elif chosen == "decile":
        deciles(here, people)
    elif chosen == "abc":
        view(here, people, "abc", {"C": "C", "B": "B", "A": "A"})
    else:
        cpm(here, people)


draw()
