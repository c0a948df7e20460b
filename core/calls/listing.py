"""The call list (今週かける人) of one week, and why everybody else is not on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.asking import asks
from core.calls.candidates import all_candidates
from core.calls.capacity import capacity as week_capacity
from core.calls.card import Card, card, shown_tables
from core.calls.carried import waited, waiting_words
from core.calls.case import Bools, Case, Days
from core.calls.coming_up import next_due
from core.calls.contacts import Contacts, contacts
from core.calls.due import due
from core.calls.facts import reasons_of
from core.calls.gates import OPEN, Gated, through_gates
from core.calls.learned import learn_rates
from core.calls.left_out import Line, Standing, left_out, standing
from core.calls.needs import needs
from core.calls.order import BY, in_order, with_worth
from core.calls.planned import planned
from core.calls.pools import Load, in_charge, left_days
from core.calls.promised import promised
from core.calls.rates import Rates
from core.calls.reasons import Reason
from core.calls.sales import sales
from core.calls.seats import Seated, not_listened_to, seat
from core.calls.shared_seats import seat_shared
from core.calls.thanks import thanks
from core.calls.value import leverage, worth
from core.locale.words import Words, _, n_
from core.settings import Settings

FINDERS = (promised, due, thanks, planned, sales, needs)
#: What a card is written from, besides the tables: reasons, yen, and whether rates are learned.
_Said = tuple[tuple[Reason, ...], float | None, bool]
_IN_LINE = ("place", "class", "code", "profit", "minutes")
#: What seats are given by; of tens of thousands in line nothing else is carried along.
_LEADS = (*_IN_LINE, "learned", "key")
#: What a row of the list says of the customer.
_PEOPLE = ("customer_id", "name", "staff", "last_staff")


@dataclass(frozen=True)
class CallList:
    """Whom to call this week, and who is left out and why.

    Attributes:
        rows: one row for each call in the order of calling: ``rank, customer_id, name, staff``
            (who is in charge)``, class``
            (promise, due, thanks, sales)``, reasons`` (list of
            :class:`~core.calls.reasons.Reason`)``, why`` and ``opener`` (lists of Words)``,
            expected_profit_per_call`` (minor units, NA where yen do not order)``, minutes, phone,
            key`` (what the class was ordered by) and ``card``
            (:class:`~core.calls.card.Card`).
        left_out: everybody else (載せなかった人): ``customer_id, reason, words, eligible_date,
            rank`` (the place in line of those without a seat) and ``opens`` (what would bring
            them onto the list where no day is known, else None). Never their name or phone number.
        capacity: how many calls fit in the week.
        working_days: days of the week that are worked.
        week: its Monday.
        overflow: promises alone exceed the calls or the minutes; then nothing else is listed.
        lottery: how the last seats were given, in a sentence.
        lots: the lots drawn in this week (当落線の抽選): ``customer_id, reason, drawn`` and
            ``weight``, the share of the full effect that the reason allows for them.
        rates: by which rates the yen were reckoned.
        standing: everybody who may be called, as :attr:`line` tells it.
        minutes: how many minutes of calls fit in the week; None is no limit.
        loads: what the week asks of each person in charge, and last of nobody in particular;
            empty where nobody has a week of their own and minutes are not limited.
        stand: finds out where everybody stands; ``left_out`` tells it.
        weighed, cards, bought: what :func:`core.calls.retaken.retaken` goes on from.
    """

    rows: pd.DataFrame
    capacity: int
    working_days: int
    week: dt.date
    overflow: bool
    lottery: Words
    lots: pd.DataFrame
    rates: Rates
    standing: pd.DataFrame = field(repr=False, compare=False)
    stand: Callable[[], Standing] = field(repr=False, compare=False)
    weighed: Weighed = field(repr=False, compare=False)
    cards: Mapping[str, tuple[_Said, Card]] = field(repr=False, compare=False)
    bought: pd.DataFrame | None = field(repr=False, compare=False)
    minutes: int | None = None
    loads: tuple[Load, ...] = ()

    @property
    def spent(self) -> int:
        """How many minutes the calls of the list take."""
        return int(self.rows["minutes"].sum())

    @cached_property
    def line(self) -> pd.DataFrame:
        """Everybody who may be called, in the order of calling, seat or none.

        ``place`` (row of the judged customers)``, class, code`` (of the deciding reason)``,
        profit`` (minor units, NaN where yen do not order) and ``minutes``.
        """
        return self.standing.astype({"class": "str", "code": "str"})

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """Said of tens of thousands only when somebody asks."""
        return left_out(self._standing)

    def left_out_of(self, ids: Collection[str]) -> pd.DataFrame:
        """The rows of ``left_out`` of some customers; nobody else is told of."""
        return left_out(self._standing, ids)

    @cached_property
    def _standing(self) -> Standing:
        return self.stand()

    @property
    def left_out_number(self) -> int:
        """How many are left out."""
        return self.weighed.case.size - len(self.rows)


@dataclass(frozen=True)
class Weighed:
    """Every customer's reasons held against every gate, before yen and seats.

    Attributes:
        case: what it was worked out from.
        touched: the contacts of each customer.
        found: the candidates, and ``held`` by which gate, ``opens`` and ``waits`` for what.
        gated: what the gates say of each customer.
        coming: when the next reason of each customer comes about.
    """

    case: Case
    touched: Contacts
    found: pd.DataFrame
    gated: Gated
    coming: Days


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
    left = left_days(book)
    week = week_capacity(book.today, settings.calls, calls=capacity, left=left)
    rates = learn_rates(book, settings, bought)
    case = Case(judged.reset_index(drop=True), book, settings, week, rates, begun or {})
    return give_seats(weigh(case), {}, bought)


def weigh(case: Case) -> Weighed:
    """Look for reasons and hold them against the gates, each household for itself."""
    touched = contacts(case)
    found = all_candidates(case, touched, FINDERS)
    gated = through_gates(case, touched, found)
    said = found.assign(held=gated.held, opens=gated.call_opens, waits=gated.call_waits)
    return Weighed(case, touched, said, gated, next_due(case, touched))


def give_seats(
    weighed: Weighed, cards: Mapping[str, tuple[_Said, Card]], bought: pd.DataFrame | None
) -> CallList:
    """Order everybody who was weighed, give out the seats, and write the cards.

    Args:
        weighed: all customers.
        cards: {customer_id: what a card says, and the card} of cards that still hold.
        bought: kept with the list.
    """
    case, gated, week = weighed.case, weighed.gated, weighed.case.capacity
    found = with_worth(weighed.found, worth(case, weighed.found))
    open_ = in_order(case, found[list(BY)][_callable(found)])
    leads = open_[list(_LEADS)].drop_duplicates("place").reset_index(drop=True)
    doubled, unheard = _same_household(case, leads), not_listened_to(case, leads)
    line = leads[~doubled & ~unheard].reset_index(drop=True)
    seated = seat_shared(case, line) if week.shared else seat(case, line)
    chosen = line.iloc[seated.listed]
    theirs = open_["place"].isin(chosen["place"])
    written = _cards(case, chosen, found.loc[open_.index[theirs]], cards)
    return CallList(
        rows=_rows(case, chosen, _carried(weighed, chosen, written)),
        capacity=week.calls,
        working_days=week.working_days,
        week=week.week,
        overflow=seated.overflow or bool((line["class"] == "promise").sum() > week.calls),
        lottery=_lottery_words(seated),
        lots=_lots(case, line, seated),
        rates=case.rates,
        standing=line[list(_IN_LINE)],
        minutes=week.minutes,
        loads=seated.loads,
        stand=partial(
            standing, case, weighed.coming, found, gated, Line(leads, unheard, line, seated)
        ),
        weighed=weighed,
        cards=written,
        bought=bought,
    )


def _callable(found: pd.DataFrame) -> Bools:
    """Held by no gate, and not expected to cost more than it brings (E < 0, DOMAIN 3.3)."""
    return ((found["held"] == OPEN) & ~_at_a_loss(found)).to_numpy(dtype=bool)


def _at_a_loss(found: pd.DataFrame) -> pd.Series[bool]:
    unknown_chance = found["rate"].isna() & found["class"].isin(["due", "sales"])
    return (found["profit"] < 0) | (unknown_chance & (found["code"] != "listen"))


def _same_household(case: Case, leads: pd.DataFrame) -> Bools:
    """Another member of the household or company stands higher; promises are kept to each."""
    household = case.text("household_id")[leads["place"].to_numpy()]
    named: Bools = np.not_equal(household, "").astype(bool)
    later = pd.Series(household).duplicated().to_numpy(dtype=bool) & named
    promised_to: Bools = (leads["class"] == "promise").to_numpy(dtype=bool)
    return later & ~promised_to


def _cards(
    case: Case, chosen: pd.DataFrame, theirs: pd.DataFrame, kept: Mapping[str, tuple[_Said, Card]]
) -> dict[str, tuple[_Said, Card]]:
    """The cards of those who have a seat, in order; one that would say the same stays."""
    places = chosen["place"].to_numpy(dtype="int64")
    reasons = reasons_of(case, theirs)
    said: dict[str, _Said] = {
        who: (tuple(reasons[place]), profit, learned)
        for who, place, profit, learned in zip(
            case.text("customer_id")[places].tolist(), places.tolist(), _known_profit(chosen),
            chosen["learned"].tolist(), strict=True,
        )
    }  # fmt: skip
    new = [who not in kept or kept[who][0] != said[who] for who in said]
    people = case.judged.iloc[places[np.array(new, dtype=bool)]]
    shown = shown_tables(case.book, people["customer_id"])
    ask = asks(people, case.book, case.settings)
    written = dict(kept)
    for row in people.to_dict("records"):
        who = row["customer_id"]
        why, profit, learned = said[who]
        made = card(
            row, shown, case.settings, reasons=why, profit=profit, learned=learned,
            ask=ask.get(who),
        )  # fmt: skip
        written[who] = said[who], made
    return {who: written[who] for who in said}


def _carried(
    weighed: Weighed, chosen: pd.DataFrame, written: Mapping[str, tuple[_Said, Card]]
) -> list[Card]:
    """The cards with the time that they wait."""
    case, touched = weighed.case, weighed.touched
    return [
        replace(one, waiting=waiting_words(case, touched, place, weeks))
        for (_said, one), place, weeks in zip(
            written.values(), chosen["place"].tolist(), waited(case, touched, chosen), strict=True
        )
    ]


def _rows(case: Case, chosen: pd.DataFrame, cards: list[Card]) -> pd.DataFrame:
    people = case.judged[list(_PEOPLE)].iloc[chosen["place"].to_numpy(dtype="int64")]
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "customer_id": people["customer_id"].to_numpy(dtype=object),
            "name": people["name"].to_numpy(dtype=object),
            "staff": in_charge(people, case.book),
            "class": chosen["class"].to_numpy(dtype=object),
            "reasons": _objects([list(c.reasons) for c in cards]),
            "why": _objects([list(c.why) for c in cards]),
            "opener": _objects([list(c.opener) for c in cards]),
            "expected_profit_per_call": chosen["profit"].round().astype("Int64").array,
            "minutes": chosen["minutes"].to_numpy().astype("int64"),
            "phone": [c.phone for c in cards],
            "key": chosen["key"].to_numpy(),
            "card": _objects(cards),
        }
    ).astype({"customer_id": "str", "name": "str", "staff": "str", "class": "str", "phone": "str"})


def _known_profit(chosen: pd.DataFrame) -> list[float | None]:
    return [None if np.isnan(profit) else float(profit) for profit in chosen["profit"]]


def _objects(values: list[Any]) -> pd.Series[Any]:
    return pd.Series(values, dtype=object)


def _lots(case: Case, line: pd.DataFrame, seated: Seated) -> pd.DataFrame:
    of = line.iloc[list(seated.lots)]
    ids = case.text("customer_id")[of["place"].to_numpy(dtype="int64")]
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
