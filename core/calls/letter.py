"""The draft of a thank-you letter (お礼の手紙), from what is on record; to be written by hand.

It thanks and asks for nothing: no offer, no invitation to book. What is not known leaves its line
out, what they dislike is never used, and nothing is ever sent from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.book import Book
from core.calls.card import last_said
from core.calls.case import as_day, known
from core.calls.ideas import disliked_words, usable
from core.calls.opener import address
from core.locale.words import Words, _


def letter(row: Mapping[str, Any], book: Book, *, sender: str = "") -> list[Words]:
    """The letter, line by line.

    Args:
        row: the customer's judged row.
        book: the business.
        sender: who signs; without one the line is left out.
    """
    disliked = disliked_words(row)
    own = book.table("activities")
    said = last_said(row, own[own["customer_id"] == row["customer_id"]], book)
    lines: list[tuple[Words, str]] = [(_("Dear {who},", who=address(row)), "")]
    bought, product = as_day(row.get("last_purchase_date")), known(row, "last_product")
    if bought is not None and product and usable(product, disliked):
        thanks = _("Thank you for {product} on {day}.", product=product, day=bought)
        lines.append((thanks, product))
    else:
        lines.append((_("Thank you for always being so kind to us."), ""))
    if said.note:
        told = _("I remember what you told me: “{note}”. How have you been since?", note=said.note)
        lines.append((told, said.note))
    reason = known(row, "purchase_reason")
    if reason:
        lines.append((_("I hope that it has helped: “{reason}”.", reason=reason), reason))
    hobby = known(row, "hobby")
    if hobby:
        lines.append((_("I hope that you find time for {hobby}.", hobby=hobby), hobby))
    lines.append((_("Please take good care of yourself."), ""))
    if sender:
        lines.append((_("{sender}", sender=sender), ""))
    return [words for words, fact in lines if usable(fact, disliked)]
