"""Steps of the rules of the call list: days, who, how and what to say, the owner's rows first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.calls.case import Case, Days, Floats, Ints, days_between
from core.rules.plans import PlanStep, rule_steps


@dataclass(frozen=True)
class Step:
    """One step of a rule for many beginnings.

    Attributes:
        day: when it falls due, NaT where it does not.
        start: so many days after the beginning a contact lies nearest to it.
        after: its day, counted from the beginning.
        which: the number of the step for each of them; ``steps``: those of the rule.
    """

    day: Days
    start: Floats
    after: Ints
    which: Ints
    steps: Sequence[PlanStep]

    def said(self, rows: Ints) -> dict[str, npt.NDArray[Any]]:
        """Who does it, how, what to say and on which day, as columns of candidates."""
        words = {
            name: np.array([str(getattr(step, name)) for step in self.steps], dtype=object)
            for name in ("staff", "channel", "script")
        }
        which = self.which[rows]
        return {name: column[which] for name, column in words.items()} | {"step": self.after[rows]}


def reckoned(case: Case, rule: str, begun: Days) -> list[Step]:
    """The steps of a rule, the earliest of each beginning first.

    Args:
        case: the customers and the owner's rows.
        rule: ``thanks``, or a kind of due date.
        begun: the days from which they count, NaT where nothing began.
    """
    steps = rule_steps(rule, case.laid_down, case.settings)
    dated = [step for step in steps if step.unit != "a_year"]
    if not dated:
        return []
    days = np.stack([step.days(begun) for step in dated])
    order = np.argsort(days, axis=0, kind="stable")
    days = np.take_along_axis(days, order, axis=0)
    after = np.nan_to_num(days_between(days, begun)).astype(np.int64)
    before = np.vstack([np.full((1, len(begun)), -1), after[:-1]])
    start = np.where(before < 0, 0.0, (before + after) / 2)
    return [Step(*columns, dated) for columns in zip(days, start, after, order, strict=True)]
