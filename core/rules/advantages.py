"""Six advantages of existing customers (既存客の六つの強み) measured against new ones, article 1.

Reach, appointments, what is learned, time and cost come from our contacts; whoever had bought
before a contact is an existing customer in it. Discount and margin come from the purchases
(:mod:`core.metrics.terms`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.book import Book
from core.metrics.terms import Side, Terms
from core.rules import _rows, contact
from core.rules.spending import first_month, touches
from core.settings import Settings

#: What a talk may leave in the record.
_LEARNED = ("note", "next_question", "reaction", "tempo")
#: Outcomes that are an appointment, or better.
_BOOKED = ("promised", "bought")


@dataclass(frozen=True, slots=True)
class Reached:
    """Our contacts with one side over the months looked at.

    Attributes:
        tried: contacts of which the outcome is known or on a channel on which one speaks;
            ``reached``: both sides spoke; ``booked``: of those, promised, booked or bought.
        facts: what was written down of those talks, fields in all.
        contacts: all contacts from us; ``minutes``, ``cost``: what they took (minor units).
        least: fewer contacts tell no share.
    """

    tried: int
    reached: int
    booked: int
    facts: int
    contacts: int
    minutes: float
    cost: float
    least: int

    @property
    def reach(self) -> float | None:
        """Share of tries in which both sides spoke (つながる率)."""
        return self.reached / self.tried if self.tried >= self.least else None

    @property
    def appointment(self) -> float | None:
        """Share of talks that ended in an appointment or more (アポ率)."""
        return self.booked / self.reached if self.reached >= self.least else None

    @property
    def learned(self) -> float | None:
        """Facts written down in a talk, on average."""
        return self.facts / self.reached if self.reached >= self.least else None

    @property
    def minutes_each(self) -> float | None:
        """Minutes of a contact, on average."""
        return self.minutes / self.contacts if self.contacts >= self.least else None

    @property
    def cost_each(self) -> float | None:
        """Cost of a contact, on average, minor units."""
        return self.cost / self.contacts if self.contacts >= self.least else None


@dataclass(frozen=True, slots=True)
class Advantages:
    """New against existing customers.

    Attributes:
        new, existing: our contacts with each; ``terms``: on which terms each bought.
    """

    new: Reached
    existing: Reached
    terms: Terms

    def sold(self, *, new: bool) -> Side:
        """What one side bought in the last 12 months."""
        return self.terms.new if new else self.terms.existing


def advantages(rows: pd.DataFrame, book: Book, terms: Terms, settings: Settings) -> Advantages:
    """Measure both sides.

    Args:
        rows: one row per customer with the first purchase.
        book: the business; its contacts are read.
        terms: on which terms each side bought.
        settings: its settings.
    """
    start = pd.Timestamp(first_month(book, settings))
    contacts = _rows.since(_rows.until(book.table("activities"), "date", book.asof), "date", start)
    ours = contacts[contact.from_us(contacts)]
    first = rows.set_index("customer_id")["first_purchase_date"]
    old = _rows.looked_up(ours["customer_id"], first) < ours["date"]
    spent = touches(rows, book, settings)
    spent = spent[spent["contact"]]
    least = settings.spending.least_count
    return Advantages(
        new=_side(ours[~old], spent[~spent["old"]], least),
        existing=_side(ours[old], spent[spent["old"]], least),
        terms=terms,
    )


def _side(contacts: pd.DataFrame, spent: pd.DataFrame, least: int) -> Reached:
    spoken = contact.two_way(contacts)
    talks = contacts[spoken]
    filled = sum(int(_filled(talks[name]).sum()) for name in _LEARNED)
    return Reached(
        tried=int((spoken | (contacts["outcome"] == "no_answer")).sum()),
        reached=len(talks),
        booked=int(talks["outcome"].isin(_BOOKED).sum()),
        facts=filled,
        contacts=len(spent),
        minutes=float(spent["minutes"].sum()),
        cost=float(spent["cost"].sum()),
        least=least,
    )


def _filled(column: pd.Series[Any]) -> pd.Series[bool]:
    """Where something is written: a text that is not blank, a number that is there."""
    return column.notna() & (column.astype("str").str.strip() != "")
