"""What the answer to a question of the weekly review is made of (週次点検の問い)."""

from __future__ import annotations

from dataclasses import dataclass

from core.locale.words import Money, Words, _, n_
from core.rules.verdict import TOO_FEW, signed
from core.rules.verdict import UNKNOWN as NOT_KNOWN

#: How an answer looks: good, to watch, bad; not known where too little is there.
GOOD, WATCH, BAD, UNKNOWN = "good", "watch", "bad", "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its name (数字).

    Attributes:
        label: what it is; ``value``: how much.
        money: it tells of money, which is not for everybody.
    """

    label: Words
    value: Words | str
    money: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Customers behind an answer (その方々).

    Attributes:
        label: what they have in common.
        ids: the first of them, as many as the settings say.
        total: how many there are.
    """

    label: Words
    ids: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer.

    Attributes:
        code: of :data:`core.tables.decisions.QUESTION_CHOICES`.
        mark: :data:`GOOD`, :data:`WATCH`, :data:`BAD` or :data:`UNKNOWN`.
        words: the verdict in a sentence.
        facts: the figures behind it; ``details``: what else is to be said, a sentence each.
        groups: the customers behind it.
        decisions: what could be decided, the nearest first.
        missing: sheets that nothing stands in and that would say more.
        locked: without the first of them nothing can be said at all.
    """

    code: str
    mark: str
    words: Words
    facts: tuple[Fact, ...] = ()
    details: tuple[Words, ...] = ()
    groups: tuple[Group, ...] = ()
    decisions: tuple[Words, ...] = ()
    missing: tuple[str, ...] = ()
    locked: bool = False


def number(n: int) -> Words:
    """A count of people."""
    return n_("{n} person", "{n} people", n=n)


def amount(minor: int, currency: str, scale: int) -> Words:
    """Money."""
    return _("{money}", money=Money(minor, currency, scale))


def change_words(change: float, turn: str, *, few: bool) -> Words | str:
    """A change in percent; none where too little is known, or of a shop with few customers."""
    if turn == NOT_KNOWN:
        return TOO_FEW
    return _("too few customers for a percentage") if few else signed(change)
