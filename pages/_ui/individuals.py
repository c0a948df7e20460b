"""How many individuals the ledger holds, and what follows above the line of the law (個人の数)."""

from __future__ import annotations

import streamlit as st

from core.individuals import crowd, individuals
from core.locale.words import _, n_
from pages._ui import cache
from pages._ui.business import Here
from pages._ui.words import md, t


def individuals_said(here: Here) -> None:
    """The number of individuals; above the line the checklist of safety measures."""
    line = here.settings.privacy.individuals
    of = here.book.table("customers"), here.book.aliases
    folder = str(here.workspace.folder)
    found = cache.made_from(folder, "individuals", of, lambda: individuals(here.book))
    st.caption(md(n_(
        "This ledger holds {n} individual as of {day}; companies are not counted.",
        "This ledger holds {n} individuals as of {day}; companies are not counted.",
        n=found, day=here.today,
    )))  # fmt: skip
    if not crowd(found, line):
        return
    st.warning(md(_(
        "The relief for small businesses in the guidelines on personal data ends above {line} "
        "individuals on any day of the past six months. Please go through these measures; this "
        "is no legal advice.", line=line,
    )))  # fmt: skip
    with st.expander(t(_("Checklist of safety measures")), key="individuals_checklist"):
        for measure in MEASURES:
            st.markdown(f"- {md(measure)}")


MEASURES = (
    _("Rules: write down who may take in, look at, take out and erase data, and who answers."),
    _("Organisation: name who is responsible; look through the log of who saw what each month."),
    _("People: agree in writing with everybody who sees the data that they keep silent; teach "
      "them each year."),
    _("Rooms: lock the computer when you leave; lock away paper; shred what is no longer needed."),
    _("Technology: a person and a password for everybody who looks, a locked disk, and updates."),
    _("Helpers and servers elsewhere: agree on the same measures, and look whether they hold."),
    _("A leak: know beforehand whom to tell. The first report is due within 3 to 5 days."),
)  # fmt: skip
