"""The first tour (はじめての案内): five stops that say what the program is for, and where.

It stands as a card on the start page, and on the page that its stop speaks of. Where somebody is
in it is kept for each person; once gone through or skipped it comes back only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from core.locale.words import Words, _
from core.rules.roles import Sees
from core.store.faults import words_for
from pages._ui import at_work, business, state, weekly
from pages._ui.business import Here
from pages._ui.registry import PAGES, PageEntry, allowed
from pages._ui.words import md, t

#: Stands in the place of a stop once the tour was gone through or skipped.
OVER = "over"


@dataclass(frozen=True)
class Stop:
    """One stop of the tour.

    Attributes:
        code: how it is kept.
        title: what it is about; ``says``: in three sentences.
        page: the page that it speaks of, which it needs; empty for every page.
        looking: what it says instead to who changes nothing.
        helping: what it says instead to who works here and is not the owner.
    """

    code: str
    title: Words
    says: Words
    page: str = ""
    looking: Words | None = None
    helping: Words | None = None

    def said(self, sees: Sees) -> Words:
        """What it says to somebody who sees and does so much."""
        if sees.settings:
            return self.says
        instead = self.helping if sees.changes else self.looking
        return instead or self.says


STOPS = (
    Stop(
        "sheets",
        _("First, your sheets"),
        _(
            "One sheet of sales is enough: who, when and how much. Excel or CSV, just as it is. "
            "You see how it was understood before anything is kept, and an import can be taken "
            "back."
        ),
        "pages/intake.py",
    ),
    Stop(
        "review",
        _("Fifteen minutes once a week"),
        _(
            "The review asks ten questions, each with figures, names and one decision. Leave it "
            "whenever you like and go on later. What you decided opens the next week."
        ),
        "pages/review.py",
        looking=_("The review shows how the business stands. Figures stay, names are hidden."),
    ),
    Stop(
        "calls",
        _("Whom to call, and what came of it"),
        _(
            "The list says whom to call this week, and why. After the call, press what came of "
            "it: one click, and a note if you like. The next list knows it."
        ),
        "pages/calls.py",
        looking=_("The list says who is called this week, and why."),
    ),
    Stop(
        "help",
        _("When you are stuck, or slipped"),
        _(
            "Help stands beside the title of every page. What you wrote is taken back with Undo "
            "below. Backups are made every day and before each import; the settings lead back to "
            "one."
        ),
        helping=_(
            "Help stands beside the title of every page. What you wrote is taken back with Undo "
            "below. For anything else ask the owner."
        ),
        looking=_(
            "Help stands beside the title of every page, and explains any word you look up."
        ),
    ),
    Stop(
        "private",
        _("Your data stay with you"),
        _(
            "The program runs on your own computer and sends nothing out. The ledger lies in a "
            "folder of yours; others see it only if you share it. While somebody looks on, switch "
            "“Hide names” on."
        ),
        helping=_(
            "Nothing goes out to the internet. You see what your work needs; the owner can see "
            "in a log who opened which card. Sign out when you are done."
        ),
        looking=_("Nothing goes out to the internet. The ledger stays where its owner keeps it."),
    ),
)
#: Of a ledger that several computers open: it does not lie on this one.
ON_A_SERVER = _(
    "The ledger lies on the database server that you chose, and nothing is sent anywhere else. "
    "While somebody looks on, switch “Hide names” on."
)


def stops(pages: list[PageEntry]) -> list[Stop]:
    """The stops for whoever may open these pages."""
    paths = {page.path for page in pages}
    return [stop for stop in STOPS if not stop.page or stop.page in paths]


def start_page() -> PageEntry:
    """Where whoever is at work begins."""
    return next(iter(allowed(at_work.role(), at_work.sees())), PAGES[0])


def tour(path: str) -> None:
    """The card of the stop that one is at, where it belongs."""
    kept = at_work.tour_kept()
    if kept == OVER or (path == "pages/review.py" and weekly.wanted()):
        return
    here, _refusal = business.current_or_refusal()
    if here is None:
        return
    found = stops(allowed(at_work.role(), at_work.sees()))
    now = next((stop for stop in found if stop.code == kept), found[0])
    if path not in (start_page().path, now.page):
        return
    _card(here, path, found, now)


def begin_again() -> None:
    """Back to the first stop, from the help."""
    _go_to(STOPS[0].code, start_page().path)


def _card(here: Here, path: str, found: list[Stop], now: Stop) -> None:
    codes = [stop.code for stop in found]
    place = codes.index(now.code)
    with st.container(border=True, key="tour"):
        # Constant words; shell.js sees by them that another stop is looked at.
        said = t(_("First tour {n}/{of}", n=place + 1, of=len(found)))
        st.html(f'<p data-place="tour_{now.code}" tabindex="-1">{escape(said)}</p>')
        st.subheader(t(now.title), anchor=False)
        st.markdown(md(_says(here, now)))
        if now.page and now.page != path:
            page = next(page for page in PAGES if page.path == now.page)
            st.page_link(page.path, label=t(_("Open: {page}", page=page.title)), icon=page.icon)
        _ways(path, codes, place)


def _says(here: Here, stop: Stop) -> Words:
    if stop.code == "private" and at_work.sees().settings and here.workspace.shared:
        return ON_A_SERVER
    return stop.said(at_work.sees())


def _ways(path: str, codes: list[str], place: int) -> None:
    """On, back, or away: the first button stays the same, so that it keeps its place."""
    last = place == len(codes) - 1
    after = OVER if last else codes[place + 1]
    with st.container(horizontal=True):
        st.button(
            t(_("End the tour")) if last else t(_("Next stop")), key="tour_next", type="primary",
            on_click=_go_to, args=(after, path),
        )  # fmt: skip
        if place:
            st.button(t(_("Previous stop")), key="tour_back",
                      on_click=_go_to, args=(codes[place - 1], path))  # fmt: skip
        if not last:
            st.button(t(_("Skip the tour")), key="tour_skip", type="tertiary",
                      on_click=_go_to, args=(OVER, path))  # fmt: skip


def _go_to(code: str, path: str) -> None:
    """Be at this stop, on the start page; who is done with it stays where it was."""
    if code != OVER and path != start_page().path:
        state.WANTED.put(start_page().path)
    try:
        at_work.keep_tour_at(code)
    except OSError as error:  # gone on with all the same, but not after a restart
        state.UNSPOKEN.put(words_for(error))
