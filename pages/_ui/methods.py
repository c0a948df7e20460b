"""The five methods of article 3 as five boxes of the week (続けていただく5つの方法)."""

from __future__ import annotations

import streamlit as st

from core.locale.words import Words, _
from core.rules.methods import Method, methods
from pages._ui.business import Here
from pages._ui.words import md, t

NARROWEST = 150
TITLES: dict[str, Words] = {
    "listen": _("Listen to their voice"),
    "use": _("Use what is known"),
    "person": _("Speak to the one person"),
    "complaints": _("Answer complaints"),
    "after": _("Look after them afterwards"),
}
SIGNS: dict[bool | None, tuple[str, Words]] = {
    True: (":material/check_circle:", _("done")),
    False: (":material/error:", _("not done")),
    None: (":material/remove:", _("did not come up")),
}


def five_methods(here: Here) -> None:
    """A box for each method: done or not, with its count and its rule."""
    people, book = here.review().customers, here.review().book
    found: list[Method] = here.made("methods", lambda: methods(people, book, here.settings))
    st.subheader(t(_("Five methods of keeping customers")))
    week = _("Week of {start} to {end}; what did not come up is neither good nor bad.",
             start=found[0].start, end=found[0].end)  # fmt: skip
    st.caption(md(week))
    with st.grid(len(found), min_column_width=NARROWEST):
        for method in found:
            _box(method)


def _box(method: Method) -> None:
    sign, said = SIGNS[method.met]
    with st.container(border=True, key=f"method_{method.code}"):
        st.markdown(f"{sign} **{md(TITLES[method.code])}** ({md(said)})")
        st.markdown(md(method.words))
        st.caption(md(method.rule))
