"""Ranks and classes (順位と分類) beside their raw values, with who moved between two days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.figures.lorenz import lorenz
from core.locale.words import Words, _, n_
from core.metrics.lorenz import TOP_FIFTH, curve, top_share
from core.metrics.portfolio import CLASSES
from core.metrics.ranks import ranked, raw_values
from core.rules.repeaters import PATTERNS
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.flows import flow_between
from pages._ui.names import NAMES_SHOWN, name_buttons
from pages._ui.people import marked_names
from pages._ui.segments import share_words
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t

_SIDES = {"here": _("still here"), "gone": _("gone")}
#: Raw values that a rank hides, by the column that holds them.
RAW: dict[str, Words] = {
    "days_since_last_purchase": _("Days since the last purchase"),
    "count_24m": _("Purchase days in 24 months"),
    "spend_24m": _("Sales in 24 months"),
    "total_spend": _("Sales in all"),
}
_MONEY = ("spend_24m", "total_spend")


def portfolio_names() -> dict[str, str]:
    """The ten classes of CPM in words."""
    names = {}
    for code in CLASSES:
        kind, _mark, side = code.rpartition("_")
        said = _("{kind}, {side}", kind=PATTERNS[kind].label, side=_SIDES[side])
        names[code] = t(said)
    return names


def score_names(ranks: int) -> dict[str, str]:
    """Scores in words, the lowest first: the highest is best."""
    return {str(n): t(_("Score {n}", n=n)) for n in range(1, ranks + 1)}


def place_names(number: int) -> dict[str, str]:
    """Equal groups in words, the lowest first: number 1 is best."""
    return {str(n): t(_("Tenth no. {n}", n=n)) for n in range(number, 0, -1)}


def view(here: Here, people: pd.DataFrame, column: str, names: Mapping[str, str]) -> None:
    """The classes of a column with their raw values, one of them by name, and who moved.

    Args:
        here: the business.
        people: the judged customers.
        column: of ranks or classes.
        names: {code: in words}, the lowest first.
    """
    found = here.made(f"ranked {column}", lambda: ranked(people, column))
    if not len(found):
        st.markdown(md(_("Too little is known for this yet.")))
        return
    best_first = [code for code in reversed(list(names)) if _key(found, code) in found.index]
    _class_table(here, found, {code: names[code] for code in best_first})
    number = int(found["people"].sum())
    st.markdown(
        md(
            n_(
                "{n} customer up to {day}. Equal values share a rank.",
                "{n} customers up to {day}. Equal values share a rank.",
                n=number, day=here.book.asof,
            )
        )
    )  # fmt: skip
    _by_name(here, people, column, {code: names[code] for code in best_first}, found)
    st.subheader(t(_("Who moved from class to class")))
    flow_between(
        here, column, names, place=f"class_{column}", ranked=not column.startswith("portfolio")
    )


def lorenz_view(here: Here, people: pd.DataFrame) -> None:
    """How much the best fifth brings: the shop's own figure, never 80."""
    bought = int((people["total_spend"].fillna(0) > 0).sum())
    needed = here.settings.money.share_customers
    if bought < needed:
        said = _("{n} customers have bought; from {needed} on a share is told.", n=bought,
                 needed=needed)  # fmt: skip
        st.markdown(md(said))
        return
    share = here.made("top fifth", lambda: top_share(people["total_spend"]))
    st.markdown(
        md(
            _(
                "The best fifth of your {n} customers brings {share}% of the sales (up to {day}).",
                n=bought, share=round(share * 100), day=here.book.asof,
            )
        )
    )  # fmt: skip
    points = here.made("lorenz", lambda: curve(people["total_spend"]))
    chart(
        lorenz(points, part=TOP_FIFTH, share=share, language=spoken()), key="lorenz",
        alt=_("Part of the sales that the best customers bring, from none of them to all"),
    )  # fmt: skip
    st.markdown(md(_("Along the dotted line everybody would bring the same.")))


def _class_table(here: Here, found: pd.DataFrame, names: Mapping[str, str]) -> None:
    """The classes with people, medians and money, the best first."""
    rows = [(name, found.loc[_key(found, code)]) for code, name in names.items()]
    table = {
        t(_("Class")): [name for name, _row in rows],
        t(_("People")): [f"{int(row['people']):,}" for _name, row in rows],
        t(_("Days since the last purchase (median)")): [
            _whole(r["silent_days"]) for _n, r in rows
        ],
        t(_("Purchase days (median)")): [_whole(row["purchases"]) for _name, row in rows],
    }
    if here.book.has_amounts:
        table[t(_("Sales in all"))] = [here.money(int(row["spend"])) for _name, row in rows]
        table[t(_("Of the sales"))] = [share_words(row["share"]) for _name, row in rows]
        table[t(_("Average order (median)"))] = [
            "–" if pd.isna(r["order_value"]) else here.money(round(r["order_value"]))
            for _name, r in rows
        ]
    plain_table(pd.DataFrame(table))


def _by_name(
    here: Here, people: pd.DataFrame, column: str, names: Mapping[str, str], found: pd.DataFrame
) -> None:
    """One class by name, each with the raw values."""
    code = st.selectbox(t(_("Class")), list(names), **called(f"pick_{column}", names))
    rank = _key(found, code)
    rows = here.made(f"raw {column} {code}", lambda: raw_values(people, column, rank, NAMES_SHOWN))
    shown = {k: v for k, v in RAW.items() if here.book.has_amounts or k not in _MONEY}
    table = {t(_("Name")): marked_names(records(rows))}
    for name, label in shown.items():
        table[t(label)] = [_raw(here, name, row[name]) for row in records(rows[[*shown]])]
    plain_table(pd.DataFrame(table))
    name_buttons(rows, place=f"class_{column}", total=int(found.loc[rank, "people"]))


def _raw(here: Here, column: str, value: Any) -> str:  # noqa: ANN401 - a number or NA
    if pd.isna(value):
        return "–"
    return here.money(int(value)) if column in _MONEY else f"{int(value):,}"


def _key(found: pd.DataFrame, code: str) -> Any:  # noqa: ANN401 - a rank or a code
    """The code as it stands in the index: ranks are numbers."""
    return int(code) if found.index.dtype != "str" and code.isdigit() else code


def _whole(value: Any) -> str:  # noqa: ANN401 - a number or NA
    return "–" if pd.isna(value) or math.isnan(float(value)) else f"{round(float(value)):,}"
