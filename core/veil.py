"""What others than the owner are shown (覆い): the same business without what a role may not see.

Whoever draws from a veiled book or review cannot show by mistake what is not in it. The figures
behind the judgements stay: who is called this week must not hang on who looks at the list.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Collection
from typing import Any

import pandas as pd

from core.book import Book
from core.calls import Card
from core.locale.words import Money, Words
from core.review import Review
from core.rules.roles import PRIVATE, REACHED_BY, Sees
from core.tables import TABLES

_DIGIT = re.compile(r"\d")
#: Tables that say nothing but what things cost, and what the owner decided.
_OF_OWNER = ("costs", "decisions")
_PHONES = ("phone", "phone_other")
#: What people are called by; everything else in words is left out behind the curtain ...
_CALLED = frozenset({"name", "kana", "call_name", "prospect_name", "referred_name", "person"})
#: ... but what is the shop's own: its goods, its people, its ways of work.
_NOBODYS = frozenset({
    "product", "category", "store", "staff", "industry", "way", "area", "process", "plan",
    "template", "attached_to", "customer_kind",
})  # fmt: skip
_COVER = "○○"


def veiled_book(book: Book, sees: Sees) -> Book:
    """The tables without private notes, addresses and money where a role may not see them.

    Phone numbers stay as their length in stars. The digest is another one for each role.
    """
    tables = {name: _veiled(name, frame, sees) for name, frame in book.tables.items()}
    mark = hashlib.sha256(f"{book.digest}|seen by {sees}".encode()).hexdigest()
    amounts = book.has_amounts and sees.money
    return dataclasses.replace(book, tables=tables, has_amounts=amounts, digest=mark)


def curtained_book(book: Book, sees: Sees) -> Book:
    """The tables in which nobody can be told from another while others look on (目隠し).

    Names keep their first character, whatever was said or written is left out, and so is all
    that :func:`veiled_book` takes away. Whatever is counted and judged is made of this book anew,
    so that no sentence can hold what is not in it.
    """
    seen = veiled_book(book, sees)
    tables = {name: _unnamed(name, frame) for name, frame in seen.tables.items()}
    return dataclasses.replace(seen, tables=tables, listed=book.listed)


def unnamed(name: str) -> str:
    """A name of which only the first character is told."""
    return name[:1] + _COVER


def _unnamed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    told = {column.name for column in TABLES[name].columns if column.kind == "text"} - _NOBODYS
    blank: dict[str, Any] = {c: _blank(c, frame[c]) for c in frame.columns if c in told - _CALLED}
    for column in _CALLED & told & set(frame.columns):
        blank[column] = frame[column].map(unnamed, na_action="ignore").astype("str")
    return frame.assign(**blank) if blank else frame


def veiled_review(review: Review, sees: Sees) -> Review:
    """The same for everything that was counted and judged."""
    return dataclasses.replace(
        review,
        book=veiled_book(review.book, sees),
        customers=_without(review.customers, _hidden("customers", sees), sees),
        calls=dataclasses.replace(review.calls, rows=_veiled_calls(review.calls.rows, sees)),
    )


def masked(phone: str) -> str:
    """A phone number of which only the length is told."""
    return _DIGIT.sub("*", phone)


def _veiled(name: str, frame: pd.DataFrame, sees: Sees) -> pd.DataFrame:
    if name in _OF_OWNER and not sees.money:
        return frame.head(0)
    hidden = _hidden(name, sees)
    if not sees.money:
        hidden |= {column.name for column in TABLES[name].columns if column.kind == "money"}
    return _without(frame, hidden, sees)


def _hidden(name: str, sees: Sees) -> set[str]:
    hidden: set[str] = set()
    if not sees.private_notes:
        hidden |= PRIVATE.get(name, frozenset()) | {"extra"}
    if not sees.phones:
        hidden |= REACHED_BY.get(name, frozenset())
    return hidden


def _without(frame: pd.DataFrame, hidden: Collection[str], sees: Sees) -> pd.DataFrame:
    blank = {name: _blank(name, frame[name]) for name in frame.columns if name in hidden}
    return frame.assign(**blank) if blank else frame


def _blank(name: str, column: pd.Series[Any]) -> pd.Series[Any]:
    if name in _PHONES:
        return column.str.replace(_DIGIT, "*", regex=True)
    if name == "extra":
        return column.where(column.isna(), "{}")
    if pd.api.types.is_string_dtype(column.dtype):
        return column.where(column.isna(), "")
    return pd.Series(pd.NA, index=column.index).astype(column.dtype)


def _veiled_calls(rows: pd.DataFrame, sees: Sees) -> pd.DataFrame:
    if sees.money and sees.listed_phones:
        return rows
    cards = [_veiled_card(card, sees) for card in rows["card"]]
    return rows.assign(
        card=pd.Series(cards, index=rows.index, dtype="object"),
        why=pd.Series([list(card.why) for card in cards], index=rows.index, dtype="object"),
        phone=pd.Series([card.phone for card in cards], index=rows.index, dtype="str"),
    )


def _veiled_card(card: Card, sees: Sees) -> Card:
    return dataclasses.replace(
        card,
        phone=card.phone if sees.listed_phones else masked(card.phone),
        expected=card.expected if sees.money else None,
        why=card.why if sees.money else tuple(w for w in card.why if not _of_money(w)),
    )


def _of_money(words: Words) -> bool:
    """Whether an amount stands in a sentence."""
    facts = words.facts.values()
    return any(isinstance(f, Money) or (isinstance(f, Words) and _of_money(f)) for f in facts)
