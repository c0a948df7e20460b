"""What an action would change in the trust passbook (信頼通帳), and who is trusted enough.

Both stand on :func:`core.rules.trust.balances`: the balance after an action is that of the book
with the action written into it. For the gate and the tone of a contact, never for yen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules import trust
from core.settings import Settings
from core.tables import TABLES

#: Stages of somebody who buys again and again, or more (得意客+).
REGULAR_UP = ("regular", "supporter", "advocate", "partner")
#: What may be done this week, as a contact.
ACTIONS: dict[str, tuple[Words, dict[str, str]]] = {
    "talk": (
        _("Talk with them, without an offer"),
        {"channel": "phone", "direction": "out", "kind": "chat", "outcome": "talked"},
    ),
    "card": (
        _("A card by hand"),
        {"channel": "postcard", "direction": "out", "kind": "thanks"},
    ),
    "sales": (
        _("A sales offer that they did not ask for"),
        {"channel": "other", "direction": "out", "kind": "sales"},
    ),
}
#: The tables that the passbook reads.
_READ = ("activities", "promises", "complaints", "referrals")
_PROMISE = _("Keep the open promise today")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What an action would change.

    Attributes:
        code: of :data:`ACTIONS`, or ``promise``.
        words: the action.
        balance: points afterwards; ``word`` of :data:`core.rules.trust.TRUST_WORDS`.
        change: points more (or fewer) than without it.
    """

    code: str
    words: Words
    balance: float
    word: str
    change: float


@dataclass(frozen=True, slots=True)
class Told:
    """The passbook of one customer.

    Attributes:
        entries: see :func:`core.rules.trust.newest_first`.
        changes: what each possible action of today would change; keeping a promise only where
            one of ours is open.
    """

    entries: pd.DataFrame
    changes: list[WhatIf]


def told(customer_id: str, rows: pd.DataFrame, book: Book, settings: Settings) -> Told:
    """The passbook of one customer, without reading anybody else's rows.

    Args:
        customer_id: whose passbook.
        rows: one row per customer.
        book: the business.
        settings: its settings.
    """
    own = _only(customer_id, book)
    tries: dict[str, tuple[Words, Book]] = {
        code: (words, _with_contact(own, customer_id, contact))
        for code, (words, contact) in ACTIONS.items()
    }
    kept = _with_promise_kept(own)
    order = ["talk", "card", *(["promise"] if kept is not None else []), "sales"]
    if kept is not None:
        tries["promise"] = (_PROMISE, kept)
    row = rows[rows["customer_id"] == customer_id]
    copies, together = _copies(row, {"": own} | {code: tries[code][1] for code in order})
    entries = trust.entries(copies, together, settings)
    balances = trust.balances_of(copies, entries, settings)
    before = float(balances["trust"].iloc[0])
    changes = [
        WhatIf(code, tries[code][0], float(after), str(word), float(after) - before)
        for code, after, word in zip(
            order, balances["trust"].iloc[1:], balances["trust_word"].iloc[1:], strict=True
        )
    ]
    return Told(trust.newest_first(entries[entries["customer_id"] == ""]), changes)


def _copies(row: pd.DataFrame, books: dict[str, Book]) -> tuple[pd.DataFrame, Book]:
    """All books as one, to count them in one go: the customer once under each book's code."""
    copies = pd.concat([row.assign(customer_id=code) for code in books], ignore_index=True)
    first = next(iter(books.values()))
    tables = {
        name: pd.concat(
            [book.table(name).assign(customer_id=code) for code, book in books.items()],
            ignore_index=True,
        )
        for name in _READ
    }
    return copies, replace(first, tables={**first.tables, **tables})


def ready(judged: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Who trusts us enough for a high-priced offer (高額のご提案), most trusted first (seed 4-4).

    Trust of ``care.ready_from`` points and more, regulars and above who still buy, no complaint
    open, and the last contacts were not all selling.
    """
    streak = judged["selling_streak"].fillna(0) < settings.care.money_only_contacts
    fit = judged["trust"] >= settings.care.ready_from
    fit &= judged["stage"].isin(REGULAR_UP) & judged["state"].isin(("active", "at_risk"))
    fit &= ~judged["open_complaint"] & ~judged["refusal"] & streak
    return judged[fit].sort_values("trust", ascending=False, kind="stable")


def _only(customer_id: str, book: Book) -> Book:
    """The book with only this customer's rows in what the passbook reads."""
    rows = {name: book.table(name) for name in _READ}
    own = {name: frame[frame["customer_id"] == customer_id] for name, frame in rows.items()}
    return replace(book, tables={**book.tables, **own})


def _with_contact(book: Book, customer_id: str, contact: Mapping[str, str]) -> Book:
    row: dict[str, Any] = {"date": _day(book.today), "customer_id": customer_id, **contact}
    more = TABLES["activities"].shape(pd.DataFrame([row]))
    known = book.table("activities")
    more = more.reindex(columns=known.columns) if len(known.columns) else more
    added = pd.concat([known, more], ignore_index=True) if len(known) else more
    return replace(book, tables={**book.tables, "activities": added})


def _with_promise_kept(book: Book) -> Book | None:
    """The oldest open promise of ours done today; None without one."""
    rows = book.table("promises")
    left = rows[(rows["by_whom"] != "them") & rows["done_date"].isna()].sort_values("due_date")
    if left.empty:
        return None
    done = rows["done_date"].mask(rows.index == left.index[0], _day(book.today))
    return replace(book, tables={**book.tables, "promises": rows.assign(done_date=done)})


def _day(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day)
