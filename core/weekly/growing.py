"""Questions 0 to 4: the data, existing customers, how many, new ones, the verdict (増えたか)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pandas as pd

from core.locale.words import Month, Words, _, n_
from core.metrics.moment import day_number
from core.metrics.second import f2_by_month
from core.metrics.who import active_customers
from core.rules import payback
from core.rules.again import ABOVE, BELOW, LIKE, beside_before
from core.rules.verdict import UNKNOWN as NOT_KNOWN
from core.rules.verdict import VERDICTS, arrow, reaches_back
from core.weekly.facts import Facts
from core.weekly.question import (
    BAD,
    GOOD,
    UNKNOWN,
    WATCH,
    Fact,
    Group,
    Question,
    amount,
    change_words,
    number,
)

#: How a change looks.
MARKS = {"up": GOOD, "flat": GOOD, "down": BAD, NOT_KNOWN: UNKNOWN}
_QUARTER = dt.timedelta(days=91)


def data(facts: Facts) -> Question:
    """Question 0: until when the data are, which weeks are missing, which rows nobody's."""
    book, health = facts.book, facts.review.measures.health
    empty, nameless = empty_weeks(facts.counted.grown.weeks), health.lines - health.who
    found = [
        Fact(_("Data up to"), _("{day}", day=book.asof)),
        Fact(_("Days ago"), f"{facts.days_old:,}"),
        Fact(_("Weeks without a purchase, of 13"), f"{len(empty):,}"),
        Fact(_("Sales without a name in the customer ledger"), f"{nameless:,}"),
    ]
    details = [
        _("No purchase from {start} to {end}: does a sheet lack?", start=start, end=end)
        for start, end in empty
    ]
    decisions = [_("Bring in the sheet of this week.")]
    if nameless:
        decisions.append(_("Write the missing names into the customer ledger."))
    mark, words = _fresh(facts, holes=bool(empty))
    return Question("data", mark, words, tuple(found), tuple(details), decisions=tuple(decisions))


def _fresh(facts: Facts, *, holes: bool) -> tuple[str, Words]:
    old, asof = facts.days_old, facts.book.asof
    if facts.stale:
        return BAD, _(
            "The data end on {day}, {n} days ago: no verdict holds until a newer sheet is in.",
            day=asof, n=old,
        )  # fmt: skip
    if holes:
        return WATCH, _("The data are new enough (up to {day}), but weeks are missing.", day=asof)
    return GOOD, _("The data are new enough: up to {day}.", day=asof)


def empty_weeks(weeks: pd.DataFrame) -> list[tuple[dt.date, dt.date]]:
    """First and last days of the weeks without any purchase.

    Where the same weeks of last year were not all full either, an empty week is nothing unusual
    and none is named.
    """
    now = weeks["existing_now_days"] + weeks["new_now_days"]
    before = weeks["existing_before_days"] + weeks["new_before_days"]
    if not len(weeks) or not (before > 0).all():
        return []
    rows = weeks[now == 0]
    pairs = zip(rows["start"], rows["end"], strict=True)
    return [(start.date(), end.date()) for start, end in pairs]


def existing(facts: Facts) -> Question:
    """Question 1: 13 weeks of existing customers against the same weeks of last year."""
    spans, judged, moves = facts.review.windows, facts.review.verdict, facts.counted.grown.moves
    turn = _turn(facts, judged.existing_change)
    found = [
        Fact(_("Change on last year"), change_words(judged.existing_change, turn, few=facts.few))
    ]
    if facts.book.has_amounts:
        found = [
            Fact(_("Last 13 weeks"), _yen(facts, spans.existing_now), money=True),
            Fact(_("The same weeks of last year"), _yen(facts, spans.existing_before), money=True),
            *found,
        ]
    found.append(
        Fact(
            _("Purchases (then)"),
            _("{now} ({then})", now=spans.existing_days_now, then=spans.existing_days_before),
        )
    )
    gone = moves[moves["way"] == "left"].sort_values("change", kind="stable")
    back = moves[moves["way"].isin(("returned", "more"))]
    return Question(
        "existing", MARKS[turn], _EXISTING[turn], tuple(found), _why_unknown(facts, turn),
        (
            facts.named(_("Bought last year and did not come this time"), gone["customer_id"]),
            facts.named(_("Came back or bought more"), back["customer_id"]),
        ),
        (
            _("Call those who did not come this time."),
            _("Ask three regulars what they miss."),
        ),
    )  # fmt: skip


