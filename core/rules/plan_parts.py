"""Instances of the steps of a plan (手順): which days are whose, by customer and step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.foresight.when import Days
from core.rules.plan_begins import Begun, Made
from core.rules.plans import Plan, PlanStep
from core.rules.reached import Bools, Ints

_DAY = np.timedelta64(1, "D")
_NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Part:
    """Instances of steps as arrays of one length.

    Attributes:
        plan: which of the plans; ``step``: which of its steps; ``number``: in the order of days.
        start, end: in these days a contact settles it; ``state``: place in ``_STATES``.
        touch: the contact or the tick that did, -1 for none.
        drop: where it is not done it is no step.
    """

    place: Ints
    plan: Ints
    step: Ints
    number: Ints
    event: Days
    day: Days
    start: Days
    end: Days
    state: Ints
    touch: Ints
    drop: Bools

    def take(self, kept: Bools) -> Part:
        """Those rows alone."""
        return self if kept.all() else Part(*(column[kept] for column in vars(self).values()))


def steps_of(
    made: Made, plan: tuple[int, Plan], dated: Sequence[tuple[int, PlanStep]], begun: Begun
) -> Part:
    """The steps of a plan for everybody with whom it began, in the order of each one's days."""
    plan_number, of = plan
    days = np.stack([_days(of, step, begun.event) for _place, step in dated])
    order = np.argsort(days, axis=0, kind="stable")
    days = np.take_along_axis(days, order, axis=0)
    fixed = np.array([step.unit == "date" for _place, step in dated])[order]
    in_days = np.array([step.unit != "months" for _place, step in dated])[order]
    start, end = _windows(made, days, fixed, begun.event)
    newer = np.where(in_days, begun.newer, _NEVER)
    drop = begun.closed | (newer < end)
    end = np.fmin(end, newer)
    count, known = len(begun), ~np.isnat(days).ravel()
    part = Part(
        place=np.tile(begun.place, len(dated)),
        plan=np.full(days.size, plan_number),
        step=np.array([place for place, _step in dated], dtype=np.int64)[order].ravel(),
        number=np.repeat(np.arange(1, len(dated) + 1), count),
        event=np.tile(begun.event, len(dated)), day=days.ravel(), start=start.ravel(),
        end=end.ravel(), state=np.zeros(days.size, np.int64),
        touch=np.full(days.size, -1), drop=np.broadcast_to(drop, days.shape).ravel(),
    )  # fmt: skip
    return part.take(known)


def _days(plan: Plan, step: PlanStep, events: Days) -> Days:
    """The days of one step; a date of its own is for those with whom the plan began by then."""
    days = step.days(events)
    if step.unit != "date" or plan.starts_with == "due_date":
        return days
    return np.where(days >= events, days, _NEVER)


def _windows(made: Made, days: Days, fixed: Bools, events: Days) -> tuple[Days, Days]:
    """From when on a contact settles each step (halfway from the one before), and until when."""
    limits = made.settings.plans
    near = days - limits.ahead_days * _DAY
    start = near.copy()
    start[0] = np.where((days[0] > events) & ~fixed[0], events + _DAY, near[0])
    between = days[:-1] + (days[1:] - days[:-1] + _DAY) // 2
    start[1:] = np.where(fixed[1:], np.fmax(between, near[1:]), between)
    end = days + limits.carried_days * _DAY
    end[:-1] = np.where(np.isnat(start[1:]), end[:-1], start[1:])
    return start, end


def joined(parts: Sequence[Part]) -> Part:
    """All instances as one."""
    if not parts:
        return Part(*(np.empty(0, kind) for kind in _KINDS))
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Part(*(np.concatenate(column) for column in columns))


_KINDS = ("int64",) * 4 + ("datetime64[D]",) * 4 + ("int64",) * 2 + ("bool",)
