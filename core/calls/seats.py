"""Who gets a seat: the room of each class, the shares inside class 4, the lottery."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.calls.case import Bools, Case
from core.calls.lottery import by_lot, in_pairs, seed_week, standing, sure_and_drawn
from core.calls.pools import Load
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
    """Positions in the ordered leads.

    Attributes:
        listed: those on the list.
        not_drawn: those whom a lot of this week or a lot that still stands left out.
        lots: {position: drawn} of the lots of this week.
        why: ``lots`` were drawn or still stand, ``off``, ``enough`` seats, or too ``few`` waited.
        whose: {position: whose week has no more room} of those without a seat, where it is a
            person's (or with an empty name the common rest) and not the shop's.
        loads: what the week asks of each person; empty where nobody has a week of their own.
        overflow: promises alone take more minutes than the shop has.
    """

    listed: list[int]
    not_drawn: list[int]
    lots: dict[int, bool]
    why: str
    whose: dict[int, str] = field(default_factory=dict)
    loads: tuple[Load, ...] = ()
    overflow: bool = False


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
    waiting = Counter({str(name): int(n) for name, n in leads["class"].value_counts().items()})
    room = rooms(waiting, case.capacity.calls, case.limits)
    listed: list[int] = []
    for name in ("promise", "due", "thanks"):
        listed += np.flatnonzero(leads["class"] == name)[: getattr(room, name)].tolist()
    sold = Sales(case, leads, room.sales)
    chosen = sold.chosen()
    return Seated(listed + chosen, sold.not_drawn, sold.lots, sold.why)


def not_listened_to(case: Case, leads: pd.DataFrame) -> Bools:
    """Those with a doubt whom the lot leaves for another week: few seats are for listening."""
    doubters = np.flatnonzero(leads["code"] == "listen")
    ids = case.text("customer_id")[leads["place"].to_numpy()[doubters]]
    later = by_lot(ids.tolist(), case.capacity.week)[case.limits.listen_seats :]
    result = np.zeros(len(leads), dtype=bool)
    result[doubters[later]] = True
    return result


class Sales:
    """The seats of class 4.

    Attributes:
        not_drawn: those who stood in the pool and were not drawn, now or while a lot stands.
        lots: {position: drawn} of the lots that are new.
        why: see :class:`Seated`.
    """

    def __init__(self, case: Case, leads: pd.DataFrame, seats: int) -> None:
        self.case = case
        self.leads = leads
        self.seats = seats
        self.codes = leads["code"].tolist()
        self.ids = case.text("customer_id")[leads["place"].to_numpy()].tolist()
        self.not_drawn: list[int] = []
        self.lots: dict[int, bool] = {}
        self.why = "enough"

    def chosen(self) -> list[int]:
        """Positions of those who get a seat, in order."""
        waiting = np.flatnonzero(self.leads["class"] == "sales")
        if len(waiting) <= self.seats:
            return waiting.tolist()
        listens = (self.leads["code"] == "listen").to_numpy(dtype=bool)[waiting]
        # Where seats are few, listening takes no more than half of them.
        listeners = waiting[listens][: self.seats // 2].tolist()
        buyers = waiting[~listens].tolist()
        seats = self.seats - len(listeners)
        self.why = self._may_draw(seats, len(buyers))
        if self.why != "lots":
            return sorted(self._top(buyers, seats) + listeners)
        return sorted(self._with_lots(buyers, seats) + listeners)

    def _may_draw(self, seats: int, buyers: int) -> str:
        """Lots tell something only where twice as many stand at the line as are drawn."""
        if not self.case.limits.lottery:
            return "off"
        if not 0 < seats < buyers:
            return "enough"
        sure, _drawn, pool = sure_and_drawn(seats)
        return "lots" if buyers >= sure + pool else "few"

    def _with_lots(self, buyers: list[int], seats: int) -> list[int]:
        """The sure half; of the next, whose lot stands as drawn, and for the rest a new lot."""
        week, learning = self.case.capacity.week, self.case.settings.learning
        sure, drawn, pool_size = sure_and_drawn(seats)
        first, of_others = self._top(buyers, sure, share_of=seats), set(self.lots)
        kept = standing(self.case.book.listed, week, learning.lot_weeks)
        line = _without(buyers, first)
        known = {i: kept[self.ids[i]] for i in line if self.ids[i] in kept} if kept else {}
        held = [i for i, won in known.items() if not won]
        open_line = _without(line, held)
        near = self._within_share(open_line, pool_size, taken=first, share_of=seats, heads=2)
        again = [i for i in sorted(near) if i in known][:drawn]
        fresh = _without(open_line, known)
        winners = self._draw(fresh, drawn - len(again), [*first, *again], seats)
        spare = drawn - len(again) - len(winners)
        later = _without(line, [*again, *winners])
        chosen = [*first, *again, *winners, *later[:spare]]
        last = max([*chosen, *line[:pool_size]], default=-1)
        lost = {i for i, won in self.lots.items() if not won and i not in of_others}
        lost |= {i for i in held if i <= last}
        self.not_drawn = sorted({*self.not_drawn, *(lost - set(chosen))})
        return chosen

    def _draw(self, fresh: list[int], seats: int, taken: list[int], share_of: int) -> list[int]:
        """Draw the seats from twice as many; where too few wait for that, nobody is drawn.

        The share of one reason shapes who may be drawn, not who is: everybody in the pool has the
        same chance, and both halves have the same reasons (but for one) and neighbours in rank.
        """
        pool = self._within_share(fresh, 2 * seats, taken=taken, share_of=share_of, heads=2)
        if len(pool) < 2 * seats:
            return pool[:seats]
        week, learning = self.case.capacity.week, self.case.settings.learning
        seed = seed_week(week, learning.lot_weeks)
        lots = dict.fromkeys(sorted(pool), False)
        for pair in in_pairs(sorted(pool), self.codes):
            lots[pair[by_lot([self.ids[i] for i in pair], seed)[0]]] = True
        self.lots |= lots
        return [i for i, won in lots.items() if won]

    def _top(self, buyers: list[int], seats: int, *, share_of: int = 0) -> list[int]:
        """The best ``seats`` of them, friends of little revenue kept in."""
        friends = self._friends(buyers)[: min(self.case.limits.supporter_seats, seats)]
        others = _without(buyers, friends)
        best = self._within_share(
            others, seats - len(friends), taken=friends, share_of=share_of or seats
        )
        return friends + best

    def _friends(self, buyers: list[int]) -> list[int]:
        """Supporters and advocates (支持者, 代弁者) who bring less than usual."""
        places = self.leads["place"].to_numpy()[buyers]
        value = np.nan_to_num(self.case.numbers("annual_profit"))[places]
        friend = self.case.among("stage", *SUPPORTING)[places] & (value < typical_year(self.case))
        return [buyers[i] for i in np.flatnonzero(friend)]

    def _within_share(
        self, line: list[int], seats: int, *, taken: list[int], share_of: int, heads: int = 1
    ) -> list[int]:
        """The first of the line, no reason above its share unless seats would stay empty.

        With two ``heads`` for a seat twice as many of a reason may stand for what is left of it.
        """
        most = max(math.floor(self.case.limits.same_reason_share * share_of), 1)
        counts = Counter(self.codes[i] for i in taken)
        room = {code: heads * max(most - counts[code], 0) for code in set(self.codes)}
        kept: list[int] = []
        passed: list[int] = []
        for i in line:
            if len(kept) >= seats:
                break
            fits = room[self.codes[i]] > 0
            (kept if fits else passed).append(i)
            room[self.codes[i]] -= int(fits)
        return kept + passed[: seats - len(kept)]


def _without(line: list[int], gone: Collection[int]) -> list[int]:
    """The others of a line, in order."""
    if not gone:
        return line
    left = set(gone)
    return [i for i in line if i not in left]
