"""What may be done with a group of customers (してよいこと), read off the gates themselves.

A customer without any other sign is held against every gate of the call list, so what is said of
a group cannot differ from what the list does with it. Visits and discounts are no calls: they
follow the gates where these forbid selling or thanks, else the advice of article 1.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.candidates import candidates
from core.calls.capacity import capacity
from core.calls.case import Case
from core.calls.contacts import contacts
from core.calls.gates import GATES, OPEN, through_gates
from core.calls.reasons import CLASSES, REASONS
from core.locale.words import Words, _
from core.settings import Settings

#: What may be done, in the order shown: the four classes of calls, then what is no call.
ACTIONS = (*CLASSES, "visit", "discount")
_YES, _NO, _LIMITED = "yes", "no", "limited"


@dataclass(frozen=True, slots=True)
class Allowed:
    """One action with one group.

    Attributes:
        action: of :data:`ACTIONS`.
        answer: ``yes``, ``no`` or ``limited``.
        why: the gate's own words, or the advice.
    """

    action: str
    answer: str
    why: Words


_AS_USUAL = _("As for anybody.")
_CARE = _("Care counts more than a lower price.")
#: Advice where no gate speaks (article 1, DOMAIN 2.3): {group: {action: (answer, why)}}.
_ADVICE: dict[str, dict[str, tuple[str, Words]]] = {
    "invest": {
        "visit": (_YES, _("Visit as a team.")),
        "discount": (
            _LIMITED,
            _("The first job may cost us, within its budget."),
        ),
    },
    "efficient": {
        "visit": (_NO, _("Regular deliveries, sets, LINE or fax instead.")),
        "discount": (_NO, _("Sets instead of lower prices.")),
    },
    "cut_deal": {
        "visit": (_NO, _("One closing message is enough.")),
        "discount": (_NO, _("A lower price is not what is missing.")),
    },
    "passive": {"visit": (_NO, _("The newsletter is enough."))},
    "defend": {
        "visit": (_YES, _("The owner in person, without selling.")),
        "discount": (_NO, _("Never the first answer: they stay for other reasons.")),
    },
    "dropped": {"visit": (_NO, _("One question is enough."))},
}
_USUAL: dict[str, tuple[str, Words]] = {
    "visit": (_LIMITED, _("When they ask, or when there is a reason.")),
    "discount": (_NO, _CARE),
}
#: A customer in whom no gate finds anything.
_PLAIN = {
    "customer_id": "0", "kind": "person", "household_id": "", "phone": "0", "phone_other": "",
    "status": "active", "contact_permission": "yes", "contact_preference": "phone",
    "state": "active", "policy": "standard", "relation": "repeat", "trust_word": "normal",
    "refusal": False, "open_complaint": False, "selling_streak": 0,
    "days_since_last_purchase": 0.0, "stop_day": 1.0,
}  # fmt: skip
#: Who is in the one group is in the other as well.
_IMPLIED = {("relation", "lapsed"): {"state": "lapsed"}}
_DAYS = ("next_date", "last_talk_date", "last_purchase_date")
_ANY_DAY = dt.date(2000, 1, 3)


@cache
def allowed(axis: str, code: str) -> tuple[Allowed, ...]:
    """What may be done with the customers of one group.

    Args:
        axis: ``policy``, ``relation`` or ``state``.
        code: the group on that axis.
    """
    held = _held(axis, code)
    calls = [
        Allowed(name, _NO if name in held else _YES, held.get(name, _AS_USUAL)) for name in CLASSES
    ]
    return (*calls, _visit(code, held), _discount(code, held))


def _held(axis: str, code: str) -> dict[str, Words]:
    """The classes of calls that a gate shuts for such a customer, with the gate's words."""
    settings = Settings()
    row = pd.DataFrame([{**_PLAIN, axis: code, **_IMPLIED.get((axis, code), {})}])
    row = row.assign(**{name: pd.Series([pd.NaT], dtype="datetime64[us]") for name in _DAYS})
    book = Book({}, (), asof=_ANY_DAY, today=_ANY_DAY)
    case = Case(row, book, settings, capacity(_ANY_DAY, settings.calls))
    calls = pd.concat([candidates(_usual_reason(name), np.zeros(1, dtype="int64"))
                       for name in CLASSES], ignore_index=True)  # fmt: skip
    held = through_gates(case, contacts(case), calls).held
    return {
        name: GATES[gate].words(None)
        for name, gate in zip(CLASSES, held.tolist(), strict=True)
        if gate != OPEN
    }


def _usual_reason(name: str) -> str:
    """The first reason of a class in the catalogue."""
    return next(code for code, kind in REASONS.items() if kind.class_ == name)


def _visit(code: str, held: dict[str, Words]) -> Allowed:
    """Whom we do not even thank by phone is not visited."""
    if "thanks" in held:
        return Allowed("visit", _NO, held["thanks"])
    answer, why = _ADVICE.get(code, {}).get("visit", _USUAL["visit"])
    return Allowed("visit", answer, why)


def _discount(code: str, held: dict[str, Words]) -> Allowed:
    """A discount is selling: where selling is shut there is none."""
    if "sales" in held:
        return Allowed("discount", _NO, held["sales"])
    answer, why = _ADVICE.get(code, {}).get("discount", _USUAL["discount"])
    return Allowed("discount", answer, why)
