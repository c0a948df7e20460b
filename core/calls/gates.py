"""The gates (載せなかった人): who is not called, for which classes, and until when.

A gate names the classes it holds; everybody who is left out keeps the first gate that stops them.
Source: DOMAIN 3.1 with 0a.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.calls.case import NEVER, Bools, Case, Days, Ints, days_of, plus
from core.calls.contacts import Contacts
from core.calls.next_date import next_dates
from core.calls.promised import open_complaints
from core.calls.reasons import CLASSES
from core.calls.sales import open_doubts
from core.locale.words import Words, _
from core.rules import overrides
from core.rules import stopped as rule

_ALL = frozenset(CLASSES)
_BUT_PROMISES = frozenset({"due", "thanks", "sales"})
_SELLING = frozenset({"due", "sales"})
_WRITES = ("postcard", "email", "line")
Customers = Callable[[Case, Contacts], Bools]
Until = Callable[[Case, Contacts], Days]
Spares = Callable[[Case, Contacts, pd.DataFrame], Bools]


def _nobody_spared(case: Case, contacts: Contacts, found: pd.DataFrame) -> Bools:
    return np.zeros(len(found), dtype=bool)


def _no_day(case: Case, contacts: Contacts) -> Days:
    return np.full(case.size, NEVER)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate.

    Attributes:
        code: English symbol, the reason that a left-out customer keeps.
        holds: the classes it does not let through.
        shut: for which customers it is shut.
        words: the reason for the owner; ``{day}`` is the day from which it is open again.
        until: that day, NaT where it is not known.
        spares: candidates of a held class that it lets through all the same.
        only_calls: it judges single calls, so it says nothing about a customer without any.
        own_day: its sentence says the day of the gate itself, whatever else is shut.
    """

    code: str
    holds: frozenset[str]
    shut: Customers
    words: Callable[[dt.date | None], Words]
    until: Until = _no_day
    spares: Spares = _nobody_spared
    only_calls: bool = False
    own_day: bool = False


@dataclass(frozen=True)
class Gated:
    """What the gates say.

    Attributes:
        held: for each candidate the number of the first gate that holds it, else ``OPEN``.
        shut: for each customer the number of the first gate that is shut, else ``OPEN``.
        until: for each gate the day from which each customer may pass again.
        call_opens: for each candidate the day from which all gates that hold it let it through,
            NaT where one of them has no day; ``call_waits`` is then the number of that gate.
        opens, waits: the same of each customer, for all gates that are shut.
    """

    held: Ints
    shut: Ints
    until: list[Days]
    call_opens: Days
    call_waits: Ints
    opens: Days
    waits: Ints


OPEN = 99


def through_gates(case: Case, contacts: Contacts, found: pd.DataFrame) -> Gated:
    """Hold every candidate against every gate, in order."""
    calls, people = _Held(len(found)), _Held(case.size)
    places = found["place"].to_numpy()
    days = [gate.until(case, contacts) for gate in GATES]
    for number, gate in enumerate(GATES):
        who = gate.shut(case, contacts)
        stops = who[places] & found["class"].isin(gate.holds).to_numpy()
        stops &= ~gate.spares(case, contacts, found)
        calls.stop(number, stops, days[number][places])
        if not gate.only_calls:
            people.stop(number, who, days[number])
    return Gated(
        calls.first, people.first, days, calls.opens(), calls.waits, people.opens(), people.waits
    )


class _Held:
    """What gates stop: by which first, until when, and by which gate without a day.

    Attributes:
        first: number of the first gate.
        waits: number of the first gate that has no day.
    """

    def __init__(self, size: int) -> None:
        self.first = np.full(size, OPEN, dtype="int64")
        self.waits = np.full(size, OPEN, dtype="int64")
        self._day = np.full(size, NEVER)

    def stop(self, number: int, stops: Bools, until: Days) -> None:
        """A gate stops some, until a day or without one."""
        self.first = np.where(stops, np.minimum(self.first, number), self.first)
        no_day = stops & np.isnat(until)
        self.waits = np.where(no_day, np.minimum(self.waits, number), self.waits)
        self._day = np.where(stops, np.fmax(self._day, until), self._day)

    def opens(self) -> Days:
        """The day from which none of the gates stops them, NaT where no day opens one."""
        return np.where(self.waits == OPEN, self._day, NEVER)


def stopped(case: Case, contacts: Contacts) -> Bools:
    """Do-not-contact (停止): asked to stop, closed down, deceased."""
    return rule.stopped(case.judged).to_numpy(dtype=bool)


