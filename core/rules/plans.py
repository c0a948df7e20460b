"""Plans of follow-up (アフターフォローの段取り): the ready-made ones of a trade, and the owner's.

A ready-made plan either *is* a rule of the call list (its steps are a setting, and the list asks
for them whether or not a plan is spoken of), or waits to be switched on. Either is taken over by
copying its steps into ``plan_steps``: then they belong to the owner, and those of a rule stand
instead of the setting, so that a rule is never a plan beside itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.foresight.when import Days, When
from core.locale.words import Words, _
from core.settings import Settings
from core.tables.due_dates import KINDS

#: Words of ours, or what the owner wrote.
Text = Words | str
_MONTH = 31
#: The codes of everything that is a rule of the call list.
_RULES = frozenset({"thanks", *KINDS})


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step (手順).

    Attributes:
        count: so many days, months, or times a year; below 0 before the day.
        unit: a code of :data:`core.tables.plan_steps.UNIT_CHOICES`.
        action: what to do; ``script``: what to say.
        staff: who; empty: whoever the customer is in charge of. ``channel``: how.
        row_id: the owner's row, 0 for a ready-made step.
        on_date: the day itself, where the unit is ``date``.
    """

    count: int
    unit: str
    action: Text
    staff: str = ""
    channel: str = ""
    script: Text = ""
    row_id: int = 0
    on_date: dt.date | None = None

    def days(self, begun: Days) -> Days:
        """The days on which it falls due, counted from beginnings; NaT where it has none."""
        if self.unit == "date":
            day = np.datetime64("NaT" if self.on_date is None else self.on_date, "D")
            return np.where(np.isnat(begun), np.datetime64("NaT", "D"), day)
        return When(self.count, self.unit).of(begun)

    def back(self) -> int:
        """About how many days after the beginning it comes, for how far back to look."""
        months = self.unit == "months"
        return max(self.count * (_MONTH if months else 1), 0) if self.unit != "date" else 0


