"""Which step of which plan is due to whom (アフターフォロー): done, due, or carried over.

The steps of one beginning (a purchase, an event) divide the days after it: each has the days that
lie nearest to it, and a contact in them settles it. So a step is due at most once, and of one
beginning at most one step is due on any day. A cadence (so many words a year) counts from the
last contact in either direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.foresight.when import Days, When
from core.rules.plans import Plan, PlanStep, own_plans, rungs_of
from core.rules.reached import Bools, Ints, Reached, days_of
from core.settings import Settings

#: ``place``: the customer's row in ``people``. ``event``: the day a step counts from. ``state``:
#: ``done, due, later, missed``. ``late``: days since its day. ``done_date, done_by``: the contact.
#: ``row_id``: the row of ``plans`` behind a step attached by hand, else 0.
COLUMNS = (
    "place", "customer_id", "plan", "name", "step", "event", "day", "state", "late", "done_date",
    "done_by", "staff", "channel", "action", "script", "cadence", "row_id",
)  # fmt: skip
_GONE = ("closed", "deceased")
_DAY = np.timedelta64(1, "D")
_YEAR = 365
_NOBODY = pd.DataFrame(
    {"customer_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[us]")}
)
_NEVER = np.datetime64("NaT", "D")


def follow_up(
    people: pd.DataFrame,
    book: Book,
    settings: Settings,
    bought: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Every step of the plans in use, of a year back and as far ahead as anything begins.

    Args:
        people: judged customers: ``customer_id, stage, former, state, staff, household_id, status,
            contact_permission, last_staff, last_purchase_date, last_contact_date``.
        book: the business; its contacts, events, plans and steps of plans are read.
        settings: how long a step is carried over.
        bought: {product or category: ``customer_id, date`` of the last purchase of it}.

    Returns:
        Columns :data:`COLUMNS`, by day, customer, plan and step; nobody who may not be contacted.
    """
    people = people.reset_index(drop=True)
    own = own_plans(book.table("plan_steps"))
    plans = [plan for plan in own.values() if plan.in_use]
    staff = book.table("staff")
    made = _Made(
        people,
        Reached.of(people, book, offers=False),
        Reached.of(people, book, offers=True),
        settings,
        np.datetime64(book.today, "D"),
        frozenset(staff.loc[staff["left_date"].notna(), "staff"]),
    )
    parts = [frame for plan in plans for frame in _of_plan(made, plan, book, bought or {})]
    parts = [_ticked(made, frame, book) for frame in parts if len(frame)]
    by_hand = _by_hand(made, book, parts)
    names = {plan.code: str(plan.name) for plan in own.values()}
    parts.append(by_hand.assign(name=[names.get(code, code) for code in by_hand["plan"]]))
    return _in_order(made, [frame for frame in parts if len(frame)])


def due_steps(found: pd.DataFrame) -> pd.DataFrame:
    """The steps that are to be done now, the longest overdue first."""
    return found[found["state"] == "due"].reset_index(drop=True)


@dataclass(frozen=True)
class _Made:
    """What every plan is worked out from.

    Attributes:
        people: the judged customers; ``touches``: the contacts that settle a step.
        every: those that reset a cadence, an offer too.
        settings, today: by which limits, on which day; ``gone``: who no longer works here.
    """

    people: pd.DataFrame
    touches: Reached
    every: Reached
    settings: Settings
    today: np.datetime64
    gone: frozenset[str]

    @cached_property
    def in_charge(self) -> npt.NDArray[Any]:
        """Who has each customer in their charge, else who served them last and is still here."""
        served = self.people["last_staff"]
        served = served.mask(served.isin(self.gone), "")
        named = self.people["staff"]
        found: npt.NDArray[Any] = named.mask(named == "", served).to_numpy(object)
        return found

    def on_rung(self, rungs: Sequence[str]) -> Bools:
        """Who stands on one of these rungs now; who was there once (元・…) or is gone does not."""
        stands = self.people["stage"].isin(rungs) & ~self.people["former"]
        found: Bools = (stands & (self.people["state"] != "lapsed")).to_numpy(dtype=bool)
        return found

    def may_be_contacted(self, places: Ints) -> Bools:
        """Whoever asked for silence, closed down or died has no steps (停止)."""
        stopped = self.people["contact_permission"] == "stop"
        gone = self.people["status"].isin(_GONE) | (self.people["state"] == "dnc")
        allowed: Bools = ~(stopped | gone).to_numpy(dtype=bool)[places]
        return allowed

    def placed(self, ids: pd.Series[str]) -> Ints:
        """Where customers stand, -1 for those who are not there."""
        index = pd.Index(self.people["customer_id"])
        found: Ints = index.get_indexer(pd.Index(ids)).astype(np.int64)
        return found


