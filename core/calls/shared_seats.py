"""Who gets a seat where people in charge have a week of their own, or minutes are limited.

The rooms of the classes and the shares inside class 4 are those of the whole shop; a call only
takes a seat that is left in the week of whoever is in charge. Lots are drawn for each person by
themselves, so that the chance is one half for everybody and the comparison stays fair.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd

from core.calls.case import Case
from core.calls.pools import Pools
from core.calls.seats import Rooms, Sales, Seated, rooms

_OTHERS = ("due", "thanks", "sales")


def seat_shared(case: Case, leads: pd.DataFrame) -> Seated:
    """Give out the seats of the week, each from the capacity of who is in charge.

    Args:
        case: the case.
        leads: one candidate for each customer, in the order of the list.
    """
    pools = Pools(case, leads)
    waiting = {
        name: np.flatnonzero(leads["class"] == name).tolist() for name in ("promise", *_OTHERS)
    }
    for lead in waiting["promise"]:
        pools.take(lead)
    left, picked, sold = _picked(case, leads, pools, waiting)
    spare = max(case.capacity.calls - len(waiting["promise"]) - sum(map(len, picked.values())), 0)
    for name in _OTHERS:  # a seat that the shares leave empty goes to whoever fits, in order
        passed = set(picked[name]) | (set(sold.not_drawn) if name == "sales" else set())
        more = left.first((lead for lead in waiting[name] if lead not in passed), spare)
        picked[name] = sorted([*picked[name], *more])
        spare -= len(more)
    listed = [*waiting["promise"], *picked["due"], *picked["thanks"], *picked["sales"]]
    return Seated(
        listed, sold.not_drawn, sold.lots, sold.why,
        whose=_whose(left, len(leads), set(listed)) if case.capacity.people else {},
        loads=pools.loads(listed, waiting["promise"]),
        overflow=pools.overflowing(),
    )  # fmt: skip


def _picked(
    case: Case, leads: pd.DataFrame, pools: Pools, waiting: dict[str, list[int]]
) -> tuple[Pools, dict[str, list[int]], SharedSales]:
    """What is left, who of each class is seated, and how the seats of class 4 were given.

    Where those of a class who fit are fewer than its room, the rooms are worked out anew as if no
    others waited: a share protects the others, and gives back what it cannot use.
    """
    wanting = Counter({name: len(found) for name, found in waiting.items()})
    while True:
        room = rooms(wanting, case.capacity.calls, case.limits)
        left = pools.copy()
        picked = {name: left.first(waiting[name], _of(room, name)) for name in _OTHERS[:2]}
        sold = SharedSales(case, leads, room.sales, left)
        picked["sales"] = sold.chosen()
        short = [name for name in _OTHERS if len(picked[name]) < _of(room, name)]
        if not short:
            return left, picked, sold
        wanting.update({name: len(picked[name]) - wanting[name] for name in short})


def _of(room: Rooms, name: str) -> int:
    seats: int = getattr(room, name)
    return seats


def _whose(pools: Pools, count: int, listed: set[int]) -> dict[int, str]:
    """{lead: whose week has no more room} of those without a seat; not where it is the shop's."""
    return {
        lead: pools.shares[pools.of[lead]].name
        for lead in range(count)
        if lead not in listed and pools.full(lead)
    }


class SharedSales(Sales):
    """The seats of class 4, each from the capacity of who is in charge."""

    def __init__(self, case: Case, leads: pd.DataFrame, seats: int, pools: Pools) -> None:
        super().__init__(case, leads, seats)
        self.pools = pools
        self.for_buyers = 0
        self.placed: list[int] = []

    def chosen(self) -> list[int]:
        """Positions of those who get a seat, in order; what they need is taken."""
        waiting = np.flatnonzero(self.leads["class"] == "sales").tolist()
        if len(self.pools.copy().first(waiting, self.seats)) == len(waiting):
            return self.pools.first(waiting, self.seats)
        listening = [i for i in waiting if self.codes[i] == "listen"]
        listeners = self.pools.first(listening, self.seats // 2)
        buyers = [i for i in waiting if self.codes[i] != "listen"]
        self.for_buyers = self.seats - len(listeners)
        seated = self._by_person(buyers, *self._best(buyers, self.pools.copy()))
        # A lot never brings anybody more minutes than there are.
        return sorted([*listeners, *self.pools.first(sorted(seated), len(seated))])

    def _best(self, buyers: list[int], left: Pools) -> tuple[list[int], list[int]]:
        """Friends of little revenue, and the best of the others who fit, without lots."""
        most = min(self.case.limits.supporter_seats, self.for_buyers)
        friends = left.first(self._friends(buyers), most)
        counts = Counter(self.codes[i] for i in friends)
        kept: list[int] = []
        passed: list[int] = []
        for i in (i for i in buyers if i not in set(friends)):
            if len(friends) + len(kept) >= self.for_buyers:
                break
            fits = left.fits(i) and counts[self.codes[i]] < self._most()
            (kept if fits else passed).append(i)
            if fits:
                left.take(i)
                counts[self.codes[i]] += 1
        spare = self.for_buyers - len(friends) - len(kept)
        return friends, [*kept, *left.first(passed, spare)]

    def _by_person(self, buyers: list[int], friends: list[int], best: list[int]) -> list[int]:
        """As many for each person as would be theirs without lots, the last of them by lot."""
        if not self.case.capacity.people:  # one line for all: friends stand in it as ever
            friends, best = [], [*friends, *best]
        self.placed = list(friends)
        whys = set()
        for number in range(len(self.pools.shares)):
            own = [i for i in best if self.pools.of[i] == number]
            line = [i for i in buyers if self.pools.of[i] == number and i not in set(friends)]
            why = self._may_draw(len(own), len(line))
            self.placed += self._with_lots(line, len(own)) if why == "lots" else own
            whys.add(why)
        self.why = next(why for why in ("lots", "off", "few", "enough") if why in whys)
        return self.placed

    def _friends(self, buyers: list[int]) -> list[int]:
        return [] if self.placed else super()._friends(buyers)

    def _most(self) -> int:
        """How many seats one reason may have: of the whole shop, whoever is in charge."""
        return max(math.floor(self.case.limits.same_reason_share * self.for_buyers), 1)

    def _within_share(
        self, line: list[int], seats: int, *, taken: list[int], share_of: int, heads: int = 1
    ) -> list[int]:
        return super()._within_share(
            line, seats, taken=[*self.placed, *taken], share_of=self.for_buyers, heads=heads
        )
