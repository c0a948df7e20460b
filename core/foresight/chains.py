"""What follows from an event in a life or a company (出来事の連鎖), when, and how long before.

:data:`CHAINS` is the whole of it: one line a step. Nobody is reminded of a marriage or a child
that is not on record; those begin a chain and are never a step of one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.foresight.when import When
from core.locale.words import Words, _
from core.settings import Settings, Trade
from core.settings.chains import ChainSettings
from core.tables.events import KIND_CHOICES

EVENTS = {choice.code: choice.label for choice in KIND_CHOICES}
Row = Mapping[Any, Any]
#: Between the code of a ready-made chain and the number of its step.
_NUMBER = "#"


def months(count: int) -> When:
    """So many months after the event."""
    return When(count, "months")


def november(age: int) -> When:
    """15 November of the year in which a child turns ``age`` (七五三)."""
    return When(age, "november")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that follows from an event.

    Attributes:
        event: kind of the event (:mod:`core.tables.events`).
        what: what follows.
        when: its day from that of the event.
        lead: the setting of :class:`ChainSettings` that says how long before a word is due, or
            the days themselves where the owner wrote them.
        settled: the kind of event that shows it has come about; empty for none.
        partner: who helps with it, such as a photographer; empty for nobody.
        row_id: the owner's row behind it, 0 for a ready-made step.
    """

    event: str
    what: Words | str
    when: When
    lead: str | int = "usual_lead"
    settled: str = ""
    partner: str = ""
    row_id: int = 0

    def notice(self, limits: ChainSettings) -> int:
        """How many days before its day a word is due."""
        return self.lead if isinstance(self.lead, int) else int(getattr(limits, self.lead))


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps that belong together (一つの連鎖).

    Attributes:
        code: of a ready-made chain, else the owner's name for it.
        label: what it is called.
        steps: in their order.
        own: the steps are the owner's (rows of ``plan_steps``).
        in_use: whether its steps are looked at.
    """

    code: str
    label: Words | str
    steps: tuple[Step, ...]
    own: bool = False
    in_use: bool = True


_NEXT_SCHOOL = When(7, "april")
#: Source: DOMAIN 2.9; the months between are usual ones and may differ by the customer.
CHAINS: dict[str, Chain] = {
    chain.code: chain
    for chain in (
        Chain("family", _("Family"), (
            Step("matchmaking", _("Engagement gifts"), months(6), settled="engagement"),
            Step("engagement", _("Choosing the wedding hall"), months(2), settled="wedding"),
            Step("wedding", _("Honeymoon"), months(1)),
            Step("wedding", _("Looking for a home"), months(8), "home_lead", "new_home"),
            Step("wedding", _("First wedding anniversary"), months(12)),
            Step("birth", _("The hundredth day"), When(100, "days")),
            Step("birth", _("Shichi-go-san at three"), november(3), "ceremony_lead"),
            Step("birth", _("Shichi-go-san at five"), november(5), "ceremony_lead"),
            Step("birth", _("Starting school"), _NEXT_SCHOOL, "ceremony_lead", "school_entry"),
            Step("birth", _("Shichi-go-san at seven"), november(7), "ceremony_lead"),
            Step("birth", _("Coming-of-age ceremony"), When(20, "january"), "ceremony_lead",
                 "coming_of_age"),
            Step("graduation", _("First job"), months(1), settled="first_job"),
        )),
        Chain("car", _("Car"), (
            Step("vehicle_delivery", _("Check after one month"), months(1), "inspection_lead"),
            Step("vehicle_delivery", _("Check after six months"), months(6), "inspection_lead"),
            Step("vehicle_delivery", _("Check after twelve months"), months(12),
                 "inspection_lead"),
            Step("vehicle_delivery", _("First vehicle inspection"), months(36), "vehicle_lead"),
            Step("vehicle_delivery", _("Changing to another car"), months(84), "home_lead"),
            Step("birth", _("Somebody of the family turns 18: driving licence"), months(216),
                 "vehicle_lead", "driving_licence"),
            Step("driving_licence", _("A first car of their own"), months(2)),
        )),
        Chain("house", _("House"), (
            *(Step("handover", _("Inspection after {n} months", n=n), months(n),
                   "inspection_lead") for n in (3, 6)),
            *(Step("handover", _("Inspection after {n} years", n=n), months(12 * n),
                   "inspection_lead") for n in (1, 2, 5)),
            Step("handover", _("Ten years: outer walls and the end of the warranty"), months(120),
                 "home_lead"),
            Step("handover", _("Fifteen years: kitchen and bath"), months(180), "home_lead"),
            Step("inheritance", _("What is to become of the house"), months(6)),
        )),
        Chain("insurance", _("Insurance"), (
            Step("wedding", _("Insurance for two"), months(2)),
            Step("birth", _("Saving for school, and who is provided for"), months(3)),
            Step("new_home", _("Fire and earthquake insurance"), months(1)),
            Step("school_entry", _("Accident insurance for school"), months(1)),
            Step("first_job", _("An insurance of their own"), months(2)),
            Step("retirement", _("What is still needed after work"), months(1), "home_lead"),
            Step("inheritance", _("Names in the policies"), months(2)),
        )),
        Chain("school", _("School and lessons"), (
            Step("school_entry", _("First recital or test"), months(6)),
            Step("school_entry", _("Moving up a class"), months(11), "ceremony_lead"),
            Step("birth", _("Old enough to try a lesson"), months(48)),
            Step("graduation", _("The next course, or those who follow them"), months(1)),
        )),
        Chain("company", _("Companies"), (
            Step("founding", _("First closing of the books"), months(12), "vehicle_lead"),
            *(Step("founding", _("Founded {n} years ago", n=n), months(12 * n), "vehicle_lead")
              for n in (5, 10, 20, 30, 50)),
            Step("relocation", _("Cards, signs and contracts with the new address"), months(1)),
            Step("staff_change", _("Machines and contracts for the new number"), months(1)),
        )),
    )
}  # fmt: skip
#: The chains that matter to a trade; every other trade has the family's, or the company's.
OF_TRADE = {
    "car": ("car",), "builder": ("house",), "insurance": ("insurance",), "school": ("school",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """A step of one customer that lies ahead, or is a little late.

    Attributes:
        what: what it is; ``day``: when; ``begin``: from when on a word is due.
        event, event_day, person: what it follows from.
    """

    what: Words | str
    day: dt.date
    begin: dt.date
    event: str
    event_day: dt.date
    person: str


def chains_of(settings: Settings, rows: pd.DataFrame | None = None) -> tuple[Chain, ...]:
    """The chains that are looked at: those chosen by the owner, else the trade's.

    Args:
        settings: which of the ready-made ones.
        rows: the table ``plan_steps``: the owner's steps stand instead of the ready-made ones of
            their chain, chains of the owner's own come behind.
    """
    return tuple(chain for chain in chains_known(settings, rows) if chain.in_use)


def chains_known(settings: Settings, rows: pd.DataFrame | None = None) -> tuple[Chain, ...]:
    """The same with the owner's chains that are switched off."""
    own = own_chains(rows)
    codes = settings.chains.shown or OF_TRADE.get(settings.trade_code, _usual(settings.trade))
    first = [own.pop(code, CHAINS[code]) for code in codes if code in CHAINS]
    return (*first, *own.values())


