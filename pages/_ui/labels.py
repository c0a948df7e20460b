"""The owner's words for codes: stages, states, classes, reasons for not being listed."""

from __future__ import annotations

from core.calls.gates import GATES
from core.calls.reasons import REASONS
from core.locale.words import Words, _
from core.rules.ladder import STAGES
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.segment import SEGMENTS
from core.rules.state import STATES

CLASSES: dict[str, Words] = {
    "promise": _("Promises"),
    "due": _("Due dates"),
    "thanks": _("Thanks"),
    "sales": _("Sales"),
}
CLASS_MEANINGS: dict[str, Words] = {
    "promise": _("What we promised and what is waiting for an answer. Always first."),
    "due": _("A date of theirs is near."),
    "thanks": _("A word of thanks, without selling."),
    "sales": _("Those whom a call is likely to move, by what it brings a minute."),
}
EVIDENCE: dict[str, Words] = {
    "inferred": _("inferred"),
    "confirmed": _("confirmed"),
    "by_hand": _("set by hand"),
}
TRUST: dict[str, Words] = {
    "thick": _("thick"),
    "normal": _("normal"),
    "thin": _("thin"),
    "overdrawn": _("overdrawn"),
}
#: A reason for a call in a word or two, for tables.
_REASONS: dict[str, Words] = {
    "complaint_due": _("Complaint"),
    "promise_due": _("Promise of ours"),
    "promise_overdue": _("Promise overdue"),
    "callback_asked": _("Waits for an answer"),
    "next_date_due": _("Next date"),
    "not_now_arrived": _("Time they named"),
    "expiry": _("Something ends"),
    "points": _("Points expire"),
    "first_purchase": _("Thanks: first purchase"),
    "big_purchase": _("Thanks: big purchase"),
    "referral_thanks": _("Thanks: referral"),
    "birthday": _("Birthday"),
    "anniversary": _("Anniversary"),
    "keep_in_touch": _("Keeping in touch"),
    "support_ended": _("After support ended"),
    "plan_step": _("Step of a plan"),
    "next_need": _("Next need after an event"),
    "lapse_risk": _("Drifting away"),
    "second_purchase": _("Second purchase"),
    "due_now": _("About the usual time"),
    "not_now": _("Time we expect"),
    "promotion": _("Near the next rung"),
    "listen": _("Listening to a doubt"),
}
#: Codes of ``CallList.left_out`` that are no gates.
_NOT_LISTED: dict[str, Words] = {
    "nothing_due": _("Nothing is due yet."),
    "over_capacity": _("No seat was left this week."),
    "not_worth": _("A call would cost more than it is likely to bring."),
    "same_household": _("Somebody of the same household or company is called this week."),
    "lottery": _("Not drawn this week: lots show whether calls help."),
}
_WAITING: dict[str, Words] = {
    "snoozed": _("Left off the list by you."),
    "no_answer": _("Did not answer several times; a card is due."),
    "talked_lately": _("We talked a short while ago."),
    "sold_lately": _("We made an offer a short while ago."),
    "declined_lately": _("Declined a short while ago."),
}
LEFT_OUT: dict[str, Words] = {
    **{gate.code: _WAITING.get(gate.code) or gate.words(None) for gate in GATES},
    **_NOT_LISTED,
}
#: Nobody of these stands in any list that serves contact: only their number is said.
NEVER_NAMED = ("stopped",)


def stage(code: str) -> Words | str:
    """The rung (はしごの段), 潜在顧客 to パートナー."""
    return STAGES[code].label if code in STAGES else code


def state(code: str) -> Words | str:
    """The state (状態): 現役, 離れかけ, 休眠, 離反."""
    return STATES[code].label if code in STATES else code


def reason(code: str) -> Words | str:
    """A reason for a call in a word or two."""
    kind = REASONS.get(code)
    return _REASONS.get(code) or (CLASSES[kind.class_] if kind else code)


def policy(code: str) -> Words | str:
    """The policy (方針)."""
    return POLICIES[code].label if code in POLICIES else code


def relation(code: str) -> Words | str:
    """The relation (関係)."""
    return RELATIONS[code].label if code in RELATIONS else code


def segment(code: str) -> Words | str:
    """The displayed group (お客様のグループ)."""
    return SEGMENTS[code].label if code in SEGMENTS else code
