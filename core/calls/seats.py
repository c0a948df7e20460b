"""Who gets a seat: the room of each class, the shares inside class 4, the lottery."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.calls.case import Bools, Case
from core.calls.lottery import by_lot, sure_and_drawn
from core.calls.thanks import SUPPORTING
from core.calls.value import typical_year
from core.settings.calls import CallSettings


@dataclass(frozen=True, slots=True)
class Rooms:
    """Seats of each class in this week."""

    promise: int
    due: int
    thanks: int
    sales: int


@dataclass(frozen=True)
class Seated:
    """Positions in the ordered leads: those on the list, and those whom the lot left out."""

    listed: list[int]
    not_drawn: list[int]
    lottery: bool


def rooms(waiting: Counter[str], capacity: int, limits: CallSettings) -> Rooms:
    """How many of each class are listed, of those who wait.

    Promises have all they need. Of the rest, due dates have at most half; thanks have a fifth for
    sure and at most half of what due dates leave; sales have what remains. A share protects the
    others: a seat that nobody else wants is given back in the order of the classes.
    Source: DOMAIN 3.2.
    """
    rest = max(capacity - waiting["promise"], 0)
    due = min(waiting["due"], max(math.floor(limits.due_share * rest), min(rest, 1)))
    left = rest - due
    for_sure = min(math.ceil(limits.thanks_share * rest), left)
    thanks = min(waiting["thanks"], max(for_sure, math.floor(limits.thanks_most * left)))
    sales = min(waiting["sales"], left - thanks)
    empty = left - thanks - sales
    more_due = min(empty, waiting["due"] - due)
    more_thanks = min(empty - more_due, waiting["thanks"] - thanks)
    return Rooms(waiting["promise"], due + more_due, thanks + more_thanks, sales)


def seat(case: Case, leads: pd.DataFrame) -> Seated:
    """Give out the seats of the week.

    Args:
        case: the case.
        leads: one candidate for each customer, in the order of the list.
    """
    room = rooms(Counter(leads["class"]), case.capacity.calls, case.limits)
    listed: list[int] = []
    for name in ("promise", "due", "thanks"):
        listed += np.flatnonzero(leads["class"] == name)[: getattr(room, name)].tolist()
    sold = _Sales(case, leads, room.sales)
    chosen = sold.chosen()
    return Seated(listed + chosen, sold.not_drawn, sold.lottery)


def not_listened_to(case: Case, leads: pd.DataFrame) -> Bools:
    """Those with a doubt whom the lot leaves for another week: few seats are for listening."""
    doubters = np.flatnonzero(leads["code"] == "listen")
    ids = case.judged["customer_id"].to_numpy(dtype=object)[leads["place"].to_numpy()[doubters]]
    later = by_lot(ids.tolist(), case.capacity.week)[case.limits.listen_seats :]
    result = np.zeros(len(leads), dtype=bool)
    result[doubters[later]] = True
    return result


class _Sales:
    """The seats of class 4.

    Attributes:
        lottery: whether lots were drawn (only when there are more customers than seats).
        not_drawn: those who stood in the pool and were not drawn.
    """

    def __init__(self, case: Case, leads: pd.DataFrame, seats: int) -> None:
        self.case = case
        self.leads = leads
        self.seats = seats
        self.codes = leads["code"].tolist()
        self.ids = case.judged["customer_id"].to_numpy()[leads["place"].to_numpy()].tolist()
        self.lottery = False
        self.not_drawn: list[int] = []

    def chosen(self) -> list[int]:
        """Positions of those who get a seat, in order."""
        waiting = np.flatnonzero(self.leads["class"] == "sales").tolist()
        if len(waiting) <= self.seats:
            return waiting
        # Where seats are few, listening takes no more than half of them.
        listeners = [i for i in waiting if self.codes[i] == "listen"][: self.seats // 2]
        buyers = [i for i in waiting if self.codes[i] != "listen"]
        seats = self.seats - len(listeners)
        if not self.case.limits.lottery or not 0 < seats < len(buyers):
            return sorted(self._top(buyers, seats) + listeners)
        self.lottery = True
        sure, drawn, pool_size = sure_and_drawn(seats)
        first = self._top(buyers, sure, share_of=seats)
        pool = [i for i in buyers if i not in set(first)][:pool_size]
        lots = [pool[i] for i in by_lot([self.ids[i] for i in pool], self.case.capacity.week)]
        winners = self._within_share(lots, drawn, taken=first, share_of=seats)
        self.not_drawn = sorted(set(pool) - set(winners))
        return sorted(first + winners + listeners)

    def _top(self, buyers: list[int], seats: int, *, share_of: int = 0) -> list[int]:
        """The best ``seats`` of them, friends of little revenue kept in."""
        friends = self._friends(buyers)[: min(self.case.limits.supporter_seats, seats)]
        others = [i for i in buyers if i not in set(friends)]
        best = self._within_share(
            others, seats - len(friends), taken=friends, share_of=share_of or seats
        )
        return friends + best

    def _friends(self, buyers: list[int]) -> list[int]:
        """Supporters and advocates (支持者, 代弁者) who bring less than usual."""
        places = self.leads["place"].to_numpy()[buyers]
        stage = self.case.text("stage")[places]
        value = np.nan_to_num(self.case.numbers("annual_profit"))[places]
        small = value < typical_year(self.case)
        friend = np.isin(stage, SUPPORTING) & small
        return [i for i, is_friend in zip(buyers, friend, strict=True) if is_friend]

    def _within_share(
        self, line: list[int], seats: int, *, taken: list[int], share_of: int
    ) -> list[int]:
        """The first of the line, no reason above its share unless seats would stay empty."""
        most = max(math.floor(self.case.limits.same_reason_share * share_of), 1)
        counts = Counter(self.codes[i] for i in taken)
        kept: list[int] = []
        passed: list[int] = []
        for i in line:
            fits = len(kept) < seats and counts[self.codes[i]] < most
            (kept if fits else passed).append(i)
            counts[self.codes[i]] += int(fits)
        return kept + passed[: seats - len(kept)]
