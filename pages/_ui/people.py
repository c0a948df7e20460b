"""Who is there to be chosen: the customer ledger and those known from purchases only.

Found again only when the names have changed: a record that is written changes nothing here, and
at fifty thousand customers the search index takes half a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.book import Book
from core.locale.words import _
from core.rules._rows import one_of
from core.rules.stopped import stopped_ids
from core.settings import Settings
from pages._ui import cache, state
from pages._ui.business import Here
from pages._ui.search import SEARCHED, matches, search_index
from pages._ui.words import t

#: What is known here of everybody, besides what is searched.
SHOWN = (*SEARCHED, "household_id", "staff")


@dataclass(frozen=True)
class People:
    """Everybody of one business.

    Attributes:
        rows: one row per customer with the columns of :data:`SHOWN`.
        index: what a search looks through.
    """

    rows: pd.DataFrame
    index: pd.DataFrame


def everybody(here: Here) -> People:
    """Everybody of the business looked at."""
    folder, table = str(here.workspace.folder), here.book.table("customers")
    bought = _buyers(folder, "|".join(map(str, here.book.purchases)), here.book)
    return cache.made_from(
        folder, "people", (table, bought), lambda: _people(folder, table, bought)
    )


def find(here: Here, typed: str, limit: int) -> list[str]:
    """Customer numbers that fit what was typed: by name, reading, phone or number."""
    return matches(everybody(here).index, typed, limit)


def names_of(here: Here, ids: Iterable[str]) -> dict[str, str]:
    """{customer number: name}; the number stands for whoever has no name.

    Who must not be contacted (停止) is marked so.
    """
    wanted = set(ids) - {""}
    if not wanted:
        return {}
    rows = everybody(here).rows
    found = rows[rows["customer_id"].isin(wanted)]
    known = dict(zip(found["customer_id"], found["name"], strict=True))
    return {who: marked(who, known.get(who) or who) for who in wanted}


def marked(customer_id: str, name: str) -> str:
    """A name, with the mark behind it where they must not be contacted (停止)."""
    sign = t(_("(no contact)"))
    if customer_id not in state.STOPPED.get() or name.endswith(sign):
        return name
    return f"{name} {sign}"


def marked_names(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The name of each row, marked as :func:`marked` does."""
    return [marked(row["customer_id"], row["name"]) for row in rows]


def note_stopped(here: Here) -> None:
    """Note for this run who must not be contacted, by the records of this moment."""
    mark, book = here.settings.mark, here.book
    folder = str(here.workspace.folder)
    state.STOPPED.put(_stopped(folder, book.digest, mark, book, here.settings))


def _people(folder: str, table: pd.DataFrame, bought: pd.Series[str]) -> People:
    customers = table[list(SHOWN)]
    unnamed = bought[~one_of(bought, customers["customer_id"].tolist())]
    more = pd.DataFrame("", index=range(len(unnamed)), columns=list(SHOWN), dtype="str")
    rows = pd.concat([customers, more.assign(customer_id=unnamed.array)], ignore_index=True)
    latest = _latest(folder)
    if not latest or not latest[0].rows.equals(rows):
        latest[:] = [People(rows, search_index(rows))]
    return latest[0]


@st.cache_resource(max_entries=4, show_spinner=False)
def _stopped(
    folder: str, digest: str, mark: str, _book: Book, _settings: Settings
) -> frozenset[str]:
    return stopped_ids(_book, _settings)


@st.cache_resource(max_entries=4, show_spinner=False)
def _buyers(folder: str, files: str, _book: Book) -> pd.Series[str]:
    return _book.buyers()


@st.cache_resource(max_entries=4, show_spinner=False)
def _latest(folder: str) -> list[People]:
    """The people last found in a business."""
    return []


def forget() -> None:
    """Let go of everybody's name: somebody among them was erased."""
    for made in (_latest, _buyers, _stopped):
        made.clear()
