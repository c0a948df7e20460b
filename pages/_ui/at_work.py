"""Who is at work in this session (だれが使っているか), and what they may see.

While nothing is shared it is the owner, at this computer. Where the ledger is shared, the entrance
names the session, and the people's file says at every look who that is now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from core.errors import StoreError
from core.locale.words import _
from core.rules.roles import SEES, Role, Sees, curtained
from core.share.door import Door, Keep
from core.share.people import ALONE, Person
from core.store.clock import Clock
from core.store.home import home
from core.store.looks import keep_curtain, keep_tour, kept_curtain, kept_tour
from pages._ui import state
from pages._ui.entrance import HANDLE

#: Stands in the place of an amount that is not for these eyes.
HIDDEN = _("(not shown)")
#: Nobody is signed in: nothing is shown and nothing written.
NOTHING = Sees()


@dataclass
class _Shared:
    """Whether this server shares, and its door; set once when it starts."""

    door: Door | None = None


SHARED = _Shared()


@dataclass(frozen=True)
class Browser:
    """Whose browser something is worked on for where no run of its own can tell.

    Attributes:
        handle: the session's name, as the entrance wrote it; empty without one.
        drawn: whether the curtain was drawn.
        far: whether it is on another computer.
    """

    handle: str
    drawn: bool
    far: bool


_LATER: ContextVar[Browser | None] = ContextVar("later", default=None)


def share(root: Path, now: Clock) -> Door:
    """Share the data folder from now on, for as long as this server lives."""
    SHARED.door = Door(root, now)
    return SHARED.door


def handle() -> str:
    """The session's name, as the entrance wrote it; empty without one."""
    if (later := _LATER.get()) is not None:
        return later.handle
    found = st.context.headers.get(HANDLE, "")
    return found if isinstance(found, str) else ""


def far() -> bool:
    """Whether the browser is on another computer."""
    if (later := _LATER.get()) is not None:
        return later.far
    return isinstance(st.context.ip_address, str)  # none at this computer


def this_browser() -> Browser:
    """The browser of this run, for what is worked on outside of it."""
    return Browser(handle(), state.CURTAIN.get(), far())


@contextmanager
def as_from(browser: Browser) -> Iterator[None]:
    """Work on something for a browser."""
    token = _LATER.set(browser)
    try:
        yield
    finally:
        _LATER.reset(token)


def at_work() -> Person | None:
    """Who is at work; none for whoever is not signed in any more."""
    if SHARED.door is None:
        return ALONE
    return SHARED.door.sessions.by_handle(handle())


def _who_writes() -> Person | None:
    """Who is at work; behind the curtain nobody writes, whoever it is."""
    person, later = at_work(), _LATER.get()
    drawn = state.CURTAIN.get() if later is None else later.drawn
    return replace(person, role=Role.VIEWER) if person and drawn else person


def keep() -> Keep:
    """What the ledger asks before it writes."""
    door = SHARED.door
    return Keep(_who_writes, door.trail if door else None)


def taken_out(make: Callable[[], bytes], what: str = "") -> Callable[[], bytes]:
    """A file that is made when its button is clicked, as whoever it was drawn for.

    Streamlit makes it outside of any run, where nobody could tell whose browser asked.

    Args:
        make: makes its content.
        what: as the log of sharing calls it; empty where the ledger itself writes that down.
    """
    later = this_browser()

    def made() -> bytes:
        with as_from(later):
            if what:
                _note_taken(what)
            return make()

    return made


def _note_taken(what: str) -> None:
    door, person = SHARED.door, at_work()
    if door is None:
        return
    if person is None or not SEES[person.role].exports:
        raise StoreError(_("Please sign in again."))
    where = door.sessions.address_of(handle())
    door.trail.note("exported", person=person.id, address=where, what=what)


def draw_curtain(*, drawn: bool) -> None:
    """Draw the curtain, or open it, for who is at work; it stays so when the page is loaded anew.

    Raises:
        OSError: it cannot be kept; then nothing has changed.
    """
    person = at_work()
    keep_curtain(home(), person.id if person else "", drawn=drawn)
    state.CURTAIN.put(drawn)


def tour_kept() -> str:
    """The stop of the first tour that who is at work is at; empty before the first."""
    person = at_work()
    return state.TOUR.get() or kept_tour(home(), person.id if person else "")


def keep_tour_at(stop: str) -> None:
    """Be at this stop of the first tour from now on, also after a restart.

    Raises:
        OSError: it cannot be kept; it holds for this session all the same.
    """
    person = at_work()
    state.TOUR.put(stop)
    keep_tour(home(), person.id if person else "", stop)


def settle() -> Person | None:
    """Note at the beginning of a run who is at work."""
    person = at_work()
    state.ROLE.put(person.role if person else None)
    state.CURTAIN.put(kept_curtain(home(), person.id if person else ""))
    return person


def role() -> Role | None:
    """What who is at work is to the business, as noted when the run began."""
    return Role.OWNER if SHARED.door is None else state.ROLE.get()


def sees() -> Sees:
    """What who is at work may see and do."""
    now = role()
    seen = SEES[now] if now is not None else NOTHING
    return curtained(seen) if state.CURTAIN.get() else seen


def saw(slug: str, customer_id: str) -> None:
    """Write down that a customer's card is seen, once for as long as it stays open.

    Raises:
        StoreError: it cannot be written down; then nothing is to be shown.
    """
    door, open_card = SHARED.door, (slug, customer_id)
    if door is None or state.SEEN.get() == open_card:
        return
    door.saw(handle(), slug, customer_id)
    state.SEEN.put(open_card)
