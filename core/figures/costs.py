"""What customers cost and what came back (かけた費用と見返りの図): cohorts, members, months."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from babel.dates import format_skeleton

from core.figures import (
    EXISTING_COLOUR,
    MANY,
    NEW_COLOUR,
    QUIET_COLOUR,
    SMALL,
    Figure,
    Unit,
    blank_layout,
    money_unit,
)
from core.locale.words import Words, _, say

#: Months in a picture; the table beside it has them all.
SHOWN = 13
#: Months of age that carry their number.
NUMBERED = (1, 2, 3, 6, 12, 24)
_STRIPES = {"shape": "/", "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.9, "size": 8}
_HEIGHT = 420


def unit_for(largest: float, currency: str, scale: int, language: str) -> Unit:
    """The unit in which the largest of some amounts has few enough digits to print."""
    one = pd.DataFrame({"new_revenue": [round(largest)], "existing_revenue": [0]})
    return money_unit(one, currency, scale, language)


def cohort_return(cohorts: pd.DataFrame, *, unit: Unit, language: str) -> Figure:
    """What the new customers of each month cost, and what they brought so far.

    Args:
        cohorts: of :func:`core.rules.payback.cohorts`; the newest months are drawn.
        unit: of money.
        language: ``ja`` or ``en``.
    """
    shown = cohorts.tail(SHOWN)
    lost = [code == "lost" for code in shown["verdict"]]
    cost = _bars(shown["month"], shown["cost"], unit, say(_("Cost of winning them"), language))
    cost["marker"] = {"color": NEW_COLOUR, "pattern": _STRIPES}
    profit = _bars(shown["month"], shown["profit"], unit, say(_("Gross profit so far"), language))
    profit["marker"] = {
        "color": EXISTING_COLOUR,
        "line": {"color": "#B00020", "width": [3 if bad else 0 for bad in lost]},
    }
    high = max([*cost["y"], *profit["y"], 0.0])
    marks = [
        {"x": month, "y": high * 1.12, "text": say(_("not back"), language), "showarrow": False,
         "font": {"color": "#B00020", "size": SMALL}}
        for month, bad in zip(shown["month"], lost, strict=True) if bad
    ]  # fmt: skip
    layout = _layout(
        _months_axis(list(shown["month"]), _("month of the first purchase"), language),
        say(unit.label, language),
        language,
    )
    return {"data": [cost, profit], "layout": layout | {"annotations": marks}}


def spent_months(months: pd.DataFrame, *, unit: Unit, language: str) -> Figure:
    """What went into new and into old customers, month by month.

    Args:
        months: of :func:`core.rules.spending.by_month`.
        unit: of money.
        language: ``ja`` or ``en``.
    """
    new = _bars(
        months["month"], months["acquisition"], unit, say(_("For new customers"), language)
    )
    new["marker"] = {"color": NEW_COLOUR, "pattern": _STRIPES}
    old = _bars(months["month"], months["aftercare"], unit, say(_("For existing ones"), language))
    old["marker"] = {"color": EXISTING_COLOUR}
    layout = _layout(
        _months_axis(list(months["month"]), _("month"), language),
        say(unit.label, language),
        language,
    )
    return {"data": [new, old], "layout": layout}


def member_curve(
    line: pd.DataFrame, *, cost: float | None, back: int | None, unit: Unit, language: str
) -> Figure:
    """What a member has brought by month of age, against what winning one costs.

    Args:
        line: of :func:`core.rules.payback.curve`.
        cost: of one new customer, minor units; None unknown.
        back: the month of age in which it is back; None not reached.
        unit: of money.
        language: ``ja`` or ``en``.
    """
    values = [float(v) / unit.minor for v in line["total"]]
    numbers = [f"{v:,.{_places(values)}f}" for v in values]
    ages = [int(age) for age in line["age"]]
    named = {*NUMBERED, *ages[-1:]}
    drawn = {
        "type": "scatter", "mode": "lines+markers+text", "x": ages, "y": values,
        "text": [n if a in named else "" for a, n in zip(ages, numbers, strict=True)],
        "textposition": "top center", "textfont": {"size": SMALL}, "cliponaxis": False,
        "line": {"color": EXISTING_COLOUR, "width": 3}, "customdata": [str(a) for a in ages],
        "hovertemplate": "%{x}: %{y:,.2f}<extra></extra>",
    }  # fmt: skip
    layout = _layout(
        {"title": {"text": say(_("months since the first purchase"), language)}, "dtick": 2,
         "automargin": True},
        say(_("{unit} for each customer", unit=unit.label), language), language,
    )  # fmt: skip
    layout |= {"showlegend": False}
    if cost is not None:
        number = f"{cost / unit.minor:,.{_places([cost / unit.minor])}f}"
        layout |= _cost_line((cost / unit.minor, number), back, ages, language)
    return {"data": [drawn], "layout": layout}


def _cost_line(
    price: tuple[float, str], back: int | None, ages: list[int], language: str
) -> dict[str, Any]:
    """The cost as a dashed line that says what it is, and where it is reached."""
    cost, number = price
    last = max(ages, default=1)
    shapes: list[dict[str, Any]] = [
        {"type": "line", "x0": 0.5, "x1": last + 0.5, "y0": cost, "y1": cost,
         "line": {"color": NEW_COLOUR, "width": 2, "dash": "dash"}}
    ]  # fmt: skip
    said: list[tuple[float, float, Words]] = [
        (last, cost, _("cost of winning one: {cost}", cost=number))
    ]
    if back is not None:
        shapes.append(
            {"type": "line", "x0": back, "x1": back, "yref": "paper", "y0": 0, "y1": 1,
             "line": {"color": QUIET_COLOUR, "width": 1, "dash": "dot"}}
        )  # fmt: skip
        said.append((back, 0.0, _("back in month {n}", n=back)))
    notes = [
        {"x": x, "y": y, "text": say(words, language), "showarrow": False, "yshift": 12,
         "xanchor": "right" if x > last / 2 else "left", "font": {"size": SMALL}}
        for x, y, words in said
    ]  # fmt: skip
    return {"shapes": shapes, "annotations": notes}


def _bars(months: pd.Series[str], amounts: pd.Series[Any], unit: Unit, name: str) -> Figure:
    values = [float(v) / unit.minor for v in amounts]
    places = _places(values)
    return {
        "type": "bar", "name": name, "x": list(months), "y": values,
        "text": [f"{v:,.{places}f}" if v else "" for v in values],
        "textposition": "outside", "textangle": 0, "cliponaxis": False,
        "textfont": {"size": SMALL}, "customdata": list(months),
        "hovertemplate": "%{x}<br>%{fullData.name} %{y:,.2f}<extra></extra>",
    }  # fmt: skip


def _places(values: list[float]) -> int:
    """Decimals: one below twenty, two below one, none from there on."""
    largest = max((abs(v) for v in values), default=0.0)
    return 0 if largest >= MANY else 1 if largest >= 1 else 2


def _months_axis(keys: list[str], title: Words, language: str) -> dict[str, Any]:
    return {
        "type": "category", "tickmode": "array", "tickvals": keys, "tickangle": 0,
        "ticktext": [_tick(key, place, language) for place, key in enumerate(keys)],
        "tickfont": {"size": SMALL},
        "title": {"text": say(title, language)},
    }  # fmt: skip


def _tick(key: str, place: int, language: str) -> str:
    day = dt.date.fromisoformat(f"{key}-01")
    name = str(day.month) if language == "ja" else format_skeleton("MMM", day, locale=language)
    return f"{name}<br>{day.year}" if place == 0 or day.month == 1 else name


def _layout(xaxis: dict[str, Any], yaxis: str, language: str) -> dict[str, Any]:
    return blank_layout(language, top=50) | {
        "barmode": "group",
        "xaxis": xaxis,
        "yaxis": {
            "title": {"text": yaxis, "standoff": 12}, "tickformat": ",~f",
            "rangemode": "tozero", "automargin": True,
        },
        "legend": {"orientation": "h", "y": 1.14, "x": 0},
        "height": _HEIGHT,
    }  # fmt: skip
