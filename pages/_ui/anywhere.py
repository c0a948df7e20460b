"""Finding a customer by any word that stands about them, and where it stands."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from core.locale.words import Words, _
from core.store.schema import STATE
from core.tables import TABLES, Column, Table
from pages._ui import cache
from pages._ui.business import Here
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


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column in which something stands.

    Attributes:
        column: which one; none for the owner's own, which are kept as one text.
        texts: what stands there; ``whose``: about whom.
    """

    column: Column | None
    texts: pd.Series[str]
    whose: pd.Series[str]


def anywhere(here: Here, typed: str, limit: int) -> list[Found]:
    """The customers about whom a word is written down, each once, with the place of the first.

    Args:
        here: the business.
        typed: a word of a note, of a free column, the name of a choice …
        limit: how many are told at most.
    """
    word = unicodedata.normalize("NFKC", typed).strip()
    found: dict[str, Found] = {}
    if len(word) < LEAST:
        return []
    for name in _of_people(here):
        if len(found) >= limit:
            break
        for one in _in_table(TABLES[name], written(here, name), {typed.strip(), word}):
            found.setdefault(one.customer_id, one)
            if len(found) > limit:  # one may be of nobody
                break
    found.pop("", None)
    return list(found.values())[:limit]


def ready(here: Here) -> None:
    """Have at hand what is looked through, before anybody has typed a word."""
    for name in _of_people(here):
        written(here, name)


def _of_people(here: Here) -> list[str]:
    """The tables that say anything of customers."""
    tables = {name: here.book.table(name) for name in STATE}
    return [name for name, rows in tables.items() if len(rows) and "customer_id" in rows.columns]


def written(here: Here, name: str) -> list[Cells]:
    """What stands in the columns of a table, looked for again when the table is another one.

    Most columns of a million customers are empty, and to look through an empty one takes as long
    as through a full one.
    """
    rows = here.book.table(name)
    folder = str(here.workspace.folder)
    return cache.made_from(folder, f"written|{name}", (rows,), lambda: _written(name, rows))


def _written(name: str, rows: pd.DataFrame) -> list[Cells]:
    looked_at = [c for c in TABLES[name].columns if c.choices or c.kind in _WRITTEN]
    columns: list[tuple[Column | None, str]] = [(column, column.name) for column in looked_at]
    if "extra" in rows.columns:
        columns.append((None, "extra"))
    found = []
    for column, header in columns:
        full = (rows[header] != "").to_numpy(dtype=bool)
        kept = rows if full.all() else rows[["customer_id", header]][full]
        if len(kept):
            found.append(Cells(column, kept[header], kept["customer_id"]))
    return found


def _in_table(table: Table, cells: list[Cells], words: set[str]) -> Iterator[Found]:
    """Hits column by column, each looked through when it is come to."""
    for each in cells:
        if each.column is None:
            yield from _free(table, each, words)
            continue
        where = _("{table}, {column}", table=table.label, column=each.column.label)
        labels = {c.code: t(c.label) for c in each.column.choices or ()}
        codes = [code for code, label in labels.items() if any(word in label for word in words)]
        if labels and not codes:
            continue
        hit = each.texts.isin(codes) if labels else _contains(each.texts, words)
        for who, text in zip(each.whose[hit], each.texts[hit], strict=True):
            yield Found(who, where, _cut(labels.get(text, text)))


def _free(table: Table, cells: Cells, words: set[str]) -> Iterator[Found]:
    """Hits in the owner's own columns."""
    hit = _contains(cells.texts, words)
    for who, extra in zip(cells.whose[hit], cells.texts[hit], strict=True):
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