def _of_plan(
    made: _Made, plan: Plan, book: Book, bought: Mapping[str, pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    cadences = [step for step in plan.steps if step.unit == "a_year" and step.count > 0]
    if plan.starts_with == "stage":
        yield from (_cadence(made, plan, step) for step in cadences)
        return
    places, begun = _beginnings(made, plan, book, bought)
    dated = [step for step in plan.steps if step.unit != "a_year"]
    if len(places) and dated:
        yield from _steps(made, plan, dated, (places, begun))


def _beginnings(
    made: _Made, plan: Plan, book: Book, bought: Mapping[str, pd.DataFrame]
) -> tuple[Ints, Days]:
    """The customers and days from which a plan counts; each pair once."""
    if plan.starts_with == "event":
        rows = book.table("events")
        chosen = rows["kind"] == plan.attached_to if plan.attached_to else rows["kind"] != ""
        rows = rows.loc[chosen, ["customer_id", "date"]]
    elif plan.starts_with == "purchase" and not plan.attached_to:
        rows = made.people[["customer_id", "last_purchase_date"]]
        rows = rows.set_axis(["customer_id", "date"], axis=1)
    elif plan.starts_with == "purchase":
        rows = bought.get(plan.attached_to, _NOBODY)
        rows = rows[["customer_id", "date"]]
    else:
        rows = _NOBODY
    rows = rows.dropna().drop_duplicates()
    places = made.placed(rows["customer_id"])
    rows, places = rows[places >= 0], places[places >= 0]
    kept = made.may_be_contacted(places)
    return places[kept], days_of(rows["date"])[kept]


def _steps(
    made: _Made, plan: Plan, steps: Sequence[PlanStep], begun: tuple[Ints, Days]
) -> Iterator[pd.DataFrame]:
    """The steps of a plan for everybody with whom it began."""
    places, events = begun
    days = [When(step.count, step.unit).of(events) for step in steps]
    order = np.argsort([int((day[0] - events[0]).astype(int)) for day in days], kind="stable")
    steps, days = [steps[n] for n in order], [days[n] for n in order]
    starts = _starts(days, events, made.settings.plans.ahead_days)
    last = days[-1] + made.settings.plans.carried_days * _DAY
    for number, (step, day) in enumerate(zip(steps, days, strict=True)):
        window = (starts[number], starts[number + 1] if number + 1 < len(steps) else last)
        frame = _frame(made, plan, step, places, number + 1)
        yield _judged(made, frame.assign(event=events, day=day), window)


def _starts(days: Sequence[Days], events: Days, ahead: int) -> list[Days]:
    """From when on a contact settles each step: halfway from the one before it."""
    first = np.where(days[0] > events, events + _DAY, days[0] - ahead * _DAY)
    between = [early + (late - early + _DAY) // 2 for early, late in pairwise(days)]
    return [first, *between]


def _judged(made: _Made, frame: pd.DataFrame, window: tuple[Days, Days]) -> pd.DataFrame:
    """Instances of one step with what became of them in their days."""
    touch = made.touches.first(frame["place"].to_numpy(np.int64), *window)
    state = _state(made, days_of(frame["day"]), window, touch >= 0)
    return frame.assign(state=state, **_by(made, touch))


def _state(made: _Made, day: Days, window: tuple[Days, Days], done: Bools) -> npt.NDArray[Any]:
    start, end = window
    near = (start <= made.today) & (day <= made.today + made.settings.plans.ahead_days * _DAY)
    return np.select([done, end <= made.today, near], ["done", "missed", "due"], "later")


def _by(made: _Made, touch: Ints) -> dict[str, Any]:
    """The contact that settled a step, and who had it."""
    known = touch >= 0
    if not known.any():
        return {"done_date": np.full(len(touch), _NEVER), "done_by": ""}
    at = np.where(known, touch, 0)
    return {
        "done_date": np.where(known, made.touches.day[at], _NEVER),
        "done_by": np.where(known, made.touches.by[at], ""),
    }


def _frame(made: _Made, plan: Plan, step: PlanStep, places: Ints, number: int) -> pd.DataFrame:
    """The columns that say which step it is and whose."""
    own = made.in_charge[places]
    return pd.DataFrame(
        {
            "place": places, "plan": plan.code, "name": plan.name, "step": number,
            "staff": step.staff or own, "channel": step.channel, "action": step.action,
            "script": step.script, "cadence": step.unit == "a_year", "row_id": 0,
        }
    )  # fmt: skip


def _cadence(made: _Made, plan: Plan, step: PlanStep) -> pd.DataFrame:
    """So many words a year: from the last contact either way, else from the last purchase."""
    rung = made.on_rung(rungs_of(plan))
    last = np.fmax(made.every.newest(), days_of(made.people["last_contact_date"]))
    bought = days_of(made.people["last_purchase_date"])
    since = np.where(np.isnat(last), bought, last)
    places = np.flatnonzero(rung & ~np.isnat(since)).astype(np.int64)
    places = places[made.may_be_contacted(places)]
    events, day = since[places], since[places] + round(_YEAR / step.count) * _DAY
    touched = ~np.isnat(last[places])
    near = day <= made.today + made.settings.plans.ahead_days * _DAY
    done = touched & (day >= made.today) & ~near
    state = np.select([done, near], ["done", "due"], "later")
    after: Days = (events + _DAY).astype("datetime64[D]")
    at = made.every.first(places, _only(done, events), after)
    frame = _frame(made, plan, step, places, 1)
    return frame.assign(event=events, day=day, state=state, **_by(made, at))


def _only(chosen: Bools, days: Days) -> Days:
    """The days of those that are chosen, NaT for the others."""
    found: Days = np.where(chosen, days, _NEVER).astype("datetime64[D]")
    return found


def _ticked(made: _Made, frame: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Steps that were ticked off: done rows of ``plans`` of the same plan, customer and day."""
    rows = book.table("plans")
    rows = rows[(rows["plan"] != "") & rows["done_date"].notna()]
    rows = rows.assign(place=made.placed(rows["customer_id"]))
    rows = rows.drop_duplicates(["plan", "place", "date"], keep="last")
    if not len(rows):
        return frame
    hit = _instances(rows["plan"], rows["place"], rows["date"]).get_indexer(
        _instances(frame["plan"], frame["place"], frame["day"])
    )
    known = hit >= 0
    day = np.where(known, days_of(rows["done_date"])[hit], days_of(frame["done_date"]))
    by = np.where(known, rows["staff"].to_numpy(object)[hit], frame["done_by"])
    return frame.assign(state=np.where(known, "done", frame["state"]), done_date=day, done_by=by)


def _instances(plan: pd.Series[Any], place: Any, day: pd.Series[Any]) -> pd.MultiIndex:  # noqa: ANN401 - numbers
    """What tells one step of one customer from another: plan, customer and day."""
    return pd.MultiIndex.from_arrays([plan.astype(object), place, days_of(day).astype(np.int64)])


def _by_hand(made: _Made, book: Book, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Follow-up that was attached to a customer by hand: open and done rows of ``plans``."""
    rows = book.table("plans")
    places = made.placed(rows["customer_id"])
    kept = (places >= 0) & ~_ticks(made, rows, parts)
    if len(made.people):
        kept &= made.may_be_contacted(np.maximum(places, 0))
    rows, places = rows[kept], places[kept]
    day = days_of(rows["date"])
    ahead, carried = made.settings.plans.ahead_days, made.settings.plans.carried_days
    window = (day - ahead * _DAY, day + carried * _DAY)
    ticked = rows["done_date"].notna().to_numpy(dtype=bool)
    touch = made.touches.first(places, *window)
    by = _by(made, touch)
    return pd.DataFrame(
        {
            "place": places, "plan": rows["plan"], "name": rows["plan"], "step": 1,
            "event": day, "day": day, "state": _state(made, day, window, (touch >= 0) | ticked),
            "done_date": np.where(ticked, days_of(rows["done_date"]), by["done_date"]),
            "done_by": np.where(ticked, rows["staff"].to_numpy(object), by["done_by"]),
            "staff": _in_charge(made, rows, places), "channel": "", "action": rows["action"],
            "script": "", "cadence": False, "row_id": rows.get("row_id", 0),
        }
    ).reset_index(drop=True)  # fmt: skip


def _in_charge(made: _Made, rows: pd.DataFrame, places: Ints) -> npt.NDArray[Any]:
    own = made.in_charge[places]
    staff = rows["staff"].to_numpy(object)
    return np.where(staff == "", own, staff)


def _ticks(made: _Made, rows: pd.DataFrame, parts: Sequence[pd.DataFrame]) -> Bools:
    """The rows that only say that a step of a plan was done."""
    only = np.zeros(len(rows), dtype=bool)
    mine = _instances(rows["plan"], made.placed(rows["customer_id"]), rows["date"])
    for frame in parts:
        only |= mine.isin(_instances(frame["plan"], frame["place"], frame["day"]))
    return only & rows["done_date"].notna().to_numpy(dtype=bool)


def _in_order(made: _Made, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    found = pd.concat(parts, ignore_index=True)
    ids = made.people["customer_id"].to_numpy(object)[found["place"].to_numpy(np.int64)]
    late = (made.today - days_of(found["day"])).astype(np.int64)
    found = found.assign(customer_id=ids, late=late)
    by = ["day", "customer_id", "plan", "step", "action"]
    return found.sort_values(by, kind="stable", ignore_index=True)[list(COLUMNS)]
