"""Special without a discount (値引きでない特別): ideas that cost nothing, from their own facts.

What they dislike is never used: an idea in whose words it stands is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.book import Book
from core.calls.ahead import dates_ahead
from core.calls.card import last_said
from core.calls.case import known
from core.calls.opener import address
from core.locale.words import Words, _

#: Ideas shown.
SHOWN = 3
_PARTS = re.compile(r"\W+")


def ideas(row: Mapping[str, Any], book: Book) -> list[Words]:
    """Three things to do for one customer that cost nothing.

    Args:
        row: the customer's judged row.
        book: the business.
    """
    disliked = disliked_words(row)
    fit = (words for words, fact in _every(row, book) if usable(fact, disliked))
    return [words for _place, words in zip(range(SHOWN), fit, strict=False)]


def disliked_words(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a customer dislikes, word by word."""
    return tuple(part for part in _PARTS.split(known(row, "dislikes")) if part)


def usable(fact: str, disliked: tuple[str, ...]) -> bool:
    """Whether none of what is disliked stands in a fact."""
    return not any(word in fact for word in disliked)


def _every(row: Mapping[str, Any], book: Book) -> Iterator[tuple[Words, str]]:
    """Every idea with the fact it stands on, the most personal first."""
    own = book.table("activities")
    said = last_said(row, own[own["customer_id"] == row["customer_id"]], book)
    if said.note:
        yield _("Go on from the last talk: “{note}”", note=said.note), said.note
    likes, hobby, family = (known(row, column) for column in ("likes", "hobby", "family"))
    if likes:
        yield _("Have what they like at hand: {what}", what=likes), likes
    if hobby:
        yield _("Ask about {what}", what=hobby), hobby
    if family:
        yield _("Ask after the family: {what}", what=family), family
    for ahead in [one for one in dates_ahead(row, book) if one.theirs][:1]:
        yield (
            _("A line by hand for {day}: {what}", day=ahead.day, what=ahead.words),
            str(ahead.words.facts),
        )
    yield _("Greet them by name: {name}", name=address(row)), ""
    yield _("Ask them what they would like to be called, and write it down."), ""
    yield _("Tell them what you remember of the last time, before anything else."), ""
