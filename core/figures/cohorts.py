"""Cohorts and the second purchase as pictures (戻ってくる人の図).

The map prints its number in every cell: colour only helps to find the large ones. What is not over
stands in brackets, what may hold old customers has a star.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.figures import (
    EXISTING_COLOUR,
    NEW_COLOUR,
    SMALL,
    Figure,
    Unit,
    _month_ticks,
    blank_layout,
    unit_of,
)
from core.figures.lines import INK, banded_line, points, upright
from core.locale.words import Month, _, say, say_month
from core.metrics.bands import still_at
from core.metrics.cohorts import Cohorts, period_name, together
from core.settings.cohorts import CohortSettings

#: What a cell tells: who bought, what they paid, what was earned per customer so far.
SHARE, REVENUE, EARNED = "share", "revenue", "earned"
_FRAMES = {SHARE: "shares", REVENUE: "revenue", EARNED: "earned"}
_TOGETHER = {SHARE: "buyers", REVENUE: "revenue", EARNED: "earned"}
#: Light enough for dark print on every shade.
_SHADES = [[0.0, "#FFFFFF"], [1.0, "#7FB8DE"]]
_ROW, _AROUND = 30, 150
_NONE = "–"
#: Below so many units an amount per customer has two decimals.
_FEW = 10
#: A point of the curve of second purchases stands for so many days.
DAYS_OF_A_POINT = 10
#: So many windows of days are drawn: later hardly anybody comes a second time.
_WINDOWS = 4


@dataclass(frozen=True)
class Told:
    """The part of the cohorts that is shown, in words.

    Attributes:
        rows: of the picture, the newest cohorts with the oldest first, then all together.
        values: by row and period since; NaN where none is said.
        text: the same as printed.
        ids: ``cohort:since`` of each cell, empty where nobody can be named.
        customers: of each row.
    """

    rows: list[str]
    values: pd.DataFrame
    text: pd.DataFrame
    ids: pd.DataFrame
    customers: list[int]


def told(
    found: Cohorts, what: str, *, unit: Unit | None, limits: CohortSettings, language: str
) -> Told:
    """What the map prints.

    Args:
        found: the cohorts.
        what: :data:`SHARE`, :data:`REVENUE` or :data:`EARNED`.
        unit: of money.
        limits: how many rows and columns, and from how many customers on a share is said.
        language: ``ja`` or ``en``.
    """
    sizes = found.sizes.tail(limits.cohorts_shown)
    width = min(limits.months_shown + 1, found.buyers.shape[1])
    since = list(range(int(what == SHARE), width))
    values = getattr(found, _FRAMES[what]).loc[sizes.index, since]
    few = (sizes["customers"] < limits.cohort_least) & (what != REVENUE)
    known = values.notna()
    said = values.mask(few, axis=0) if few.any() else values
    text = said.map(lambda value: _number(value, what, unit)).where(known, "")
    text = text.where(found.closed.loc[sizes.index, since] | ~known, "(" + text + ")")
    ids = pd.DataFrame(
        [[f"{cohort}:{n}" for n in since] for cohort in sizes.index],
        index=sizes.index, columns=since, dtype="str",
    ).where(known, "")  # fmt: skip
    everybody = together(found, _TOGETHER[what])
    below = everybody["value"].where(everybody["customers"] >= limits.cohort_least).loc[since]
    last = [_number(value, what, unit) for value in below]
    return Told(
        rows=[*_row_names(found, sizes, language), say(_("All that count"), language)],
        values=_with_last(said, list(below)),
        text=_with_last(text, last),
        ids=_with_last(ids, [""] * len(since)),
        customers=[*sizes["customers"], int(everybody["customers"].iloc[0])],
    )


def unit_for(found: Cohorts, what: str, currency: str, scale: int, language: str) -> Unit | None:
    """The unit of the map's money; what one customer brought has a decimal more where it is small.

    Args:
        found: the cohorts.
        what: :data:`SHARE` has no unit.
        currency: ISO code of the amounts; ``scale``: their decimals.
        scale: decimals of the amounts.
        language: ``ja`` or ``en``.
    """
    if what == SHARE:
        return None
    values = getattr(found, _FRAMES[what]).max().max()
    largest = 0 if pd.isna(values) else int(values)
    unit = unit_of(largest, currency, scale, language)
    fine = what == EARNED and unit.decimals and largest < _FEW * unit.minor
    return replace(unit, decimals=unit.decimals + 1) if fine else unit


def heat_map(shown: Told, *, by_year: bool, shades: float, language: str) -> Figure:
    """Who came back, cohort by cohort.

    Args:
        shown: of :func:`told`.
        by_year: periods are years.
        shades: the value of the darkest cell.
        language: ``ja`` or ``en``.
    """
    x = [str(name) for name in shown.values.columns]
    colour = {
        "type": "heatmap", "x": x, "y": shown.rows,
        "z": shown.values.astype(object).where(shown.values.notna(), None).to_numpy().tolist(),
        "zmin": 0, "zmax": shades or 1, "colorscale": _SHADES, "showscale": False,
        "xgap": 2, "ygap": 2, "hoverinfo": "skip",
    }  # fmt: skip
    flat = [(row, column) for row in range(len(shown.rows)) for column in range(len(x))]
    cells = {
        "type": "scatter", "mode": "markers+text",
        "x": [x[column] for _row, column in flat], "y": [shown.rows[row] for row, _c in flat],
        "text": list(shown.text.to_numpy().ravel()),
        "customdata": list(shown.ids.to_numpy().ravel()),
        "textfont": {"size": SMALL, "color": INK},
        "marker": {"symbol": "square", "size": 24, "opacity": 0, "color": INK},
        "unselected": {"marker": {"opacity": 0}, "textfont": {"color": INK}},
        "selected": {"marker": {"opacity": 0}, "textfont": {"color": NEW_COLOUR}},
        "hovertemplate": "%{y}<br>%{x}: %{text}<extra></extra>",
    }  # fmt: skip
    layout = blank_layout(language) | _map_axes(
        len(shown.rows), by_year=by_year, language=language
    )
    return {"data": [colour, cells], "layout": layout}


def _map_axes(rows: int, *, by_year: bool, language: str) -> dict[str, Any]:
    """The axes of the map; a line parts the last row, all together, from the cohorts."""
    since = _("Years since the first purchase") if by_year else _(
        "Months since the first purchase (months)"
    )  # fmt: skip
    first = _("Year of the first purchase (customers)") if by_year else _(
        "Month of the first purchase (customers)"
    )  # fmt: skip
    return {
        "xaxis": {"title": {"text": say(since, language)}, "type": "category", "side": "top",
                  "showgrid": False, "fixedrange": True},
        "yaxis": {"title": {"text": say(first, language), "standoff": 12}, "type": "category",
                  "autorange": "reversed", "automargin": True, "showgrid": False,
                  "tickfont": {"size": SMALL}, "fixedrange": True},
        "height": _ROW * rows + _AROUND,
        "shapes": [{"type": "line", "xref": "paper", "x0": 0, "x1": 1,
                    "y0": rows - 1.5, "y1": rows - 1.5,
                    "line": {"color": INK, "width": 1}}],
        "margin": {"l": 70, "r": 20, "t": 90, "b": 30},
    }  # fmt: skip


def f2_months(months: pd.DataFrame, *, limits: CohortSettings, language: str) -> Figure:
    """F2転換率 month by month, beside that of the closed months before.

    Args:
        months: of :func:`core.metrics.second.f2_by_month`.
        limits: how many months are shown.
        language: ``ja`` or ``en``.
    """
    shown = months.tail(limits.cohorts_shown)
    keys = list(shown["month"])
    known = shown["share"].notna()
    wait = say(_("not yet"), language)
    rate = shown["share"].map("{:.0%}".format).where(known, _NONE).where(shown["closed"], wait)
    text = rate.astype("str") + shown["n"].map("<br>({:,})".format)
    bars = {
        "type": "bar", "x": keys, "y": list(shown["share"].fillna(0)), "text": list(text),
         "textposition": "outside", "textangle": 0, "cliponaxis": False,
        "textfont": {"size": SMALL}, "customdata": keys,
        "marker": {"color": EXISTING_COLOUR},
        "hovertemplate": "%{x}<br>%{text}<extra></extra>",
    }  # fmt: skip
    before = {
        "type": "scatter", "mode": "markers", "x": keys,
        "y": [value if pd.notna(value) else None for value in shown["before"].where(known)],
        "marker": {"symbol": "line-ew-open", "size": 18, "color": INK, "line": {"width": 3}},
        "customdata": [""] * len(keys),
        "hovertemplate": "%{y:.0%}<extra></extra>",
    }  # fmt: skip
    largest = max([*shown["share"].fillna(0), *shown["before"].fillna(0), 0.1])
    layout = blank_layout(language) | {
        "xaxis": {"type": "category", "tickfont": {"size": SMALL}, "automargin": True,
                  "tickmode": "array", "tickvals": keys, "tickangle": 0,
                  "ticktext": _month_ticks(keys, language),
                  "title": {"text": say(_("Month of the first purchase (customers)"), language)}},
        "yaxis": {"title": {"text": say(_("Came a second time (%)"), language), "standoff": 12},
                  "tickformat": ".0%", "range": [0, largest * 1.25], "automargin": True},
        "showlegend": False, "height": 400,
    }  # fmt: skip
    return {"data": [bars, before], "layout": layout}


def second_days(
    curve: pd.DataFrame, *, window: int, middle: float | None, language: str
) -> Figure:
    """How many have come again so many days after the first purchase, with the band.

    Args:
        curve: of :func:`core.metrics.second.second_curve`.
        window: days within which a second purchase counts.
        middle: the day in the middle of those who come, None unknown.
        language: ``ja`` or ``en``.
    """
    line = banded_line(
        curve["x"].tolist(), (1.0 - curve["still"]).tolist(),
        ((1.0 - curve["high"]).tolist(), (1.0 - curve["low"]).tolist()), colour=EXISTING_COLOUR,
    )  # fmt: skip
    reach = min(float(curve["x"].iloc[-1]), _WINDOWS * window)
    last = still_at(curve, reach)
    end = 1.0 - (last["still"] if last else 1.0)
    marks = [(reach, end, f"{end:.0%}")]
    here = still_at(curve, float(window))
    if here is not None:
        at = 1.0 - here["still"]
        marks.append((float(window), at, f"{at:.0%}"))
    layout = blank_layout(language) | {
        "xaxis": {"title": {"text": say(_("Days since the first purchase (days)"), language)},
                  "range": [0, reach * 1.04], "automargin": True, "zeroline": False},
        "yaxis": {"title": {"text": say(_("Came a second time (%)"), language), "standoff": 12},
                  "tickformat": ".0%", "range": [0, min(1.0, end * 1.35 + 0.05)],
                  "automargin": True},
        "showlegend": False, "height": 380,
        **upright([(float(window), _("window {n} days", n=window)),
                   *([(middle, _("half of them by day {n}", n=round(middle)))]
                     if middle is not None else [])], language),
    }  # fmt: skip
    buckets = _buckets(curve, reach)
    return {"data": [*line, buckets, points(marks, colour=INK)], "layout": layout}


def _buckets(curve: pd.DataFrame, reach: float) -> dict[str, Any]:
    """Points every ten days; each stands for who came in the ten days up to it."""
    days = range(DAYS_OF_A_POINT, int(reach) + 1, DAYS_OF_A_POINT)
    rows = [(day, still_at(curve, float(day))) for day in days]
    known = [(day, 1.0 - row["still"]) for day, row in rows if row is not None]
    return {
        "type": "scatter", "mode": "markers",
        "x": [day for day, _share in known], "y": [share for _day, share in known],
        "customdata": [str(day) for day, _share in known],
        "marker": {"size": 9, "color": EXISTING_COLOUR},
        "hovertemplate": "%{x}: %{y:.0%}<extra></extra>",
    }  # fmt: skip


def _with_last(frame: pd.DataFrame, last: list[Any]) -> pd.DataFrame:
    """The frame with one more row."""
    below = pd.DataFrame([last], columns=frame.columns, index=["last"])
    return pd.concat([frame.set_axis(frame.index.astype("str"), axis=0), below])


def _row_names(found: Cohorts, sizes: pd.DataFrame, language: str) -> list[str]:
    names = []
    for cohort, size in sizes.iterrows():
        name = _month(period_name(int(str(cohort)), by_year=found.by_year), language)
        star = "*" if size["old"] else ""
        said = f"{name}{star} ({int(size['customers']):,})"
        names.append(f"({said})" if size["open"] else said)
    return names


def _month(name: str, language: str) -> str:
    """A month or a year as the owner writes it."""
    year, _dash, month = name.partition("-")
    if not month:
        return say(_("year {year}", year=year), language)
    return say_month(Month(name), language)


def _number(value: Any, what: str, unit: Unit | None) -> str:  # noqa: ANN401 - a cell
    if pd.isna(value):
        return _NONE
    if what == SHARE or unit is None:
        return f"{value:.0%}"
    return f"{value / unit.minor:,.{unit.decimals}f}"
