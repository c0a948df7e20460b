"""Joined customers as one row, and every other table under the id that stands for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from core.store.people import Known

#: Columns that name a customer.
IDS = ("customer_id", "referrer_id", "referred_id")
#: Whatever one of them says that keeps us from calling holds for all (特商法 17条).
STOPS = {
    "contact_permission": ("stop", "news_only"),
    "contact_preference": ("none",),
    "status": ("deceased", "closed"),
}
#: Words of all are kept, one under the other.
_WORDS = ("memo", "caution")
_PHONES = ("phone", "phone_other")


def as_one(tables: Mapping[str, pd.DataFrame], who: Known) -> dict[str, pd.DataFrame]:
    """All tables with joined customers as one.

    Args:
        tables: as the ledger has them.
        who: see :func:`core.store.people.known`.
    """
    customers = tables["customers"].assign(household_id=who.households.to_numpy())
    if not who.aliases:
        return {**tables, "customers": customers}
    given = set(tables["customers"]["household_id"])
    others = ((name, frame) for name, frame in tables.items() if name != "customers")
    renamed = {name: under_one_id(frame, who.aliases) for name, frame in others}
    whole = under_one_id(_merged(customers, who.aliases), who.aliases)
    return {"customers": _without_single_households(whole, given), **renamed}


def under_one_id(frame: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    """A table with the ids of joined customers replaced."""
    for column in IDS:
        if column in frame.columns:
            old = frame[column].isin(list(aliases))
            if old.any():
                frame = frame.assign(
                    **{column: frame[column].mask(old, frame[column].map(aliases))}
                )
    return frame


def _merged(customers: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    """One row for each group, in the place and with the ``row_id`` of its eldest."""
    stands_for = customers["customer_id"].map(aliases).fillna(customers["customer_id"])
    joined = stands_for.isin(set(aliases.values()))
    groups = customers[joined].groupby(stands_for[joined].to_numpy(), sort=False)
    rows = [_one_row(members) for _id, members in groups]
    one = pd.DataFrame(rows).astype(customers.dtypes.to_dict())
    whole = pd.concat([customers[~joined], one[list(customers.columns)]])
    # A customer who came through himself came through nobody.
    alone = whole["referrer_id"].map(aliases).fillna(whole["referrer_id"]).ne(whole["customer_id"])
    whole = whole.assign(referrer_id=whole["referrer_id"].where(alone, ""))
    return whole.sort_values("row_id", ignore_index=True)


def _one_row(members: pd.DataFrame) -> dict[str, Any]:
    """The eldest's row, filled from the others where it is blank."""
    rows: list[dict[Any, Any]] = members.sort_values("row_id").to_dict("records")
    row: dict[str, Any] = {column: _first(rows, column) for column in members.columns}
    for column, stops in STOPS.items():
        said = {one[column] for one in rows}
        row[column] = next((stop for stop in stops if stop in said), row[column])
    for column in _WORDS:
        row[column] = _together([one[column] for one in rows])
    numbers = [one[column] for one in rows for column in _PHONES if one[column]]
    phones = [*dict.fromkeys(numbers), "", ""]
    row["phone"], row["phone_other"] = phones[0], phones[1]
    row["first_visit_date"] = members["first_visit_date"].min()
    row["last_contact_date"] = members["last_contact_date"].max()
    extra: dict[str, Any] = {}
    for one in rows:
        extra = json.loads(one["extra"]) | extra
    row["extra"] = json.dumps(extra, ensure_ascii=False)
    return row


def _first(rows: list[dict[Any, Any]], column: str) -> Any:  # noqa: ANN401 - any cell
    said = (row[column] for row in rows if not (row[column] == "" or pd.isna(row[column])))
    return next(said, rows[0][column])


def _together(texts: list[str]) -> str:
    """Each text once; what another says already is not said again."""
    found = ""
    for text in texts:
        if text not in found:
            found = f"{found}\n{text}" if found else text
    return found


def _without_single_households(customers: pd.DataFrame, given: set[str]) -> pd.DataFrame:
    """Without those households that are left with one member; the owner's own stay."""
    ids = customers["household_id"]
    count = ids.map(ids.value_counts())
    single = np.asarray(count == 1) & ~ids.isin(given)
    return customers.assign(household_id=ids.mask(single, ""))
