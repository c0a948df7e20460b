"""What stands around every page: language, fonts, navigation, whose data these are."""

from __future__ import annotations

from functools import cache, partial
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.rules.roles import NAMES
from core.share.people import ALONE
from core.store.faults import words_for
from core.workspace import Clock
from pages._ui import at_work, business, people, state
from pages._ui.aside import keep_setting_aside, set_aside
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.errors import error_card
from pages._ui.owner import owner_at_work
from pages._ui.registry import PAGES, PageEntry, allowed, grouped
from pages._ui.script import shell_script
from pages._ui.words import md, spoken, t

HERE = Path(__file__).parent
ICON = HERE.parents[1] / "static" / "icon.png"
LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}


def begin(now: Clock) -> None:
    """Who is at work, clock, language and look; before anything else of a run."""
    at_work.settle()
    state.CLOCK.put(now)
    business.settle_language()
    st.html(HERE / "shell.css")
    with st.container(key="shell_script"):
        # Constant text: its hash is in the content security policy; no data ever go into it.
        st.html(
            f'<span data-shell-lang="{spoken()}" data-shell-whose="{escape(_whose())}"></span>'
            f"<script>{shell_script()}</script>",
            unsafe_allow_javascript=True,
        )


def _whose() -> str:
    """Whose business is looked at by whom; empty where nobody is at work."""
    person = at_work.at_work()
    return "" if person is None else f"{person.name}|{business.current_slug()}"


def navigation() -> StreamlitPage:
    """The page to run, and the tab's name, in the owner's language."""
    first = next(iter(allowed(at_work.role(), at_work.sees())), PAGES[0])
    alone = first is PAGES[0]
    pages = [
        st.Page(p.path, title=t(p.title), help=t(p.about), default=alone and p is first)
        for p in PAGES
    ]
    if not alone:  # they begin elsewhere, at a page that has an address of its own
        begin_at = partial(st.switch_page, first.path)
        pages.insert(0, st.Page(begin_at, title=t(first.title), url_path="start", default=True))
    # Streamlit's own list would show file names to whoever comes past app.py (see guard); ours is
    # drawn by sidebar().
    page = st.navigation(pages, position="hidden")
    st.set_page_config(
        page_title=t(_("{page} - Daifukucho", page=page.title)),
        page_icon=str(ICON),
        layout="centered",
        initial_sidebar_state="auto",
    )
    return page


def sidebar() -> None:
    """The pages, whose data these are, as of when, and the language switch."""
    if at_work.role() is None:
        return
    here, refusal = business.current_or_refusal()
    if here is not None:
        people.note_stopped(here)
    with st.sidebar:
        with st.container(key="pages", gap=None):
            for name, pages in grouped():
                _links(name, [p for p in pages if _open(p, here, known=refusal is not None)])
        if here is not None:
            st.markdown(f"**{md(here.name)}**")
            if not here.empty:
                st.markdown(md(_("Data up to {day}", day=here.book.asof)))
        st.segmented_control(
            t(_("Language")),
            list(LANGUAGE_NAMES),
            default=spoken(),
            required=True,
            **called(f"language_{spoken()}", LANGUAGE_NAMES),
            on_change=_speak,
            args=(f"language_{spoken()}",),
        )
        curtain()
        signed_in_line()
        if unspoken := state.UNSPOKEN.take():
            st.error(md(unspoken))


def _open(page: PageEntry, here: Here | None, *, known: bool) -> bool:
    """Whether a page can be gone to: for the owner alone, or before there is any business."""
    open_to = page in allowed(at_work.role(), at_work.sees())
    if not open_to or (page.owner and not owner_at_work(here)):
        return False
    return here is not None or known or page.at_first


def _links(name: Words, pages: list[PageEntry]) -> None:
    """The links to the pages of a group, below its name."""
    if not pages:
        return
    st.caption(t(name))
    for page in pages:
        st.page_link(page.path, label=t(page.title), icon=page.icon, width="stretch")


def refused(page: StreamlitPage) -> bool:
    """Whether who is at work may not see a page; says so in its place."""
    role = at_work.role()
    if role is None:
        st.error(md(_("Please sign in again.")))
        words = _("Sign in")
        st.html(f'<a href="/login" target="_self">{escape(t(words))}</a>')
        return True
    if any(t(entry.title) == page.title for entry in allowed(role, at_work.sees())):
        return False
    st.title(page.title)
    st.info(md(
        _("This page is for the owner. Ask the owner if you need something from it.")
        if at_work.sees().names
        else _("This page shows names. Switch “Hide names” off beside the pages to open it.")
    ))  # fmt: skip
    return True


def signed_in_line() -> None:
    """Who is signed in, and the way out; nothing where nobody has to sign in."""
    person = at_work.at_work()
    if person is None or person == ALONE:
        return
    said, out = _("{name} ({role})", name=person.name, role=NAMES[person.role]), _("Sign out")
    with st.container(horizontal=True, vertical_alignment="center", key="signed_in"):
        st.markdown(md(said))
        st.html(f'<a href="/logout" target="_self">{escape(t(out))}</a>', width="content")


def curtain() -> None:
    """The switch that hides who is who while others look on (目隠し)."""
    drawn = state.CURTAIN.get()
    st.toggle(
        t(_("Hide names")), drawn, key=f"curtain_{drawn}", on_change=_draw, args=(not drawn,),
        help=t(_("While others look on: names, phones and words of customers are covered, and "
                 "nothing can be written.")),
    )  # fmt: skip


def _draw(drawn: bool) -> None:
    try:
        at_work.draw_curtain(drawn=drawn)
    except OSError as error:
        state.UNSPOKEN.put(words_for(error))


def run(page: StreamlitPage) -> None:
    """Run a page; whatever goes wrong becomes a sentence (stop and rerun pass through)."""
    if state.PAGE.get() != page.url_path:
        state.PAGE.put(page.url_path)
        state.SEEN.take()  # a card that is opened anew is seen anew
    if refused(page):
        return
    try:
        page.run()
    except Exception as error:  # noqa: BLE001 - the last net: never a traceback on the page
        error_card(error)


@cache
def set_aside_what_stays() -> None:
    """Keep the collector away from what is loaded for good; once in a server's life."""
    set_aside()
    keep_setting_aside()


def _speak(key: str) -> None:
    try:
        business.speak(st.session_state[key])
    except DaifukuchoError as refusal:  # spoken all the same, but not after a restart
        state.UNSPOKEN.put(refusal.words)
