"""Owner-facing words in the language of the session."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from core.locale.words import LANGUAGES, Money, Words, language_of, say, say_date, say_money
from pages._ui import at_work, state
from pages._ui.once import once
from pages._ui.safe import safe


def spoken() -> str:
    """The language in force: chosen in this session, else by the browser, else Japanese."""
    chosen = state.LANGUAGE.get()
    return chosen if chosen in LANGUAGES else once("browser's language", _of_the_browser)


def _of_the_browser() -> str:
    return language_of(st.context.locale)


def t(words: Words | str) -> str:
    """The sentence in the session's language, as plain text."""
    return say(words if at_work.sees().money else _without_money(words), spoken())


def md(words: Words | str) -> str:
    """The sentence for markdown and labels: facts and text from sheets cannot be Markdown."""
    return safe(t(words))


def t_date(day: dt.date) -> str:
    """A day as the owner writes it."""
    return say_date(day, spoken())


def t_money(minor: int, currency: str, scale: int) -> str:
    """An amount in major units with its currency; hidden from who may not see money."""
    if not at_work.sees().money:
        return say(at_work.HIDDEN, spoken())
    return say_money(Money(int(minor), currency, scale), spoken())


def _without_money(words: Words | str) -> Words | str:
    """The same sentence in which no amount stands."""
    if isinstance(words, str):
        return words
    facts = {name: _hidden(fact) for name, fact in words.facts.items()}
    return replace(words, facts=facts)


def _hidden(fact: object) -> object:
    if isinstance(fact, Money):
        return at_work.HIDDEN
    return _without_money(fact) if isinstance(fact, Words) else fact
