"""Drafts to be sent by hand (下書き): postcard, e-mail, LINE, from what is on record.

Nothing is ever sent from here. What is not known leaves its line out, what they dislike is never
used; a draft without a fact of their own says so, for nobody feels meant by it (article 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.book import Book
from core.calls.case import known
from core.calls.opener import address
from core.calls.own_facts import own_facts
from core.calls.reasons import Reason
from core.locale.words import Words, _
from core.rules.stopped import is_stopped

#: The ways of writing, the most personal first.
CHANNELS = ("postcard", "email", "line")
#: What of a customer decides about the way.
ASKED_FOR_A_WAY = ("contact_preference", "address", "email", "line")
#: Signs that fit on a postcard or into a message; an e-mail has room.
_SHORT = ("postcard", "line")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to be sent by hand.

    Attributes:
        lines: of the text.
        personal: facts of their own in it; none: it could have gone to anybody.
    """

    lines: tuple[Words, ...]
    personal: int


def draft(
    row: Mapping[str, Any],
    book: Book,
    channel: str,
    *,
    sender: str = "",
    offer: str = "",
    script: str = "",
) -> Draft:
    """The draft for one customer; nothing stands in it for whoever must not be contacted (停止).

    Args:
        row: the customer's judged row.
        book: the business.
        channel: one of :data:`CHANNELS`.
        sender: who signs.
        offer: what is offered, in the owner's words; without one nothing is.
        script: what a plan has us say (段取り); it stands first.
    """
    if is_stopped(row):
        return Draft((), 0)
    facts = _facts(row, book)
    told = facts[:2] if channel in _SHORT else facts
    lines = [_("Dear {who},", who=address(row))]
    if channel == "email" and sender:
        lines.append(_("This is {sender}.", sender=sender))
    if script:
        lines.append(_("{script}", script=script))
    lines += told or [_("We hope that you have been well.")]
    if offer:
        lines.append(_("{offer}", offer=offer))
    lines.append(_("We look forward to seeing you."))
    if sender and channel != "email":
        lines.append(_("{sender}", sender=sender))
    return Draft(tuple(lines), len(told))


def planned_words(reasons: Sequence[Reason]) -> tuple[str, str]:
    """What a plan has us say to a listed customer, and how; empty where none says.

    Args:
        reasons: theirs, the one that decides first.
    """
    for reason in reasons:
        script, channel = (str(reason.facts.get(name, "")) for name in ("script", "channel"))
        if script or channel:
            return script, channel
    return "", ""


def channel_of(row: Mapping[Any, Any]) -> str:
    """How they are written to: as they wish, else by what is known; empty for not at all."""
    wished = known(row, "contact_preference")
    by = {
        "postcard": known(row, "address"),
        "email": known(row, "email"),
        "line": known(row, "line"),
    }
    if by.get(wished):
        return wished
    return next((channel for channel in CHANNELS if by[channel]), "")


def _facts(row: Mapping[str, Any], book: Book) -> list[Words]:
    """What only they would be told, the most personal first."""
    own = own_facts(row, book)
    found: list[Words] = []
    if own.note:
        found.append(_("You told us “{note}”. How has it been since?", note=own.note))
    if own.product is not None:
        product, day = own.product
        found.append(_("How is {product} of {day} doing?", product=product, day=day))
    if own.reason:
        found.append(_("Has it helped with “{reason}”?", reason=own.reason))
    if own.hobby:
        found.append(_("I hope that you find time for {hobby}.", hobby=own.hobby))
    return found
