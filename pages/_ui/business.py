"""The business that the session looks at: its ledger, its book, its review."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.calls import CallList
from core.engine import Engine
from core.errors import DaifukuchoError
from core.locale.words import LANGUAGES
from core.metrics.moment import Moment
from core.review import Progress, Review
from core.rules._rows import one_of
from core.rules.roles import SEES, Role, Sees
from core.scope import Period, Scope
from core.settings import Settings
from core.veil import curtained_book, veiled_book, veiled_review
from core.workspace import JST, Business, Workspace, home, kept_look, set_current
from core.workspace import current as last_used
from pages._ui import at_work, cache, recount, state
from pages._ui.once import anew, once
from pages._ui.shelf import Shelf
from pages._ui.words import t_money

T = TypeVar("T")
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Here:
    """One business at one moment of the session.

    Attributes:
        slug: its folder; ``name``: as the owner wrote it; ``sample``: nobody in it exists.
        today: the real day, or the sample's own.
        workspace: the only door through which anything is written.
        settings: every threshold; ``book``: its tables, as far as who is at work may see them.
        sees: what who is at work may see and do.
        whole: the same without a veil; none where there is none.
    """

    slug: str
    name: str
    sample: bool
    today: dt.date
    workspace: Workspace
    settings: Settings
    book: Book
    sees: Sees = SEES[Role.OWNER]
    whole: Here | None = None

    @property
    def empty(self) -> bool:
        """Nothing has been brought in yet."""
        return not self.book.purchases and not len(self.book.table("customers"))

    def review(self, progress: Progress | None = None) -> Review:
        """Measured, judged and listed; see :mod:`pages._ui.recount`; one for a whole run."""
        mark = self.settings.mark
        asked = "review", str(self.workspace.folder), self.book.digest, mark, self.sees
        return once(asked, lambda: self._reviewed(mark, progress))

    def _reviewed(self, mark: str, progress: Progress | None) -> Review:
        folder = str(self.workspace.folder)
        if not self.sees.names:
            mark = f"{mark}|{self.sees}"
        found = recount.newest(self.whole or self, recount.slot_of(folder, mark), progress)
        if self.whole is None:
            return found
        name = f"veiled review|{self.whole.book.digest}|{self.sees}"
        veil = partial(veiled_review, found, self.sees)
        return cache.made_of(self._rack(), f"{found.book.digest}|{mark}", name, veil)

    def calls(self) -> CallList:
        """Whom to call, by what was written until now; see :func:`pages._ui.recount.calls_now`."""
        mark = self.settings.mark
        slot = recount.slot_of(str(self.workspace.folder), mark)
        return recount.calls_now(self, slot, self.review())

    def made(self, what: str, make: Callable[[], T]) -> T:
        """What is made of the review by a pure function, once for each state of the data.

        Args:
            what: its name, with everything else that it depends on; two places that make
                different things under one name do not get each other's.
            make: makes it.
        """
        return self._kept(f"{self.review().book.digest}|{self.book.digest}", what, make)

    def judged(self, what: str, make: Callable[[], T]) -> T:
        """What is made of the review alone: :meth:`made`, whatever was written since."""
        return self._kept(self.review().book.digest, what, make)

    def _kept(self, digest: str, what: str, make: Callable[[], T]) -> T:
        state = f"{digest}|{self.settings.mark}"
        return cache.made_of(self._rack(), state, f"{_where(make)}|{what}", make)

    def _rack(self) -> Shelf:
        return cache.rack_for(self.book, str(self.workspace.folder), str(self.sees))

    @property
    def look(self) -> tuple[Scope, Period]:
        """Which part of the business is looked at, and which months of it."""
        looks = state.LOOKS.get()
        if self.slug not in looks:
            looks = looks | {self.slug: kept_look(home(), self.slug)}
            state.LOOKS.put(looks)
        return looks[self.slug]

    @property
    def period(self) -> tuple[str, str] | None:
        """The first and the last month looked at ("2026-11", empty without a bound), or none."""
        period = self.look[1]
        return (period.first, period.last) if period else None

    @property
    def selected(self) -> Book:
        """The reviewed business, of which only what is looked at is counted."""
        scope, period = self.look
        book = self.review().book.within(scope)
        return book.at(period.end(book.asof), book.today)

    def counted(self, what: str, count: Callable[[Engine, Book], T]) -> T:
        """What is counted of the part that is looked at, once for each state of the data.

        Args:
            what: its name, with everything else that it depends on.
            count: counts it, with an engine over the part, and with the business as of the last
                day of the months looked at.

        Raises:
            EngineError: the engine cannot count these purchases.
        """
        scope, period = self.look
        book = self.selected

        def count_now() -> T:
            return count(cache.engine_for(self.workspace.folder, book), book)

        return self.made(f"counted {_where(count)}|{what}|{scope}|{period}", count_now)

    def people(self) -> pd.DataFrame:
        """The reviewed customers who have a line in the part that is looked at."""
        rows, scope = self.review().customers, self.look[0]
        if not scope:
            return rows
        ids = self.counted("people", buyers)
        places = self.judged("places", lambda: pd.Index(rows["customer_id"]))
        return self.made(
            f"people|{self.look}", lambda: _inside(rows, places.get_indexer(pd.Index(ids)), scope)
        )

    def money(self, minor: int) -> str:
        """An amount of this business in the owner's words."""
        return t_money(minor, self.book.currency, self.book.scale)


