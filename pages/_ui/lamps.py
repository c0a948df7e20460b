"""The lamps of the shop (点検の灯): six signs of failing, and four questions to close the week."""

from __future__ import annotations

import streamlit as st

from core.locale.words import Words, _, n_
from core.rules.lamps import Lamp, closing, failing
from pages._ui import cards
from pages._ui.business import Here
from pages._ui.names import known_names
from pages._ui.words import md, t

NAMES_SHOWN = 8
#: What each lamp asks.
TITLES: dict[str, Words] = {
    "leaving": _("Are customers leaving?"),
    "money_only": _("Do we only come to sell?"),
    "referrals": _("Do customers bring customers?"),
    "target": _("Do we know why they buy?"),
    "growth": _("Are sales growing?"),
    "unit_price": _("Does a visit bring as much as before?"),
    "ledger": _("Is the ledger kept well?"),
    "satisfaction": _("Do we know whether they are satisfied?"),
    "once": _("Is the list of those who came once growing?"),
    "too_long": _("Have we been silent for too long?"),
}
SIGNS: dict[bool | None, str] = {
    True: ":material/error:",
    False: ":material/check_circle:",
    None: ":material/help:",
}
SAID: dict[bool | None, Words] = {
    True: _("look here"),
    False: _("fine"),
    None: _("cannot be told yet"),
}


def lamps(here: Here) -> None:
    """All ten lamps, those that warn first within their group."""
    review = here.review()
    rows, book, settings = review.customers, here.book, here.settings
    six = here.made("six", lambda: failing(rows, book, review.windows, settings))
    health, once = review.measures.health, review.measures.once
    four = here.made("four", lambda: closing(rows, book, health, once, settings))
    st.subheader(t(_("Closing questions")))
    _group(here, four)
    lit = sum(lamp.lit is True for lamp in six)
    with st.expander(t(n_("Six signs: {n} warns", "Six signs: {n} warn", n=lit)), key="six_signs"):
        _group(here, six)


def _group(here: Here, found: list[Lamp]) -> None:
    for lamp in sorted(found, key=lambda one: (one.lit is not True, one.lit is None)):
        title, said = md(TITLES[lamp.code]), md(SAID[lamp.lit])
        st.markdown(f"{SIGNS[lamp.lit]} **{title}** ({said})  \n{md(lamp.words)}")
        if lamp.who:
            _names(here, lamp)


def _names(here: Here, lamp: Lamp) -> None:
    names = known_names(here)
    with st.container(horizontal=True, key=f"lamp_{lamp.code}"):
        for customer_id in lamp.who[:NAMES_SHOWN]:
            cards.open_card_button(customer_id, md(names[customer_id]), place=lamp.code)
