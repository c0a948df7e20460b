"""Why somebody is not on the list (なぜ載らない), and when or by what that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from core.calls.case import NEVER, Bools, Case, Days, Ints, days_of
from core.calls.gates import GATES, OPEN, Gated
from core.calls.lottery import standing_until
from core.calls.seats import Seated
from core.locale.words import Words, _

COLUMNS = ("customer_id", "reason", "words", "eligible_date", "rank", "opens")
_WEEK = 7
_ALWAYS = np.datetime64("9999-12-31", "D")


@dataclass(frozen=True)
class Line:
    """Customers with an open reason: all, those in line for a seat, and who got one.

    Attributes:
        leads: one candidate of each customer with an open reason.
        unheard: those of the leads whom the lot leaves for another week of listening.
        line: the leads in line for a seat, in order.
        seated: who of the line got one.
    """

    leads: pd.DataFrame
    unheard: Bools
    line: pd.DataFrame
    seated: Seated


@dataclass(frozen=True)
class Standing:
    """Where every customer stands, by their place: what sentences are made of.

    Attributes:
        case: the case; ``gated``: what the gates say.
        reason: the code of why they are not listed; ``number``: of the gate, OPEN for none.
        until: from which day they may be; ``waits``: the gate that no day opens.
        rank: their place in line, -1 outside of it.
        listed: who is listed; ``whose``: {place: whose week it is where they wait}.
    """

    case: Case
    gated: Gated
    reason: Any
    number: Ints
    until: Days
    waits: Ints
    rank: Ints
    listed: Ints
    whose: dict[int, str]


def standing(case: Case, coming: Days, found: pd.DataFrame, gated: Gated, line: Line) -> Standing:
    """Where every customer stands in a list.

    Args:
        case: the case.
        coming: when the next reason of each customer comes about
            (:func:`core.calls.coming_up.next_due`).
        found: all candidates, with ``held`` (the first gate that holds it), ``opens`` and
            ``waits`` of :class:`~core.calls.gates.Gated`.
        gated: what the gates say.
        line: who stood in line.
    """
    reason, number = _why_not(case, found, gated)
    until, waits = _until(case, coming, found, gated, reason)
    rank = np.full(case.size, -1)
    in_line = _in_line(case, line, reason, until)
    rank[in_line] = np.arange(1, len(in_line) + 1)
    whose = {int(in_line[i]): name for i, name in line.seated.whose.items()}
    listed = in_line[line.seated.listed]
    return Standing(case, gated, reason, number, until, waits, rank, listed, whose)


def left_out(of: Standing, ids: Collection[str] | None = None) -> pd.DataFrame:
    """Everybody who is not listed: :attr:`core.calls.listing.CallList.left_out`.

    Args:
        of: where everybody stands.
        ids: of whom it is told; none is everybody. Told of a million it takes seconds.
    """
    case, rank, until = of.case, of.rank, of.until
    asked = np.arange(case.size) if ids is None else case.places_of(ids)
    left = np.setdiff1d(asked, of.listed)
    said = zip(left.tolist(), of.reason[left], _said_day(of, left), strict=True)
    words = [_words(code, day, int(rank[who]), of.whose.get(who)) for who, code, day in said]
    opens = _opens(of.reason[left], until[left], of.waits[left])
    places = pd.array(np.where(rank[left] < 0, 0, rank[left]), dtype="Int64")
    return pd.DataFrame(
        {
            "customer_id": pd.array(case.text("customer_id")[left], dtype="str"),
            "reason": pd.array(of.reason[left], dtype="str"),
            "words": pd.Series(words, dtype=object),
            "eligible_date": until[left].astype("datetime64[us]"),
            "rank": places,
            "opens": pd.Series(opens, dtype=object),
        },
        columns=list(COLUMNS),
    ).assign(rank=lambda frame: frame["rank"].mask(frame["rank"] == 0))


def _in_line(case: Case, line: Line, reason: Any, until: Days) -> Ints:  # noqa: ANN401 - an array
    """Those in line, in order; for all with an open reason it is written down why they wait."""
    limits, week = case.limits, np.datetime64(case.capacity.week, "D")
    next_week = week + np.timedelta64(_WEEK, "D")
    leads = line.leads["place"].to_numpy(dtype="int64")
    waiting = line.line["place"].to_numpy(dtype="int64")
    not_drawn = waiting[line.seated.not_drawn]
    reason[leads] = "same_household"
    until[leads] = max(week, case.today) + np.timedelta64(limits.talk_rest_days, "D")
    reason[leads[line.unheard]] = "doubting"
    reason[waiting] = "over_capacity"
    until[leads[line.unheard]] = until[waiting] = next_week
    reason[not_drawn] = "lottery"
    ids = case.text("customer_id")[not_drawn].tolist()
    drawn_until = standing_until(
        case.book.listed, case.capacity.week, case.settings.learning.lot_weeks
    )
    fresh = case.capacity.week + dt.timedelta(weeks=case.settings.learning.lot_weeks)
    until[not_drawn] = np.array([drawn_until.get(one, fresh) for one in ids], "datetime64[D]")
    return waiting


def _why_not(case: Case, found: pd.DataFrame, gated: Gated) -> tuple[Any, Ints]:
    """For each customer the code of what stops them and the gate's number (OPEN: no gate).

    With reasons for a call: the first gate that holds one of them, else the yen. Without: the
    first gate that is shut, else that nothing is due.
    """
    places = found["place"].to_numpy(dtype="int64")
    first = np.full(case.size, OPEN)
    np.minimum.at(first, places, found["held"].to_numpy())
    has_reason = np.zeros(case.size, dtype=bool)
    has_reason[places] = True
    number = np.where(has_reason, first, gated.shut)
    names = np.array([*(gate.code for gate in GATES), "not_worth", "nothing_due"], dtype=object)
    rest = len(GATES) + np.where(has_reason, 0, 1)
    return names[np.where(number == OPEN, rest, number)], number


def _until(
    case: Case,
    coming: Days,
    found: pd.DataFrame,
    gated: Gated,
    reason: Any,  # noqa: ANN401
) -> tuple[Days, Ints]:
    """The day from which each may be listed again, and else the gate that no day opens.

    Whoever gives reasons waits for the first of them that all its gates let through; who gives
    none, for the gates and for the next reason.
    """
    has_reason = np.zeros(case.size, dtype=bool)
    has_reason[found["place"].to_numpy(dtype="int64")] = True
    day, waits = _of_reasons(case, found)
    known = gated.waits == OPEN
    nothing = reason == "nothing_due"
    alone = np.where(nothing, coming, np.where(known, np.fmax(gated.opens, coming), NEVER))
    return (
        np.where(has_reason, day, alone).astype("datetime64[D]"),
        np.where(has_reason, waits, gated.waits).astype("int64"),
    )


def _of_reasons(case: Case, found: pd.DataFrame) -> tuple[Days, Ints]:
    """Of each customer the day on which the first reason opens, else what it waits for."""
    held = found[found["held"].to_numpy() != OPEN]
    places, opens = held["place"].to_numpy(dtype="int64"), days_of(held["opens"])
    known = ~np.isnat(opens)
    first = np.full(case.size, _ALWAYS)
    np.minimum.at(first, places[known], opens[known])
    waits = np.full(case.size, OPEN, dtype="int64")
    np.minimum.at(waits, places, held["waits"].to_numpy())
    return np.where(first == _ALWAYS, NEVER, first), waits


def _said_day(of: Standing, left: Ints) -> list[dt.date | None]:
    """The day in the sentence: a gate's own where it names what it is, else when all are open."""
    number, said = of.number[left], of.until[left]
    unknown = np.isnat(said)
    for place, gate in enumerate(GATES):
        own = of.gated.until[place][left]
        said = np.where((number == place) & (gate.own_day | unknown), own, said)
    days: list[dt.date | None] = said.tolist()
    return days


