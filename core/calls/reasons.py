"""The reasons for a call, as a catalogue: class, minutes, effect and words of each.

Reasons that need figures of later issues (cross-sell, new product) join the catalogue with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.foresight.chains import EVENTS, named
from core.locale.words import Words, _, n_
from core.tables.activities import CHANNEL_CHOICES
from core.tables.due_dates import KINDS

#: The four classes in the order in which they stand (優先の組, DOMAIN 3.2).
CLASSES = ("promise", "due", "thanks", "sales")
CHANNELS: Mapping[str, Words] = {choice.code: choice.label for choice in CHANNEL_CHOICES}
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this customer this week (なぜ今).

    Attributes:
        code: key of :data:`REASONS`.
        facts: the dates, counts and texts that it stands on: plain values.
    """

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """An entry of the catalogue.

    Attributes:
        code: English symbol.
        class_: one of :data:`CLASSES`.
        minutes: the setting that says how long the call takes.
        say: the sentence from the facts.
        effect: the setting that says how much a call moves; empty where yen do not order.
        hump: the effect is that at a chance of 50:50 and falls to both sides (4p(1-p)).
        fits: the effect is that of the best fitting, and less for others (``launch_fit``).
        first_year: worth what a customer brings in the first year where nothing else is known.
    """

    code: str
    class_: str
    minutes: str
    say: Callable[[Facts], Words]
    effect: str = ""
    hump: bool = False
    fits: bool = False
    first_year: bool = False


def sentence(reason: Reason) -> Words:
    """The reason in the owner's words, with the customer's own dates; who is to do it, and how."""
    said = REASONS[reason.code].say(reason.facts)
    by = [reason.facts.get("staff", ""), CHANNELS.get(reason.facts.get("channel", ""), "")]
    named = [part for part in by if part]
    if not named:
        return said
    if len(named) == 1:
        return _("{why} ({who})", why=said, who=named[0])
    return _("{why} ({who}, {how})", why=said, who=named[0], how=named[1])


def _complaint_due(facts: Facts) -> Words:
    if facts["late"] > 0:
        return n_(
            "The complaint of {event} is open; the call promised for {due} is {n} day late.",
            "The complaint of {event} is open; the call promised for {due} is {n} days late.",
            n=facts["late"], event=facts["event"], due=facts["due"],
        )  # fmt: skip
    return _(
        "The complaint of {event} is open; the next word is due by {due}.",
        event=facts["event"], due=facts["due"],
    )  # fmt: skip


def _promise_due(facts: Facts) -> Words:
    return _("We promised by {due}: “{text}”.", due=facts["due"], text=facts["text"])


def _promise_overdue(facts: Facts) -> Words:
    return n_(
        "We promised by {due}: “{text}”. It is {n} day late.",
        "We promised by {due}: “{text}”. It is {n} days late.",
        n=facts["late"], due=facts["due"], text=facts["text"],
    )  # fmt: skip


def _callback(facts: Facts) -> Words:
    return _("They tried to reach us on {event} and wait for an answer.", event=facts["event"])


def _next_date_due(facts: Facts) -> Words:
    if facts["late"] > 0:
        return n_(
            "The next date was {due}; {n} day has passed.",
            "The next date was {due}; {n} days have passed.",
            n=facts["late"], due=facts["due"],
        )  # fmt: skip
    return _("The next date is {due}.", due=facts["due"])


def _not_now_arrived(facts: Facts) -> Words:
    return _(
        "{heard}; they named {due} themselves.", heard=_not_now_heard(facts), due=facts["due"]
    )


def _not_now(facts: Facts) -> Words:
    return _(
        "{heard}; we expect the time about {due}.", heard=_not_now_heard(facts), due=facts["due"]
    )


def _not_now_heard(facts: Facts) -> Words:
    """What was said («今はいらない»), as far as its day and product are known."""
    event, product = facts["event"], facts["product"]
    if event and product:
        return _("On {event} they said “not now” about {product}", event=event, product=product)
    if product:
        return _("They said “not now” about {product}", product=product)
    if event:
        return _("On {event} they said “not now”", event=event)
    return _("They said “not now”")