def _where(make: Callable[..., object]) -> str:
    """Where a function was written: its module and its name in it."""
    plain = make.func if isinstance(make, partial) else make
    return f"{plain.__module__}.{plain.__qualname__}"


def _inside(rows: pd.DataFrame, places: Ints, scope: Scope) -> pd.DataFrame:
    """Those with a line in a part; where it is of ways alone, also who has not bought yet.

    Args:
        rows: the reviewed customers.
        places: where those with a line stand in them, -1 for whoever does not.
        scope: the part.
    """
    inside = np.zeros(len(rows), dtype=bool)
    inside[places[places >= 0]] = True
    if not scope.of_lines:
        inside |= one_of(rows["trigger"], scope.ways)
    return rows[inside]


def buyers(engine: Engine, book: Book) -> tuple[str, ...]:
    """The ids of all who have a line that is counted."""
    return tuple(engine.run("customers", **asdict(Moment.of(book)))["customer_id"])


def current() -> Here | None:
    """The business looked at, None when there is none yet."""
    slug = current_slug()
    return _here(slug) if slug else None


def here() -> Here:
    """The business looked at.

    Raises:
        LookupError: there is none yet; pages without one show how to begin instead.
    """
    found = current()
    if found is None:
        raise LookupError("no business yet")
    return found


def current_or_refusal() -> tuple[Here | None, DaifukuchoError | None]:
    """The business looked at, or why its ledger cannot be opened."""
    try:
        return current(), None
    except DaifukuchoError as refusal:
        return None, refusal


def every() -> list[Business]:
    """Every business kept on this computer, own ones before samples."""
    return sorted(cache.businesses_in(home()), key=lambda b: (bool(b.sample), b.name))


def current_slug() -> str:
    """The business chosen in this session, else the one last worked with, else the first."""
    return once(("slug", state.BUSINESS.get()), _slug)


def _slug() -> str:
    slugs = [business.slug for business in every()]
    for slug in (state.BUSINESS.get(), last_used(home())):
        if slug in slugs:
            return slug
    return slugs[0] if slugs else ""


def look_at(slug: str) -> None:
    """Look at this business from now on, also after a restart."""
    state.BUSINESS.put(slug)
    set_current(home(), slug)
    anew()
    state.LAST_ACTION.put(None)
    state.CUSTOMER.put("")
    kept = workspace(slug).settings().language
    if kept:
        state.LANGUAGE.put(kept)
    elif state.LANGUAGE.get():
        speak(state.LANGUAGE.get())


def settle_language() -> None:
    """Speak the business's language where the session has not chosen one."""
    slug = "" if state.LANGUAGE.get() else current_slug()
    kept = ""
    with contextlib.suppress(DaifukuchoError):  # the page itself says what is wrong
        kept = _settings(workspace(slug)).language if slug else ""
    if kept in LANGUAGES:
        state.LANGUAGE.put(kept)


def speak(language: str) -> None:
    """Speak this language from now on, also after a restart."""
    state.LANGUAGE.put(language)
    slug = current_slug()
    if slug and at_work.sees().settings:
        workspace(slug).change_settings({"language": language})


def real_today() -> dt.date:
    """The real day in Japan, whatever day a sample lives on."""
    return state.CLOCK.get()().astimezone(JST).date()


def workspace(slug: str) -> Workspace:
    """The open ledger of a business."""
    root = str(home())
    return once(
        ("workspace", root, slug), lambda: cache.workspace_of(root, slug, state.CLOCK.get())
    )


def _here(slug: str) -> Here:
    ledger = workspace(slug)
    today, sees = ledger.today(), at_work.sees()
    return once(
        ("here", str(ledger.folder), ledger.writes, today, sees),
        lambda: _seen(ledger, today, sees),
    )


def _settings(ledger: Workspace) -> Settings:
    """The settings in force, until something is written."""
    return once(("settings", str(ledger.folder), ledger.writes), ledger.settings)


def _seen(ledger: Workspace, today: dt.date, sees: Sees) -> Here:
    """A business as it is now, for these eyes."""
    whole = Here(
        slug=ledger.folder.name,
        name=ledger.business.name,
        sample=bool(ledger.business.sample),
        today=today,
        workspace=ledger,
        settings=_settings(ledger),
        book=cache.book_of(str(ledger.folder), ledger.digest(today), ledger),
    )
    if sees == SEES[Role.OWNER]:
        return whole
    veil = partial(veiled_book if sees.names else curtained_book, whole.book, sees)
    rack = cache.rack_for(whole.book, str(ledger.folder), str(sees))
    book = cache.made_of(rack, whole.book.digest, "veiled book", veil)
    return replace(whole, book=book, sees=sees, whole=whole if sees.names else None)
