"""Customers counted by group, as small tables in the owner's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.locale.words import _
from pages._ui.tables import records
from pages._ui.words import t


def crossed(
    people: pd.DataFrame, rows: str, row_entries: Mapping[str, Any], columns: str,
    column_entries: Mapping[str, Any],
) -> pd.DataFrame:  # fmt: skip
    """Two axes against each other; entries that nobody has are left out."""
    found = pd.crosstab(people[rows], people[columns])
    kept_rows = [code for code in row_entries if code in found.index]
    kept = [code for code in column_entries if code in found.columns]
    table = {"": [t(row_entries[code].label) for code in kept_rows]}
    for code in kept:
        table[t(column_entries[code].label)] = [_count(found.loc[row, code]) for row in kept_rows]
    table[t(_("All"))] = [f"{int(found.loc[row].sum()):,}" for row in kept_rows]
    return pd.DataFrame(table)


def with_names(rows: pd.DataFrame, people: pd.DataFrame, limit: int) -> list[dict[str, Any]]:
    """Those left out with their names, the next in line first, at most ``limit``."""
    shown = rows.sort_values(["rank", "eligible_date"]).head(limit)
    known = people[["customer_id", "name"]][people["customer_id"].isin(shown["customer_id"])]
    names = known.set_index("customer_id")["name"]
    return records(shown.assign(name=names[shown["customer_id"]].to_list()))


def _count(value: Any) -> str:  # noqa: ANN401 - a cell of a counted frame
    return f"{int(value):,}" if value else "–"
