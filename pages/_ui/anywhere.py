"""Finding a customer by any word that stands about them, and where it stands."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.store.schema import STATE
from core.tables import TABLES, Table
from pages._ui.words import t

#: Kinds of column that hold text as somebody wrote it.
_WRITTEN = ("id", "text", "phone", "email", "postal")
#: So many letters are looked for; a single one stands everywhere.
LEAST = 2
#: Letters of a found text that are shown.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Found:
    """Where a word stands.

    Attributes:
        customer_id: about whom.
        where: table and column, in the owner's words.
        text: what stands there, cut short.
    """

    customer_id: str
    where: Words
    text: str


def anywhere(book: Book, typed: str, limit: int) -> list[Found]:
    """The customers about whom a word is written down, each once, with the place of the first.

    Args:
        book: the business.
        typed: a word of a note, of a free column, the name of a choice …
        limit: how many are told at most.
    """
    word = unicodedata.normalize("NFKC", typed).strip()
    found: dict[str, Found] = {}
    if len(word) < LEAST:
        return []
    for name in STATE:
        rows = book.table(name)
        if "customer_id" not in rows.columns or len(found) >= limit:
            continue
        for one in _in_table(TABLES[name], rows, {typed.strip(), word}):
            found.setdefault(one.customer_id, one)
            if len(found) > limit:  # one may be of nobody
                break
    found.pop("", None)
    return list(found.values())[:limit]


def _in_table(table: Table, rows: pd.DataFrame, words: set[str]) -> Iterator[Found]:
    """Hits column by column, each looked through when it is come to."""
    for column in table.columns:
        if column.choices:
            codes = [c.code for c in column.choices if any(w in t(c.label) for w in words)]
            here = rows[rows[column.name].isin(codes)] if codes else rows.head(0)
            labels = {c.code: t(c.label) for c in column.choices}
            texts = here[column.name].map(labels)
        elif column.kind in _WRITTEN:
            here = rows[_contains(rows[column.name], words)]
            texts = here[column.name]
        else:
            continue
        where = _("{table}, {column}", table=table.label, column=column.label)
        for who, text in zip(here["customer_id"], texts, strict=True):
            yield Found(who, where, _cut(text))
    if "extra" in rows.columns:
        yield from _free(table, rows, words)


def _free(table: Table, rows: pd.DataFrame, words: set[str]) -> Iterator[Found]:
    """Hits in the owner's own columns."""
    here = rows[_contains(rows["extra"], words)]
    for who, extra in zip(here["customer_id"], here["extra"], strict=True):
        for header, text in json.loads(extra or "{}").items():
            if any(word in str(text) for word in words):
                where = _("{table}, {column}", table=table.label, column=header)
                yield Found(who, where, _cut(str(text)))


def _contains(cells: pd.Series[str], words: set[str]) -> pd.Series[bool]:
    hit = pd.Series(False, index=cells.index)
    for word in words:
        cased = word.lower() == word.upper()  # kana and characters: the plain search is faster
        hit |= cells.str.contains(word, case=cased, regex=False)
    return hit


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
