"""What only they would be told (その方だけの話): facts of one customer that a letter may use.

What they dislike is never used: a fact in which it stands is as good as not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.book import Book
from core.calls.card import last_said
from core.calls.case import as_day, known
from core.calls.ideas import disliked_words, usable


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """Facts of one customer; an empty text is not known or not to be used.

    Attributes:
        product: what they bought last, and on which day; none without either.
        note: what they said last; ``reason``: why they buy; ``hobby``: theirs.
    """

    product: tuple[str, dt.date] | None
    note: str
    reason: str
    hobby: str


def own_facts(row: Mapping[str, Any], book: Book) -> OwnFacts:
    """The facts of one customer.

    Args:
        row: the customer's judged row.
        book: the business.
    """
    disliked = disliked_words(row)
    own = book.table("activities")
    said = last_said(row, own[own["customer_id"] == row["customer_id"]], book)
    day, product = as_day(row.get("last_purchase_date")), known(row, "last_product")

    def unless_disliked(fact: str) -> str:
        return fact if usable(fact, disliked) else ""

    bought = day is not None and unless_disliked(product)
    return OwnFacts(
        product=(product, day) if bought and day is not None else None,
        note=unless_disliked(said.note),
        reason=unless_disliked(known(row, "purchase_reason")),
        hobby=unless_disliked(known(row, "hobby")),
    )
