"""How invented customers come back (DOMAIN 5.2).

Everybody has a rhythm of their own (lognormal over the shop), gaps vary around it (gamma, shape
1.5 to 4: some are punctual, some are not), and after each purchase some never come again: 60 % of
first-timers, 40 % after the second, 8 % after each later one.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
#: Chance to leave for good after the first, the second and every later purchase.
LEAVE = (0.60, 0.40, 0.08)


@dataclass(frozen=True, slots=True)
class Habit:
    """One customer's way of coming: usual gap in days, how punctual, how likely to leave."""

    gap: float
    shape: float = 2.5
    leave: tuple[float, float, float] = LEAVE
    first_gap: float = 1.0  # the way back after the first visit, as a share of the usual gap

    def days(self, rng: random.Random, start: dt.date, end: dt.date) -> list[dt.date]:
        """Every day on which this customer buys, from the first purchase to ``end``."""
        found = [start]
        while rng.random() >= self.leave[min(len(found), 3) - 1]:
            scale = self.first_gap if len(found) == 1 else 1.0
            gap = rng.gammavariate(self.shape, self.gap * scale / self.shape)
            following = found[-1] + DAY * max(3, round(gap))
            if following > end:
                break
            found.append(following)
        return found


def usual_gap(rng: random.Random, median: float, spread: float = 0.35) -> float:
    """A rhythm drawn from the shop's lognormal."""
    return rng.lognormvariate(math.log(median), spread)


def open_day(day: dt.date, closed: Callable[[dt.date], bool]) -> dt.date:
    """The day itself, or the next one on which the shop is open."""
    while closed(day):
        day += DAY
    return day


def pick(rng: random.Random, weighted: dict[str, float]) -> str:
    """One key, by weight."""
    return rng.choices(list(weighted), weights=list(weighted.values()))[0]
