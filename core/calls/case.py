"""What the call list looks at: the judged customers as arrays, the book and the week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.calls.capacity import Capacity
from core.calls.rates import Rates
from core.rules.follow_up import follow_up
from core.rules.plans import PlanStep, laid_down
from core.rules.timing import timed
from core.settings import Settings
from core.settings.calls import CallSettings

T = TypeVar("T")
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: ``datetime64[D]``
Days = npt.NDArray[np.datetime64]
#: A place of -1 is a customer who is not in the book.
NOWHERE = -1
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Case:
    """The judged customers of one book in the week to be called.

    Attributes:
        judged: one row per customer (the frame of :mod:`core.rules` with value), index 0 … n-1;
            this index is the customer's place in every array.
        book: the tables behind it.
        settings: every threshold.
        capacity: the week to be called.
        rates: what was learned from calls so far; nothing by default.
        begun: {product or category: ``customer_id, date`` of the last purchase of it}, for the
            plans that begin with one.
    """

    judged: pd.DataFrame
    book: Book
    settings: Settings
    capacity: Capacity
    rates: Rates = field(default_factory=Rates)
    begun: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    _seen: dict[tuple[Any, ...], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def limits(self) -> CallSettings:
        """The thresholds of the call list."""
        return self.settings.calls

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.judged)

    @property
    def today(self) -> np.datetime64:
        """The real day."""
        return np.datetime64(self.book.today, "D")

    @property
    def week_end(self) -> np.datetime64:
        """The Sunday of the week to be called."""
        return np.datetime64(self.capacity.end, "D")

    def text(self, column: str) -> npt.NDArray[Any]:
        """A text column; never changed in place."""
        return self._once(("text", column), lambda: self.judged[column].to_numpy(dtype=object))

    def among(self, column: str, *values: str) -> Bools:
        """Where a text column has one of these values; never changed in place."""
        texts = self.judged[column]
        return self._once(
            ("among", column, *values),
            lambda: np.logical_or.reduce([(texts == v).to_numpy(dtype=bool) for v in values]),
        )

    def numbers(self, column: str) -> Floats:
        """A number column, NaN where unknown; never changed in place."""
        return self._once(
            ("numbers", column),
            lambda: self.judged[column].to_numpy(dtype="float64", na_value=np.nan),
        )

    def dates(self, column: str) -> Days:
        """A date column, NaT where unknown; never changed in place."""
        return self._once(("dates", column), lambda: days_of(self.judged[column]))

    def flags(self, column: str) -> Bools:
        """A yes-or-no column."""
        return self.judged[column].to_numpy(dtype=bool)

    def _once(self, what: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Many reasons and gates ask for the same columns; each is brought over once."""
        if what not in self._seen:
            self._seen[what] = make()
        found: T = self._seen[what]
        return found

    def table(self, name: str) -> pd.DataFrame:
        """Rows of a table whose customer is known, with the customer's place as ``place``."""
        return self._once(("table", name), lambda: self.placed(self.book.table(name)))

    @cached_property
    def id_ranks(self) -> Ints:
        """The place of each customer in the order of the ids."""
        ids = self.text("customer_id")
        ranks = np.empty(self.size, dtype="int64")
        ranks[np.argsort(ids, kind="stable")] = np.arange(self.size)
        return ranks

    @cached_property
    def touches(self) -> pd.DataFrame:
        """Contacts of customers in the book, not later than today."""
        rows = self.table("activities")
        return rows[days_of(rows["date"]) <= self.today].reset_index(drop=True)

    @cached_property
    def not_now(self) -> pd.DataFrame:
        """Of the timing register (時期台帳) what was heard last of each customer and product.

        Each row has a time and lead days (:func:`core.rules.timing.timed`).
        """
        rows = timed(self.table("not_now"), self.settings)
        rows = rows[
            rows["next_time"].notna().to_numpy() & (rows["reason"] != "no_need").to_numpy()
        ]
        newest_heard = rows.sort_values(["heard_date", "next_time"], na_position="first")
        return newest_heard.drop_duplicates(["place", "product"], keep="last")

    @cached_property
    def plan_steps(self) -> pd.DataFrame:
        """Steps of plans that are due or still to come (:mod:`core.rules.follow_up`)."""
        about = (self.judged, self.book, self.settings, self.begun)
        return follow_up(*about, open_only=True, places=self._places)

    @cached_property
    def laid_down(self) -> Mapping[str, tuple[PlanStep, ...]]:
        """The owner's steps that stand instead of those of a rule (:mod:`core.rules.plans`)."""
        return laid_down(self.book.table("plan_steps"))

    def renewed(self, judged: pd.DataFrame, book: Book, rates: Rates) -> Case:
        """The case with other words on the same customers in the same places."""
        made = replace(self, judged=judged, book=book, rates=rates)
        made.__dict__.update(_place=self._place, id_ranks=self.id_ranks)
        if judged is self.judged:
            made._seen.update(
                (what, seen) for what, seen in self._seen.items() if what[0] != "table"
            )
        return made

    def places_of(self, ids: Iterable[str]) -> Ints:
        """The places of some customers, those who are not in the book left out."""
        found = [self._place[one] for one in ids if one in self._place]
        return np.array(sorted(found), dtype="int64")

    def of_party(self, days: Days) -> Days:
        """The newest day of anybody in the same household or company, for each customer."""
        return newest(self._party, days, self.size)[self._party]

    @cached_property
    def _party(self) -> Ints:
        """A number for each household or company; whoever is in none is one of his own."""
        # Who is known from purchases alone may have no row in the ledger at all.
        households = self.judged["household_id"].astype("object").fillna("")
        ids, alone = households.to_numpy(dtype=object), np.arange(self.size)
        named: Bools = np.not_equal(ids, "").astype(bool)
        first = pd.Series(alone[named]).groupby(ids[named]).transform("min")
        alone[named] = first.to_numpy()
        return alone

    def placed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows with ``place``, and ``row_id`` 0 where they do not come from the ledger."""
        frame = frame if "row_id" in frame else frame.assign(row_id=0)
        places = self._places(frame["customer_id"])
        known = places != NOWHERE
        kept: pd.DataFrame = frame[known].assign(place=places[known]).reset_index(drop=True)
        return kept

    def _places(self, ids: pd.Series[str]) -> Ints:
        """Where customers stand, :data:`NOWHERE` for those who are not in the book."""
        found = (self._place.get(one, NOWHERE) for one in ids.to_numpy(dtype=object))
        return np.fromiter(found, "int64", len(ids))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {one: place for place, one in enumerate(self.text("customer_id"))}


def days_of(series: pd.Series[Any]) -> Days:
    """A date column as ``datetime64[D]``."""
    return series.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")


def days_between(later: Any, earlier: Any) -> Floats:  # noqa: ANN401 - days or arrays of days
    """Whole days from ``earlier`` to ``later``, NaN where either is unknown."""
    gap = np.asarray(later - earlier, dtype="timedelta64[D]")
    return np.where(np.isnat(gap), np.nan, gap.astype("int64")).astype("float64")


def plus(days: Days, count: Any) -> Days:  # noqa: ANN401 - a number or an array of numbers
    """Days later; ``count`` may be NaN, then the day is unknown."""
    whole = np.asarray(np.ceil(count), dtype="float64")
    known = np.where(np.isnan(whole), 0, whole).astype("int64").astype("timedelta64[D]")
    return np.where(np.isnan(whole), NEVER, days + known)


def newest(places: Ints, days: Days, size: int) -> Days:
    """The newest day of each customer, NaT where there is none."""
    known = ~np.isnat(days)
    numbers = np.full(size, np.iinfo("int64").min)  # stands for NaT
    np.maximum.at(numbers, places[known], days[known].astype("int64"))
    return numbers.astype("datetime64[D]")


def as_day(value: Any) -> dt.date | None:  # noqa: ANN401 - a timestamp or nothing
    """A plain date of one cell, None where unknown."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def known(row: Mapping[Any, Any], column: str) -> str:
    """The text of one cell, empty where unknown."""
    value = row.get(column)
    return "" if value is None or pd.isna(value) else str(value).strip()