Steps = tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan (段取り).

    Attributes:
        code: of the ready-made plan, else the owner's name for it.
        name: what it is called.
        starts_with: a code of :data:`core.tables.plan_steps.START_CHOICES`.
        attached_to: product or category, rung, event or kind of due date; empty: any.
        steps: in their order.
        in_use: whether its steps are asked for.
        own: its steps are rows of the owner's.
        setting: for a plan that is a rule: ``calls.thanks_steps``; its steps are changed there.
        rule: for the owner's rows that stand instead of a rule of the call list: its code.
    """

    code: str
    name: Text
    starts_with: str
    attached_to: str
    steps: Steps
    in_use: bool = False
    own: bool = False
    setting: str = ""
    rule: str = ""


#: The due dates of each trade (DOMAIN 1.3); every trade has warranties and ends of support.
DUE_OF_TRADE: Mapping[str, tuple[str, ...]] = {
    "salon": ("birthday", "anniversary", "points"),
    "restaurant": ("birthday", "points"),
    "school": ("membership",),
    "ec": ("points",),
    "rental": ("points", "membership"),
    "wholesale": ("contract",),
    "printing": ("contract",),
    "insurance": ("insurance",),
    "car": ("vehicle_inspection", "inspection", "insurance"),
    "lease": ("lease", "contract", "inspection"),
    "builder": ("inspection",),
    "other": ("points", "contract", "inspection", "birthday"),
}
_ALWAYS = ("warranty",)
_INSPECTED = ("car", "builder", "lease")
#: The rungs of the four cadences and the setting that says how often.
CADENCES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "cadence_supporting": (("supporter", "advocate", "partner"), "touches_supporting"),
    "cadence_regular": (("regular",), "touches_regular"),
    "cadence_customer": (("customer",), "touches_customer"),
    "cadence_prospect": (("prospect",), "touches_prospect"),
}
_CADENCE_NAMES: Mapping[str, Words] = {
    "cadence_supporting": _("So many words a year: supporters and above"),
    "cadence_regular": _("So many words a year: regulars"),
    "cadence_customer": _("So many words a year: customers"),
    "cadence_prospect": _("So many words a year: prospects"),
}


def plans_of(book: Book, settings: Settings) -> list[Plan]:
    """All plans: rules, ready-made ones (or the owner's instead), the owner's own."""
    own = own_plans(book.table("plan_steps"))
    instead = {plan.rule for plan in own.values()}
    rules = [plan for plan in rule_plans(settings) if plan.code not in instead]
    ready = [own.pop(plan.code, plan) for plan in waiting_plans(settings)]
    return [*rules, *ready, *own.values()]


def own_plans(rows: pd.DataFrame) -> dict[str, Plan]:
    """The owner's plans: {code of the ready-made one, else the owner's name: plan}.

    Args:
        rows: the table ``plan_steps``.
    """
    rows = rows[rows["aim"] != "need"].sort_values(
        ["position", "action"],
        kind="stable", na_position="last",
    )  # fmt: skip
    keys = rows["template"].where(rows["template"] != "", rows["plan"])
    found = {}
    for key, group in rows.groupby(keys, sort=True):
        first = group.iloc[0]
        steps = tuple(_own_step(row) for row in group.to_dict("records"))
        found[str(key)] = Plan(
            str(key), first["plan"], first["starts_with"] or "hand", first["attached_to"], steps,
            in_use=not (group["in_use"] == "no").all(), own=True, rule=_rule_of(first),
        )  # fmt: skip
    return found


def _rule_of(row: Mapping[Any, Any] | pd.Series[Any]) -> str:
    """The rule of the call list instead of which a plan stands; empty for none."""
    if row["template"] in _RULES:
        return str(row["template"])
    known = row["starts_with"] == "due_date" and row["attached_to"] in _RULES
    return str(row["attached_to"]) if known else ""


def laid_down(rows: pd.DataFrame) -> dict[str, Steps]:
    """{rule: the owner's steps that stand instead of its own}; none while they are switched off.

    Args:
        rows: the table ``plan_steps``.
    """
    found: dict[str, Steps] = {}
    for plan in own_plans(rows).values():
        if plan.rule:
            found[plan.rule] = found.get(plan.rule, ()) + (plan.steps if plan.in_use else ())
    return found


def rule_steps(code: str, own: Mapping[str, Steps], settings: Settings) -> Steps:
    """The steps of a rule: the owner's, else those of the settings; none of an unknown kind.

    Args:
        code: ``thanks``, or a kind of due date.
        own: of :func:`laid_down`.
        settings: the days of the ready-made steps.
    """
    if code in own:
        return own[code]
    if code == "thanks":
        return _thanks(settings).steps
    if code == "support_end":
        return _after_end(settings).steps
    return _before_end(code, settings).steps if code in KINDS else ()


def bought_since(rows: pd.DataFrame, settings: Settings, today: dt.date) -> dict[str, dt.date]:
    """{product or category: since when its purchases matter to plans in use}.

    Args:
        rows: the table ``plan_steps``.
        settings: how long a step is carried, and of how long the share done is told.
        today: the real day.
    """
    found: dict[str, dt.date] = {}
    for plan in own_plans(rows).values():
        name = plan.attached_to
        if plan.in_use and plan.starts_with == "purchase" and name:
            span = max(step.back() for step in plan.steps)
            span += settings.plans.carried_days + settings.plans.share_days
            since = today - dt.timedelta(days=span)
            found[name] = min(since, found.get(name, since))
    return dict(sorted(found.items()))


def _own_step(row: Mapping[Any, Any]) -> PlanStep:
    count = 0 if pd.isna(row["count"]) else int(row["count"])
    on_date = None if pd.isna(row["on_date"]) else pd.Timestamp(row["on_date"]).date()
    return PlanStep(
        count, str(row["unit"]) or "days", str(row["action"]), str(row["staff"]),
        str(row["channel"]), str(row["script"]), int(row.get("row_id", 0)), on_date,
    )  # fmt: skip


def rule_plans(settings: Settings) -> list[Plan]:
    """The plans that are rules of the call list, always in force, by the days of the settings."""
    trade = settings.trade_code
    kinds = (*DUE_OF_TRADE.get(trade, DUE_OF_TRADE["other"]), *_ALWAYS)
    return [
        _thanks(settings), *(_before_end(kind, settings) for kind in kinds), _after_end(settings)
    ]  # fmt: skip


def _thanks(settings: Settings) -> Plan:
    action = _("Thanks after a first or a big purchase; nothing to sell")
    rule = _rule("calls.thanks_steps", settings, action)
    return Plan("thanks", _("3 days, 3 weeks, 3 months"), "purchase", "", **rule)


def _after_end(settings: Settings) -> Plan:
    rule = _rule("care.support_steps", settings, _("Ask how they are; nothing to sell"))
    return Plan("support_end", _("After the end of support"), "due_date", "support_end", **rule)


def _before_end(kind: str, settings: Settings) -> Plan:
    long = kind == "warranty" and settings.trade.long_cycle
    setting = "calls.long_warranty_steps" if long else f"calls.{kind}_steps"
    rule = _rule(setting, settings, _("A word in time, by phone or by card"), sign=-1)
    return Plan(kind, KINDS[kind], "due_date", kind, **rule)


def _rule(setting: str, settings: Settings, action: Words, *, sign: int = 1) -> dict[str, Any]:
    """What makes a plan a rule: its steps as they stand in a setting."""
    group, _dot, field = setting.partition(".")
    days: tuple[int, ...] = getattr(getattr(settings, group), field)
    steps = tuple(PlanStep(sign * day, "days", action) for day in days)
    return {"steps": steps, "in_use": True, "setting": setting}


def waiting_plans(settings: Settings) -> list[Plan]:
    """The ready-made plans that do nothing until the owner switches them on."""
    limits = settings.plans
    found = [
        Plan(
            "usage", _("How is it being used?"), "purchase", "",
            tuple(PlanStep(n, "days", _("Ask how it is being used"), script=_USAGE)
                  for n in limits.usage_days),
        )
    ]  # fmt: skip
    if settings.trade_code in _INSPECTED:
        steps = (PlanStep(n, "months", _("Inspection")) for n in limits.inspection_months)
        found.append(Plan("inspections", _("Inspections after"), "purchase", "", tuple(steps)))
    return [*found, *(_cadence(code, settings) for code in CADENCES)]


_USAGE = _("How is it going with what you bought? Is there anything that is not clear?")


def _cadence(code: str, settings: Settings) -> Plan:
    rungs, setting = CADENCES[code]
    often = int(getattr(settings.care, setting))
    action = _("A word that takes up the last talk")
    steps = (PlanStep(often, "a_year", action),)
    return Plan(code, _CADENCE_NAMES[code], "stage", rungs[0], steps)


def rungs_of(plan: Plan) -> tuple[str, ...]:
    """The rungs that a plan by rung is for; none named: all of them."""
    if plan.code in CADENCES:
        return CADENCES[plan.code][0]
    every = tuple(rung for rungs, _setting in CADENCES.values() for rung in rungs)
    return (plan.attached_to,) if plan.attached_to else every


def as_rows(plan: Plan, say: Callable[[Text], str], *, in_use: bool) -> list[dict[str, Any]]:
    """The rows of ``plan_steps`` that make a ready-made plan the owner's.

    Args:
        plan: the plan.
        say: turns words into text of the owner's language.
        in_use: whether it is switched on.
    """
    return [
        {
            "plan": say(plan.name), "template": plan.code, "aim": "care",
            "starts_with": plan.starts_with, "attached_to": plan.attached_to,
            "position": number, "count": step.count, "unit": step.unit, "staff": step.staff,
            "channel": step.channel, "action": say(step.action), "script": say(step.script),
            "on_date": step.on_date, "in_use": "yes" if in_use else "no",
        }
        for number, step in enumerate(plan.steps, start=1)
    ]  # fmt: skip


def planned_rows(plan: Plan, begun: dt.date, say: Callable[[Text], str]) -> list[dict[str, Any]]:
    """The rows of ``plans`` that attach a plan to somebody by hand from a day on.

    Args:
        plan: the plan; steps that are counted in times a year have no day and are left out.
        begun: the day from which its steps count.
        say: turns words into text of the owner's language.
    """
    day = np.array([begun], dtype="datetime64[D]")
    dated = [(step, step.days(day)[0].item()) for step in plan.steps if step.unit != "a_year"]
    return [
        {
            "date": due, "action": say(step.action),
            "staff": step.staff, "plan": plan.code if plan.own else say(plan.name),
        }
        for step, due in dated
        if due is not None
    ]  # fmt: skip
