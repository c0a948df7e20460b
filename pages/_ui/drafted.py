"""A draft on the page (下書き): to be copied and sent by hand; says where nothing is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.calls.drafts import draft
from core.locale.words import Words, _
from pages._ui.business import Here
from pages._ui.words import md, t


def draft_box(
    here: Here, row: Mapping[str, Any], channel: str, *, offer: str = "", script: str = ""
) -> None:
    """The draft for one customer by one way of writing.

    Args:
        here: the business; it signs.
        row: the customer's judged row.
        channel: one of :data:`core.calls.drafts.CHANNELS`.
        offer: what is offered, in the owner's words.
        script: what a plan has us say.
    """
    made = draft(row, here.book, channel, sender=here.name, offer=offer, script=script)
    if not made.personal:
        st.warning(
            md(
                _(
                    "Nothing personal is in it: it could have gone to anybody. Write down what "
                    "you talk about, and the next one will be theirs."
                )
            )
        )
    text_box(made.lines)


def text_box(lines: tuple[Words, ...] | list[Words]) -> None:
    """A text to be copied with a click."""
    st.code("\n".join(t(line) for line in lines), language=None, wrap_lines=True)
