"""Customers as judged on a past day, counted once for each business and day.

The slow half (counting purchases) hangs on the lines and the day alone, so that something written
by hand since lets only the judgements be made again. Marks are of the content: the same data are
counted once, wherever they lie.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import flow
from core.book import Book
from core.locale.words import _
from core.settings import Settings
from core.workspace import Workspace
from pages._ui import cache
from pages._ui.words import t

if TYPE_CHECKING:
    from pages._ui.business import Here

#: What was counted of a past day stays in memory up to so many customers: of a million it would
#: be a gigabyte and a half for every day looked at.
KEPT_UP_TO = 200_000
#: The mark of a state is of its content, so it needs no folder.
_WHEREVER = ""


def judged_at(here: Here, day: dt.date) -> pd.DataFrame:
    """Everybody as the records of today judge them on a past day; today's review for today.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    if day >= here.today:
        return here.review().customers
    state, judge = f"{here.book.digest}|{here.settings.mark}", partial(_judged, here, day)
    with st.spinner(t(_("Counting as of {day}", day=day))):
        rack = cache.rack_for(here.book, _WHEREVER, "past days", fewest=2)
        return cache.made_of(rack, state, f"judged|{day}", judge)


def mark_of(here: Here) -> str:
    """:func:`core.flow.lines_mark` of the reviewed business; it reads everybody's number."""
    book = here.review().book
    return here.made("lines mark", lambda: flow.lines_mark(book))


def _judged(here: Here, day: dt.date) -> pd.DataFrame:
    book, settings = here.workspace.as_of(day), here.settings
    if len(book.table("customers")) > KEPT_UP_TO:
        measured = flow.measure(book, settings, cache=here.workspace.folder / "cache")
    else:
        lines = flow.lines_mark(book)
        measured = _measured(lines, settings.mark, book, settings, here.workspace)
    return flow.judged(measured, book, settings)


@st.cache_resource(max_entries=6, show_spinner=False)
def _measured(
    lines: str, settings_mark: str, _book: Book, _settings: Settings, _workspace: Workspace
) -> flow.Measured:
    return flow.measure(_book, _settings, cache=_workspace.folder / "cache")


def forget() -> None:
    """Let go of what was counted: somebody in it was erased."""
    _measured.clear()
