"""What worked (効いたこと, article 2): notes by kind of customer, to be searched."""

from __future__ import annotations

import streamlit as st

from core.locale.words import _
from core.rules.worked import kinds_of, search
from pages._ui import drafts, record_form, record_list
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.words import md, t

PLACE = "know_how"
EVERY = ""


def worked(here: Here) -> None:
    """The section: a button to write one down, a search, and the notes."""
    st.subheader(t(_("What worked")))
    st.markdown(md(_("What you learned with one kind of customer is there for the next one.")))
    rows = here.book.table("know_how")
    st.button(
        t(_("Write down what worked")), key="know_how_new", icon=":material/add:",
        on_click=drafts.begin, args=(PLACE, "know_how"),
    )  # fmt: skip
    draft = drafts.open_at(PLACE)
    if draft is not None and not draft.row_id:
        record_form.draw(here, draft)
    if not len(rows):
        st.markdown(md(_("Nothing is written down here yet.")))
        return
    names = {EVERY: _("Every kind"), **{kind: kind for kind in kinds_of(rows)}}
    with st.container(horizontal=True, vertical_alignment="bottom", key="know_how_search"):
        typed = st.text_input(t(_("Search in what worked")), key="worked_text", type="search")
        kind = st.selectbox(t(_("Kind of customer")), list(names), **called("worked_kind", names))
    record_list.paged(here, PLACE, "know_how", search(rows, typed, kind))