def _no_consent(case: Case, contacts: Contacts) -> Bools:
    none_wanted = case.among("contact_preference", "none")
    return none_wanted | case.among("contact_permission", "news_only")


def _no_phone(case: Case, contacts: Contacts) -> Bools:
    return case.among("phone", "") & case.among("phone_other", "")


def _writes(case: Case, contacts: Contacts) -> Bools:
    return case.among("contact_preference", *_WRITES)


def _refusal(case: Case, contacts: Contacts) -> Bools:
    return case.flags("refusal")


def _complaint(case: Case, contacts: Contacts) -> Bools:
    return case.flags("open_complaint") | _has(case, open_complaints(case))


def _no_approach(case: Case, contacts: Contacts) -> Bools:
    return case.among("policy", "no_approach") | case.among("relation", "lost_to")


def _passive(case: Case, contacts: Contacts) -> Bools:
    return case.among("policy", "passive")


def _snoozed(case: Case, contacts: Contacts) -> Bools:
    """The owner left them off the list for a while, or altogether."""
    return _has(case, _snoozes(case))


def _snoozed_until(case: Case, contacts: Contacts) -> Days:
    rows = _snoozes(case)
    until = np.full(case.size, NEVER)
    until[rows["place"].to_numpy(dtype="int64")] = days_of(rows["expires_date"])
    return until


def _snoozes(case: Case) -> pd.DataFrame:
    rows = overrides.confirmed(case.book, case.settings, "snooze")
    return case.placed(rows.reset_index())


def _stop_day(case: Case, contacts: Contacts) -> Bools:
    silent = case.numbers("days_since_last_purchase") > case.numbers("stop_day")
    return silent | case.among("state", "lapsed")


def _no_answer(case: Case, contacts: Contacts) -> Bools:
    return contacts.tries >= case.limits.tries


def _talked(case: Case, contacts: Contacts) -> Bools:
    return _talk_until(case, contacts) > case.today


def _talk_until(case: Case, contacts: Contacts) -> Days:
    return plus(contacts.talk, case.limits.talk_rest_days)


def _no_answer_until(case: Case, contacts: Contacts) -> Days:
    return plus(contacts.last_try, case.limits.tries_days)


def _later_agreed(case: Case, contacts: Contacts) -> Bools:
    return next_dates(case) > case.week_end


def _next_date(case: Case, contacts: Contacts) -> Days:
    return next_dates(case)


def _sold(case: Case, contacts: Contacts) -> Bools:
    return _sold_until(case, contacts) > case.today


def _sold_until(case: Case, contacts: Contacts) -> Days:
    return plus(contacts.sale, case.limits.sales_rest_days)


def _declined(case: Case, contacts: Contacts) -> Bools:
    return _declined_until(case, contacts) > case.today


def _declined_until(case: Case, contacts: Contacts) -> Days:
    limits = case.limits
    twice = contacts.declined_count > 1
    rest = np.where(twice, limits.declined_twice_rest_days, limits.declined_rest_days)
    return plus(contacts.declined, rest)


def _selling_held(case: Case, contacts: Contacts) -> Bools:
    streak = case.numbers("selling_streak") >= case.limits.selling_streak
    return streak | case.among("trust_word", "overdrawn")


def _doubting(case: Case, contacts: Contacts) -> Bools:
    return _has(case, open_doubts(case))


def _has(case: Case, rows: pd.DataFrame) -> Bools:
    result = np.zeros(case.size, dtype=bool)
    result[rows["place"].to_numpy(dtype="int64")] = True
    return result


def _refused_products(case: Case) -> pd.DataFrame:
    rows = case.touches
    rows = rows[(rows["outcome"] == "declined").to_numpy(dtype=bool)]
    return rows[np.array([product != "" for product in _plain(rows["product"])], dtype=bool)]


def _refused_anything(case: Case, contacts: Contacts) -> Bools:
    """Persons only: business buyers are exempt (特商法26条)."""
    return _has(case, _refused_products(case)) & ~case.among("kind", "company")


def _other_product(case: Case, contacts: Contacts, found: pd.DataFrame) -> Bools:
    """The refusal (特商法17条) was of another product than the one this call is about."""
    refused = _refused_products(case)
    other = np.ones(len(found), dtype=bool)
    # A few have refused anything; the rest are not compared by what they are called about.
    asked = np.flatnonzero(_has(case, refused)[found["place"].to_numpy(dtype="int64")])
    said = set(_about(refused))
    other[asked] = [call not in said for call in _about(found.iloc[asked])]
    return other


