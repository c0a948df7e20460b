"""The weekly review (週次点検): ten questions in fifteen minutes that end in decisions.

Where question 5 is: ``catalogue.QUESTIONS`` has them in order, each with the function that answers
it. They are pure functions of :class:`core.weekly.facts.Facts`; pages and reports only draw.
"""

from __future__ import annotations

from core.weekly.catalogue import QUESTIONS, Kind, answer, ten_questions
from core.weekly.facts import Facts, gather
from core.weekly.progress import Progress, progress
from core.weekly.question import Fact, Group, Question

__all__ = [
    "QUESTIONS",
    "Fact",
    "Facts",
    "Group",
    "Kind",
    "Progress",
    "Question",
    "answer",
    "gather",
    "progress",
    "ten_questions",
]
