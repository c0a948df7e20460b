"""The newest review of a business, counted again when something was written (数え直し).

A small business is counted again before the page is drawn. With thousands of customers a click
must not wait for all of them to be judged: what was written is kept and shown at once, the review
of a moment ago stays in sight. A thread first orders the call list anew, then judges everybody,
and draws the page again after each.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from core.calls import CallList
from core.calls.retaken import retaken
from core.errors import StoreError
from core.locale.words import _
from core.review import Progress, Review, review
from pages._ui.aside import set_aside
from pages._ui.words import md

if TYPE_CHECKING:
    from pages._ui.business import Here

#: From so many customers on a click does not wait for everybody to be judged again.
MANY = 5_000
#: Seconds that the thread leaves to the page, which is drawn first.
PAUSE = 0.5


@dataclass
class Slot:
    """What is known of one business under its settings, shared by all sessions.

    Attributes:
        lock: held while the review is looked at or made in the foreground.
        latest: the newest review; ``running``: the digest of the one that a thread makes.
        failed: the digest that a thread could not count; the page counts it and says why.
        calls: {digest: the call list of ``latest`` with the records of that moment}, one at most.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    latest: Review | None = None
    running: str = ""
    failed: str = ""
    calls: dict[str, CallList] = field(default_factory=dict)


@st.cache_resource(max_entries=4, show_spinner=False)
def slot_of(folder: str, mark: str) -> Slot:
    """The slot of a business."""
    return Slot()


def newest(here: Here, slot: Slot, progress: Progress | None = None) -> Review:
    """The review to draw: of now, or of a moment ago while a thread makes that of now.

    Args:
        here: the business.
        slot: of it.
        progress: told (share done, what is being done) where it has to be waited for.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    with slot.lock:
        latest = slot.latest
        if latest is not None and latest.book.digest == here.book.digest:
            return latest
        if latest is None or _waits(latest, here) or slot.failed == here.book.digest:
            slot.latest = latest = _count(here, latest, progress)
            slot.calls = {}
        elif slot.running != here.book.digest:
            slot.running = here.book.digest
            threading.Thread(
                target=_behind, args=(here, slot, latest), name="recount", daemon=True
            ).start()
        return latest


def calls_now(here: Here, slot: Slot, seen: Review) -> CallList:
    """The list of a review, as the thread has ordered it anew by what was written since."""
    return slot.calls.get(here.book.digest, seen.calls)


def just_touched(here: Here, seen: Review) -> set[str]:
    """Customers whom we reached since a review was made, by what was written since."""
    now, then = (book.table("activities") for book in (here.book, seen.book))
    if now is then or "row_id" not in now:
        return set()
    fresh = now if "row_id" not in then else now[~now["row_id"].isin(then["row_id"])]
    return set(fresh.loc[fresh["outcome"] != "no_answer", "customer_id"])


@contextlib.contextmanager
def told(here: Here) -> Iterator[Progress | None]:
    """How far a long count is, as a bar that goes when it is done; a short one has none."""
    if len(here.book.table("customers")) < MANY:
        yield None
        return
    place = st.empty()
    yield lambda share, words: place.progress(share, text=md(words))
    place.empty()


def progress_line(here: Here) -> None:
    """That everybody is being judged again; draws the page anew when it is done."""
    if here.review().book.digest != here.book.digest:
        _watch(here, here.calls())


@st.fragment(run_every=1.0)
def _watch(here: Here, shown: CallList) -> None:
    """Draws the page again when the list is ordered anew, and when all of it is judged."""
    if here.review().book.digest == here.book.digest or here.calls() is not shown:
        st.rerun()
    st.markdown(md(_("Saved. Everybody is being judged again; the lists follow in a moment.")))


def _waits(latest: Review, here: Here) -> bool:
    """New purchases are waited for, and so is a business that is counted in no time."""
    same = latest.book.purchases == here.book.purchases
    return not same or len(latest.customers) < MANY


def _count(here: Here, before: Review | None, progress: Progress | None = None) -> Review:
    folder = here.workspace.folder / "cache"
    made = review(here.book, here.settings, cache=folder, before=before, progress=progress)
    with contextlib.suppress(StoreError):  # a full disk is said where something is written
        here.workspace.freeze(made)
    if len(made.customers) >= MANY:
        set_aside()
    return made


def _behind(here: Here, slot: Slot, before: Review) -> None:
    time.sleep(PAUSE)
    try:
        _order(here, slot, before)
        made = _count(here, before)
    except Exception:  # noqa: BLE001 - counted again in the foreground, which says why
        slot.failed = here.book.digest
        return
    with slot.lock:
        slot.latest, slot.running, slot.calls = made, "", {}


def _order(here: Here, slot: Slot, seen: Review) -> None:
    """Order the list anew, long before everybody is judged."""
    # The list of the click before is nearer than that of the review.
    before = next(iter(slot.calls.values()), seen.calls)
    ordered = retaken(before, here.book) or retaken(seen.calls, here.book)
    if ordered is not None:
        slot.calls = {here.book.digest: ordered}
