"""With whom a plan begins and when (段取りの始まり): purchase, rung, event, due date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.foresight.when import Days
from core.rules.arrivals import arrivals
from core.rules.ladder import RANK
from core.rules.plans import Plan, rungs_of
from core.rules.reached import Bools, Ints, Reached, days_of
from core.rules.stopped import stopped
from core.settings import Settings

Places = Callable[["pd.Series[str]"], Ints]
_NEVER = np.datetime64("NaT", "D")
_LOST = ("lost", "cancelled")
_LIVE = ("", "open")


@dataclass(frozen=True)
class Made:
    """What every plan is worked out from.

    Attributes:
        people: the judged customers; ``book``: the business; ``settings``: by which limits.
        bought: {product or category: ``customer_id, date`` of its purchases}.
        places: where customers stand by their ids, found out here where nobody knows.
    """

    people: pd.DataFrame
    book: Book
    settings: Settings
    bought: Mapping[str, pd.DataFrame]
    places: Places | None = None

    @cached_property
    def today(self) -> np.datetime64:
        """The real day."""
        return np.datetime64(self.book.today, "D")

    @property
    def touches(self) -> Reached:
        """The contacts that settle a step."""
        return self._reached[0]

    @property
    def every(self) -> Reached:
        """Those that set a cadence back, an offer too."""
        return self._reached[1]

    @cached_property
    def _reached(self) -> tuple[Reached, Reached]:
        return Reached.both(self.people, self.book, self.placed)

    @cached_property
    def order(self) -> Ints:
        """The place of each customer in the order of their ids."""
        ids = self.people["customer_id"]
        if ids.is_monotonic_increasing:
            return np.arange(len(ids))
        found = np.empty(len(ids), np.int64)
        found[np.argsort(ids.to_numpy(object), kind="stable")] = np.arange(len(ids))
        return found

    @cached_property
    def in_charge(self) -> npt.NDArray[Any]:
        """Who has each customer in their charge, else who served them last and is still here."""
        staff = self.book.table("staff")
        gone = staff.loc[staff["left_date"].notna(), "staff"]
        served = self.people["last_staff"]
        served = served.mask(served.isin(gone), "")
        named = self.people["staff"]
        found: npt.NDArray[Any] = named.mask(named == "", served).to_numpy(object)
        return found

    @cached_property
    def may_be_contacted(self) -> Bools:
        """Whoever asked for silence, closed down or died has no steps (停止)."""
        allowed: Bools = ~stopped(self.people).to_numpy(dtype=bool)
        return allowed

    @cached_property
    def here(self) -> Bools:
        """Who was not there once (元・…) only, and is not gone."""
        gone = self.people["former"] | (self.people["state"] == "lapsed")
        found: Bools = ~gone.to_numpy(dtype=bool)
        return found

    def on_rung(self, rungs: tuple[str, ...]) -> Bools:
        """Who stands on one of these rungs now."""
        stands: Bools = self.people["stage"].isin(rungs).to_numpy(dtype=bool)
        return stands & self.here

    def placed(self, ids: pd.Series[str]) -> Ints:
        """Where customers stand, -1 for those who are not there."""
        if not len(ids):
            return np.empty(0, np.int64)
        if self.places is not None:
            return self.places(ids)
        found: Ints = self._index.get_indexer(pd.Index(ids)).astype(np.int64)
        return found

    @cached_property
    def _index(self) -> pd.Index[Any]:
        made: pd.Index[Any] = pd.Index(self.people["customer_id"])
        return made


@dataclass(frozen=True)
class Begun:
    """Beginnings of one plan.

    Attributes:
        place: the customer's row; ``event``: the day from which the steps count.
        newer: the next beginning of the same customer, which takes over what is still open; NaT
            where each beginning keeps steps of its own.
        closed: nothing of it is asked for any more; what was done counts.
    """

    place: Ints
    event: Days
    newer: Days
    closed: Bools

    def __len__(self) -> int:
        return len(self.place)


def beginnings(made: Made, plan: Plan) -> Begun:
    """The customers and days from which a plan counts; each pair once."""
    if plan.rule == "thanks":
        return _thanked(made)
    kinds = {"event": _events, "due_date": _due_dates, "stage": _rungs, "purchase": _purchases}
    return kinds[plan.starts_with](made, plan) if plan.starts_with in kinds else _nobody()


def _nobody() -> Begun:
    none = np.empty(0, "datetime64[D]")
    return Begun(np.empty(0, np.int64), none, none, np.empty(0, bool))


def _events(made: Made, plan: Plan) -> Begun:
    """Each event of the kind has steps of its own."""
    rows = made.book.table("events")
    chosen = rows["kind"] == plan.attached_to if plan.attached_to else rows["kind"] != ""
    return _each(made, rows.loc[chosen, ["customer_id", "date"]])


def _due_dates(made: Made, plan: Plan) -> Begun:
    """Each due date of the kind has steps of its own; what is handled asks for no more."""
    kind = plan.rule or plan.attached_to
    rows = made.book.table("due_dates")
    rows = rows[(rows["kind"] == kind) & ~rows["status"].isin(_LOST)]
    rows = rows.assign(date=rows["end_date"], handled=~rows["status"].isin(_LIVE))
    rows = rows.sort_values("handled", kind="stable")[["customer_id", "date", "handled"]]
    return _each(made, rows.drop_duplicates(["customer_id", "date"]))


def _thanked(made: Made) -> Begun:
    """A first or a big purchase, as the call list thanks for it."""
    first = (made.people["purchase_count"] == 1).fillna(value=False) | made.people["big_purchase"]
    return _last(made, first.to_numpy(dtype=bool))


def _purchases(made: Made, plan: Plan) -> Begun:
    if not plan.attached_to:
        return _last(made, np.ones(len(made.people), dtype=bool))
    rows = made.bought.get(plan.attached_to)
    return _nobody() if rows is None else _newest_wins(_each(made, rows[["customer_id", "date"]]))


def _last(made: Made, chosen: Bools) -> Begun:
    """The last purchase of these customers, whatever it was."""
    day = days_of(made.people["last_purchase_date"])
    places = np.flatnonzero(chosen & made.may_be_contacted & ~np.isnat(day)).astype(np.int64)
    none = np.full(len(places), _NEVER)
    return Begun(places, day[places], none, np.zeros(len(places), dtype=bool))


def _rungs(made: Made, plan: Plan) -> Begun:
    """Who came up to the rung and has not fallen below it since."""
    rungs = rungs_of(plan)
    rows = arrivals(made.people, made.book)
    rows = rows[rows["stage"].isin(rungs)]
    begun = _newest_wins(_each(made, rows[["customer_id", "date"]]))
    lowest = min(RANK[rung] for rung in rungs)
    stands = made.people["stage"].map(RANK).to_numpy(dtype=np.int64) >= lowest
    fallen = ~(stands & made.here)[begun.place]
    return Begun(begun.place, begun.event, begun.newer, fallen)


def _each(made: Made, rows: pd.DataFrame) -> Begun:
    """Rows of ``customer_id, date`` as beginnings, each pair once."""
    rows = rows.dropna().drop_duplicates(["customer_id", "date"])
    places = made.placed(rows["customer_id"])
    kept = places >= 0
    kept[kept] = made.may_be_contacted[places[kept]]
    rows, places = rows[kept], places[kept]
    none = np.full(len(rows), _NEVER)
    closed = rows["handled"].to_numpy(bool) if "handled" in rows else np.zeros(len(rows), bool)
    return Begun(places, days_of(rows["date"]), none, closed)


def _newest_wins(begun: Begun) -> Begun:
    """The same beginnings in order, each with the next one of the same customer."""
    order = np.lexsort((begun.event, begun.place))
    place, event = begun.place[order], begun.event[order]
    newer = np.full(len(place), _NEVER)
    same = place[1:] == place[:-1]
    newer[:-1] = np.where(same, event[1:], _NEVER)
    return Begun(place, event, newer, begun.closed[order])
