"""What every question of a report asks of: the facts, who may read it, in which language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from core.export.report_facts import Facts
from core.export.report_parts import Cell
from core.locale.words import Money, Words, _
from core.review import Review
from core.rules.roles import Sees


@dataclass(frozen=True)
class Case:
    """One report being made.

    Attributes:
        facts: what is told; ``sees``: what its reader may see.
        language: of the pictures' labels.
    """

    facts: Facts
    sees: Sees
    language: str

    @property
    def review(self) -> Review:
        """The review behind it."""
        return self.facts.review

    @property
    def amounts(self) -> bool:
        """Whether money is told: the ledger holds amounts, and its reader may see them."""
        return self.sees.money and self.review.book.has_amounts

    def money(self, minor: float | None) -> Cell:
        """An amount, nothing where it is not known."""
        if minor is None or pd.isna(minor):
            return None
        return Money(int(minor), self.review.book.currency, self.review.book.scale)

    @cached_property
    def people(self) -> pd.DataFrame:
        """The judged customers by number."""
        return self.review.customers.set_index("customer_id")

    def who(self, customer_id: str) -> Words | str:
        """The name; who is not to be contacted is never named without saying so (停止)."""
        if customer_id not in self.people.index:
            return customer_id
        row = self.people.loc[customer_id]
        name = str(row["name"]) or customer_id
        stopped = (
            row["state"] == "dnc"
            or row["contact_permission"] == "stop"
            or row["status"] in ("closed", "deceased")
        )
        return _("{name} (no contact)", name=name) if stopped else name

    def based(self, n: int, what: Words) -> Words:
        """Up to which day, and on how many."""
        return _("Data up to {day}; {what}: {n}.", day=self.review.book.asof, what=what, n=n)


def without_money(words: Iterable[Words]) -> tuple[Words, ...]:
    """The sentences in which no amount stands."""
    return tuple(line for line in words if not _holds_money(line))


def _holds_money(value: object) -> bool:
    if isinstance(value, Words):
        return any(_holds_money(fact) for fact in value.facts.values())
    return isinstance(value, Money)
