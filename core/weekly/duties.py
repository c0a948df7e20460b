"""Questions 8 to 10: complaints that come back, promises, this week's calls (今週すること)."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from core.book import Book
from core.calls.effects import effects
from core.calls.golden import Golden
from core.locale.words import Words, _, n_
from core.rules import cases, causes, commitments
from core.weekly.facts import Facts
from core.weekly.question import BAD, GOOD, UNKNOWN, WATCH, Fact, Question, number


def complaints(facts: Facts) -> Question:
    """Question 8: which cause comes back, and how soon complaints are answered."""
    book, settings, people = facts.book, facts.settings, facts.people
    if not len(book.table("complaints")):
        return Question(
            "complaints", UNKNOWN, _("No complaint is on record, so none can be seen to return."),
            decisions=(_("Write down every complaint of this week, small ones too."),),
            locked=True,
        )  # fmt: skip
    pareto, tasks = causes.pareto(book, settings), causes.tasks(people, book, settings)
    answered, n = cases.answered(book, settings), int(pareto["n"].sum())
    waiting = cases.cases(people, book, settings)
    waiting = waiting[waiting["open"]]
    back = int(pareto["returned"].sum())
    days = settings.cases.cause_days
    often = pareto.set_index("cause")["n"].to_dict()
    tasks.sort(key=lambda task: -often.get(task.cause, 0))
    if tasks:
        mark, words = BAD, n_(
            "{n} cause is a task of the company: {cause}.",
            "{n} causes are tasks of the company, first: {cause}.",
            n=len(tasks), cause=causes.label(tasks[0].cause),
        )  # fmt: skip
    elif back or answered.waiting:
        mark, words = WATCH, _("Complaints came back, or wait for their first word.")
    else:
        mark, words = GOOD, _("No complaint came back in the last {n} days.", n=days)
    found = [
        Fact(_("Complaints in {n} days", n=days), f"{n:,}"),
        Fact(_("Of them come back"), f"{back:,}"),
        Fact(_("Wait for their first word"), f"{answered.waiting:,}"),
    ]
    if not math.isnan(answered.median) and answered.n >= settings.cases.least_count:
        found.append(Fact(_("Days to the first word (the middle)"), f"{answered.median:g}"))
    return Question(
        "complaints", mark, words, tuple(found), (answered.words(settings),),
        (facts.named(_("Their complaint is open"), waiting["customer_id"].drop_duplicates()),),
        (
            *(_("Put right: {cause}.", cause=causes.label(task.cause)) for task in tasks[:1]),
            _("Give every open complaint a word today."),
        ),
    )  # fmt: skip


def promises(facts: Facts) -> Question:
    """Question 9: are our promises kept, which are overdue, which fall due."""
    book, settings = facts.book, facts.settings
    if not len(book.table("promises")):
        return Question(
            "promises", UNKNOWN, _("No promise is on record."),
            decisions=(_("Write down every promise of this week with its day."),), locked=True,
        )  # fmt: skip
    kept = commitments.kept(book, settings)
    ours = commitments.due_list(facts.people, book)
    ours = ours[ours["ours"]]
    late, soon = ours[ours["late"] > 0], ours[(ours["late"] <= 0) & (ours["late"] > -_WEEK)]
    mark, words = _kept(kept, len(late), settings.care.promise_goal, settings.care.least_count)
    return Question(
        "promises", mark, words,
        (
            Fact(_("Overdue"), f"{len(late):,}"),
            Fact(_("Due within a week"), f"{len(soon):,}"),
            Fact(_("Kept on time in {n} days", n=settings.care.promise_days),
                 _("{on_time} of {n}", on_time=kept.on_time, n=kept.due)),
        ),
        (commitments.kept_words(kept, settings),),
        (
            facts.named(_("We are late with them"), late["customer_id"].drop_duplicates()),
            facts.named(_("Due within a week"), soon["customer_id"].drop_duplicates()),
        ),
        (
            _("Keep the overdue promises first."),
            _("Give every promise a day on which we can keep it."),
        ),
    )  # fmt: skip


_WEEK = 7


def _kept(found: commitments.Kept, late: int, goal: int, least: int) -> tuple[str, Words]:
    """Any overdue one is bad; fewer kept than the goal is to watch (DOMAIN 4)."""
    if late:
        return BAD, n_(
            "{n} promise of ours is overdue.", "{n} promises of ours are overdue.", n=late
        )
    if found.due >= least and 100 * found.on_time < goal * found.due:
        return WATCH, _("No promise is overdue, but too many were kept late.")
    return GOOD, _("No promise of ours is overdue.")


def calls(facts: Facts) -> Question:
    """Question 10: whom we call this week, and what came of last week's list."""
    listed, book = facts.review.calls, facts.book
    n = len(listed.rows)
    words = _("No call is urgent this week.")
    if n:
        words = n_("{n} call stands on the list of this week.",
                   "{n} calls stand on the list of this week.", n=n)  # fmt: skip
    found = [
        Fact(_("On the list"), number(n)),
        Fact(_("Calls that fit in the week"), f"{listed.capacity:,}"),
        Fact(_("Not listed"), number(len(listed.left_out))),
    ]
    details = [_("The list is for the week of {week}.", week=listed.week)]
    before = last_list(facts)
    if before is not None:
        found.append(
            Fact(_("Last list: called"),
                 _("{done} of {n}", done=before.done, n=before.listed))
        )  # fmt: skip
    if not len(book.table("activities")):
        details.append(
            _("There are no days of contact yet, so the order stands on purchases alone.")
        )
    return Question(
        "calls", WATCH if listed.overflow else GOOD, words, tuple(found), tuple(details),
        (facts.named(_("First on the list"), listed.rows["customer_id"]),),
        (_("We make these calls this week."), _("Fewer calls, promises first.")),
    )  # fmt: skip


def last_list(facts: Facts) -> Golden | None:
    """The newest list before this week's, with what came of it (先週の一覧)."""
    found = effects(facts.book, facts.settings, facts.review.measures.bought)
    before = [one for one in found.lists if one.week < facts.review.calls.week]
    return before[0] if before else None


def late_promises(book: Book, people: pd.DataFrame) -> pd.DataFrame:
    """Our overdue promises, the latest first, as :func:`commitments.due_list` gives them."""
    found = commitments.due_list(people, book)
    return found[found["ours"] & (found["late"] > 0)].reset_index(drop=True)


def next_day(book: Book, days: int = _WEEK) -> dt.date:
    """The day to which an overdue promise is put off."""
    return book.today + dt.timedelta(days=days)