_EXISTING: dict[str, Words] = {
    "up": _("Sales to existing customers rise."),
    "flat": _("Sales to existing customers are level."),
    "down": _("Sales to existing customers fall."),
    NOT_KNOWN: _("We cannot say yet whether sales to existing customers grow."),
}


def active(facts: Facts) -> Question:
    """Question 2: how many customers are active, against a year ago, and how many stayed."""
    spans, grown = facts.review.windows, facts.counted.grown
    turn = _turn(facts, facts.review.verdict.active_change)
    rate = grown.kept.rate
    found = [
        Fact(_("Bought within 12 months"), number(spans.active_now)),
        Fact(_("A year before"), number(spans.active_before)),
        Fact(
            _("Change on last year"),
            change_words(facts.review.verdict.active_change, turn, few=facts.few),
        ),
    ]
    if rate is not None and not facts.few:
        found.append(Fact(_("Customers kept"), f"{rate:.1%}"))
    then = active_customers(grown.recent, grown.recent.asof - _QUARTER)
    now = set(active_customers(grown.recent, grown.recent.asof)["customer_id"])
    gone = then[~then["customer_id"].isin(now)]
    return Question(
        "active", MARKS[turn], _ACTIVE[turn], tuple(found), _why_unknown(facts, turn),
        (facts.named(_("Active 13 weeks ago and no longer"), gone["customer_id"]),),
        (
            _("Write a few words to those who are no longer active."),
            _("Call those who drift away before they are gone."),
        ),
    )  # fmt: skip


_ACTIVE: dict[str, Words] = {
    "up": _("There are more active customers than a year ago."),
    "flat": _("There are as many active customers as a year ago."),
    "down": _("There are fewer active customers than a year ago."),
    NOT_KNOWN: _("We cannot say yet whether there are more active customers."),
}


def new(facts: Facts) -> Question:
    """Question 3: new customers, and whether they come a second time."""
    spans, settings = facts.review.windows, facts.settings
    closed = _newest_closed(facts)
    than = beside_before(closed, settings) if closed is not None else ""
    found = [
        Fact(_("New customers in 13 weeks"), number(spans.new_buyers_now)),
        Fact(_("The same weeks of last year"), number(spans.new_buyers_before)),
    ]
    details: list[Words] = []
    if closed is not None and not facts.few:
        found.append(Fact(_("Came a second time"), f"{closed['share']:.0%}"))
        details.append(_f2_words(closed, than))
    cost, lost = cost_of_new(facts)
    if cost is not None:
        found.append(Fact(_("One new customer cost"), _yen(facts, cost), money=True))
    if lost:
        details.append(_lost_words(lost))
    recent = facts.people
    first = recent["first_purchase_date"] >= pd.Timestamp(spans.start_now)
    once = recent[first & (recent["purchase_count"] == 1)]
    return Question(
        "new", _NEW_MARKS[than], _NEW[than], tuple(found), tuple(details),
        (facts.named(_("New, and came once so far"), once["customer_id"]),),
        (
            _("Invite those who came once to a second time."),
            _("Look at which way in brings those who stay."),
        ),
    )  # fmt: skip


def cost_of_new(facts: Facts) -> tuple[int | None, tuple[str, ...]]:
    """What one new customer cost, minor units, and the months whose money never came back.

    Over the months with costs on record (:mod:`core.rules.payback`); None without any.
    """
    known = facts.counted.joined
    if known is None:
        return None, ()
    costs = payback.acquisition(facts.book, facts.settings)
    people = payback.people_of(known, facts.people)
    table = payback.cohorts(known, people, costs, facts.settings)
    spent = table[table["cost"] > 0]
    new = int(spent["new"].sum())
    each = round(int(spent["cost"].sum()) / new) if new else None
    return each, tuple(table.loc[table["verdict"] == payback.LOST, "month"])


