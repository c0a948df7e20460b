"""The report of the week (報告): the ten questions with figures, names and lists, for one reader.

The owner's version tells everything. The staff's leaves out money, whom the owner thinks about
parting with, and the owner's notes; the phone stands on the list of who is to be called, and
nowhere else. Each is made of its own: nothing of the owner's is in the staff's file to be found.
"""

from __future__ import annotations

import dataclasses

from core.export import report_growth, report_people, report_week
from core.export.report_case import Case
from core.export.report_facts import Facts
from core.export.report_parts import Cell, Listing, Report, Section
from core.locale.words import Words, _
from core.rules.roles import SEES, Role
from core.settings import Settings

#: Thresholds that the report stands on, with what they are.
STANDS_ON: dict[str, Words] = {
    "review.stale_days": _("Days from which the data are too old"),
    "verdict.dead_band": _("A change within this is none"),
    "verdict.purchases_needed": _("Purchases needed in each window before a verdict"),
    "money.share_customers": _("Customers needed before a share is told"),
    "cohorts.f2_least": _("First-time customers needed before a rate is told"),
    "cohorts.f2_before": _("Closed months to compare with"),
    "care.referral_silence_weeks": _("Weeks without a referral until it is said"),
    "cases.cause_days": _("Days of complaints looked at"),
    "cases.least_count": _("Complaints needed before a share is told"),
    "care.promise_days": _("Days of promises looked at"),
    "care.promise_goal": _("Percent of promises to be kept"),
    "calls.per_day": _("Calls on a working day"),
    "lamps.least_count": _("Customers needed before a lamp is told"),
}
#: Those that only the owner's version stands on.
OWNERS_STAND: dict[str, Words] = {
    "asset.years": _("Years ahead of the asset"),
    "asset.discount_rate": _("Taken off the asset a year"),
    "care.think_kinds": _("Kinds of evidence before somebody is to be thought about"),
}


def report(facts: Facts, role: Role, language: str) -> Report:
    """The report for one reader.

    Args:
        facts: everything that may be told.
        role: of the reader.
        language: of labels in pictures and of joined sentences.
    """
    case = Case(facts, SEES[role], language)
    review = facts.review
    sections = [
        report_growth.fresh(case),
        report_growth.existing(case),
        report_growth.active(case),
        report_growth.new(case),
        report_growth.quadrant(case),
        report_people.referred(case),
        report_people.ladder(case),
        report_people.silent(case),
        report_people.complaints(case),
        report_week.promises(case),
        report_week.calls(case),
        *_further(case),
    ]
    return Report(
        name=facts.name, role=role, today=review.book.today, asof=review.book.asof,
        stale=facts.weekly.stale,
        headline=review.verdict.words, sections=tuple(sections),
        stands_on=_stands_on(review.settings, case),
    )  # fmt: skip


def _further(case: Case) -> list[Section]:
    """What stands behind the ten questions; most of it is the owner's alone."""
    further = [] if (said := report_week.decided(case)) is None else [said]
    if case.amounts:
        further += [report_week.signs(case), report_week.worth(case)]
    if case.sees.refusals:
        further.append(report_week.parting(case))
    return further


def _stands_on(settings: Settings, case: Case) -> Listing:
    """Every threshold with its value, and 「初期値（仮）」 where it is assumed."""
    told = STANDS_ON | (OWNERS_STAND if case.sees.money else {})
    rows = [(words, *_value(settings, key)) for key, words in told.items()]
    return Listing(
        "stands_on", _("What these figures stand on"),
        (_("It stands on"), _("Figure"), _("From where")), tuple(rows), _("Nothing."),
    )  # fmt: skip


def _value(settings: Settings, key: str) -> tuple[Cell, Cell]:
    group, _dot, name = key.partition(".")
    held = getattr(settings, group)
    one = next(f for f in dataclasses.fields(held) if f.name == name)
    value = getattr(held, name)
    shown = f"{value:.0%}" if isinstance(value, float) and value < 1 else f"{value:g}"
    if value != one.default:
        return shown, _("set by the owner")
    assumed = one.metadata["assumed"]
    return shown, _("initial value, provisional") if assumed else _("rule of this program")
