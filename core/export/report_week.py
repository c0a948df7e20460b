"""The last questions of the week in a report: promises, calls; and what is the owner's alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from core.calls.value import minute_cost
from core.export.report_case import Case, without_money
from core.export.report_parts import Cell, Listing, Phone, Section
from core.locale.words import Words, _, n_, say
from core.loyal import loyal, loyal_words
from core.rules import commitments, lamps
from core.rules.doubtful import EVIDENCE, doubtful

_NONE = _("None.")


def promises(case: Case) -> Section:
    """Question 9: do we keep our promises, and which are due."""
    book, settings = case.review.book, case.review.settings
    ours = commitments.kept(book, settings)
    theirs = commitments.kept(book, settings, theirs=True)
    due = commitments.due_list(case.review.customers, book)
    based = _("As of {day}; {what}: {n}.", day=book.today,
              what=_("promises that fell due in {days} days", days=settings.care.promise_days),
              n=ours.due)  # fmt: skip
    section = case.asked("promises", based, commitments.their_words(theirs, settings))
    return replace(
        section,
        listings=(_due(case, due[due["ours"]], "ours", _("We promised ({n})")),
                  _due(case, due[~due["ours"]], "theirs", _("They promised ({n})"))),
    )  # fmt: skip


def _due(case: Case, rows: pd.DataFrame, code: str, title: Words) -> Listing:
    told = tuple(
        (None if pd.isna(row["due_date"]) else row["due_date"].date(),
         _overdue(row["late"]), case.who(row["customer_id"]), row["content"])
        for row in rows.to_dict("records")
    )  # fmt: skip
    named = Words(title.message, "", {"n": len(rows)})
    return Listing(code, named, (_("Due"), _("How late"), _("Name"), _("What")), told, _NONE)


def _overdue(days: int) -> Words:
    if days > 0:
        return n_("{n} day late", "{n} days late", n=days)
    return n_("{n} day left", "{n} days left", n=-days) if days else _("today")


def calls(case: Case) -> Section:
    """Question 10: whom to call this week."""
    found = case.review.calls
    more: tuple[Words, ...] = ()
    if found.overflow:
        more = (_("Promises alone are more than fit in: nothing else is listed."),)
    based = _("Week of {week}; as of {day}; calls: {n}.", week=found.week,
              day=case.review.book.today, n=len(found.rows))  # fmt: skip
    section = case.asked("calls", based, *more)
    # Who stands first on the list stands on the list.
    figures = section.figures[:1]
    return replace(section, judges=False, figures=figures, listings=(_call_list(case),))


def _call_list(case: Case) -> Listing:
    phones = case.sees.phones or case.sees.listed_phones
    heads = [_("No."), _("Name"), *([_("Phone")] if phones else []), _("Best time of day"),
             _("Why now"), _("How to begin")]  # fmt: skip
    told = []
    for row in case.review.calls.rows.to_dict("records"):
        card = row["card"]
        why = card.why if case.sees.money else without_money(card.why)
        cells: list[Cell] = [int(row["rank"]), case.who(row["customer_id"])]
        cells += [Phone(card.phone)] if phones else []
        cells += [card.best_time, _joined(case, why), _joined(case, card.opener)]
        told.append(tuple(cells))
    return Listing("call_list", _("Calls of the week"), tuple(heads), tuple(told),
                   _("No call is urgent this week."))  # fmt: skip


def _joined(case: Case, lines: tuple[Words, ...]) -> str:
    return "\n".join(say(line, case.language) for line in lines)


def signs(case: Case) -> Section:
    """The lamps that are lit (点検の灯)."""
    review = case.review
    windows, measures = review.windows, review.measures
    found = [
        *lamps.failing(review.customers, review.book, windows, review.settings),
        *lamps.closing(review.customers, review.book, measures.health, measures.once,
                       review.settings),
    ]  # fmt: skip
    lit = [lamp for lamp in found if lamp.lit]
    unknown = sum(lamp.lit is None for lamp in found)
    said = _(
        "{lit} of {n} warning lamps are lit; {unknown} cannot be told yet.", lit=len(lit),
        n=len(found), unknown=unknown,
    )  # fmt: skip
    return Section(
        "signs", _("Signs to look at"), said,
        case.based(len(review.customers), _("number of customers")),
        tuple(lamp.words for lamp in lit),
    )  # fmt: skip


def worth(case: Case) -> Section:
    """What the loyal are worth, for the owner."""
    review = case.review
    found = loyal(review.customers, review.book.asof, review.settings)
    first, *rest = loyal_words(found, review.book.currency, review.book.scale)
    return Section(
        "worth", _("The loyal as an asset"), first,
        case.based(found.people, _("supporters and above")), tuple(rest),
    )  # fmt: skip


def parting(case: Case) -> Section:
    """Whom the owner has to think about (お断り候補), for the owner alone."""
    review = case.review
    found = doubtful(
        review.customers, review.measures.late_payments, review.book, review.settings,
        minute_cost=minute_cost(review.book, review.settings.calls),
    )  # fmt: skip
    rows = tuple(
        (case.who(one.customer_id),
         "\n".join(say(_("{kind}: {words}", kind=EVIDENCE[e.code], words=e.words), case.language)
                   for e in one.evidence))
        for one in found
    )  # fmt: skip
    said = n_("{n} customer shows two kinds of evidence.",
              "{n} customers show two kinds of evidence.", n=len(found))  # fmt: skip
    return Section(
        "parting", _("To think about, for you alone"), said,
        case.based(len(review.customers), _("number of customers")),
        listings=(Listing("parting", _("Customers to think about ({n})", n=len(found)),
                          (_("Name"), _("Evidence")), rows, _("Nobody.")),),
    )  # fmt: skip


def decided(case: Case) -> Section | None:
    """What was decided in the last weeks (今週決めたこと); None where nothing was."""
    rows = case.review.book.table("decisions")
    rows = rows[rows["week"] <= pd.Timestamp(case.review.book.today)]
    rows = rows.sort_values("week", ascending=False, kind="stable")
    if not len(rows):
        return None
    newest = rows.iloc[0]
    listed = tuple(
        (row["week"].date(), row["decision"], row["staff"])
        for row in rows.head(5).to_dict("records")
    )
    return Section(
        "decided", _("What we decided"),
        _("Week of {week}: “{decision}”", week=newest["week"].date(), decision=newest["decision"]),
        _("As of {day}; {what}: {n}.", day=case.review.book.today, what=_("decisions"),
          n=len(rows)),
        judges=False,
        listings=(Listing("decisions", _("The last decisions"),
                          (_("Week"), _("Decision"), _("In charge")), listed, _NONE),),
    )  # fmt: skip
