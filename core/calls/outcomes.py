"""What came of a call (結果) and what it writes: plain data, applied by the workspace.

Source: DOMAIN 3.6 and 0a; a complaint also stops selling and a refusal starts the longer rest,
which the gates read from the rows written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.calls.reasons import REASONS
from core.rules.contact import TWO_WAY
from core.settings.calls import CallSettings
from core.tables.complaints import CAUSE_CHOICES
from core.tables.not_now import REASON_CHOICES

_CAUSES = tuple(choice.code for choice in CAUSE_CHOICES)
_NOT_NOW_REASONS = tuple(choice.code for choice in REASON_CHOICES)
#: What a call was, by the class of its first reason; a due date is told, not sold.
_KIND_OF_CLASS = {"promise": "promise", "due": "check", "thanks": "thanks", "sales": "sales"}
#: Their next day stands elsewhere: in the timing register, with the complaint; or there is none.
_HAS_A_REGISTER = ("not_now", "complaint", "stop")
#: By the reason of a call: the field of :class:`Logged` with the record that a talk settles.
SETTLES = {
    "promise_due": "promise_id",
    "promise_overdue": "promise_id",
    "referral_thanks": "referral_id",
}
_KIND_OF_REASON = {"complaint_due": "complaint", "listen": "chat"}


@dataclass(frozen=True, slots=True)
class Logged:
    """What the owner says about a call.

    Attributes:
        customer_id: who was called.
        day: when.
        note: what was said, one line.
        next_date: the next day (次回日): of a promise, of «not now», or simply when to ring again.
        named_by: who named it: ``customer`` or ``us``.
        product: what it was about.
        reason: why not now, or the cause of the complaint (codes of those tables).
        severity: of a complaint, 1-3.
        reason_code: the first reason of the call (:data:`~core.calls.reasons.REASONS`), empty
            for a call that was not on the list.
        referred_name: whom they introduced; ``new_customer_id`` is the id that a prospect gets.
        promise_id, referral_id: rows that this call settled: the promise was kept, thanks said.
    """

    customer_id: str
    day: dt.date
    note: str = ""
    next_date: dt.date | None = None
    named_by: str = "customer"
    product: str = ""
    reason: str = ""
    severity: int | None = None
    reason_code: str = ""
    referred_name: str = ""
    new_customer_id: str = ""
    channel: str = "phone"
    staff: str = ""
    minutes: int | None = None
    promise_id: int | None = None
    referral_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One row to write.

    Attributes:
        table: which table.
        values: the columns.
        row: the row to change: its id, or the customer's id in ``customers``; None adds a row.
    """

    table: str
    values: dict[str, Any] = field(default_factory=dict)
    row: int | str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An entry of the catalogue of outcomes.

    Attributes:
        code: English symbol, as in the contacts table.
        needs: fields of :class:`Logged` without which it says too little.
        then: the rows besides the contact itself.
    """

    code: str
    needs: tuple[str, ...]
    then: Callable[[Logged, CallSettings], list[Change]]


def effects(outcome: str, logged: Logged, settings: CallSettings) -> list[Change]:
    """The rows that an outcome writes, the contact first.

    Args:
        outcome: key of :data:`OUTCOMES`.
        logged: what the owner says about the call.
        settings: thresholds of the call list.

    Raises:
        KeyError: no such outcome.
    """
    kind = OUTCOMES[outcome]
    settled = _settled(logged) if outcome in TWO_WAY else []
    following = _next_date(outcome, logged)
    return [_contact(outcome, logged), *kind.then(logged, settings), *settled, *following]


def missing(outcome: str, logged: Logged) -> list[str]:
    """Fields that the outcome needs and the owner has not filled."""
    return [name for name in OUTCOMES[outcome].needs if not getattr(logged, name)]


def _contact(outcome: str, logged: Logged) -> Change:
    return Change(
        "activities",
        {
            "date": logged.day,
            "customer_id": logged.customer_id,
            "channel": logged.channel,
            "direction": "out",
            "kind": _kind(logged.reason_code),
            "note": logged.note,
            "outcome": outcome,
            "product": logged.product,
            "staff": logged.staff,
            "minutes": logged.minutes,
        },
    )


def _kind(reason_code: str) -> str:
    if not reason_code:
        return "chat"
    return _KIND_OF_REASON.get(reason_code) or _KIND_OF_CLASS[REASONS[reason_code].class_]


def _settled(logged: Logged) -> list[Change]:
    changes = []
    if logged.promise_id is not None:
        changes.append(Change("promises", {"done_date": logged.day}, logged.promise_id))
    if logged.referral_id is not None:
        changes.append(Change("referrals", {"thanked_date": logged.day}, logged.referral_id))
    return changes


def _next_date(outcome: str, logged: Logged) -> list[Change]:
    """The customer's one next date (次回日): the one agreed on; a talk uses the old one up.

    Where the day goes into a register of its own (not now, a complaint, a refusal) that one
    brings the customer back, and there is no second date beside it.
    """
    if outcome not in TWO_WAY and logged.next_date is None:
        return []
    day = None if outcome in _HAS_A_REGISTER else logged.next_date
    return [Change("customers", {"next_date": day}, logged.customer_id)]


def _nothing_more(logged: Logged, settings: CallSettings) -> list[Change]:
    return []


def _agreed_day(logged: Logged, settings: CallSettings) -> list[Change]:
    """A day that was agreed on is a promise of ours, so the list keeps it."""
    if logged.next_date is None:
        return []
    return [
        Change(
            "promises",
            {
                "made_date": logged.day,
                "customer_id": logged.customer_id,
                "content": logged.note or logged.product,
                "due_date": logged.next_date,
                "by_whom": "us",
                "staff": logged.staff,
            },
        )
    ]


def _timing_register(logged: Logged, settings: CallSettings) -> list[Change]:
    """Into the timing register (時期台帳); without a day we ask once more after a while."""
    named = logged.next_date is not None and logged.named_by == "customer"
    later = logged.day + dt.timedelta(days=settings.ask_again_days)
    return [
        Change(
            "not_now",
            {
                "heard_date": logged.day,
                "customer_id": logged.customer_id,
                "product": logged.product,
                "reason": logged.reason if logged.reason in _NOT_NOW_REASONS else "timing",
                "next_time": logged.next_date or later,
                "certainty": "high" if named else "low",
                "basis": logged.note,
                "named_by": "customer" if named else "us",
            },
        )
    ]


def _complaint(logged: Logged, settings: CallSettings) -> list[Change]:
    return [
        Change(
            "complaints",
            {
                "received_date": logged.day,
                "customer_id": logged.customer_id,
                "cause": logged.reason if logged.reason in _CAUSES else "other",
                "severity": logged.severity or settings.complaint_severity,
                "content": logged.note,
                "promised_contact_date": logged.next_date,
                "staff": logged.staff,
            },
        )
    ]


def _stop(logged: Logged, settings: CallSettings) -> list[Change]:
    return [Change("customers", {"contact_permission": "stop"}, logged.customer_id)]


def _referral(logged: Logged, settings: CallSettings) -> list[Change]:
    """The introduction, whose thanks are then due, and the prospect."""
    introduced = Change(
        "referrals",
        {
            "date": logged.day,
            "customer_id": logged.customer_id,
            "kind": "referral",
            "referred_id": logged.new_customer_id,
            "referred_name": logged.referred_name,
            "note": logged.note,
        },
    )
    if not (logged.referred_name and logged.new_customer_id):
        return [introduced]
    prospect = {
        "customer_id": logged.new_customer_id,
        "name": logged.referred_name,
        "trigger": "referral",
        "referrer_id": logged.customer_id,
    }
    return [Change("customers", prospect), introduced]


#: Source: DOMAIN 3.6; what the owner clicks is the word of the contacts table.
OUTCOMES: dict[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome("talked", ("note",), _nothing_more),
        Outcome("no_answer", (), _nothing_more),
        Outcome("promised", ("note", "next_date"), _agreed_day),
        Outcome("bought", (), _nothing_more),
        Outcome("not_now", ("reason",), _timing_register),
        Outcome("declined", ("note",), _nothing_more),
        Outcome("complaint", ("note",), _complaint),
        Outcome("stop", (), _stop),
        Outcome("referral", ("referred_name",), _referral),
    )
}
