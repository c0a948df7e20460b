"""Who went where between two days: by name, in numbers and yen, as a table and as a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core import flow
from core.figures.flows import Band, flows
from core.locale.words import Words, _
from core.weeks import STANDING
from pages._ui import then
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.names import NAMES_SHOWN, known_names, name_buttons
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t, t_date

WEEK, QUARTER = 7, 91
SPANS: dict[str, Words] = {
    "week": _("Within a week"),
    "quarter": _("Within 13 weeks"),
    "days": _("Between two days"),
    "seen": _("As it was seen then"),
}
#: A group in which nobody was or is says nothing.
_HEADS = ("before", "after", "came", "went")
_NOT_YET, _NO_LONGER = _("Not yet known"), _("No longer here")
MEASURES: dict[str, Words] = {
    "people": _("People"),
    "sales_after": _("Their sales in the 12 months to the later day"),
    "sales_before": _("Their sales in the 12 months to the earlier day"),
}


Standing = Callable[[pd.DataFrame], pd.DataFrame]
#: Everybody on the earlier day, on the later one, and the two days.
Sides = tuple[pd.DataFrame, pd.DataFrame, tuple[dt.date, dt.date]]


@dataclass(frozen=True)
class Moves:
    """Everything of two days that is drawn, see :mod:`core.flow`."""

    paths: pd.DataFrame
    cells: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    ways: dict[str, pd.DataFrame]

    @classmethod
    def of(cls, paths: pd.DataFrame, order: list[str]) -> Moves:
        """Count them once."""
        cells = flow.crossing(paths, order)
        groups = flow.in_and_out(cells, order)
        return cls(paths, records(cells), records(groups), flow.up_and_down(paths, order))


def flow_between(
    here: Here, axis: str, entries: Mapping[str, Any], *, place: str, ranked: bool = True,
    standing: Standing | None = None,
) -> None:  # fmt: skip
    """The section: which two days, who came and went, from where to where, and the names.

    Args:
        here: the business.
        axis: a column of the judged customers.
        entries: {code: what is shown of it} in the order of the axis, the lowest first.
        place: for the keys.
        ranked: whether a later code stands higher, so that one can go up and down.
        standing: where everybody stands, for an axis that is no column of the judged customers.
    """
    spans = {k: v for k, v in SPANS.items() if k != "seen" or axis in STANDING}
    span = st.segmented_control(
        t(_("Movement")), list(spans), default="quarter", required=True,
        **called(f"{place}_span", spans),
    )  # fmt: skip
    shown = reversed(entries) if ranked else entries
    names = {code: t(getattr(entries[code], "label", entries[code])) for code in shown}
    stand = standing or (lambda frame: flow.standing(frame, axis))
    sides = _kept(here, place) if span == "seen" else _two_days(here, span, place)
    if sides is None:
        return
    old, new, days = sides
    what = f"{axis}|{span}|{days[0]}|{days[1]}"
    moves = here.made(what, lambda: Moves.of(flow.paths(stand(old), stand(new)), list(entries)))
    _in_and_out(here, moves, names)
    if ranked:
        _up_and_down(here, moves, names, place)
    _matrix(here, moves, names, place)
    _picture(moves, names, days, place=place, ranked=ranked)
    _behind(here, moves, names, (place, what))


def _two_days(here: Here, span: str, place: str) -> Sides | None:
    """Both sides as the records of today judge them."""
    days = {"week": WEEK, "quarter": QUARTER}.get(span)
    if days is not None:
        first, last = here.today - dt.timedelta(days=days), here.today
    else:
        with st.container(horizontal=True):
            first, last = _picked(here, place)
        if first >= last:
            st.markdown(md(_("Please choose an earlier day to compare with.")))
            return None
    old, new = then.judged_at(here, first), then.judged_at(here, last)
    st.markdown(
        md(
            _(
                "{first} against {last}, both as the records stand today: what was corrected or "
                "written down later with an earlier date counts.",
                first=first, last=last,
            )
        )
    )  # fmt: skip
    return old, new, (first, last)


def _picked(here: Here, place: str) -> tuple[dt.date, dt.date]:
    started = here.review().windows.first_day or here.today - dt.timedelta(days=QUARTER)
    usual = max(here.today - dt.timedelta(days=QUARTER), started)
    first = st.date_input(
        t(_("From")), value=usual, min_value=min(started, usual), max_value=here.today,
        format="YYYY/MM/DD", key=f"{place}_from",
    )  # fmt: skip
    last = st.date_input(
        t(_("To")), value=here.today, min_value=min(started, usual), max_value=here.today,
        format="YYYY/MM/DD", key=f"{place}_to",
    )  # fmt: skip
    return first, last


def _kept(here: Here, place: str) -> Sides | None:
    """A week that was kept against now: the words that the owner read then."""
    weeks = [week for week in here.workspace.frozen_weeks() if week < here.today]
    week = st.selectbox(
        t(_("Week")), weeks[::-1], placeholder="",
        **called(f"{place}_week", {week: t_date(week) for week in weeks}),
    )  # fmt: skip
    frozen = here.workspace.frozen(week) if week else None
    if frozen is None:
        st.markdown(
            md(_("No earlier week has been kept yet. From now on each week is, by itself."))
        )
        return None
    st.markdown(
        md(
            _(
                "The week of {week} as it was seen then, against today. Corrections made since "
                "are not in the earlier side, and nobody's sales were kept with it.",
                week=week,
            )
        )
    )  # fmt: skip
    return frozen.standing, here.review().customers, (week, here.today)


def _in_and_out(here: Here, moves: Moves, names: Mapping[str, str]) -> None:
    """How many came into and went out of each group, with their yen."""
    by_code = {row["group"]: row for row in moves.groups}
    rows = [by_code[code] for code in names if any(by_code[code][n] for n in _HEADS)]
    table = {
        t(_("Group")): [names[row["group"]] for row in rows],
        t(_("Before")): [f"{row['before']:,}" for row in rows],
        t(_("Came")): [_people_and_yen(here, row["came"], row["came_sales"]) for row in rows],
        t(_("Went")): [_people_and_yen(here, row["went"], row["went_sales"]) for row in rows],
        t(_("After")): [f"{row['after']:,}" for row in rows],
    }
    plain_table(pd.DataFrame(table))


def _up_and_down(here: Here, moves: Moves, names: Mapping[str, str], place: str) -> None:
    for way, title in (("up", _("Went up")), ("down", _("Went down"))):
        st.markdown(f"**{md(title)}**")
        rows = moves.ways[way]
        name_buttons(_named(here, rows, names), place=f"{place}_{way}", total=len(rows))


def _matrix(here: Here, moves: Moves, names: Mapping[str, str], place: str) -> None:
    """From (rows) and to (columns)."""
    title = _("From where to where")
    st.markdown(f"**{md(title)}**")
    shown = {k: v for k, v in MEASURES.items() if k == "people" or here.book.has_amounts}
    measure = st.segmented_control(
        t(_("In the cells")), list(shown), default="people", required=True,
        **called(f"{place}_measure", shown),
    )  # fmt: skip
    cells = {(r["before"], r["after"]): r for r in moves.cells}
    every = [*names, flow.ABSENT]
    rows = [c for c in every if any(key[0] == c for key in cells)]
    columns = [c for c in every if any(key[1] == c for key in cells)]
    table = {t(_("From \\ to")): [names.get(code, t(_NOT_YET)) for code in rows]}
    for after in columns:
        table[names.get(after, t(_NO_LONGER))] = [
            _cell(here, cells.get((before, after)), measure) for before in rows
        ]
    plain_table(pd.DataFrame(table))


def _picture(
    moves: Moves, names: Mapping[str, str], days: tuple[dt.date, dt.date], *, place: str,
    ranked: bool,
) -> None:  # fmt: skip
    """The same as bands, the highest group on top."""
    order = [*names, flow.ABSENT]
    drawn = [
        Band(
            order.index(row["before"]), order.index(row["after"]), row["people"],
            _way(order.index(row["before"]) - order.index(row["after"])) if ranked else None,
        )
        for row in moves.cells
        if row["before"] in order and row["after"] in order
    ]  # fmt: skip
    if drawn:
        said = [names.get(code, t(_("Not here"))) for code in order]
        heads = (t_date(days[0]), t_date(days[1]))
        chart(
            flows(said, drawn, days=heads, language=spoken()), key=f"{place}_flow",
            alt=_("Bands from the groups of the earlier day to those of the later one"),
        )  # fmt: skip


def _behind(here: Here, moves: Moves, names: Mapping[str, str], where: tuple[str, str]) -> None:
    """The names of one cell.

    Args:
        here: the business.
        moves: who moved.
        names: {code: its name}.
        where: for the keys, and what the moves are of.
    """
    place, what = where
    cells = [r for r in moves.cells if r["before"] != r["after"]]
    if not cells:
        st.markdown(md(_("Nobody moved.")))
        return
    cells.sort(key=lambda row: -row["people"])
    pairs = {f"{row['before']}>{row['after']}": row for row in cells}
    said = {
        key: t(
            _(
                "{before} → {after} ({n})", n=row["people"],
                before=names.get(row["before"], t(_NOT_YET)),
                after=names.get(row["after"], t(_NO_LONGER)),
            )
        )
        for key, row in pairs.items()
    }  # fmt: skip
    chosen = st.selectbox(t(_("The names behind")), list(pairs), **called(f"{place}_cell", said))
    row = pairs[chosen]
    rows = here.made(
        f"{what}|{chosen}", lambda: flow.behind(moves.paths, row["before"], row["after"])
    )
    name_buttons(_named(here, rows, {}), place=f"{place}_cell", total=len(rows))


def _named(here: Here, rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows with the name to show, and from where to where; who is no longer here has a number."""
    rows = rows.head(NAMES_SHOWN)
    ids = rows.index.to_series()
    name = known_names(here).reindex(ids.to_list()).fillna(ids)
    said = [
        t(_("{name} ({before} → {after})", name=who, before=names[a], after=names[b]))
        if names else who
        for who, a, b in zip(name, rows["before"], rows["after"], strict=True)
    ]  # fmt: skip
    return pd.DataFrame({"customer_id": ids.to_list(), "name": said})


def _people_and_yen(here: Here, people: int, sales: Any) -> str:  # noqa: ANN401 - a number or NA
    if not people:
        return "–"
    if pd.isna(sales) or not here.book.has_amounts:
        return f"{people:,}"
    return t(_("{n} ({money})", n=people, money=here.money(int(sales))))


def _cell(here: Here, row: Mapping[str, Any] | None, measure: str) -> str:
    if row is None or pd.isna(row[measure]):
        return "–"
    return f"{row['people']:,}" if measure == "people" else here.money(int(row[measure]))


def _way(difference: int) -> int:
    return (difference > 0) - (difference < 0)
