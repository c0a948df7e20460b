"""Erasing a person from the card: a look at what goes, two choices, a second click (消去)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import ScriptControlException

from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from core.store import inbox
from core.store.erasure import Erasure, Mention
from core.tables import TABLES
from core.workspace import Workspace, home
from pages._ui import business, cache, people, recount, state, then, weekly
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.words import md, t

#: Texts about others that are shown one by one; the rest of a kind is one choice.
SHOWN = 20
CHOICES: dict[str, Words] = {
    "all": _("Erase everything, the purchases too: sales of past months fall by that much"),
    "keep": _("Erase the name and everything said; dates, products and amounts stay without it"),
}
_KEEP, _WORDS, _PAST = "erase_keep", "erase_word", "erase_past"


def of_customer(here: Here, row: Mapping[str, Any]) -> None:
    """The section on the card; what would go is looked up only when it is asked for."""
    customer_id = row["customer_id"]
    with st.expander(t(_("Erase this person's record")), key="erase"):
        if state.ERASING.get() != customer_id:
            st.markdown(md(_(
                "For a person who asks to be erased. You first see what goes; nothing is erased "
                "with this button."
            )))  # fmt: skip
            st.button(t(_("See what would be erased")), key="erase_look",
                      on_click=state.ERASING.put, args=(customer_id,))  # fmt: skip
            return
        folder = str(here.workspace.folder)
        with st.spinner(t(_("Looking through everything"))):
            mark = f"{here.book.digest}|{inbox.names(home())}"
            found = cache.erasure_of(folder, mark, customer_id, here.workspace)
        _what_goes(here, found)
        _words(found)
        st.radio(t(_("Purchases")), list(CHOICES), **called(_KEEP, CHOICES))
        st.warning(md(_(
            "This cannot be undone, and no file brings the person back. Backups made before today "
            "still hold the person until they are deleted in turn, within 90 days."
        )))  # fmt: skip
        with st.container(horizontal=True):
            sure = st.button(t(_("Erase for good")), key="erase_do", type="primary")
            st.button(t(_("Do not erase")), key="erase_not",
                      on_click=state.ERASING.put, args=("",))  # fmt: skip
        if sure:
            _erase(customer_id, found)
            st.rerun()


def _what_goes(here: Here, found: Erasure) -> None:
    lines = [
        n_("{table}: {n} row", "{table}: {n} rows", table=TABLES[name].label, n=n)
        for name, n in found.rows.items()
    ]
    if found.lines and found.first_day and found.last_day:
        lines.append(n_(
            "Purchases: {n} line, from {first} to {last}",
            "Purchases: {n} lines, from {first} to {last}",
            n=found.lines, first=found.first_day, last=found.last_day,
        ))  # fmt: skip
    if found.amount is not None:
        lines.append(_("Their sum: {money}", money=here.money(found.amount)))
    past = n_("History: {n} entry is emptied", "History: {n} entries are emptied", n=found.history)
    lines += [
        *([past] * bool(found.history)),
        *([n_("Kept call lists: {n}", "Kept call lists: {n}", n=found.weeks)] * bool(found.weeks)),
        *(_("The file you handed in: {name}", name=name) for name in found.originals),
        *(
            _("A sheet that is not taken in yet, whoever stands in it: {name}", name=name)
            for name in found.waiting
        ),
    ]
    if len(found.ids) > 1:
        ids = t(_(", ")).join(found.ids)
        lines.insert(0, _("All numbers that are shown as this person: {ids}", ids=ids))
    title = md(_("This goes"))
    st.markdown("\n".join([f"**{title}**", "", *(f"- {md(line)}" for line in lines)]))


def _words(found: Erasure) -> None:
    """Texts about others in which the person is named: the owner ticks what is blanked."""
    now, past = _sorted(found)
    if not found.mentions:
        return
    title = md(_("Named in the records of others"))
    st.markdown(f"**{title}**")
    st.markdown(md(_("Ticked words are replaced by ○○; the rest of the text stays.")))
    for number, mention in enumerate(now):
        st.checkbox(_label(mention), mention.found.sure, key=f"{_WORDS}_{number}")
    if past:
        said = n_("In history, kept lists and files: {n} text",
                  "In history, kept lists and files: {n} texts", n=len(past))  # fmt: skip
        st.checkbox(md(said), True, key=_PAST)


def _label(mention: Mention) -> str:
    about = t(_(", ")).join(mention.about)
    return md(_("{who}: “{text}”", who=about, text=mention.text) if about else mention.text)


def _sorted(found: Erasure) -> tuple[list[Mention], list[Mention]]:
    """Those that are shown one by one, and the rest."""
    now = [mention for mention in found.mentions if mention.now]
    past = [mention for mention in found.mentions if not mention.now]
    return now[:SHOWN], [*now[SHOWN:], *past]


def _erase(customer_id: str, found: Erasure) -> None:
    now, past = _sorted(found)
    chosen = [m.text for n, m in enumerate(now) if st.session_state.get(f"{_WORDS}_{n}")]
    chosen += [m.text for m in past] if st.session_state.get(_PAST) else []
    keep = st.session_state.get(_KEEP) == "keep"
    bar = _Bar()
    try:
        business.here().workspace.erase(
            customer_id, keep_amounts=keep, blank=chosen, progress=bar.step
        )
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
    else:
        forget()
        state.LAST_ACTION.put((_("The person was erased. This cannot be undone."), 0))
    bar.give_way()


class _Bar:
    """How far the erasure is. It is gone on with whatever is clicked meanwhile: that comes after.

    Streamlit ends a run where it draws next once something else was clicked. An erasure that ended
    so would be one of which nobody says whether it was done.
    """

    def __init__(self) -> None:
        self._bar = st.progress(0.0)
        self._clicked: ScriptControlException | None = None

    def step(self, share: float, words: Words) -> None:
        """Show how far it is."""
        if self._clicked is None:
            try:
                self._bar.progress(share, text=md(words))
            except ScriptControlException as clicked:
                self._clicked = clicked

    def give_way(self) -> None:
        """Now do what was clicked meanwhile."""
        if self._clicked is not None:
            raise self._clicked


def forget() -> None:
    """Let go of everything that this program remembers of the ledger, in every window."""
    for place in (cache, people, then, weekly):
        place.forget()
    recount.slot_of.clear()
    state.CUSTOMER.put("")
    state.ERASING.put("")


# Settings


def erased(workspace: Workspace) -> None:
    """Who was erased, by day only, with the way to accept them again; whether history holds."""
    found = workspace.erasures()
    if workspace.erasure_unfinished:
        st.warning(md(_(
            "An erasure is not finished yet. Please close the other windows of this program and "
            "open it again."
        )))  # fmt: skip
    if workspace.strange_key:
        st.error(md(_(
            "The key file does not fit the erasures: whoever was erased would not be known again. "
            "Please bring back the file “key” of this business."
        )))  # fmt: skip
    if not found:
        return
    st.subheader(t(_("Erased at their request")))
    for one in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(md(n_(
                "{day}: one person, {n} customer number",
                "{day}: one person, {n} customer numbers",
                day=one.at, n=one.numbers,
            )))  # fmt: skip
            st.button(t(_("Accept them again")), key=f"accept_{one.at.timestamp()}",
                      on_click=_accept, args=(one.at,))  # fmt: skip


def history_holds(workspace: Workspace, mark: str) -> None:
    """Whether the journal is as this program wrote it."""
    broken = cache.broken_history_of(str(workspace.folder), mark, workspace)
    if broken is not None:
        st.warning(md(_(
            "From the entry of {day} on the journal is not as this program wrote it: something "
            "was changed outside it, or the file “key” was replaced.", day=broken.at,
        )))  # fmt: skip


def _accept(at: Any) -> None:  # noqa: ANN401 - the moment of an erasure
    try:
        business.here().workspace.accept_again(at)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