@cache
def _words(code: str, day: dt.date | None, rank: int, whose: str | None) -> Words:
    if code in _OTHER_WORDS:
        return _OTHER_WORDS[code]
    if code == "nothing_due":
        return _nothing_due(day)
    if code == "over_capacity":
        return _over_capacity(rank, whose)
    return next(gate for gate in GATES if gate.code == code).words(day)


def _over_capacity(rank: int, whose: str | None) -> Words:
    if whose is None:
        return _("No seat left this week: number {rank} in line.", rank=rank)
    if whose:
        return _(
            "The week of {who}, who is in charge, is full: number {rank} in line.",
            rank=rank, who=whose,
        )  # fmt: skip
    return _(
        "Nobody with a week of their own is in charge, and the common seats are taken: number "
        "{rank} in line.",
        rank=rank,
    )


_OTHER_WORDS = {
    "not_worth": _("A call would cost more than it is likely to bring."),
    "same_household": _("Somebody of the same household or company is called this week."),
    "lottery": _("Not drawn this week: lots show whether calls help."),
}


def _nothing_due(day: dt.date | None) -> Words:
    if day is None:
        return _("Nothing is due.")
    return _("Nothing is due; the next reason comes about {day}.", day=day)


def _opens(reason: Any, until: Days, waits: Ints) -> list[Words | None]:  # noqa: ANN401 - an array
    """Where no day is known: what would bring them onto the list."""
    gates = [OPENS[gate.code] for gate in GATES]
    return [
        None if known else gates[gate] if gate != OPEN else OPENS[code]
        for code, known, gate in zip(reason, ~np.isnat(until), waits.tolist(), strict=True)
    ]


#: By the code of a reason: what opens it where no day does.
OPENS: dict[str, Words] = {
    "stopped": _("Only when they ask for it themselves and you change it on their card."),
    "no_consent": _("When they agree to calls and you write it on their card."),
    "no_phone": _("When a phone number is written on their card."),
    "writes": _("When they prefer calls and you write it on their card."),
    "refusal": _("When you take the mark back on «whom to think about»."),
    "open_complaint": _("When the complaint is settled and closed."),
    "no_approach": _("When you change the policy, or they buy again."),
    "passive": _(
        "When you change the policy; promises and dates of theirs are told all the same."
    ),
    "snoozed": _("When you put them back on the list."),
    "declined_product": _("Not for that product; when there is another reason to call."),
    "stop_day": _("When they come again, or name a time themselves."),
    "no_answer": _("When they have been reached."),
    "next_date_set": _("When the next date has come."),
    "talked_lately": _("When the rest after a talk is over."),
    "sold_lately": _("When the rest after an offer is over."),
    "declined_lately": _("When the rest after a refusal is over."),
    "selling_held": _("After a contact that sells nothing, or when trust has grown back."),
    "doubting": _("When their doubt is answered and marked as answered."),
    "not_worth": _("When they buy more, or when a date or promise of theirs comes."),
    "nothing_due": _(
        "When a next date, a promise, a date that ends or a purchase is written down."
    ),
    "same_household": _("When the other one has been called."),
    "over_capacity": _("When seats are given out again."),
    "lottery": _("When lots are drawn anew."),
}