def _about(rows: pd.DataFrame) -> Iterator[tuple[int, str]]:
    return zip(rows["place"].tolist(), _plain(rows["product"]), strict=True)


def _plain(products: pd.Series[str]) -> list[str]:
    """Product names without differences of width, case and spaces at the ends."""
    plain = {
        name: unicodedata.normalize("NFKC", name).casefold().strip() for name in products.unique()
    }
    return [plain[name] for name in products.to_numpy(dtype=object)]


def _recorded_due(case: Case, contacts: Contacts, found: pd.DataFrame) -> Bools:
    return (found["class"] == "due").to_numpy(dtype=bool)


def _thanks_still_owed(case: Case, contacts: Contacts, found: pd.DataFrame) -> Bools:
    """Thanks wait only when we have talked after what they are for."""
    talk = contacts.talk[found["place"].to_numpy()]
    after: Bools = talk > days_of(found["event"])
    thanks: Bools = (found["class"] == "thanks").to_numpy(dtype=bool)
    return thanks & ~after


def _listens(case: Case, contacts: Contacts, found: pd.DataFrame) -> Bools:
    return (found["code"] == "listen").to_numpy(dtype=bool)


GATES: tuple[Gate, ...] = (
    Gate("stopped", _ALL, stopped, lambda day: _("Not to be contacted.")),
    Gate(
        "no_consent", _BUT_PROMISES, _no_consent,
        lambda day: _("Agreed to news only, so we do not ring."),
    ),
    Gate(
        "no_phone", _ALL, _no_phone,
        lambda day: _("No phone number is known; write a card or a message instead."),
    ),
    Gate(
        "writes", _BUT_PROMISES, _writes,
        lambda day: _("Prefers to be written to; send a card or a message instead."),
    ),
    Gate("refusal", _ALL, _refusal, lambda day: _("Marked as a refusal or harassment.")),
    Gate(
        "open_complaint", _BUT_PROMISES, _complaint,
        lambda day: _("A complaint is open; nothing else until it is settled."),
    ),
    Gate(
        "no_approach", _BUT_PROMISES, _no_approach,
        lambda day: _("Not approached by policy, or lost to a competitor."),
    ),
    Gate(
        "passive", frozenset({"sales"}), _passive,
        lambda day: _("We answer when they come, and do not sell by phone."),
    ),
    Gate(
        "snoozed", _BUT_PROMISES, _snoozed,
        lambda day: _("Left off the list by you until {day}.", day=day) if day
        else _("Left off the list by you."),
        until=_snoozed_until, own_day=True,
    ),
    Gate(
        "declined_product", _SELLING, _refused_anything,
        lambda day: _("Declined this product before; asking again is not allowed."),
        spares=_other_product, only_calls=True,
    ),
    Gate(
        "stop_day", _BUT_PROMISES, _stop_day,
        lambda day: _("Silent for too long; we do not chase any more (one-year rule)."),
        spares=_recorded_due,
    ),
    Gate(
        "no_answer", _BUT_PROMISES, _no_answer,
        lambda day: _(
            "Did not answer several times; write a card. Phone again from {day}.", day=day
        ),
        until=_no_answer_until,
    ),
    Gate(
        "next_date_set", frozenset({"sales"}), _later_agreed,
        lambda day: _("The next date is set for {day}; until then we do not sell.", day=day),
        until=_next_date, own_day=True,
    ),
    Gate(
        "talked_lately", _BUT_PROMISES, _talked,
        lambda day: _("We talked a short while ago; call again from {day}.", day=day),
        until=_talk_until, spares=_thanks_still_owed,
    ),
    Gate(
        "sold_lately", _SELLING, _sold,
        lambda day: _("We made an offer a short while ago; the next from {day}.", day=day),
        until=_sold_until,
    ),
    Gate(
        "declined_lately", _SELLING, _declined,
        lambda day: _("Declined a short while ago; the next offer from {day}.", day=day),
        until=_declined_until,
    ),
    Gate(
        "selling_held", _SELLING, _selling_held,
        lambda day: _("Trust is overdrawn, or our last two contacts only sold; no selling now."),
    ),
    Gate(
        "doubting", frozenset({"sales"}), _doubting,
        lambda day: _("Has a doubt that we have not answered; listen first."),
        spares=_listens,
    ),
)  # fmt: skip
