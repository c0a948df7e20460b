"""Plans and their steps in the owner's words."""

from __future__ import annotations

from core.foresight.chains import EVENTS, Step
from core.locale.words import Words, _, n_
from core.rules.plans import Plan, PlanStep, rungs_of
from core.settings.chains import ChainSettings
from core.tables.due_dates import KINDS
from pages._ui import labels
from pages._ui.plan_steps_due import CHANNELS


def begins(plan: Plan) -> Words:
    """What a plan begins with."""
    what = plan.attached_to
    if plan.code == "thanks":
        return _("Begins with a first or a big purchase")
    if plan.starts_with == "purchase":
        return _("Begins when “{what}” is bought", what=what) if what else _(
            "Begins with every purchase"
        )  # fmt: skip
    if plan.starts_with == "stage":
        return _on_rung(plan)
    if plan.starts_with == "event":
        return _("Begins with this event: {event}", event=EVENTS.get(what, _("any")))
    if plan.starts_with == "due_date":
        return _("Counts to the date of: {kind}", kind=KINDS.get(plan.rule or what, what))
    return _("Begins when you attach it to a customer")


def _on_rung(plan: Plan) -> Words:
    if all(step.unit == "a_year" for step in plan.steps):
        return _("For whoever stands on this rung: {rung}", rung=_rungs(plan))
    return _(
        "Begins with the week in which somebody was first seen on this rung, coming up to it: "
        "{rung}",
        rung=_rungs(plan),
    )


def when(step: PlanStep) -> Words:
    """When a step is due."""
    n, unit = step.count, step.unit
    if unit == "a_year":
        return n_("{n} time a year", "{n} times a year", n=n)
    if unit == "months":
        return n_("{n} month after", "{n} months after", n=n)
    if unit == "days" and n < 0:
        return n_("{n} day before", "{n} days before", n=-n)
    if unit == "days":
        return n_("{n} day after", "{n} days after", n=n)
    if unit == "date":
        return _("on {day}", day=step.on_date) if step.on_date else _("on no day yet")
    return _in_year(unit, n)


def _in_year(unit: str, n: int) -> Words:
    if unit == "april":
        return _("start of the school year at {n}", n=n)
    if unit == "january":
        return _("coming-of-age day at {n}", n=n)
    return _("15 November at {n}", n=n)


def _rungs(plan: Plan) -> Words:
    rungs = [labels.stage(code) for code in rungs_of(plan)]
    line = _("{what}", what=rungs[0])
    for rung in rungs[1:]:
        line = _("{line}, {more}", line=line, more=rung)
    return line


def step_line(step: PlanStep) -> Words:
    """A step in one line: when, what, who and how."""
    who = [step.staff, CHANNELS.get(step.channel, "")]
    line = _("{when}: {what}", when=when(step), what=step.action)
    for part in who:
        if part:
            line = _("{line}, {more}", line=line, more=part)
    return line


def need_line(step: Step, limits: ChainSettings) -> Words:
    """A step of a chain: from which event, when, what, with whom, and how long before."""
    day = when(PlanStep(step.when.count, step.when.unit, ""))
    line = _("{event}, {when}: {what}", event=EVENTS[step.event], when=day, what=step.what)
    if step.partner:
        line = _("{what} (with {partner})", what=line, partner=step.partner)
    return _("{line}, told of {n} days before", line=line, n=step.notice(limits))