def _expiry(facts: Facts) -> Words:
    what = due_item(facts)
    if facts["late"] > 0:
        return n_(
            "{what} ended on {due}, {n} day ago.", "{what} ended on {due}, {n} days ago.",
            n=facts["late"], what=what, due=facts["due"],
        )  # fmt: skip
    if facts["late"] == 0:
        return _("{what} ends today, {due}.", what=what, due=facts["due"])
    if facts["text"]:
        return n_(
            "{what} with {partner} ends on {due}, in {n} day.",
            "{what} with {partner} ends on {due}, in {n} days.",
            n=-facts["late"], what=what, partner=facts["text"], due=facts["due"],
        )  # fmt: skip
    return n_(
        "{what} ends on {due}, in {n} day.", "{what} ends on {due}, in {n} days.",
        n=-facts["late"], what=what, due=facts["due"],
    )  # fmt: skip


def due_item(facts: Facts) -> Words:
    """What ends: its kind, and the item where it is named."""
    kind = facts["detail"] or "contract"
    label = KINDS.get(kind, _("{what}", what=kind))
    if not facts["product"]:
        return label
    return _("{kind} ({item})", kind=label, item=facts["product"])


def _first_purchase(facts: Facts) -> Words:
    return _(
        "Bought for the first time on {event}; {thanks}.",
        event=facts["event"],
        thanks=_step_due(facts),
    )


def _big_purchase(facts: Facts) -> Words:
    return _("A big purchase on {event}; {thanks}.", event=facts["event"], thanks=_step_due(facts))


def _step_due(facts: Facts) -> Words:
    if facts["late"] > 0:
        return n_(
            "the thanks of day {step} are {n} day late",
            "the thanks of day {step} are {n} days late",
            n=facts["late"],
            step=facts["step"],
        )
    return _("the thanks of day {step} are due by {due}", step=facts["step"], due=facts["due"])


def _referral_thanks(facts: Facts) -> Words:
    thanks = _thanks_due(facts)
    if facts["text"]:
        return _(
            "Introduced {text} on {event}; {thanks}.",
            text=facts["text"],
            event=facts["event"],
            thanks=thanks,
        )
    return _("Introduced somebody on {event}; {thanks}.", event=facts["event"], thanks=thanks)


def _thanks_due(facts: Facts) -> Words:
    if facts["late"] > 0:
        return n_("our thanks are {n} day late", "our thanks are {n} days late", n=facts["late"])
    return _("our thanks are due by {due}", due=facts["due"])


def _birthday(facts: Facts) -> Words:
    return _("Birthday on {day}.", day=_month_day(facts["due"]))


def _anniversary(facts: Facts) -> Words:
    if facts["text"]:
        return _("{text}: {day}.", text=facts["text"], day=_month_day(facts["due"]))
    return _("Anniversary on {day}.", day=_month_day(facts["due"]))


def _month_day(day: dt.date) -> Words:
    return _("{month}/{day}", month=day.month, day=day.day)


def _keep_in_touch(facts: Facts) -> Words:
    if facts["event"] is None:
        return _("A supporter of ours, and no contact from us is on record.")
    return n_(
        "A supporter of ours; the last contact was on {event}, {n} day ago.",
        "A supporter of ours; the last contact was on {event}, {n} days ago.",
        n=facts["silent_contact"], event=facts["event"],
    )  # fmt: skip


def _support_ended(facts: Facts) -> Words:
    if facts["product"]:
        return _(
            "{product} ended on {event}: ask how they are, {n} days on. Nothing to sell.",
            product=facts["product"], event=facts["event"], n=facts["step"],
        )  # fmt: skip
    return _(
        "Our support ended on {event}: ask how they are, {n} days on. Nothing to sell.",
        event=facts["event"], n=facts["step"],
    )  # fmt: skip


def _plan_step(facts: Facts) -> Words:
    """A step of a plan (段取り), with the plan where it has a name."""
    what = _("{plan}: {step}", plan=facts["detail"], step=facts["text"])
    step = what if facts["detail"] else _("{what}", what=facts["text"])
    if facts["late"] > 0:
        return n_(
            "Planned: “{step}” for {due}; {n} day late.",
            "Planned: “{step}” for {due}; {n} days late.",
            n=facts["late"], step=step, due=facts["due"],
        )  # fmt: skip
    return _("Planned: “{step}”, due by {due}.", step=step, due=facts["due"])


def _next_need(facts: Facts) -> Words:
    """What follows from an event in their life (出来事の連鎖)."""
    event = EVENTS.get(facts["detail"], EVENTS["other"])
    return _(
        "After “{event}” on {day}: {need} about {due}.",
        event=event, day=facts["event"], need=named(facts["text"]),
        due=facts["due"],
    )  # fmt: skip


