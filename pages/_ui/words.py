"""Owner-facing words in the language of the session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import streamlit as st

from core.locale.words import LANGUAGES, Money, Words, language_of, say, say_date, say_money
from pages._ui import state
from pages._ui.safe import safe


def spoken() -> str:
    """The language in force: chosen in this session, else by the browser, else Japanese."""
    chosen = state.LANGUAGE.get()
    return chosen if chosen in LANGUAGES else language_of(st.context.locale)


def t(words: Words | str) -> str:
    """The sentence in the session's language, as plain text."""
    return say(words, spoken())


def md(words: Words | str) -> str:
    """The sentence for markdown and labels: facts and text from sheets cannot be Markdown."""
    return safe(t(words))


def said_as(words: Mapping[str, Words | str]) -> Callable[[str], str]:
    """For the choices of a widget: what each code is called in the session's language."""
    names = {code: t(name) for code, name in words.items()}
    return lambda code: names[code]


def t_date(day: dt.date) -> str:
    """A day as the owner writes it."""
    return say_date(day, spoken())


def t_money(minor: int, currency: str, scale: int) -> str:
    """An amount in major units with its currency."""
    return say_money(Money(int(minor), currency, scale), spoken())
