"""Which step of which plan is due to whom (アフターフォロー): done, due, or carried over.

The steps of one beginning (a purchase, a rung, an event, a due date) divide the days about it:
each has the days that lie nearest to it, and a contact in them settles it. So a step is due at
most once, and of one beginning at most one step is due on any day. Where the same plan begins
anew with the same customer, steps that are counted in days are those of the newer beginning;
steps in months belong to the thing and stay. A cadence (so many words a year) counts from the
last contact in either direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.foresight.when import Days
from core.rules.plan_begins import Made, Places, beginnings
from core.rules.plan_parts import Part, joined, steps_of
from core.rules.plans import Plan, own_plans, rungs_of
from core.rules.reached import Bools, Ints, days_of
from core.settings import Settings

#: ``place``: the customer's row in ``people``. ``event``: the day a step counts from. ``state``:
#: ``done, due, later, missed``. ``late``: days since its day. ``done_date, done_by``: the contact.
#: ``row_id``: the row of ``plans`` behind a step attached by hand, else 0. ``rule``: the rule of
#: the call list which the step is part of; the list itself asks for it.
COLUMNS = (
    "place", "customer_id", "plan", "name", "step", "event", "day", "state", "late", "done_date",
    "done_by", "staff", "channel", "action", "script", "cadence", "row_id", "rule",
)  # fmt: skip
Columns = dict[str, npt.NDArray[Any]]
_STATES = np.array(["done", "due", "later", "missed"], dtype=object)
_DONE, _DUE, _LATER, _MISSED = range(4)
_DAY = np.timedelta64(1, "D")
_YEAR = 365
_NEVER = np.datetime64("NaT", "D")
#: In ``Part.touch``: this and what is below it are rows of ``plans``, counted downwards.
_TICK = -2
_NONE = np.empty(0, dtype=object)
#: More days than any date is away from 1970, and more customers than any shop has.
_SPAN, _PLACES = 1 << 22, 1 << 28
#: More steps than all plans have.
_STEPS = 1 << 20


def follow_up(
    people: pd.DataFrame,
    book: Book,
    settings: Settings,
    bought: Mapping[str, pd.DataFrame] | None = None,
    *,
    open_only: bool = False,
    places: Places | None = None,
) -> pd.DataFrame:
    """Every step of the plans in use, of a year back and as far ahead as anything begins.

    Args:
        people: judged customers: ``customer_id, stage, former, state, staff, household_id, status,
            contact_permission, last_staff, last_purchase_date, last_contact_date, purchase_count,
            big_purchase``.
        book: the business; its contacts, events, due dates, rungs, plans and steps of plans.
        settings: how long a step is carried over.
        bought: {product or category: ``customer_id, date`` of its purchases}.
        open_only: those that are due or still to come and that no rule of the call list asks for,
            each customer's in order, the customers in none.
        places: where customers stand by their ids, -1 for nowhere, where somebody knows already.

    Returns:
        Columns :data:`COLUMNS`, by day, customer, plan and step; nobody who may not be contacted.
    """
    people = people.reset_index(drop=True)
    made = Made(people, book, settings, bought or {}, places)
    own = own_plans(book.table("plan_steps"))
    plans = [p for p in own.values() if p.in_use and not (open_only and p.rule)]
    asked = _Asked(plans, open_only)
    parts = [part for number in range(len(plans)) for part in _of_plan(made, asked, number)]
    found = joined(parts)
    found, ticks = _ticked(made, asked, found if open_only else _in_order(made, asked, found))
    by_hand = _by_hand(made, {plan.code: str(plan.name) for plan in own.values()}, ticks)
    return _as_frame(made, _columns(made, asked, found, ticks), by_hand, open_only=open_only)


def due_steps(found: pd.DataFrame) -> pd.DataFrame:
    """The steps that are to be done now, the longest overdue first.

    What a rule of the call list asks for is not among them: the list shows it.
    """
    return found[(found["state"] == "due") & (found["rule"] == "")].reset_index(drop=True)


class _Asked:
    """The plans and their steps by number, what each step says, and what of them is asked for."""

    def __init__(self, plans: Sequence[Plan], open_only: bool) -> None:
        self.plans, self.open_only = list(plans), open_only
        self.number = {plan.code: place for place, plan in enumerate(plans)}
        sizes = [len(plan.steps) for plan in plans]
        self._first = np.cumsum([0, *sizes])[:-1].astype(np.int64)
        self._steps = [(plan, step) for plan in plans for step in plan.steps]

    @property
    def actions(self) -> set[str]:
        """What is to be done in any step."""
        return {str(step.action) for _plan, step in self._steps}

    def said(self, found: Part, what: Any) -> npt.NDArray[Any]:  # noqa: ANN401 - a function of both
        """What each instance's plan and step say."""
        words = np.empty(len(self._steps), dtype=object)
        words[:] = [what(plan, step) for plan, step in self._steps]
        said: npt.NDArray[Any] = words[self._first[found.plan] + found.step]
        return said