def _lost_words(months: tuple[str, ...]) -> Words:
    return n_(
        "{n} month of new customers never paid back what it cost, the last one {month}.",
        "{n} months of new customers never paid back what they cost, the last one {month}.",
        n=len(months), month=Month(months[-1]),
    )  # fmt: skip


_NEW: dict[str, Words] = {
    ABOVE: _("More of the new customers come a second time than before."),
    LIKE: _("As many of the new customers come a second time as before."),
    BELOW: _("Fewer of the new customers come a second time than before."),
    "": _("We cannot say yet whether more of the new customers come a second time."),
}
_NEW_MARKS = {ABOVE: GOOD, LIKE: GOOD, BELOW: BAD, "": UNKNOWN}


def _newest_closed(facts: Facts) -> dict[str, Any] | None:
    """The newest month of first-time customers of which the rate can be said."""
    firsts = facts.counted.firsts
    if firsts.empty:
        return None
    months = f2_by_month(firsts, day_number(facts.book.asof), facts.settings)
    told = months[months["share"].notna()]
    return {str(k): v for k, v in told.iloc[-1].items()} if len(told) else None


def _f2_words(row: dict[str, Any], than: str) -> Words:
    facts = {
        "month": Month(row["month"]), "back": int(row["back"]), "n": int(row["n"]),
        "share": round(row["share"] * 100),
    }  # fmt: skip
    if than:
        return _(
            "{month}: of {n} first-time customers {back} came again: {share}%; {before}% in the "
            "closed months before.", before=round(row["before"] * 100), **facts,
        )  # fmt: skip
    return _("{month}: of {n} first-time customers {back} came again: {share}%.", **facts)


def verdict(facts: Facts) -> Question:
    """Question 4: the four quadrants of existing and new customers."""
    judged = facts.review.verdict
    turn, few = judged.existing, facts.few
    found = [
        Fact(_("Existing customers"), change_words(judged.existing_change, turn, few=few)),
        Fact(_("Active customers"), change_words(judged.active_change, turn, few=few)),
        Fact(_("New customers"), change_words(judged.new_change, judged.new, few=few)),
    ]
    drifting = facts.people[facts.people["state"] == "at_risk"]
    drifting = drifting.sort_values("annual_profit", ascending=False, kind="stable")
    groups: tuple[Group, ...] = ()
    if judged.existing == "down":
        label = _("Drifting away, the most valuable first")
        groups = (facts.named(label, drifting["customer_id"]),)
    return Question(
        "verdict", _quadrant(judged.existing, judged.new), judged.words, tuple(found),
        _why_unknown(facts, judged.existing), groups, (VERDICTS[judged.code].approach,),
    )  # fmt: skip


def _quadrant(existing_turn: str, new_turn: str) -> str:
    """Falling existing customers are bad whatever the new ones do; the rest is to watch."""
    if existing_turn == NOT_KNOWN:
        return UNKNOWN
    if existing_turn == "down":
        return BAD
    return GOOD if existing_turn == "up" and new_turn != "down" else WATCH


def _turn(facts: Facts, change: float) -> str:
    """Up, flat or down; unknown on too few purchases or a ledger that is too young."""
    enough = facts.review.verdict.n >= facts.settings.verdict.purchases_needed
    if not (enough and reaches_back(facts.review.windows)) or math.isnan(change):
        return NOT_KNOWN
    return arrow(change, facts.settings)


def _why_unknown(facts: Facts, turn: str) -> tuple[Words, ...]:
    if turn != NOT_KNOWN:
        return ()
    n = facts.review.verdict.n
    return (
        n_(
            "It takes {needed} purchases in these 13 weeks and in those of last year; there is "
            "{n}. Until then look at the names.",
            "It takes {needed} purchases in these 13 weeks and in those of last year; there are "
            "{n}. Until then look at the names.",
            n=n, needed=facts.settings.verdict.purchases_needed,
        ),
    )  # fmt: skip


def _yen(facts: Facts, minor: int) -> Words:
    return amount(minor, facts.book.currency, facts.book.scale)