def own_chains(rows: pd.DataFrame | None) -> dict[str, Chain]:
    """The owner's chains: {code of the ready-made one, else the owner's name: chain}."""
    if rows is None or not len(rows):
        return {}
    needs = rows[(rows["aim"] == "need") & rows["attached_to"].isin(set(EVENTS))]
    needs = needs.sort_values(["position", "action"], kind="stable", na_position="last")
    found = {}
    for key, group in needs.groupby(
        needs["template"].where(needs["template"] != "", needs["plan"])
    ):
        steps = tuple(_own_step(row) for row in group.to_dict("records"))
        used = not (group["in_use"] == "no").all()
        found[str(key)] = Chain(str(key), group["plan"].iloc[0], steps, own=True, in_use=used)
    return found


def _own_step(row: Row) -> Step:
    lead: str | int = "usual_lead" if pd.isna(row["lead_days"]) else int(row["lead_days"])
    count: int = 0 if pd.isna(row["count"]) else int(row["count"])
    return Step(
        str(row["attached_to"]), str(row["action"]), When(count, str(row["unit"]) or "months"),
        lead, str(row["settled_by"]), str(row["partner"]), int(row.get("row_id", 0)),
    )  # fmt: skip


def as_rows(
    chain: Chain, say: Callable[[Words | str], str], limits: ChainSettings
) -> list[dict[str, Any]]:
    """The rows of ``plan_steps`` that make a ready-made chain the owner's.

    Args:
        chain: the chain.
        say: turns words into text of the owner's language.
        limits: how many days before its day each step is told of.
    """
    return [
        {
            "plan": say(chain.label), "template": chain.code, "aim": "need",
            "starts_with": "event", "attached_to": step.event, "position": number,
            "count": step.when.count, "unit": step.when.unit, "action": say(step.what),
            "partner": step.partner, "settled_by": step.settled,
            "lead_days": step.notice(limits), "in_use": "yes",
        }
        for number, step in enumerate(chain.steps, start=1)
    ]  # fmt: skip


