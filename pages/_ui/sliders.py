"""Sliders of a what-if (試算のつまみ): they stand where they were left, also after another page.

Streamlit forgets a widget that a run does not draw; what was tried is kept for the session, for
each business by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.locale.words import Words
from pages._ui import state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.words import t


def slider(
    here: Here, name: str, label: Words, usual: float, *, low: float, high: float, step: float,
    form: str = "%d",
) -> float:  # fmt: skip
    """A number to try.

    Args:
        here: the business.
        name: of the slider, once in the app.
        label: what it says.
        usual: where it stands at first; brought inside the ends.
        low: the lower end.
        high: the upper end.
        step: from one place to the next.
        form: how the number is written.
    """
    key = key_of(here, name)
    value = min(max(state.TRIED.get().get(key, usual), low), high)
    whole = form == "%d"
    made = int if whole else float
    # Set in every run: a key of two pages would else begin at the lower end on the other one.
    st.session_state[key] = made(value)
    st.slider(
        t(label), made(low), made(high), step=made(step), key=key, format=form,
        on_change=_keep, args=(key,),
    )  # fmt: skip
    return float(st.session_state[key])


def choice(here: Here, name: str, label: Words, names: Mapping[str, Words]) -> str:
    """One of a few things to look at; the first until another one was chosen."""
    key = key_of(here, name)
    st.session_state[key] = state.TRIED.get().get(key, next(iter(names)))
    st.segmented_control(
        t(label), list(names), required=True, **called(key, names),
        on_change=_keep, args=(key,),
    )  # fmt: skip
    return str(st.session_state[key])


def key_of(here: Here, name: str) -> str:
    """The key of a widget of this business."""
    return f"{name}_{here.slug}"


def _keep(key: str) -> None:
    state.TRIED.put(state.TRIED.get() | {key: st.session_state[key]})
