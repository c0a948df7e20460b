"""Candidates: one row for every reason that some customer gives for a call this week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from core.calls.case import NEVER, Case, Ints
from core.calls.contacts import Contacts
from core.calls.reasons import CLASSES, REASONS

#: Columns of a frame of candidates with what stands where a finder says nothing.
#: ``place``: the customer. ``due``: by when. ``event``: what it goes back to. ``severity``: 1-3.
#: ``product``, ``text``, ``detail``, ``script``: words of the record. ``staff``, ``channel``: who
#: is to do it, and how, where a plan says so. ``minutes``: NaN is the
#: usual. ``row_id``: the row of the ledger behind it, 0 where there is none.
DEFAULTS: dict[str, Any] = {
    "due": NEVER,
    "event": NEVER,
    "severity": np.nan,
    "minutes": np.nan,
    "product": "",
    "text": "",
    "detail": "",
    "script": "",
    "staff": "",
    "channel": "",
    "step": 0,
    "row_id": 0,
}
COLUMNS = ("place", "code", "class", *DEFAULTS)
_CODES = pd.CategoricalDtype(list(REASONS))
_CLASSES = pd.CategoricalDtype(list(CLASSES))


def candidates(code: str, places: Ints, **given: Any) -> pd.DataFrame:  # noqa: ANN401 - columns
    """Candidates of one reason; columns not given have their default.

    There are tens of thousands of them, and few of their texts are ever read: ``code`` and
    ``class`` are categorical, other texts are plain objects.

    Args:
        code: key of :data:`~core.calls.reasons.REASONS`.
        places: the customers.
        **given: other columns of :data:`COLUMNS`, each a value or an array as long as ``places``.
    """
    return _frame(code, places, given) if len(places) else _nobody()


@cache
def _nobody() -> pd.DataFrame:
    """No candidates: most reasons have none once only a single customer is asked about again."""
    return _frame(next(iter(REASONS)), np.empty(0, dtype="int64"), {})


def _frame(code: str, places: Ints, given: Mapping[str, Any]) -> pd.DataFrame:
    count = len(places)
    columns: dict[str, Any] = {
        "place": np.asarray(places, dtype="int64"),
        "code": _all(code, _CODES, count),
        "class": _all(REASONS[code].class_, _CLASSES, count),
    }
    for name, default in DEFAULTS.items():
        columns[name] = _column(given.get(name, default), count)
    return pd.DataFrame(columns, columns=list(COLUMNS))


def recorded(code: str, rows: pd.DataFrame, **given: Any) -> pd.DataFrame:  # noqa: ANN401 - columns
    """Candidates that stand on rows of a table (:meth:`~core.calls.case.Case.table`)."""
    return candidates(code, rows["place"].to_numpy(), row_id=rows["row_id"], **given)


def _column(value: Any, count: int) -> Any:  # noqa: ANN401 - a value or an array
    if np.ndim(value):
        values = np.asarray(value)
    else:
        values = np.full(count, value, dtype=object if isinstance(value, str) else None)
    if values.dtype.kind == "M":
        return values.astype("datetime64[us]")
    return pd.Series(values, dtype=object) if values.dtype.kind in "OUT" else values


def _all(value: str, of: pd.CategoricalDtype, count: int) -> pd.Categorical:
    """So many times one of a few values."""
    number = of.categories.get_loc(value)
    return pd.Categorical.from_codes(np.full(count, number, dtype="int8"), dtype=of)


Finder = Callable[[Case, Contacts], list[pd.DataFrame]]


def all_candidates(case: Case, contacts: Contacts, finders: Sequence[Finder]) -> pd.DataFrame:
    """Every reason of every customer, gates not yet looked at."""
    found = [frame for finder in finders for frame in finder(case, contacts) if len(frame)]
    if not found:
        return _nobody()
    return pd.concat(found, ignore_index=True)
