"""From whose capacity a call is taken (担当ごとの枠): seats and minutes, used up one by one."""

from __future__ import annotations

import copy
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.calls.capacity import Share
from core.calls.case import Case

#: Names of those in charge, one for each customer; empty is nobody.
Names = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Load:
    """What the week asks of one person, or of nobody in particular.

    Attributes:
        share: what fits in their week.
        listed: how many calls of the list are theirs; ``minutes``: how long they take.
        overflow: their promises alone are more than fits.
    """

    share: Share
    listed: int
    minutes: int
    overflow: bool


def left_days(book: Book) -> dict[str, dt.date]:
    """{name: last day} of those who no longer work here."""
    staff = book.table("staff")
    gone = staff[staff["left_date"].notna()]
    return {name: day.date() for name, day in zip(gone["staff"], gone["left_date"], strict=True)}


def in_charge(people: pd.DataFrame, book: Book) -> Names:
    """Who has each customer in their charge, else who served them last; nobody who has left.

    Args:
        people: judged customers: ``staff, last_staff``.
        book: the tables behind them; somebody has left when their last day is over.
    """
    gone = [name for name, day in left_days(book).items() if day < book.today]
    served = people["last_staff"].mask(people["last_staff"].isin(gone), "")
    named = people["staff"].mask(people["staff"].isin(gone), "")
    found: Names = named.mask(named == "", served).to_numpy(dtype=object)
    return found


class Pools:
    """Calls and minutes that are left: of each person, of the common rest, of the whole shop.

    Attributes:
        shares: those of the people, the common rest last.
        of: for each lead the place of its share.
    """

    def __init__(self, case: Case, leads: pd.DataFrame) -> None:
        week = case.capacity
        self.shares = (*week.people, week.common)
        charge = in_charge(case.judged, case.book)[leads["place"].to_numpy(dtype="int64")]
        number = {share.name: place for place, share in enumerate(week.people)}
        self.of = [number.get(name, len(week.people)) for name in charge]
        self._long = [int(minutes) for minutes in leads["minutes"].tolist()]
        self._calls = [share.calls for share in self.shares]
        self._minutes = [_limit(share.minutes) for share in self.shares]
        self._shop = _limit(week.minutes)

    def copy(self) -> Pools:
        """The same, to be used up apart."""
        twin = copy.copy(self)
        twin._calls, twin._minutes = list(self._calls), list(self._minutes)
        return twin

    def fits(self, lead: int) -> bool:
        """Whether a call still fits in the week of whose it is."""
        whose, long = self.of[lead], self._long[lead]
        return self._calls[whose] > 0 and long <= self._minutes[whose] and long <= self._shop

    def full(self, lead: int) -> bool:
        """Whether it is their person's own week, and not the shop's, that has no more room."""
        whose = self.of[lead]
        return self._calls[whose] <= 0 or self._long[lead] > self._minutes[whose]

    def take(self, lead: int) -> None:
        """Use up what a call takes, even where nothing is left: a promise is never cut."""
        whose, long = self.of[lead], self._long[lead]
        self._calls[whose] -= 1
        self._minutes[whose] -= long
        self._shop -= long

    def first(self, leads: Iterable[int], seats: int) -> list[int]:
        """The first leads that fit, at most so many; they are taken."""
        found: list[int] = []
        for lead in leads:
            if len(found) >= seats:
                break
            if self.fits(lead):
                self.take(lead)
                found.append(lead)
        return found

    def overflowing(self) -> bool:
        """More minutes were taken than fit in the week of the shop."""
        return self._shop < 0

    def loads(self, listed: Iterable[int], promises: Iterable[int]) -> tuple[Load, ...]:
        """What each has to do."""
        kept = list(promises)
        done = [[lead for lead in listed if self.of[lead] == n] for n in range(len(self.shares))]
        return tuple(
            Load(share, len(own), sum(self._long[lead] for lead in own),
                 self._too_many(share, [lead for lead in kept if self.of[lead] == number]))
            for number, (share, own) in enumerate(zip(self.shares, done, strict=True))
        )  # fmt: skip

    def _too_many(self, share: Share, promises: list[int]) -> bool:
        long = sum(self._long[lead] for lead in promises)
        return len(promises) > share.calls or long > _limit(share.minutes)


def _limit(minutes: int | None) -> float:
    return math.inf if minutes is None else minutes


def theirs(names: Names, who: str) -> npt.NDArray[np.bool_]:
    """Where somebody is in charge."""
    found: npt.NDArray[np.bool_] = np.equal(names, who).astype(bool)
    return found