def _of_plan(made: Made, asked: _Asked, number: int) -> Iterator[Part]:
    plan = asked.plans[number]
    steps = list(enumerate(plan.steps))
    if plan.starts_with == "stage":
        for place, step in steps:
            if step.unit == "a_year" and step.count > 0:
                yield _cadence(made, asked, number, place)
    dated = [(place, step) for place, step in steps if step.unit != "a_year"]
    begun = beginnings(made, plan) if dated else None
    if begun is not None and len(begun):
        part = steps_of(made, (number, plan), dated, begun)
        yield _judged(made, part.take(_may_be_open(made, part)) if asked.open_only else part)


def _may_be_open(made: Made, part: Part) -> Bools:
    maybe: Bools = part.end > made.today
    return maybe


def _judged(made: Made, part: Part) -> Part:
    """Instances with what became of them in their days."""
    touch = made.touches.first(part.place, part.start, part.end)
    state = _state(made, part.day, (part.start, part.end), touch >= 0)
    return replace(part, touch=touch, state=state)


def _state(made: Made, day: Days, window: tuple[Days, Days], done: Bools) -> Ints:
    start, end = window
    near = (start <= made.today) & (day <= made.today + made.settings.plans.ahead_days * _DAY)
    found: Ints = np.select([done, end <= made.today, near], [_DONE, _MISSED, _DUE], _LATER)
    return found


def _cadence(made: Made, asked: _Asked, number: int, place: int) -> Part:
    """So many words a year: from the last contact either way, else from the last purchase."""
    plan = asked.plans[number]
    rung = made.on_rung(rungs_of(plan)) & made.may_be_contacted
    last = np.fmax(made.every.newest(), days_of(made.people["last_contact_date"]))
    since = np.where(np.isnat(last), days_of(made.people["last_purchase_date"]), last)
    places = np.flatnonzero(rung & ~np.isnat(since)).astype(np.int64)
    events = since[places]
    day: Days = (events + round(_YEAR / plan.steps[place].count) * _DAY).astype("datetime64[D]")
    near = day <= made.today + made.settings.plans.ahead_days * _DAY
    done = ~np.isnat(last[places]) & (day >= made.today) & ~near
    begun: Days = np.where(done, events, _NEVER).astype("datetime64[D]")
    after: Days = (begun + _DAY).astype("datetime64[D]")
    count = len(places)
    part = Part(
        places, np.full(count, number), np.full(count, place), np.ones(count, np.int64), events,
        day, begun, after, np.select([done, near], [_DONE, _DUE], _LATER),
        made.every.first(places, begun, after), np.zeros(count, dtype=bool),
    )  # fmt: skip
    return part


