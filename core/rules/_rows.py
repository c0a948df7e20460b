"""Bringing records of a table onto the rows of the per-customer frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Bools = npt.NDArray[np.bool_]
#: So many ids isin finds no slower than a set does.
_FEW = 1_000
#: So many times the ids asked for, and it is worth while to look for them before.
_MANY = 20


def one_of(ids: pd.Series[Any] | pd.Index[Any], kept: Collection[str]) -> Bools:
    """Which of many ids are among others.

    Of fifty thousand ids of text isin finds two in a tenth of the time that a set takes, and
    twenty thousand in ten times of it.

    Args:
        ids: the ids asked about.
        kept: the others; a set is taken as it is.
    """
    held = kept if isinstance(kept, (set, frozenset)) else set(kept)
    if len(held) <= _FEW:
        return np.asarray(ids.isin(list(held)), dtype=bool)
    plain = ids.to_numpy(dtype=object)
    return np.fromiter((one in held for one in plain), dtype=bool, count=len(plain))


def until(frame: pd.DataFrame, column: str, day: dt.date) -> pd.DataFrame:
    """The rows dated on or before ``day``; undated rows are left out."""
    return frame[frame[column] <= pd.Timestamp(day)]


def since(frame: pd.DataFrame, column: str, day: pd.Timestamp) -> pd.DataFrame:
    """The rows dated on or after ``day``; undated rows are left out."""
    return frame[frame[column] >= day]


def months_before(day: dt.date, months: int) -> pd.Timestamp:
    """The same day of the month, ``months`` earlier."""
    return pd.Timestamp(day) - pd.DateOffset(months=months)


def newest(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per customer, the newest by ``column`` (of one day the last), by customer_id."""
    ordered = frame.sort_values(column, kind="stable")
    return ordered.drop_duplicates("customer_id", keep="last").set_index("customer_id")


def onto(rows: pd.DataFrame, values: pd.Series[Any]) -> pd.Series[Any]:
    """``values`` by customer_id, laid onto the rows of the per-customer frame."""
    return looked_up(rows["customer_id"], values)


def looked_up(ids: pd.Series[str], values: pd.Series[Any]) -> pd.Series[Any]:
    """The value of each id, missing where there is none; keeps the kind of ``values``.

    ``Series.map`` does not: over no ids at all it gives text.
    """
    if len(ids) * _MANY < len(values):  # of very many customers a few are asked for
        values = values[values.index.isin(ids)]
    found = values.reindex(pd.Index(ids))
    found.index = ids.index
    return found


def of_party(rows: pd.DataFrame, days: pd.Series[Any]) -> pd.Series[Any]:
    """The newest day of anybody in the same household or company, for each customer."""
    named = rows["household_id"] != ""
    together = days[named].groupby(rows.loc[named, "household_id"]).transform("max")
    return days.where(~named, together)


def counted(rows: pd.DataFrame, records: pd.DataFrame) -> pd.Series[int]:
    """How many of ``records`` each customer has."""
    return onto(rows, records.groupby("customer_id").size()).fillna(0).astype("int64")


def among(rows: pd.DataFrame, records: pd.DataFrame) -> pd.Series[bool]:
    """Whether a customer has any of ``records``."""
    return rows["customer_id"].isin(records["customer_id"])


def numbers(column: pd.Series[Any]) -> pd.Series[float]:
    """A nullable whole-number column as floats, NaN where unknown."""
    return pd.Series(column.to_numpy(dtype="float64", na_value=np.nan), index=column.index)


def days_until(column: pd.Series[Any], day: dt.date) -> pd.Series[float]:
    """Days from each date to ``day``, NaN where there is no date."""
    days: pd.Series[float] = (pd.Timestamp(day) - column).dt.days.astype("float64")
    return days


@dataclass(frozen=True, slots=True)
class Part:
    """One possible fact about a customer.

    Attributes:
        code: what kind of fact.
        holds: for which rows it is true.
        facts: columns that its sentence needs.
    """

    code: str
    holds: pd.Series[bool]
    facts: Mapping[str, pd.Series[Any]] = field(default_factory=dict)


def gathered(index: pd.Index[Any], parts: Sequence[Part], limit: int) -> pd.Series[Any]:
    """A tuple of (code, facts) for each row, in the order of ``parts``, at most ``limit``."""
    found: list[list[tuple[str, dict[str, Any]]]] = [[] for _row in range(len(index))]
    room = np.full(len(index), limit)
    for part in parts:
        rows = np.flatnonzero(part.holds.to_numpy() & (room > 0))
        room[rows] -= 1
        columns = [_plain(column.iloc[rows]) for column in part.facts.values()]
        for row, *values in zip(rows.tolist(), *columns, strict=True):
            found[row].append((part.code, dict(zip(part.facts, values, strict=True))))
    return pd.Series([tuple(facts) for facts in found], index=index, dtype="object")


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Values of a column as plain Python; days as dates."""
    if column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[D]").tolist()
    return column.tolist()
