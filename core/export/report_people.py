"""The questions of the week about people: who recommends, who moved, who left, who complains."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from core import figures
from core.export.report_case import Case
from core.export.report_parts import Cell, Listing, Picture, Section
from core.figures.causes import causes as causes_figure
from core.locale.words import Words, _, n_, say
from core.rules import cases, causes
from core.rules.ladder import CODES, STAGES
from core.rules.moved import MOVES, moved
from core.rules.referral_tree import rates
from core.rules.referrals import pairs
from core.weekly.customers import silent_regulars, up_and_down

#: Names of a list at most (DOMAIN 4, question 6).
NAMES = 10
#: Type of a long title below a picture, in pixels.
_SMALL = 10
_NOBODY = _("Nobody.")


def referred(case: Case) -> Section:
    """Question 5: does anybody recommend us."""
    found = rates(case.review.customers, case.review.book)
    given = _("{givers} customers referred somebody in a year, {given} times.",
              givers=found.givers, given=found.given)  # fmt: skip
    section = case.asked("referrals", case.based(found.new, _("new customers in a year")), given)
    return replace(section, listings=(_latest(case),))


def _latest(case: Case) -> Listing:
    """The newest referrals: who brought whom."""
    review = case.review
    rows = pairs(review.customers, review.book)
    rows = rows[rows["date"].notna()].sort_values("date", ascending=False, kind="stable")
    told = tuple(
        (row["date"].date(), case.who(row["customer_id"]), _brought(case, row),
         _("yes") if row["bought"] else _("not yet"))
        for row in rows.head(NAMES).to_dict("records")
    )  # fmt: skip
    return Listing(
        "newest", _("The newest referrals"),
        (_("Day"), _("Who recommended"), _("Whom"), _("Has bought")), told, _NOBODY,
    )  # fmt: skip


def _brought(case: Case, row: dict[Any, Any]) -> Words | str:
    return case.who(row["referred_id"]) if row["referred_id"] else str(row["referred_name"])


def ladder(case: Case) -> Section:
    """Question 6: who went up and who went down."""
    rows, people = case.facts.moved, case.review.customers
    up, down = up_and_down(rows)
    section = case.asked("moved", case.based(len(people), _("number of customers")))
    if case.facts.weekly.moves is None:
        # No week is kept yet: the records of today tell of the week before.
        said = _("Since {day} {up} went up the ladder and {down} went down.",
                 day=case.facts.since, up=len(up), down=len(down))  # fmt: skip
        section = replace(section, verdict=said)
    return replace(
        section, pictures=(_rungs(case),),
        listings=(_steps(case, "up", _("Went up the ladder"), up),
                  _steps(case, "down", _("Went down the ladder"), down), _standing(case)),
    )  # fmt: skip


def _rungs(case: Case) -> Picture:
    counts = case.review.customers["stage"].value_counts()
    names = [say(STAGES[code].label, case.language) for code in CODES]
    held = [int(counts.get(code, 0)) for code in CODES]
    told = Listing(
        "rungs", _("Number of customers on each of the six rungs"), (_("Rung"), _("Customers")),
        tuple((STAGES[code].label, n) for code, n in zip(CODES, held, strict=True))[::-1], _NOBODY,
    )  # fmt: skip
    return Picture(figures.ladder(names, held, language=case.language), told)


def _steps(case: Case, code: str, title: Words, rows: pd.DataFrame) -> Listing:
    told = tuple(
        (case.who(row["customer_id"]), STAGES[row["before"]].label, STAGES[row["after"]].label)
        for row in rows.head(NAMES).to_dict("records")
    )
    return Listing(code, _counted(title, len(rows)), (_("Name"), _("Before"), _("Now")), told,
                   _NOBODY)  # fmt: skip


def _counted(title: Words, n: int) -> Words:
    """A title with how many there are, of whom a list names the first."""
    if n <= NAMES:
        return _("{title} ({n} people)", title=title, n=n)
    return _("{title} ({n}, the first {shown})", title=title, n=n, shown=NAMES)


def _standing(case: Case) -> Listing:
    """Who is new, and who began to drift."""
    found = moved(
        case.review.customers, case.review.book.asof, case.review.settings.review.moved_days
    )
    found = found[found["move"].isin(("new", "at_risk"))]
    told = tuple(
        (case.who(row["customer_id"]), MOVES[row["move"]], STAGES[row["stage"]].label)
        for row in found.head(2 * NAMES).to_dict("records")
    )
    title = _("New, or beginning to drift, in the last week of the data ({n})", n=len(found))
    return Listing("moved", title, (_("Name"), _("What happened"), _("Rung")), told, _NOBODY)


def silent(case: Case) -> Section:
    """Question 7: which good customers left without a word."""
    found = silent_regulars(case.facts.weekly)
    section = case.asked("silent", case.based(len(found), _("fallen silent")))
    names = (_leavers(case, found), _overdue_regulars(case))
    if not case.sees.private_notes:
        # Whom the owner defends is a policy, and policies are the owner's.
        said = n_("{n} regular or above fell silent in the last week of the data.",
                  "{n} regulars or above fell silent in the last week of the data.",
                  n=len(found))  # fmt: skip
        return replace(section, verdict=said, urgent=False, figures=(), listings=names)
    return replace(section, listings=names)


def _leavers(case: Case, found: pd.DataFrame) -> Listing:
    title = _counted(_("Regulars or above who fell silent"), len(found))
    return _losses(case, "gone", title, found["customer_id"].head(NAMES).tolist())


def _overdue_regulars(case: Case) -> Listing:
    """Former regulars that have been silent past their day of no return, the largest first."""
    people = case.review.customers
    rows = people[people["former"] & (people["state"] == "dormant")]
    rows = rows.sort_values("total_spend", ascending=False, kind="stable")
    title = _counted(_("Former regulars who are dormant"), len(rows))
    return _losses(case, "dormant", title, rows["customer_id"].head(NAMES).tolist())


def _losses(case: Case, code: str, title: Words, ids: list[str]) -> Listing:
    heads = [_("Name"), _("Rung"), _("Last purchase"), _("Days silent")]
    heads += [_("Gross profit a year")] if case.amounts else []
    told = []
    for customer_id in ids:
        row = case.people.loc[customer_id].to_dict()
        cells: list[Cell] = [
            case.who(customer_id), STAGES[row["stage"]].label,
            row["last_purchase_date"].date(), int(row["days_since_last_purchase"]),
        ]  # fmt: skip
        told.append((*cells, *([case.money(row["annual_profit"])] if case.amounts else [])))
    return Listing(code, title, tuple(heads), tuple(told), _NOBODY)


def complaints(case: Case) -> Section:
    """Question 8: which complaints come back, and which are open."""
    review = case.review
    found = causes.pareto(review.book, review.settings)
    open_ = cases.cases(review.customers, review.book, review.settings)
    open_ = open_[open_["open"]]
    based = _("As of {day}; {what}: {n}.", day=review.book.today,
              what=_("complaints in {days} days", days=review.settings.cases.cause_days),
              n=int(found["n"].sum()))  # fmt: skip
    back = (causes.returned_words(found, review.settings),) if len(found) else ()
    section = case.asked("complaints", based, *back)
    return replace(
        section, pictures=(_causes(case, found),) if len(found) else (),
        listings=(_open_cases(open_, case),),
    )  # fmt: skip


def _causes(case: Case, found: pd.DataFrame) -> Picture:
    names = [causes.label(cause) for cause in found["cause"]]
    days = case.review.settings.cases.cause_days
    drawn = causes_figure(found, names, days=days, language=case.language)
    # On paper the bars leave less room below them than on the page.
    drawn["layout"]["xaxis"]["title"]["font"] = {"size": _SMALL}
    rows = tuple(
        (name, int(row["n"]), int(row["before"]), int(row["returned"]))
        for name, row in zip(names, found.to_dict("records"), strict=True)
    )
    return Picture(
        drawn,
        Listing("causes", _("Complaints by cause"),
                (_("Cause"), _("Last {n} days", n=days), _("{n} days before", n=days),
                 _("Came back")), rows, _NOBODY),
    )  # fmt: skip


def _open_cases(rows: pd.DataFrame, case: Case) -> Listing:
    told = tuple(
        (case.who(row["customer_id"]), row["received_date"].date(), causes.label(row["cause"]),
         cases.STEPS[row["step"]], None if pd.isna(row["due"]) else row["due"].date(),
         row["content"])
        for row in rows.to_dict("records")
    )  # fmt: skip
    return Listing(
        "open_cases", _("Complaints that are open ({n})", n=len(rows)),
        (_("Name"), _("Received"), _("Cause"), _("Next step"), _("By"), _("What was said")),
        told, _("No complaint is open."),
    )  # fmt: skip
