"""The call list (今週かける人) of one week, and why everybody else is not on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.asking import asks
from core.calls.candidates import all_candidates
from core.calls.capacity import capacity as week_capacity
from core.calls.card import card, shown_tables
from core.calls.case import Bools, Case, Days, Ints, plus
from core.calls.contacts import contacts
from core.calls.due import due
from core.calls.facts import reasons_of
from core.calls.gates import GATES, OPEN, Gated, through_gates
from core.calls.learned import learn_rates
from core.calls.needs import needs
from core.calls.order import in_order
from core.calls.planned import planned
from core.calls.promised import promised
from core.calls.rates import Rates
from core.calls.sales import sales
from core.calls.seats import Seated, not_listened_to, seat
from core.calls.thanks import thanks
from core.calls.value import leverage, worth
from core.locale.words import Words, _, n_
from core.settings import Settings

FINDERS = (promised, due, thanks, planned, sales, needs)
_LEFT_OUT = ("customer_id", "reason", "words", "eligible_date", "rank")
_IN_LINE = ("place", "class", "code", "profit", "minutes")


@dataclass(frozen=True)
class CallList:
    """Whom to call this week, and who is left out and why.

    Attributes:
        rows: one row for each call in the order of calling: ``rank, customer_id, name, class``
            (promise, due, thanks, sales)``, reasons`` (list of
            :class:`~core.calls.reasons.Reason`)``, why`` and ``opener`` (lists of Words)``,
            expected_profit_per_call`` (minor units, NA where yen do not order)``, minutes, phone,
            key`` (what the class was ordered by) and ``card``
            (:class:`~core.calls.card.Card`).
        left_out: everybody else (載せなかった人): ``customer_id, reason, words, eligible_date,
            rank`` (the place in line of those without a seat). Never a name or a phone number.
        capacity: how many calls fit in the week.
        working_days: days of the week that are worked.
        week: its Monday.
        overflow: promises alone exceed the capacity; then nothing else is listed.
        lottery: how the last seats were given, in a sentence.
        lots: the lots drawn in this week (当落線の抽選): ``customer_id, reason, drawn`` and
            ``weight``, the share of the full effect that the reason allows for them.
        rates: by which rates the yen were reckoned.
        line: everybody who may be called, in the order of calling, seat or none: ``place`` (row
            of the judged customers)``, class, code`` (of the deciding reason)``, profit`` (minor
            units, NaN where yen do not order) and ``minutes``.
    """

    rows: pd.DataFrame
    left_out: pd.DataFrame
    capacity: int
    working_days: int
    week: dt.date
    overflow: bool
    lottery: Words
    lots: pd.DataFrame
    rates: Rates
    line: pd.DataFrame


def call_list(
    judged: pd.DataFrame,
    book: Book,
    settings: Settings,
    *,
    capacity: int | None = None,
    bought: pd.DataFrame | None = None,
    begun: Mapping[str, pd.DataFrame] | None = None,
) -> CallList:
    """Whom to call this week (今週かける人).

    Args:
        judged: one row per customer with judgements and value (``core.asset.with_value``).
        book: the tables behind it; ``book.today`` decides the week.
        settings: every threshold.
        capacity: calls this week instead of the one from the settings.
        bought: what listed customers bought (:func:`core.metrics.bought.bought_by`); by it the
            lottery moves the assumed effects.
        begun: who bought when what plans begin with, of :mod:`core.foresight.last_bought`.
    """
    week = week_capacity(book.today, settings.calls, calls=capacity)
    rates = learn_rates(book, settings, bought)
    case = Case(judged.reset_index(drop=True), book, settings, week, rates, begun or {})
    touched = contacts(case)
    found = all_candidates(case, touched, FINDERS)
    gated = through_gates(case, touched, found)
    found = in_order(case, found.assign(held=gated.held), worth(case, found))
    open_ = found[_callable(found)]
    leads = open_.drop_duplicates("place").reset_index(drop=True)
    doubled, unheard = _same_household(case, leads), not_listened_to(case, leads)
    line = leads[~doubled & ~unheard].reset_index(drop=True)
    seated = seat(case, line)
    chosen = line.iloc[seated.listed]
    return CallList(
        rows=_rows(case, chosen, open_),
        left_out=_left_out(case, found, gated, _Line(leads, unheard, line, seated)),
        capacity=week.calls,
        working_days=week.working_days,
        week=week.week,
        overflow=bool((line["class"] == "promise").sum() > week.calls),
        lottery=_lottery_words(seated),
        lots=_lots(case, line, seated),
        rates=rates,
        line=line[list(_IN_LINE)].astype({"class": "str", "code": "str"}),
    )


def _callable(found: pd.DataFrame) -> Bools:
    """Held by no gate, and not expected to cost more than it brings (E < 0, DOMAIN 3.3)."""
    return ((found["held"] == OPEN) & ~_at_a_loss(found)).to_numpy(dtype=bool)


def _at_a_loss(found: pd.DataFrame) -> pd.Series[bool]:
    unknown_chance = found["rate"].isna() & found["class"].isin(["due", "sales"])
    return (found["profit"] < 0) | (unknown_chance & (found["code"] != "listen"))


def _same_household(case: Case, leads: pd.DataFrame) -> Bools:
    """Another member of the household or company stands higher; promises are kept to each."""
    household = case.judged["household_id"].to_numpy(dtype=object)[leads["place"].to_numpy()]
    named: Bools = np.not_equal(household, "").astype(bool)
    later = pd.Series(household).duplicated().to_numpy(dtype=bool) & named
    promised_to: Bools = (leads["class"] == "promise").to_numpy(dtype=bool)
    return later & ~promised_to


def _rows(case: Case, chosen: pd.DataFrame, open_: pd.DataFrame) -> pd.DataFrame:
    places = chosen["place"].to_numpy(dtype="int64")
    people = case.judged.iloc[places]
    reasons = reasons_of(case, open_[open_["place"].isin(places)])
    shown = shown_tables(case.book, people["customer_id"])
    ask = asks(people, case.book, case.settings)
    cards = [
        card(
            row,
            shown,
            case.settings,
            reasons=reasons[place],
            profit=profit,
            learned=learned,
            ask=ask.get(row["customer_id"]),
        )
        for place, row, profit, learned in zip(
            places,
            people.to_dict("records"),
            _known_profit(chosen),
            chosen["learned"].tolist(),
            strict=True,
        )
    ]
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "customer_id": people["customer_id"].to_numpy(dtype=object),
            "name": people["name"].to_numpy(dtype=object),
            "class": chosen["class"].to_numpy(dtype=object),
            "reasons": _objects([reasons[place] for place in places]),
            "why": _objects([list(c.why) for c in cards]),
            "opener": _objects([list(c.opener) for c in cards]),
            "expected_profit_per_call": chosen["profit"].round().astype("Int64").array,
            "minutes": chosen["minutes"].to_numpy().astype("int64"),
            "phone": [c.phone for c in cards],
            "key": chosen["key"].to_numpy(),
            "card": _objects(cards),
        }
    ).astype({"customer_id": "str", "name": "str", "class": "str", "phone": "str"})


def _known_profit(chosen: pd.DataFrame) -> list[float | None]:
    return [None if np.isnan(profit) else float(profit) for profit in chosen["profit"]]


def _objects(values: list[Any]) -> pd.Series[Any]:
    return pd.Series(values, dtype=object)


@dataclass(frozen=True)
class _Line:
    """Customers with an open reason: all, those in line for a seat, and who got one."""

    leads: pd.DataFrame
    unheard: Bools
    line: pd.DataFrame
    seated: Seated


def _left_out(case: Case, found: pd.DataFrame, gated: Gated, line: _Line) -> pd.DataFrame:
    reason, number = _why_not(case, found, gated)
    until = _until(case, number, gated)
    rank = np.full(case.size, -1)
    listed = line.line["place"].to_numpy()[line.seated.listed]
    waiting = line.line["place"].to_numpy()
    reason[line.leads["place"].to_numpy()] = "same_household"
    reason[line.leads["place"].to_numpy()[line.unheard]] = "doubting"
    reason[waiting] = "over_capacity"
    reason[waiting[line.seated.not_drawn]] = "lottery"
    until[line.leads["place"].to_numpy()] = np.datetime64("NaT")
    rank[waiting] = np.arange(1, len(waiting) + 1)
    left = np.setdiff1d(np.arange(case.size), listed)
    words = [
        _left_out_words(code, day, place_in_line)
        for code, day, place_in_line in zip(
            reason[left], until[left].tolist(), rank[left].tolist(), strict=True
        )
    ]
    ids = case.judged["customer_id"].to_numpy(dtype=object)[left]
    return pd.DataFrame(
        {
            "customer_id": pd.array(ids, dtype="str"),
            "reason": pd.array(reason[left], dtype="str"),
            "words": _objects(words),
            "eligible_date": until[left].astype("datetime64[us]"),
            "rank": pd.array(np.where(rank[left] < 0, 0, rank[left]), dtype="Int64"),
        },
        columns=list(_LEFT_OUT),
    ).assign(rank=lambda frame: frame["rank"].mask(frame["rank"] == 0))


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


def _until(case: Case, number: Ints, gated: Gated) -> Days:
    """The day from which the customer may be listed again, where there is one."""
    until = _next_word(case)
    for gate, days in enumerate(gated.until):
        until = np.where(number == gate, days, until)
    return until


def _next_word(case: Case) -> Days:
    """When the own rhythm gives the next reason: about the usual day, else at the 声かけ日."""
    last = case.dates("last_purchase_date")
    about_now = plus(last, case.limits.due_from * case.numbers("rhythm_days"))
    nudge = plus(last, case.numbers("nudge_day"))
    active = case.among("state", "active")
    coming = np.where(about_now > case.today, about_now, nudge)
    return np.where(active & (coming > case.today), coming, np.datetime64("NaT", "D"))


@cache
def _left_out_words(code: str, day: dt.date | None, rank: int) -> Words:
    if code in _OTHER_WORDS:
        return _OTHER_WORDS[code]
    if code == "nothing_due":
        return _nothing_due(day)
    if code == "over_capacity":
        return _("No seat left this week: number {rank} in line.", rank=rank)
    return next(gate for gate in GATES if gate.code == code).words(day)


_OTHER_WORDS = {
    "not_worth": _("A call would cost more than it is likely to bring."),
    "same_household": _("Somebody of the same household or company is called this week."),
    "lottery": _("Not drawn this week: lots show whether calls help."),
}


def _nothing_due(day: dt.date | None) -> Words:
    if day is None:
        return _("Nothing is due.")
    return _("Nothing is due; the usual time comes about {day}.", day=day)


def _lots(case: Case, line: pd.DataFrame, seated: Seated) -> pd.DataFrame:
    of = line.iloc[list(seated.lots)]
    ids = case.judged["customer_id"].to_numpy(dtype=object)[of["place"].to_numpy(dtype="int64")]
    return pd.DataFrame(
        {
            "customer_id": pd.array(ids, dtype="str"),
            "reason": pd.array(of["code"].to_numpy(dtype=object), dtype="str"),
            "drawn": np.array(list(seated.lots.values()), dtype=bool),
            "weight": leverage(case, of),
        }
    )


def _lottery_words(seated: Seated) -> Words:
    if seated.why == "lots":
        return n_(
            "The last seats were drawn by lot; {n} customer was not drawn.",
            "The last seats were drawn by lot; {n} customers were not drawn.",
            n=len(seated.not_drawn),
        )
    return _NO_LOTS[seated.why]


_NO_LOTS = {
    "off": _("No lots were drawn: they are switched off in the settings."),
    "enough": _("No lots were drawn: there is a seat for everybody who is worth a call."),
    "few": _(
        "No lots were drawn: hardly more wait than there are seats, lots would tell nothing."
    ),
}
