"""Who came back, by the month of the first purchase (はじめて買った月ごと)."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from core.figures.cohorts import EARNED, REVENUE, SHARE, Told, heat_map, told, unit_for
from core.locale.words import Words, _, n_
from core.metrics.cohorts import COST, MARGIN, Cohorts, between, cohorts, people_of, together
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.people import names_of
from pages._ui.words import md, spoken, t

SHOWN: dict[str, Words] = {
    SHARE: _("Who bought"),
    REVENUE: _("Sales"),
    EARNED: _("Gross profit per customer so far"),
}
PERIODS: dict[str, Words] = {"month": _("By month"), "year": _("By year")}
#: Periods after the first one of which the sentence speaks.
SPOKEN = (1, 3, 6, 12)


def cohort_view(here: Here) -> None:
    """The map with what it is counted of, and who stands in a cell."""
    what, by_year = _chosen(here)
    found = here.counted(
        f"cohorts {by_year}",
        lambda engine, book: cohorts(engine, book, here.settings, by_year=by_year),
    )
    found = between(found, *(here.period or ("", "")))
    if not found.counted.to_numpy().any():
        st.markdown(md(_("No month of first purchases is over yet: nothing can be told so far.")))
        return
    for line in [*_sentences(here, found, what, by_year=by_year), *_basis(found, what)]:
        st.markdown(md(line))
    _map(here, found, what)
    for line in _captions(here, found):
        st.caption(md(line))


def _chosen(here: Here) -> tuple[str, bool]:
    shown = SHOWN if here.book.has_amounts else {SHARE: SHOWN[SHARE]}
    left, right = st.columns([2, 1])
    with left:
        what = st.segmented_control(
            t(_("In each cell")), list(shown), default=SHARE, required=True,
            **called("cohort_what", shown),
        )  # fmt: skip
    with right:
        period = st.segmented_control(
            t(_("Periods")), list(PERIODS), required=True, **called("cohort_period", PERIODS),
            default="year" if here.settings.trade.long_cycle else "month",
        )  # fmt: skip
    return what, period == "year"


def _sentences(here: Here, found: Cohorts, what: str, *, by_year: bool) -> list[Words]:
    """All together in words: so many of a hundred came so many periods later."""
    if what != SHARE:
        return []
    rows = together(found, "buyers")
    least = here.settings.cohorts.cohort_least
    told_of = [n for n in SPOKEN if n in rows.index and rows.loc[n, "customers"] >= least]
    said = [_so_much_later(n, rows.loc[n], by_year=by_year) for n in told_of]
    return said or [
        _("Fewer than {n} customers are known long enough: no share is said yet.", n=least)
    ]


def _so_much_later(n: int, row: pd.Series, *, by_year: bool) -> Words:
    facts = {"share": round(row["value"] * 100), "of": int(row["customers"])}
    if by_year:
        return n_(
            "{n} year after the first purchase, {share}% bought (of {of} customers).",
            "{n} years after the first purchase, {share}% bought (of {of} customers).",
            n=n, **facts,
        )  # fmt: skip
    return n_(
        "{n} month after the first purchase, {share}% bought (of {of} customers).",
        "{n} months after the first purchase, {share}% bought (of {of} customers).",
        n=n, **facts,
    )  # fmt: skip


def _basis(found: Cohorts, what: str) -> list[Words]:
    if what != EARNED:
        return []
    if found.basis == COST:
        return [_("Gross profit: sales less the costs that stand on the lines.")]
    if found.basis == MARGIN:
        return [_("Gross profit: sales times the margin of the settings.")]
    return [_("Sales basis: neither costs nor a margin are known, so these are sales.")]


def _map(here: Here, found: Cohorts, what: str) -> None:
    limits = here.settings.cohorts
    unit = unit_for(found, what, here.book.currency, here.book.scale, spoken())
    shown = told(found, what, unit=unit, limits=limits, language=spoken())
    if unit is not None:
        st.markdown(md(_("In {unit}.", unit=t(unit.label))))
    chart(
        heat_map(shown, by_year=found.by_year, shades=_darkest(shown), language=spoken()),
        key=f"cohorts_{what}_{'year' if found.by_year else 'month'}",
        alt=_("Who came back, by the month of the first purchase and the months since"),
        table=_table(shown),
        behind=lambda points: _behind(here, points, by_year=found.by_year),
    )


def _darkest(shown: Told) -> float:
    """The value of the darkest shade; the last row, all together, may be larger."""
    largest = shown.values.iloc[:-1].max().max()
    return 0.0 if math.isnan(largest) else float(largest)


def _table(shown: Told) -> pd.DataFrame:
    named = shown.text.set_axis([str(n) for n in shown.text.columns], axis=1)
    named.insert(0, t(_("First purchase (customers)")), shown.rows)
    return named.reset_index(drop=True)


def _behind(here: Here, points: tuple[str, ...], *, by_year: bool) -> pd.DataFrame:
    """The customers of the cells clicked, the largest first."""
    ids: dict[str, None] = {}
    for point in points:
        cohort, _colon, since = point.partition(":")
        rows = here.counted(
            f"cell {point} {by_year}",
            lambda engine, book, c=int(cohort), s=int(since): people_of(
                engine, book, c, s, by_year=by_year
            ),
        )
        ids |= dict.fromkeys(rows["customer_id"])
    return named_rows(here, ids)


def named_rows(here: Here, ids: Iterable[str]) -> pd.DataFrame:
    """Customers with their names, in that order."""
    wanted = list(ids)
    names = names_of(here, wanted)
    return pd.DataFrame(
        {"customer_id": wanted, "name": [names[customer_id] for customer_id in wanted]},
        dtype="str",
    )


def _captions(here: Here, found: Cohorts) -> list[Words]:
    lines = [
        _("In brackets: not over on {day}; it does not count in the last row.",
          day=here.selected.asof),
        _("Of fewer than {n} customers no share is said.", n=here.settings.cohorts.cohort_least),
    ]  # fmt: skip
    if found.sizes["old"].tail(here.settings.cohorts.cohorts_shown).any():
        lines.append(
            _(
                "With a star: the ledger begins in the middle of the business, and these may be "
                "customers from before it. They do not count in the last row either."
            )
        )
    return lines