def _in_order(made: Made, asked: _Asked, found: Part) -> Part:
    """The instances by day, customer, plan and step."""
    codes, actions = (
        {word: rank for rank, word in enumerate(sorted(set(words)))}
        for words in (asked.number, asked.actions)
    )
    what = np.array([codes[plan.code] for plan in asked.plans], dtype=np.int64)
    deed = asked.said(found, lambda _plan, step: actions[str(step.action)]).astype(np.int64)
    day = found.day.astype("datetime64[D]").astype(np.int64)
    first = day * _PLACES + made.order[found.place]
    then = (what[found.plan] * _STEPS + found.number) * _STEPS + deed
    order = np.lexsort((then, first))
    return Part(*(column[order] for column in vars(found).values()))


@dataclass(frozen=True)
class _Ticks:
    """Done rows of ``plans`` that only say that a step of a plan was done.

    Attributes:
        rows: their labels; ``day``, ``by``: when and by whom, for the places in ``Part.touch``.
    """

    rows: pd.Index[Any]
    day: Days
    by: npt.NDArray[Any]


def _ticked(made: Made, asked: _Asked, found: Part) -> tuple[Part, _Ticks]:
    """The instances that count, ticked ones done: theirs is a row of the same plan and day."""
    rows = made.book.table("plans")
    rows = rows[rows["plan"].isin(asked.number) & rows["done_date"].notna()]
    places = made.placed(rows["customer_id"])
    rows, places = rows[places >= 0], places[places >= 0]
    if not len(rows):
        return found.take(_wanted(asked, found)), _Ticks(rows.index, found.day[:0], _NONE)
    numbers = rows["plan"].map(asked.number).to_numpy().astype(np.int64)
    of_rows = _mark(numbers, places, days_of(rows["date"]))
    marks: pd.Series[Any] = pd.Series(of_rows, index=rows.index)
    mine = pd.Index(_mark(found.plan, found.place, found.day))
    ticks = marks[marks.isin(mine)]
    last = ticks.drop_duplicates(keep="last")
    hit = pd.Index(last).get_indexer(mine)
    state = np.where(hit >= 0, _DONE, found.state)
    touch = np.where(hit >= 0, _TICK - hit, found.touch)
    kept = replace(found, state=state, touch=touch)
    kept = kept.take(_wanted(asked, kept))
    said = rows.loc[last.index]
    by = said["staff"].to_numpy(object)
    return kept, _Ticks(ticks.index, days_of(said["done_date"]), by)


def _wanted(asked: _Asked, found: Part) -> Bools:
    """What is asked for; a step that something else has taken over counts where it was done."""
    done: Bools = found.state == _DONE
    still: Bools = np.isin(found.state, (_DUE, _LATER))
    return still & ~found.drop if asked.open_only else done | ~found.drop


def _mark(plan: Ints, place: Ints, day: Days) -> Ints:
    """What tells one step of one customer from another: plan, customer and day as one number."""
    number: Ints = (plan * _PLACES + place) * _SPAN + day.astype("datetime64[D]").astype(np.int64)
    return number


def _columns(made: Made, asked: _Asked, found: Part, ticks: _Ticks) -> Columns:
    """The instances with what is to be done and what became of them."""
    staff = asked.said(found, lambda _plan, step: step.staff)
    cadence = asked.said(found, lambda _plan, step: step.unit == "a_year").astype(bool)
    date, by = _done(made, found, cadence, ticks)
    return {
        "place": found.place, "plan": asked.said(found, lambda plan, _step: plan.code),
        "name": asked.said(found, lambda plan, _step: plan.name), "step": found.number,
        "event": found.event, "day": found.day, "state": _STATES[found.state],
        "done_date": date, "done_by": by,
        "staff": np.where(staff == "", made.in_charge[found.place], staff),
        "channel": asked.said(found, lambda _plan, step: step.channel),
        "action": asked.said(found, lambda _plan, step: step.action),
        "script": asked.said(found, lambda _plan, step: step.script),
        "cadence": cadence, "row_id": np.zeros(len(cadence), np.int64),
        "rule": asked.said(found, lambda plan, _step: plan.rule),
    }  # fmt: skip


