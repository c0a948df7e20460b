"""Our story and our target (お店の話, article 2): written once, at hand wherever we talk."""

from __future__ import annotations

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import _
from pages._ui import business, state
from pages._ui.business import Here
from pages._ui.words import md, t

LONGEST_STORY, LONGEST_TARGET = 2000, 300


def story_line(here: Here) -> None:
    """The story and the target, to be told in a talk; nothing while neither is written."""
    kept = here.settings.story
    if not kept.story and not kept.target:
        return
    with st.expander(t(_("Our story, to tell")), key="story_line", icon=":material/auto_stories:"):
        if kept.target:
            st.markdown(f"**{md(kept.target)}**")
        for part in kept.story.splitlines():
            if part.strip():
                st.markdown(md(part))


def story_card(here: Here) -> None:
    """The section where the owner writes both."""
    st.subheader(t(_("Our story")))
    st.markdown(
        md(
            _(
                "What you believe in, why you began, what you went through: customers stay for "
                "it. It stands on every customer card and over the call list."
            )
        )
    )
    keys = {name: f"story_{name}_{here.slug}" for name in ("target", "story")}
    st.text_input(
        t(_("For whom we are here, in one sentence")), here.settings.story.target,
        key=keys["target"], max_chars=LONGEST_TARGET, on_change=_keep,
        args=("story.target", keys["target"]),
    )  # fmt: skip
    st.text_area(
        t(_("Our story")), here.settings.story.story, key=keys["story"], height=160,
        max_chars=LONGEST_STORY, on_change=_keep, args=("story.story", keys["story"]),
    )  # fmt: skip


def _keep(setting: str, key: str) -> None:
    text = st.session_state[key].strip()
    try:
        business.here().workspace.change_settings({setting: text or None})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
