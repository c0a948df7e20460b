"""Contacts that reached a household, found by day: the first in any span, and the newest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.foresight.when import Days
from core.rules import _rows, contact

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_NEVER = np.datetime64("NaT", "D")
_EPOCH = np.datetime64("1970-01-01", "D")
#: More days than any date of a ledger is away from 1970, so that keys do not mix.
_SPAN = 1 << 22
_HALF = _SPAN // 2


@dataclass(frozen=True)
class Reached:
    """Contacts that reached somebody, in order of household and day.

    Attributes:
        party: the number of each customer's household or company.
        key: household and day of each contact as one number; ``day``: its day; ``by``: who had it.
    """

    party: Ints
    key: Ints
    day: Days
    by: npt.NDArray[Any]

    @classmethod
    def both(
        cls, people: pd.DataFrame, book: Book, placed: Callable[[pd.Series[str]], Ints]
    ) -> tuple[Reached, Reached]:
        """Every contact of either way that reached them: without offers, and with them.

        An offer is one to which nobody said a word.

        Args:
            people: one row per customer.
            book: its contacts up to ``book.today``.
            placed: where customers stand by their ids, -1 for nowhere.
        """
        rows = _rows.until(book.table("activities"), "date", book.today)
        rows = rows[rows["outcome"] != "no_answer"]
        place = placed(rows["customer_id"])
        rows, place = rows[place >= 0], place[place >= 0]
        party, day = _parties(people["household_id"]), days_of(rows["date"])
        by = rows["staff"].to_numpy(object)
        order = np.lexsort((pd.factorize(by, sort=True)[0], day, party[place]))
        answered = (contact.two_way(rows) | ~contact.selling(rows)).to_numpy(bool)[order]
        whose, day, by = party[place][order], day[order], by[order]
        every = cls(party, _key(whose, day), day, by)
        return every._only(answered), every

    def _only(self, kept: Bools) -> Reached:
        return Reached(self.party, self.key[kept], self.day[kept], self.by[kept])

    def first(self, places: Ints, start: Days, end: Days) -> Ints:
        """For each customer the place of the first contact from ``start`` to before ``end``."""
        if not len(self.key):
            return np.full(len(places), -1, dtype=np.int64)
        known = ~np.isnat(start) & ~np.isnat(end)
        whose = self.party[places]
        low = np.searchsorted(self.key, _key(whose, start))
        high = np.searchsorted(self.key, _key(whose, end))
        return np.where(known & (low < high), np.minimum(low, len(self.key) - 1), -1)

    def newest(self) -> Days:
        """The day of the last contact of everybody's household, NaT without one."""
        last = np.full(int(self.party.max(initial=-1)) + 1, _NEVER)
        whose = self.key // _SPAN
        last[whose] = self.day  # in order of days, so the newest stays
        found: Days = last[self.party]
        return found


def _parties(home: pd.Series[str]) -> Ints:
    """A number for each household or company; whoever is in none is one of his own."""
    codes, names = pd.factorize(home.where(home != ""), use_na_sentinel=True)
    alone = codes < 0
    codes = codes.astype(np.int64)
    codes[alone] = np.arange(len(names), len(names) + int(alone.sum()))
    found: Ints = codes
    return found


def _key(party: Ints, day: Days) -> Ints:
    """One number for a household and a day; a missing day is any number."""
    known = np.where(np.isnat(day), _EPOCH, day)
    number: Ints = party * _SPAN + _HALF + (known - _EPOCH).astype(np.int64)
    return number


def days_of(column: pd.Series[Any]) -> Days:
    """A date column as ``datetime64[D]``."""
    return column.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
