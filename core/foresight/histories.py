"""Buying histories (購買の歩み): all that the models of purchase counts look at.

A history is a customer's number of repeat purchase days, the time of the last one and the time
since the first; nothing else of it matters to the models (the sums are sufficient). Customers with
the same history are one row with a weight: a shop of a million customers has half as many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Histories:
    """Histories, one entry each; times in one unit of any length, counted from the first purchase.

    Attributes:
        x: repeat purchase days.
        last: time of the last purchase (tx), 0 without a repeat.
        age: time until the data end (T), never before ``last``.
        weight: how many customers have this history.
        logs: mean over these customers of the sum of the logarithms of their gaps; only
            comparisons between rhythms need it.
    """

    x: Ints
    last: Floats
    age: Floats
    weight: Floats
    logs: Floats

    def __len__(self) -> int:
        return len(self.x)

    @property
    def customers(self) -> float:
        """How many customers these are."""
        return float(self.weight.sum())

    @property
    def repeats(self) -> float:
        """Repeat purchases in all."""
        return float(self.weight @ self.x)

    @property
    def repeaters(self) -> float:
        """Customers with a repeat purchase."""
        return float(self.weight[self.x > 0].sum())

    @property
    def scale(self) -> float:
        """Time lived for each repeat purchase, ΣT / (Σx + 1): the unit in which priors speak."""
        return float(self.weight @ self.age) / (self.repeats + 1.0) or 1.0

    def in_units(self, unit: float) -> Histories:
        """The same with all times divided by ``unit``."""
        logs = self.logs - self.x * np.log(unit)
        return Histories(self.x, self.last / unit, self.age / unit, self.weight, logs)

    def take(self, places: npt.NDArray[Any]) -> Histories:
        """Some of the entries."""
        return Histories(*(getattr(self, name)[places] for name in self.__slots__))


def each(x: Ints, last: Ints, age: Ints, logs: Floats | None = None) -> Histories:
    """One entry for each customer, times in whole days.

    Args:
        x: repeat purchase days.
        last: days from the first purchase to the last.
        age: days from the first purchase to the end.
        logs: sum of the logarithms of the gaps; zeros where no rhythms are compared.
    """
    count = len(x)
    sums = np.zeros(count) if logs is None else logs
    times = last.astype(np.float64), age.astype(np.float64)
    return Histories(x.astype(np.int64), *times, np.ones(count), sums)


def distinct(found: Histories) -> tuple[Histories, Ints]:
    """Equal histories as one entry, and for each old entry its place among the new ones."""
    key = _key(found)
    _keys, first, where = np.unique(key, return_index=True, return_inverse=True)
    if len(first) == len(found):
        return found, np.arange(len(found))
    weight: Floats = np.bincount(where, weights=found.weight).astype(np.float64)
    logs = np.bincount(where, weights=found.weight * found.logs) / weight
    one = found.take(first)
    return Histories(one.x, one.last, one.age, weight, logs), where.astype(np.int64)


def _key(found: Histories) -> npt.NDArray[Any]:
    """A number for each history; whole days of a lifetime fit into 63 bits."""
    last, age = found.last.astype(np.int64), found.age.astype(np.int64)
    whole = bool((last == found.last).all() and (age == found.age).all())
    most = max(int(found.x.max(initial=0)), int(age.max(initial=0))) + 1
    if whole and most < 1 << 21:
        return (age * most + last) * most + found.x
    rows = np.column_stack([found.x, found.last, found.age])
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)


def of_days(cno: Ints, day: Ints, until: int) -> tuple[Histories, Ints]:
    """Histories up to a day, from distinct purchase days sorted by customer and day.

    Args:
        cno: whose each purchase day is.
        day: the purchase days.
        until: the last day that is known; later ones must not be among them.

    Returns:
        One entry for each customer, and their ``cno``.
    """
    if not len(cno):
        nobody = np.empty(0, np.int64)
        return each(nobody, nobody, nobody), nobody
    opens = np.flatnonzero(np.append(True, cno[1:] != cno[:-1]))
    ends = np.append(opens[1:], len(cno)) - 1
    gaps = np.diff(day, prepend=day[0]).astype(np.float64)
    gaps[opens] = 1.0  # no gap opens a history; its logarithm adds nothing
    logs = np.add.reduceat(np.log(gaps), opens)
    return each(ends - opens, day[ends] - day[opens], until - day[opens], logs), cno[opens]
