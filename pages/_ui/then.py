"""Customers as judged on a past day, counted once for each business and day.

The slow half (counting purchases) hangs on the lines and the day alone, so that something written
by hand since lets only the judgements be made again. Marks are of the content: the same data are
counted once, wherever they lie.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import flow
from core.book import Book
from core.locale.words import _
from core.settings import Settings
from core.workspace import Workspace
from pages._ui.words import t

if TYPE_CHECKING:
    from pages._ui.business import Here

#: What was counted of a past day stays in memory up to so many customers: of a million it would
#: be a gigabyte and a half for every day looked at.
KEPT_UP_TO = 200_000


def judged_at(here: Here, day: dt.date) -> pd.DataFrame:
    """Everybody as the records of today judge them on a past day; today's review for today.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    if day >= here.today:
        return here.review().customers
    mark, settings_mark = here.book.digest, here.settings.mark
    with st.spinner(t(_("Counting as of {day}", day=day))):
        return _judged(mark, settings_mark, day, here.workspace, here.settings)


def mark_of(here: Here) -> str:
    """:func:`core.flow.lines_mark` of the reviewed business; it reads everybody's number."""
    book = here.review().book
    return here.made("lines mark", lambda: flow.lines_mark(book))


@st.cache_resource(max_entries=6, show_spinner=False)
def _judged(
    digest: str, settings_mark: str, day: dt.date, _workspace: Workspace, _settings: Settings
) -> pd.DataFrame:
    book = _workspace.as_of(day)
    if len(book.table("customers")) > KEPT_UP_TO:
        measured = flow.measure(book, _settings, cache=_workspace.folder / "cache")
    else:
        lines = flow.lines_mark(book)
        measured = _measured(lines, settings_mark, book, _settings, _workspace)
    return flow.judged(measured, book, _settings)


@st.cache_resource(max_entries=6, show_spinner=False)
def _measured(
    lines: str, settings_mark: str, _book: Book, _settings: Settings, _workspace: Workspace
) -> flow.Measured:
    return flow.measure(_book, _settings, cache=_workspace.folder / "cache")


def forget() -> None:
    """Let go of what was counted: somebody in it was erased."""
    for made in (_judged, _measured):
        made.clear()
