"""Who is at work in this session (だれが使っているか), and what they may see.

While nothing is shared it is the owner, at this computer. Where the ledger is shared, the entrance
names the session, and the people's file says at every look who that is now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from core.locale.words import _
from core.rules.roles import SEES, Role, Sees, curtained
from core.share.door import Door, Keep
from core.share.people import ALONE, Person
from core.store.clock import Clock
from core.store.looks import keep_curtain, kept_curtain
from core.store.places import home
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


def share(root: Path, now: Clock) -> Door:
    """Share the data folder from now on, for as long as this server lives."""
    SHARED.door = Door(root, now)
    return SHARED.door


def handle() -> str:
    """The session's name, as the entrance wrote it; empty without one."""
    found = st.context.headers.get(HANDLE, "")
    return found if isinstance(found, str) else ""


def at_work() -> Person | None:
    """Who is at work; none for whoever is not signed in any more."""
    if SHARED.door is None:
        return ALONE
    return SHARED.door.sessions.by_handle(handle())


def _who_writes() -> Person | None:
    """Who is at work; behind the curtain nobody writes, whoever it is."""
    person = at_work()
    return replace(person, role=Role.VIEWER) if person and state.CURTAIN.get() else person


def keep() -> Keep:
    """What the ledger asks before it writes."""
    door = SHARED.door
    return Keep(_who_writes, door.trail if door else None)


def draw_curtain(*, drawn: bool) -> None:
    """Draw the curtain, or open it, for who is at work; it stays so when the page is loaded anew.

    Raises:
        OSError: it cannot be kept; then nothing has changed.
    """
    person = at_work()
    keep_curtain(home(), person.id if person else "", drawn=drawn)
    state.CURTAIN.put(drawn)


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