def _lapse_risk(facts: Facts) -> Words:
    return n_(
        "Comes about every {rhythm} days, but has been away for {n} day now (since {event}).",
        "Comes about every {rhythm} days, but has been away for {n} days now (since {event}).",
        n=facts["silent"], rhythm=facts["rhythm"], event=facts["event"],
    )  # fmt: skip


def _second_purchase(facts: Facts) -> Words:
    return n_(
        "Came once, on {event}; {n} day has passed and the second time has not come.",
        "Came once, on {event}; {n} days have passed and the second time has not come.",
        n=facts["silent"], event=facts["event"],
    )  # fmt: skip


def _due_now(facts: Facts) -> Words:
    return n_(
        "Comes about every {rhythm} days; the last time was {n} day ago ({event}): about now.",
        "Comes about every {rhythm} days; the last time was {n} days ago ({event}): about now.",
        n=facts["silent"], rhythm=facts["rhythm"], event=facts["event"],
    )  # fmt: skip


def _promotion(facts: Facts) -> Words:
    return n_(
        "Bought on {n} day lately; one more makes them a regular.",
        "Bought on {n} days lately; one more makes them a regular.",
        n=facts["count"],
    )  # fmt: skip


def _cross_sell(facts: Facts) -> Words:
    return _(
        "Has “{have}”. {n} customers have “{product}” too, usually {days} days later: ask whether "
        "it would help.",
        have=facts["text"], product=facts["product"], n=facts["detail"], days=facts["step"],
    )  # fmt: skip


def _new_product(facts: Facts) -> Words:
    return _(
        "The new “{product}” fits: they are like those who bought similar things.",
        product=facts["product"],
    )


def _listen(facts: Facts) -> Words:
    if facts["text"]:
        return _(
            "Voiced a doubt on {event}: “{text}”. Listen; do not sell.",
            event=facts["event"], text=facts["text"],
        )  # fmt: skip
    return _("Voiced a doubt on {event}. Listen; do not sell.", event=facts["event"])


#: Source: DOMAIN 3.2 (classes, minutes) and 3.3 (effects).
REASONS: dict[str, ReasonKind] = {
    kind.code: kind
    for kind in (
        ReasonKind("complaint_due", "promise", "complaint_minutes", _complaint_due),
        ReasonKind("promise_due", "promise", "usual_minutes", _promise_due),
        ReasonKind("promise_overdue", "promise", "usual_minutes", _promise_overdue),
        ReasonKind("callback_asked", "promise", "usual_minutes", _callback),
        ReasonKind("next_date_due", "promise", "usual_minutes", _next_date_due),
        ReasonKind("not_now_arrived", "promise", "usual_minutes", _not_now_arrived),
        ReasonKind("expiry", "due", "usual_minutes", _expiry, "effect_expiry", first_year=True),
        ReasonKind("points", "due", "usual_minutes", _expiry, "effect_points"),
        ReasonKind("first_purchase", "thanks", "thanks_minutes", _first_purchase),
        ReasonKind("big_purchase", "thanks", "thanks_minutes", _big_purchase),
        ReasonKind("referral_thanks", "thanks", "thanks_minutes", _referral_thanks),
        ReasonKind("birthday", "thanks", "thanks_minutes", _birthday),
        ReasonKind("anniversary", "thanks", "thanks_minutes", _anniversary),
        ReasonKind("keep_in_touch", "thanks", "thanks_minutes", _keep_in_touch),
        ReasonKind("support_ended", "thanks", "thanks_minutes", _support_ended),
        ReasonKind("plan_step", "thanks", "thanks_minutes", _plan_step),
        ReasonKind(
            "lapse_risk", "sales", "sales_minutes", _lapse_risk, "effect_return", hump=True
        ),
        ReasonKind(
            "second_purchase", "sales", "sales_minutes", _second_purchase, "effect_return",
            hump=True,
        ),
        ReasonKind("due_now", "sales", "sales_minutes", _due_now, "effect_due"),
        ReasonKind(
            "not_now", "sales", "sales_minutes", _not_now, "effect_not_now", first_year=True
        ),
        ReasonKind("next_need", "sales", "sales_minutes", _next_need, "effect_cross"),
        ReasonKind("cross_sell", "sales", "sales_minutes", _cross_sell, "effect_cross"),
        ReasonKind(
            "new_product_fit", "sales", "sales_minutes", _new_product, "effect_fit", fits=True
        ),
        ReasonKind("promotion", "sales", "sales_minutes", _promotion, "effect_promotion"),
        ReasonKind("listen", "sales", "sales_minutes", _listen),
    )
}  # fmt: skip
