"""What the choices of a widget are called in the session's language.

Streamlit knows a choice by what it is called, in both directions. So no two of one widget may be
called the same, and where what one is called changes (another language, another number behind it)
the browser must be told: it would go on to send the former name, which then is nobody's, and the
widget would fall back to its first choice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from itertools import chain, count
from typing import Any, TypedDict

import streamlit as st

from core.locale.words import Words
from pages._ui import state
from pages._ui.words import t


class Called(TypedDict):
    """What a widget with choices takes: ``st.selectbox(label, codes, **called(key, words))``."""

    key: str
    format_func: Callable[[Any], str]


def called(key: str, words: Mapping[Any, Words | str]) -> Called:
    """The key of a widget and what its choices are called.

    Args:
        key: the widget's key, which is the same in every language.
        words: {code of a choice: what it is called}; a code that is not in it, one's own words,
            is called as it stands.
    """
    said = told_apart({code: t(name) for code, name in words.items()})
    _say_anew(key, said)
    return {"key": key, "format_func": lambda code: said.get(code, str(code))}


def told_apart(names: Mapping[Any, str]) -> dict[Any, str]:
    """The same names, with a number behind those that came before.

    Of two choices that are called the same, whichever is chosen, Streamlit takes the last.
    """
    said: dict[Any, str] = {}
    taken: set[str] = set()
    for code, name in names.items():
        numbered = (f"{name} ({number})" for number in count(2))
        said[code] = next(one for one in chain([name], numbered) if one not in taken)
        taken.add(said[code])
    return said


def _say_anew(key: str, said: Mapping[Hashable, str]) -> None:
    """Put what is chosen once more where anything is called otherwise than it was drawn last."""
    mark = hash(tuple(said.items()))
    before = state.NAMED.get().get(key, mark)
    if key not in state.NAMED.get() or before != mark:
        state.NAMED.put({**state.NAMED.get(), key: mark})
    if before == mark or key not in st.session_state:
        return
    chosen = st.session_state[key]
    if all(one in said for one in (chosen if isinstance(chosen, list) else [chosen])):
        st.session_state[key] = chosen
