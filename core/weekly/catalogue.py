"""The ten questions in their order (十の問い): who answers each, and which sheets feed it.

Only purchases are needed. Every other sheet says more about one question, or about one that
nothing could be said of without it (DOMAIN 5.3).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from core.weekly import customers, duties, growing
from core.weekly.facts import Facts
from core.weekly.question import Question


@dataclass(frozen=True, slots=True)
class Kind:
    """One question.

    Attributes:
        code: of :data:`core.tables.decisions.QUESTION_CHOICES`, whose label asks it.
        answer: the function that answers it.
        page: the page on which its figures stand in full.
        fed_by: the sheets that say more about it, the one it cannot do without first.
    """

    code: str
    answer: Callable[[Facts], Question]
    page: str
    fed_by: tuple[str, ...] = ()


QUESTIONS: tuple[Kind, ...] = (
    Kind("data", growing.data, "intake"),
    Kind("existing", growing.existing, "growth", ("stores",)),
    Kind("active", growing.active, "growth"),
    Kind("new", growing.new, "cohorts", ("costs",)),
    Kind("verdict", growing.verdict, "growth"),
    Kind("referrals", customers.brought, "referrals", ("referrals",)),
    Kind("moved", customers.rungs, "ladder", ("satisfaction", "overrides", "extras")),
    Kind("silent", customers.left, "notices", ("know_how",)),
    Kind("complaints", duties.complaints, "cases", ("complaints", "fixes", "doubts")),
    Kind("promises", duties.promises, "cases", ("promises", "plans", "plan_steps")),
    Kind(
        "calls", duties.calls, "calls",
        ("activities", "due_dates", "not_now", "deals", "events", "staff"),
    ),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in QUESTIONS}


def ten_questions(facts: Facts) -> tuple[Question, ...]:
    """All of them answered, question 0 (the data) first."""
    return tuple(answer(kind.code, facts) for kind in QUESTIONS)


def answer(code: str, facts: Facts) -> Question:
    """One of them answered, with the sheets that are still empty and would say more.

    Raises:
        KeyError: there is no such question.
    """
    kind = BY_CODE[code]
    empty = tuple(name for name in kind.fed_by if not len(facts.book.table(name)))
    return dataclasses.replace(kind.answer(facts), missing=empty)