def mark_of(chain: Chain, number: int) -> str:
    """A step as plain text that :func:`named` turns into words again."""
    what = chain.steps[number].what
    return what if isinstance(what, str) else f"{chain.code}{_NUMBER}{number}"


def named(mark: str) -> Words | str:
    """What a step is, from :func:`mark_of`."""
    code, found, number = mark.rpartition(_NUMBER)
    return CHAINS[code].steps[int(number)].what if found and code in CHAINS else mark


def _usual(trade: Trade) -> tuple[str, ...]:
    return ("company",) if trade.business else ("family",)


def ahead(
    events: pd.DataFrame,
    customer_id: str,
    today: dt.date,
    settings: Settings,
    rows: pd.DataFrame | None = None,
) -> list[Due]:
    """What lies ahead of one customer, soonest first.

    Args:
        events: the table of life events.
        customer_id: whose.
        today: the real day.
        settings: which chains, how far ahead, how long before.
        rows: the owner's steps (``plan_steps``).
    """
    limits = settings.chains
    first = today - dt.timedelta(days=limits.late_days)
    last = today + dt.timedelta(days=limits.ahead_days)
    own = events[events["customer_id"] == customer_id]
    steps = [step for chain in chains_of(settings, rows) for step in chain.steps]
    found = []
    for row in own.to_dict("records"):
        day, kind = pd.Timestamp(row["date"]).date(), str(row["kind"])
        if day > today and kind:
            found.append(_due(EVENTS[kind], day, limits.ceremony_lead, row))
        for step in steps:
            if step.event == kind and not _settled(step, own, row):
                what = _with_partner(step)
                found.append(_due(what, step.when(day), step.notice(limits), row))
    return sorted((d for d in found if first <= d.day <= last), key=lambda due: due.day)


def _with_partner(step: Step) -> Words | str:
    if not step.partner:
        return step.what
    return _("{what} (with {partner})", what=step.what, partner=step.partner)


def _due(what: Words | str, day: dt.date, lead: int, row: Row) -> Due:
    before = dt.timedelta(days=lead)
    event_day = pd.Timestamp(row["date"]).date()
    return Due(what, day, day - before, str(row["kind"]), event_day, str(row["person"]))


def _settled(step: Step, own: pd.DataFrame, row: Row) -> bool:
    """Whether the next event is on record for the same person since."""
    later = (own["kind"] == step.settled) & (own["date"] >= row["date"])
    same = (own["person"] == row["person"]) | (own["person"] == "") | (row["person"] == "")
    return bool(step.settled) and bool((later & same).any())


def said(due: Due, today: dt.date) -> Words:
    """A step with its day, what it follows from, and whether a word is due."""
    where = _ahead_words(due, today)
    return _("{what}, {when} ({event})", what=due.what, when=where, event=_event_words(due))


def _ahead_words(due: Due, today: dt.date) -> Words:
    if due.day < today:
        return _("about {day}, already past", day=due.day)
    if due.begin <= today:
        return _("about {day}: time for a word", day=due.day)
    return _("about {day}: a word from {begin} on", day=due.day, begin=due.begin)


def _event_words(due: Due) -> Words:
    label = EVENTS[due.event]
    if due.person:
        return _("{event} of {person}, {day}", event=label, person=due.person, day=due.event_day)
    return _("{event}, {day}", event=label, day=due.event_day)


def to_talk_about(
    events: pd.DataFrame, customer_id: str, today: dt.date, settings: Settings
) -> list[Words]:
    """What happened lately in somebody's life, newest first, as it was heard from them."""
    since = pd.Timestamp(today - dt.timedelta(days=settings.chains.talk_days))
    own = events[(events["customer_id"] == customer_id) & (events["kind"] != "")]
    recent = own[(own["date"] >= since) & (own["date"] <= pd.Timestamp(today))]
    lines = []
    for row in recent.sort_values("date", ascending=False, kind="stable").to_dict("records"):
        day, note = pd.Timestamp(row["date"]).date(), str(row["note"]).strip()
        due = Due(EVENTS[str(row["kind"])], day, day, str(row["kind"]), day, str(row["person"]))
        event = _event_words(due)
        lines.append(_("{event}: “{note}”", event=event, note=note) if note else event)
    return lines