def _done(made: Made, found: Part, cadence: Bools, ticks: _Ticks) -> tuple[Days, npt.NDArray[Any]]:
    """When each step was done and by whom, as far as it was."""
    date, by = np.full(len(cadence), _NEVER), np.full(len(cadence), "", dtype=object)
    touched, ticked = found.touch >= 0, found.touch <= _TICK
    for rows, reached in ((touched & ~cadence, made.touches), (touched & cadence, made.every)):
        date[rows], by[rows] = reached.day[found.touch[rows]], reached.by[found.touch[rows]]
    at = _TICK - found.touch[ticked]
    date[ticked], by[ticked] = ticks.day[at], ticks.by[at]
    return date, by


def _by_hand(made: Made, names: Mapping[str, str], ticks: _Ticks) -> Columns:
    """Follow-up that was attached to a customer by hand: open and done rows of ``plans``."""
    rows = made.book.table("plans")
    rows = rows[~rows.index.isin(ticks.rows)]
    places = made.placed(rows["customer_id"])
    kept = places >= 0
    kept[kept] = made.may_be_contacted[places[kept]]
    rows, places = rows[kept], places[kept]
    day = days_of(rows["date"])
    ahead, carried = made.settings.plans.ahead_days, made.settings.plans.carried_days
    window = (day - ahead * _DAY, day + carried * _DAY)
    ticked = rows["done_date"].notna().to_numpy(dtype=bool)
    touch = made.touches.first(places, *window)
    state = _state(made, day, window, (touch >= 0) | ticked)
    date = np.full(len(rows), _NEVER)
    by = np.full(len(rows), "", dtype=object)
    date[touch >= 0], by[touch >= 0] = (
        column[touch[touch >= 0]] for column in (made.touches.day, made.touches.by)
    )
    return _hand_columns(made, names, rows, (places, day), (ticked, state, date, by))


def _hand_columns(
    made: Made,
    names: Mapping[str, str],
    rows: pd.DataFrame,
    when: tuple[Ints, Days],
    became: tuple[Bools, Ints, Days, npt.NDArray[Any]],
) -> Columns:
    (places, day), (ticked, state, date, by) = when, became
    staff, none = rows["staff"].to_numpy(object), np.full(len(rows), "", dtype=object)
    row_id = rows["row_id"] if "row_id" in rows else pd.Series(0, index=rows.index)
    return {
        "place": places, "plan": rows["plan"].to_numpy(object),
        "name": rows["plan"].map(lambda code: names.get(code, code)).to_numpy(object),
        "step": np.ones(len(rows), np.int64), "event": day, "day": day, "state": _STATES[state],
        "done_date": np.where(ticked, days_of(rows["done_date"]), date),
        "done_by": np.where(ticked, staff, by),
        "staff": np.where(staff == "", made.in_charge[places], staff), "channel": none,
        "action": rows["action"].to_numpy(object), "script": none,
        "cadence": np.zeros(len(rows), dtype=bool), "row_id": row_id.to_numpy(np.int64),
        "rule": none,
    }  # fmt: skip


def _as_frame(made: Made, one: Columns, other: Columns, *, open_only: bool) -> pd.DataFrame:
    """Both as one frame, by day, customer, plan and step; words stay plain objects."""
    if len(other["place"]):
        found = {name: np.concatenate([one[name], other[name]]) for name in one}
        what, deed = (pd.factorize(found[name], sort=True)[0] for name in ("plan", "action"))
        who = made.order[found["place"]]
        order = np.lexsort((deed, found["step"], what, who, found["day"]))
        if open_only:
            order = order[np.isin(found["state"][order], ("due", "later"))]
        one = {name: column[order] for name, column in found.items()}
    late = (made.today - one["day"]).astype(np.int64)
    ids = made.people["customer_id"].to_numpy(object)
    one = one | {"customer_id": ids[one["place"]], "late": late}
    return pd.DataFrame({name: _series(one[name]) for name in COLUMNS})


def _series(values: npt.NDArray[Any]) -> pd.Series[Any]:
    if values.dtype.kind == "M":
        return pd.Series(values.astype("datetime64[us]"))
    return pd.Series(values, dtype=values.dtype)
