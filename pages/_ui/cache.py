"""What is computed once for each state of the data.

Keys are short strings only: the business, the digest of its data, the mark of its settings. A
DataFrame as a key is hashed from a sample at 50,000 rows and gives stale answers, so everything
else is passed with an underscore. What comes out is shared by all sessions: read it, never
change it.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd
import streamlit as st

from core.book import Book
from core.engine import Engine, open_engine
from core.store.erasure import Erasure
from core.workspace import Action, Business, Clock, SamePeople, Workspace, businesses
from pages._ui import at_work, once
from pages._ui.shelf import Shelf

#: Of how many states of the data it stays what was made of them (of now, of a moment ago, of what
#: is being counted): of as many as have so many customers together, within these bounds. Of a
#: million customers each may be gigabytes.
TOGETHER, FEWEST, MOST = 1_000_000, 4, 24
#: Of so many tables under one name: several who share a ledger see tables of their own.
EYES = 3
T = TypeVar("T")


def _let_go(workspace: Workspace) -> None:
    """Close what nobody is to open again; a session at work in it gets new connections."""
    workspace.close()


@st.cache_resource(max_entries=8, show_spinner=False, on_release=_let_go)
def workspace_of(root: str, slug: str, _now: Clock) -> Workspace:
    """The open ledger of a business, one for all sessions of this process."""
    return Workspace.open(Path(root), slug, now=_now, keep=at_work.keep())


@st.cache_resource(max_entries=4, show_spinner=False)
def book_of(folder: str, digest: str, _workspace: Workspace) -> Book:
    """The tables of a business at one mark of its ledger."""
    return _workspace.book()


def engine_for(folder: Path, book: Book) -> Engine:
    """What counts the purchases of a business, or of the part of it that the book is of.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    marks = [*(path.name for path in book.purchases), str(book.scope), book.elsewhere]
    if book.scope.ways:
        people = book.table("customers")[["customer_id", "trigger"]]
        marks.append(str(pd.util.hash_pandas_object(people, index=False).sum()))
    lines = hashlib.sha256("|".join(marks).encode()).hexdigest()
    return engine_of(str(folder), lines, book)


@st.cache_resource(
    max_entries=4, show_spinner=False
)  # one let go closes when nobody counts with it
def engine_of(folder: str, lines: str, _book: Book) -> Engine:
    """What counts the purchases of a business, or of a part of it.

    Args:
        folder: of the business.
        lines: changes with the files of purchases and with what of them is looked at.
        _book: the business with its scope.
    """
    return open_engine(_book, cache=Path(folder) / "cache")


@st.cache_resource(max_entries=4, show_spinner=False)
def same_people_of(folder: str, digest: str, _workspace: Workspace) -> SamePeople:
    """Who is or may be the same person, at one mark of the ledger."""
    return _workspace.same_people()


def businesses_in(root: Path) -> list[Business]:
    """Every business kept here; read anew when a folder comes, goes or is written to."""
    folder = root / "businesses"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return _businesses(str(root), "|".join(path.name for path in found))


@st.cache_resource(max_entries=4, show_spinner=False)
def _businesses(root: str, names: str) -> list[Business]:
    return businesses(Path(root))


@st.cache_resource(max_entries=1, show_spinner=False)
def erasure_of(folder: str, digest: str, customer_id: str, _workspace: Workspace) -> Erasure:
    """What erasing a person would take away, at one mark of the ledger and of what waits."""
    return _workspace.erasure(customer_id)


@st.cache_resource(max_entries=4, show_spinner=False)
def broken_history_of(folder: str, digest: str, _workspace: Workspace) -> Action | None:
    """The first entry at which the journal's chain does not hold, at one mark of the ledger."""
    return _workspace.verify_history()


def made_from(folder: str, what: str, sources: tuple[object, ...], make: Callable[[], T]) -> T:
    """What was made of these very objects lately, else what is made of them now.

    A table of a book is the same object for as long as nothing is written into it.

    Args:
        folder: of the business.
        what: the name of what is made.
        sources: everything that it is made of.
        make: makes it.
    """
    lately = _lately(folder, what)
    for known, shelf in lately:
        if len(known) == len(sources) and all(map(operator.is_, known, sources)):
            return shelf.get(what, make)
    shelf = Shelf()
    lately[:] = [(sources, shelf), *lately[: EYES - 1]]
    return shelf.get(what, make)


@st.cache_resource(max_entries=64, show_spinner=False)  # two for each table, and a few
def _lately(folder: str, what: str) -> list[tuple[tuple[object, ...], Shelf]]:
    """What was made under a name lately, with what it was made of, the newest first."""
    return []


def rack_for(book: Book, folder: str, eyes: str, fewest: int = FEWEST) -> Shelf:
    """Where a shelf stands for each state of a business.

    Args:
        book: the business; of many customers fewer states are kept.
        folder: of it.
        eyes: whose; what others look at pushes nothing of theirs out.
        fewest: of so many states at least.
    """
    most = TOGETHER // max(len(book.table("customers")), 1)
    return _rack_of(folder, eyes, min(max(most, fewest), MOST))


@st.cache_resource(max_entries=8, show_spinner=False)
def _rack_of(folder: str, eyes: str, most: int) -> Shelf:
    return Shelf(most)


def made_of(rack: Shelf, state: str, what: str, make: Callable[[], T]) -> T:
    """What a page draws from, made once for a state of the data; see :meth:`Here.made`."""
    return rack.get(state, Shelf).get(what, make)


def forget() -> None:
    """Let go of everything that was made of a ledger: somebody in it was erased."""
    once.anew()
    for made in (book_of, same_people_of, erasure_of, _rack_of, _lately, engine_of):
        made.clear()


def forget_ledgers() -> None:
    """Open every ledger anew: one of them was replaced."""
    forget()
    for made in (workspace_of, _businesses, broken_history_of):
        made.clear()
