"""The help of a page (使い方), beside its title: what it says, its words, all other help."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from pages._ui import at_work, business, manual, state, tour
from pages._ui.choosing import called
from pages._ui.registry import allowed, entry
from pages._ui.words import md, spoken, t

MOST_FOUND = 12


def help_button(path: str) -> None:
    """The button that opens the help of a page."""
    code = manual.code_of(entry(path))
    if st.button(t(_("Help")), key="help", icon=":material/help:"):
        state.DRAWER.take()  # only one thing at a time lies over a page
        st.dialog(t(_("Help")), width="large")(_content)(code)


def _content(code: str) -> None:
    """The text chosen, at first that of the page; then its words, and the search."""
    language = spoken()
    every = [manual.code_of(page) for page in allowed(at_work.role(), at_work.sees())]
    names = {each: manual.name(each, language) for each in [code, *every, *manual.TOPICS]}
    chosen = st.selectbox(t(_("Which help")), list(names), **called("help_chosen", names))
    wanted = st.text_input(t(_("Look up a word")), key="help_word", max_chars=40)
    if wanted.strip():
        _looked_up(wanted, language)
        return
    st.markdown(manual.shown(chosen, language), anchors=False)
    _tour_again()
    if more := manual.leads_to(chosen, language):
        names = t(_(", ")).join(manual.name(other, language) for other in more)
        st.caption(md(_("Choose above to read on: {names}", names=names)))
    if terms := manual.terms_in(chosen, language):
        with st.expander(t(_("Words used here"))):
            _terms(terms)


def _tour_again() -> None:
    """The way to the first tour by hand, where there is a business to show."""
    if business.current_slug() and st.button(
        t(_("Take the first tour")), key="tour_again", icon=":material/tour:",
        on_click=tour.begin_again,
    ):  # fmt: skip
        st.switch_page(tour.start_page().path)


def _looked_up(wanted: str, language: str) -> None:
    terms = manual.found(wanted, language)[:MOST_FOUND]
    headings = manual.headings_with(wanted, language)[:MOST_FOUND]
    _terms(terms)
    for heading, told in headings:
        st.markdown(f"- **{md(heading)}**: {md(told)}")
    if not terms and not headings:
        st.markdown(md(_("No word of the help fits “{word}”.", word=wanted)))


def _terms(terms: list[manual.Term]) -> None:
    for term in terms:
        st.markdown(f"- **{md(term.japanese)} / {md(term.english)}**: {md(term.meaning)}")
