"""Customers counted by group, as small tables in the owner's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.locale.words import _
from core.metrics.tenths import tenths
from pages._ui.business import Here
from pages._ui.tables import records
from pages._ui.words import t

RFM = {"r_score": _("Recency"), "f_score": _("Frequency"), "m_score": _("Money")}


def counts_of(codes: pd.Series[str], entries: Mapping[str, Any]) -> list[int]:
    """How many customers each entry of a catalogue has, in its order."""
    found = codes.value_counts()
    return [int(found.get(code, 0)) for code in entries]


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


def decile_table(here: Here, people: pd.DataFrame) -> pd.DataFrame:
    """Sales, share and average of each tenth of the customers (デシル)."""
    found = tenths(people)
    return pd.DataFrame(
        {
            t(_("Tenth")): [str(int(decile)) for decile in found["decile"]],
            t(_("People")): [f"{n:,}" for n in found["people"]],
            t(_("Sales")): [here.money(int(s)) for s in found["spend"]],
            t(_("Share")): [f"{share:.0%}" for share in found["share"]],
            t(_("Average")): [here.money(int(s)) for s in found["average"]],
        }
    )


def rfm_table(people: pd.DataFrame) -> pd.DataFrame:
    """How many customers have each score in recency, frequency and money."""
    scores = range(5, 0, -1)
    table: dict[str, list[str]] = {t(_("Score")): [str(score) for score in scores]}
    for column, label in RFM.items():
        found = people[column].value_counts()
        table[t(label)] = [_count(found.get(score, 0)) for score in scores]
    return pd.DataFrame(table)


def with_names(rows: pd.DataFrame, people: pd.DataFrame, limit: int) -> list[dict[str, Any]]:
    """Those left out with their names, the next in line first, at most ``limit``."""
    shown = rows.sort_values(["rank", "eligible_date"]).head(limit)
    names = people.set_index("customer_id")["name"]
    return records(shown.assign(name=names[shown["customer_id"]].to_list()))


def _count(value: Any) -> str:  # noqa: ANN401 - a cell of a counted frame
    return f"{int(value):,}" if value else "–"
