"""What customers have brought so far and will bring (これまで・これから): two sums, never one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.figures.asset import unit_for
from core.figures.asset import values as drawn
from core.lifetime import Total, by_group, largest, retention, total
from core.locale.words import Words, _, n_
from core.rules.ladder import STAGES
from core.rules.tenure import BANDS, band
from pages._ui import cards, labels
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.strength import band_words
from pages._ui.tables import plain_table, records
from pages._ui.valued import Valued
from pages._ui.words import md, spoken, t

QUIET = ""
WHAT: dict[str, Words] = {"ahead": _("Ahead"), "so_far": _("So far")}


@dataclass(frozen=True)
class Sums:
    """Everything that is added up, once.

    Attributes:
        so_far, ahead: of everybody who is looked at.
        by_rung: of :func:`core.lifetime.by_group`, by rung; ``by_tenure``: the same of each rung
            that anybody stands on, by how long they have been with us.
    """

    so_far: Total
    ahead: Total
    by_rung: pd.DataFrame
    by_tenure: dict[str, pd.DataFrame]

    @classmethod
    def of(cls, people: pd.DataFrame, bands: pd.Series[str]) -> Sums:
        """Add them up."""
        rungs = people["stage"]
        held = [code for code in reversed(STAGES) if ((rungs == code) & people["bought"]).any()]
        return cls(
            total(people, "so_far"),
            total(people, "ahead"),
            by_group(people, rungs, tuple(STAGES)),
            {code: by_group(people, bands.where(rungs == code), (*BANDS, QUIET)) for code in held},
        )


def values(here: Here, found: Valued) -> None:
    """Both sums, by rung and by how long they have been with us, and the largest by name."""
    st.subheader(t(_("What customers have brought, and will bring")))
    sums = here.made(
        f"sums of value|{found.mark}", lambda: Sums.of(found.found, _bands(here, found))
    )
    years = here.settings.asset.years
    left, right = st.columns(2)
    with left:
        _sum(here, sums.so_far, _("So far (on record, from the first line)"), exact=True)
    with right:
        _sum(here, sums.ahead, _("Ahead ({n} years, in money of today)", n=years), exact=False)
    _assumptions(here, found, sums.ahead)
    _by_rung(here, found, sums)
    _by_tenure(here, sums)
    _largest(here, found)


def basis_words(basis: str) -> Words:
    """On what values are told."""
    return _("by gross profit") if basis == "profit" else _("by sales: no cost, no margin known")


def _sum(here: Here, found: Total, label: Words, *, exact: bool) -> None:
    """One sum with its count, or that it is not known."""
    told = t(_("Not known yet"))
    if found.amount is not None:
        told = here.money(found.amount if exact else rounded(found.amount))
    st.metric(t(label), told, border=True)
    st.caption(
        md(
            n_("{basis}, {n} customer", "{basis}, {n} customers", n=found.people,
               basis=basis_words(found.basis))
        )
    )  # fmt: skip
    if found.left_out:
        st.caption(
            md(n_("{n} more is not in it: not known on that basis.",
                  "{n} more are not in it: not known on that basis.", n=found.left_out))
        )  # fmt: skip


def rounded(minor: int) -> int:
    """Three digits: more would promise what nobody knows."""
    return int(float(f"{minor:.3g}"))


def _assumptions(here: Here, found: Valued, future: Total) -> None:
    """What the sum ahead stands on, and that the two are not added up."""
    limits = here.settings.asset
    kept = here.made(f"retention|{found.mark}", lambda: retention(found.rows, here.settings))
    st.markdown(
        md(
            _(
                "What is past is a fact, what is ahead is not: they are never added up. Ahead is "
                "the gross profit of a year times how many stay so long, with {rate}% a year off "
                "(initial value, provisional), for {years} years. Who has gone silent counts "
                "nothing.",
                rate=round(100 * limits.discount_rate), years=limits.years,
            )
        )
    )  # fmt: skip
    told = {"regular": _("Regulars of the year before"), "other": _("Other buyers")}
    for code, words in told.items():
        one = kept[code]
        line = _("{who}: {kept} of {of} bought again.", who=words, kept=one.kept, of=one.of)
        if one.share is None:
            line = _(
                "{who}: {of} is too few, or purchases lie years apart; nothing ahead is told.",
                who=words, of=one.of,
            )  # fmt: skip
        st.markdown(f"- {md(line)}")
    if future.amount is not None:
        st.markdown(md(_("As of {day}. It is no forecast of sales.", day=found.book.asof)))


def _by_rung(here: Here, found: Valued, sums: Sums) -> None:
    every = records(sums.by_rung.rename_axis("stage").reset_index())
    rows = [row for row in reversed(every) if row["people"]]
    if not rows:
        return
    most = max((abs(int(r[w])) for r in rows for w in WHAT if pd.notna(r[w])), default=0)
    unit = unit_for(most, here.book.currency, here.book.scale, spoken())
    bars = [
        (row["stage"], t(labels.stage(row["stage"])), _known(row["so_far"]), _known(row["ahead"]))
        for row in rows
    ]
    chart(
        drawn(bars, years=here.settings.asset.years, unit=unit, language=spoken()),
        key="values_by_rung",
        alt=_("What customers of each rung have brought so far and are likely to bring"),
        table=_table(here, _("Rung"), [(name, row) for (_c, name, *_v), row in
                                       zip(bars, rows, strict=True)]),
        behind=lambda points: _of_rungs(found, points),
    )  # fmt: skip


def _of_rungs(found: Valued, points: tuple[str, ...]) -> pd.DataFrame:
    people = found.found
    rows = people[people["bought"] & people["stage"].isin(points)]
    return named(rows.sort_values("ahead", ascending=False, kind="stable", na_position="last"))


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """``customer_id`` and ``name`` of rows that stand by customer_id."""
    return rows[["name"]].rename_axis("customer_id").reset_index()


def _by_tenure(here: Here, sums: Sums) -> None:
    """Rung and time with us in one table, by value ahead; time alone is no profit."""
    head = _("Ahead, by rung and by how long they have been with us")
    st.markdown(f"**{md(head)}**")
    table = {t(_("Rung")): [t(labels.stage(code)) for code in sums.by_tenure]}
    for name in (*BANDS, QUIET):
        head = t(band_words(here, name)) if name else t(_("None in 12 months"))
        table[head] = [_cell(here, cells.loc[name]) for cells in sums.by_tenure.values()]
    plain_table(pd.DataFrame(table))
    st.markdown(md(_("Long tenure alone is no profit: each counts with their own gross profit.")))


def _bands(here: Here, found: Valued) -> pd.Series[str]:
    bands = band(found.rows, found.book.asof, here.settings)
    return bands.set_axis(found.rows["customer_id"]).reindex(found.found.index)


def _cell(here: Here, row: pd.Series[Any]) -> str:
    if not row["people"]:
        return "–"
    worth = "–" if pd.isna(row["ahead"]) else here.money(rounded(int(row["ahead"])))
    return t(_("{money} ({n})", money=worth, n=int(row["people"])))


def _largest(here: Here, found: Valued) -> None:
    """The names at the top, each with both values."""
    head = _("Those of the largest value")
    st.markdown(f"**{md(head)}**")
    what = st.segmented_control(
        t(_("Sorted by")), list(WHAT), default="ahead", required=True,
        **called("largest_by", WHAT),
    )  # fmt: skip
    rows = here.made(
        f"largest|{found.mark}|{what}",
        lambda: largest(found.found, what, here.settings.asset.names),
    )
    if not len(rows):
        st.markdown(md(_("Nobody's value is known yet.")))
    for row in records(rows.rename_axis("customer_id").reset_index()):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="largest")
            line = _(
                "{rung}: so far {so_far}, ahead {ahead}", rung=labels.stage(row["stage"]),
                so_far=_exact(here, row["so_far"]), ahead=_money(here, row["ahead"]),
            )  # fmt: skip
            st.markdown(md(line))


def _table(here: Here, head: Words, rows: list[tuple[str, dict[str, Any]]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t(head): [name for name, _row in rows],
            t(_("Customers")): [f"{row['people']:,}" for _name, row in rows],
            t(_("So far")): [_exact(here, row["so_far"]) for _name, row in rows],
            t(_("Ahead, {n} years", n=here.settings.asset.years)): [
                _money(here, row["ahead"]) for _name, row in rows
            ],
        }
    )


def _exact(here: Here, amount: Any) -> str:  # noqa: ANN401 - a number or NA
    return "–" if pd.isna(amount) else here.money(int(amount))


def _money(here: Here, amount: Any) -> str:  # noqa: ANN401 - a number or NA
    return "–" if pd.isna(amount) else here.money(rounded(int(amount)))


def _known(amount: Any) -> int | None:  # noqa: ANN401 - a number or NA
    return None if pd.isna(amount) else int(amount)
