"""How to begin the call (ひとこと台本): facts only; a missing fact leaves its line out.

Article 1: 「前回は仕事が忙しくて、勉強する時間がとれないとおっしゃっていましたが、その後、
お仕事のほうはどうですか」: the caller quotes what was said last time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.calls.case import known
from core.calls.reasons import Reason, due_item
from core.locale.words import Words, _

#: Dates after which the customer is asked whether anything is out of order.
_ASK_CONDITION = ("warranty", "inspection", "vehicle_inspection")
#: Reasons before which nothing of what was bought is spoken of.
_NO_PRODUCT = ("complaint_due", "listen", "birthday", "anniversary")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said last time.

    Attributes:
        note: the words, empty when nothing is noted.
        day: when, None when unknown.
        question: what we meant to ask next.
    """

    note: str
    day: dt.date | None
    question: str


def address(row: Mapping[Any, Any]) -> Words | str:
    """How to address the customer: as called, else the name with the usual politeness."""
    called, person = known(row, "call_name"), known(row, "contact_person")
    if called:
        return called
    if person:
        return _("{person} of {company}", person=person, company=known(row, "name"))
    return _("{customer}", customer=known(row, "name"))


def opener(row: Mapping[Any, Any], said: Said, reasons: Sequence[Reason]) -> list[Words]:
    """The lines to begin with: greeting, purpose, what they bought and said, what to ask."""
    lead = reasons[0] if reasons else None
    lines = [_greeting(row), _purpose(lead), _product(row, lead), _quote(said), _question(said)]
    return [line for line in lines if line is not None]


def _greeting(row: Mapping[Any, Any]) -> Words:
    if known(row, "last_purchase_date"):
        return _("{name}, thank you for your custom.", name=address(row))
    return _("Good day, {name}.", name=address(row))


def _purpose(lead: Reason | None) -> Words | None:
    if lead and lead.facts.get("script"):
        return _planned(lead.facts)
    return _PURPOSES[lead.code](lead.facts) if lead and lead.code in _PURPOSES else None


def _product(row: Mapping[Any, Any], lead: Reason | None) -> Words | None:
    product = known(row, "last_product")
    if not product or (lead and lead.code in _NO_PRODUCT):
        return None
    return _("How have you been doing with “{product}” since?", product=product)


def _quote(said: Said) -> Words | None:
    if not said.note:
        return None
    if said.day is None:
        return _("Last time you said “{note}”. How has it been since?", note=said.note)
    return _(
        "Last time, on {day}, you said “{note}”. How has it been since?",
        day=said.day, note=said.note,
    )  # fmt: skip


def _question(said: Said) -> Words | None:
    return _("Then ask: {question}", question=said.question) if said.question else None


def _complaint(facts: Mapping[str, Any]) -> Words:
    if facts["text"]:
        return _(
            "I am ringing about what you told us on {event}: “{text}”. We are sorry.",
            event=facts["event"], text=facts["text"],
        )  # fmt: skip
    return _("I am ringing about what you told us on {event}. We are sorry.", event=facts["event"])


def _promise(facts: Mapping[str, Any]) -> Words | None:
    if not facts["text"]:
        return None
    return _("I am ringing about what we promised: “{text}”.", text=facts["text"])


def _callback(facts: Mapping[str, Any]) -> Words:
    return _("You tried to reach us on {event}; I am ringing back.", event=facts["event"])


def _named_time(facts: Mapping[str, Any]) -> Words:
    if facts["product"]:
        return _(
            "You named this time yourself for “{product}”, so I am ringing.",
            product=facts["product"],
        )
    return _("You named this time yourself, so I am ringing.")


def _ending(facts: Mapping[str, Any]) -> Words:
    if facts["detail"] in _ASK_CONDITION:
        return _(
            "{what}: the date is {due}. Is anything out of order?",
            what=due_item(facts), due=facts["due"],
        )  # fmt: skip
    return _(
        "{what}: the date is {due}, so I wanted to tell you in time.",
        what=due_item(facts), due=facts["due"],
    )  # fmt: skip


def _purchase(facts: Mapping[str, Any]) -> Words:
    return _("Thank you for coming on {event}.", event=facts["event"])


def _referral(facts: Mapping[str, Any]) -> Words:
    if facts["text"]:
        return _("Thank you for introducing {who} to us.", who=facts["text"])
    return _("Thank you for introducing somebody to us.")


def _birthday(facts: Mapping[str, Any]) -> Words:
    return _("Best wishes for your birthday.")


def _anniversary(facts: Mapping[str, Any]) -> Words | None:
    return _("Best wishes for “{text}”.", text=facts["text"]) if facts["text"] else None


def _in_touch(facts: Mapping[str, Any]) -> Words:
    return _("I only wanted to hear how you are.")


def _planned(facts: Mapping[str, Any]) -> Words | None:
    """What the plan has us say, word for word; nothing is made up where it says nothing."""
    script = facts.get("script", "")
    return _("{script}", script=script) if script else None


def _listen(facts: Mapping[str, Any]) -> Words:
    if facts["text"]:
        return _("You said “{text}”. May I hear more about it?", text=facts["text"])
    return _("May I hear more about what you wondered about?")


_PURPOSES = {
    "complaint_due": _complaint,
    "promise_due": _promise,
    "promise_overdue": _promise,
    "callback_asked": _callback,
    "not_now_arrived": _named_time,
    "expiry": _ending,
    "points": _ending,
    "first_purchase": _purchase,
    "big_purchase": _purchase,
    "referral_thanks": _referral,
    "birthday": _birthday,
    "anniversary": _anniversary,
    "keep_in_touch": _in_touch,
    "support_ended": _in_touch,
    "plan_step": _planned,
    "listen": _listen,
}
