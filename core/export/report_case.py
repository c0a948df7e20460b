"""What every question of a report asks of: the facts, who may read it, in which language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from core.export.report_facts import Facts
from core.export.report_parts import Cell, Listing, Section
from core.locale.words import Money, Words, _, say
from core.review import Review
from core.rules.roles import Sees
from core.rules.stopped import stopped
from core.tables import TABLES
from core.tables.decisions import QUESTION_CHOICES
from core.weekly import Question, ten_questions
from core.weekly.question import BAD

_ASKED = {choice.code: choice.label for choice in QUESTION_CHOICES}


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

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The ten questions answered, as the page answers them."""
        return {question.code: question for question in ten_questions(self.facts.weekly)}

    def asked(self, code: str, based: Words, *more: Words) -> Section:
        """A question with its answer, its figures, the names behind it and the sheets it lacks.

        Args:
            code: of the question.
            based: up to which day, and on how many.
            more: further sentences behind the answer's own.
        """
        found = self.questions[code]
        lines = [*found.details, *more]
        if found.missing:
            names = [say(TABLES[name].label, self.language) for name in found.missing]
            comma = say(_(", "), self.language)
            lines.append(_("These sheets are empty and would say more: {names}.",
                           names=comma.join(names)))  # fmt: skip
        held = tuple(lines) if self.sees.money else without_money(lines)
        return Section(
            code, _ASKED[code], found.words, based, held, urgent=found.mark == BAD,
            figures=(*self._figures(found), *self._behind(found)),
        )  # fmt: skip

    def _figures(self, found: Question) -> tuple[Listing, ...]:
        rows = [(fact.label, fact.value) for fact in found.facts
                if self.sees.money or not fact.money]  # fmt: skip
        told = Listing(f"{found.code}_figures", _("Figures"), (_("What"), _("How much")),
                       tuple(rows), _("Nothing to show."))  # fmt: skip
        return (told,) if rows else ()

    def _behind(self, found: Question) -> tuple[Listing, ...]:
        """The customers behind the answer."""
        comma = say(_(", "), self.language)
        rows = tuple(
            (group.label, group.total,
             comma.join(say(self.who(one), self.language) for one in group.ids))
            for group in found.groups if group.total
        )  # fmt: skip
        if not rows:
            return ()
        return (
            Listing(f"{found.code}_names", _("Who is behind it"),
                    (_("Who"), _("People"), _("The first names")), rows, _("Nobody.")),
        )  # fmt: skip

    def who(self, customer_id: str) -> Words | str:
        """The name; who is not to be contacted is never named without saying so (停止)."""
        if customer_id not in self.people.index:
            return customer_id
        row = self.people.loc[customer_id]
        name = str(row["name"]) or customer_id
        return _("{name} (no contact)", name=name) if customer_id in self._stopped else name

    @cached_property
    def _stopped(self) -> frozenset[str]:
        return frozenset(self.people.index[stopped(self.people)])

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
