"""The draft of a thank-you letter (お礼の手紙), from what is on record; to be written by hand.

It thanks and asks for nothing: no offer, no invitation to book. What is not known leaves its line
out, what they dislike is never used, and nothing is ever sent from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.book import Book
from core.calls.opener import address
from core.calls.own_facts import own_facts
from core.locale.words import Words, _
from core.rules.stopped import is_stopped


def letter(
    row: Mapping[str, Any], book: Book, *, sender: str = "", script: str = ""
) -> list[Words]:
    """The letter, line by line; none to whoever must not be contacted (停止).

    Args:
        row: the customer's judged row.
        book: the business.
        sender: who signs; without one the line is left out.
        script: what a plan has us say (段取り); it stands after the thanks.
    """
    if is_stopped(row):
        return []
    own = own_facts(row, book)
    lines = [_("Dear {who},", who=address(row))]
    if own.product is not None:
        product, day = own.product
        lines.append(_("Thank you for {product} on {day}.", product=product, day=day))
    else:
        lines.append(_("Thank you for always being so kind to us."))
    if script:
        lines.append(_("{script}", script=script))
    if own.note:
        lines.append(
            _("I remember what you told me: “{note}”. How have you been since?", note=own.note)
        )
    if own.reason:
        lines.append(_("I hope that it has helped: “{reason}”.", reason=own.reason))
    if own.hobby:
        lines.append(_("I hope that you find time for {hobby}.", hobby=own.hobby))
    lines.append(_("Please take good care of yourself."))
    if sender:
        lines.append(_("{sender}", sender=sender))
    return lines
