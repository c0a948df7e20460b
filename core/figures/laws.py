"""Charts of the simulators (試算の図): staying, calls a week, the stop day.

Lines are told apart by dash and by a label at their end, not by colour alone.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.figures import (
    BAND_COLOUR,
    EXISTING_COLOUR,
    NEW_COLOUR,
    QUIET_COLOUR,
    Figure,
    Unit,
    blank_layout,
)
from core.locale.words import Words, _, say

HEIGHT = 420
#: Below this share of the highest point a label would run into the axis.
NEAR_AXIS = 0.12
#: Three digits are printed: so many decimals below each of these.
_DECIMALS = ((10.0, 2), (100.0, 1))


def staying_chart(curve: pd.DataFrame, points: int, *, unit: Unit, language: str) -> Figure:
    """The value of today's customers over the years, with more of a hundred staying or fewer.

    Args:
        curve: of :func:`core.simulators.staying.staying_curve`; it holds 0 and the points.
        points: how many more stay.
        unit: of the money axis.
        language: ``ja`` or ``en``.
    """
    x = [int(n) for n in curve["points"]]
    y = _money(curve["value"], unit)
    marks = _marks(
        [0, points], [y[x.index(0)], y[x.index(points)]], symbols=["circle", "diamond"],
        names=[say(_("today"), language), f"+{points}"],
    )  # fmt: skip
    return _figure(
        [_line(x, y, dash="solid"), marks],
        x={"title": _("So many more of a hundred stay a year"), "tickformat": "+d"},
        y={"title": _worth_over_years(unit)},
        language=language,
    )


def _worth_over_years(unit: Unit) -> Words:
    return _("Value over the years ({unit})", unit=unit.label)


def phoning_chart(steps: pd.DataFrame, calls: int, *, unit: Unit, language: str) -> Figure:
    """What the calls of a week bring after our time, at every number of calls.

    Args:
        steps: of :class:`core.simulators.phoning.Phoning`.
        calls: the number that is looked at.
        unit: of the money axis.
        language: ``ja`` or ``en``.
    """
    x = [int(n) for n in steps["calls"]]
    low, high = (_money(steps[end] - steps["cost"], unit) for end in ("low", "high"))
    band = {
        "type": "scatter", "mode": "lines", "x": x + x[::-1], "y": high + low[::-1],
        "fill": "toself", "fillcolor": BAND_COLOUR, "line": {"width": 1, "color": QUIET_COLOUR,
        "dash": "dot"}, "hoverinfo": "skip",
    }  # fmt: skip
    net = _money(steps["net"], unit)
    line = _line(x, net, dash="solid") | {
        "mode": "lines+markers", "customdata": [str(n) for n in x],
    }  # fmt: skip
    place = x.index(calls)
    point = _marks([calls], [net[place]], symbols=["diamond"], names=[""])
    return _figure(
        [band, line, point],
        x={"title": _("Calls a week"), "rangemode": "tozero"},
        y={"title": _("Gross profit expected, less our time ({unit})", unit=unit.label)},
        language=language,
    )


def stopping_chart(curve: pd.DataFrame, day: int, *, unit: Unit, language: str) -> Figure:
    """What is saved and what may be lost in a year, at every stop day.

    Args:
        curve: of :func:`core.simulators.stopping.stop_curve`.
        day: the stop day that is looked at.
        unit: of the money axis.
        language: ``ja`` or ``en``.
    """
    x = [int(n) for n in curve["day"]]
    place = x.index(day)
    lines = {name: _money(curve[name], unit) for name in ("saved", "forgone")}
    at, top = {name: y[place] for name, y in lines.items()}, max(map(max, lines.values()))
    higher = "saved" if at["saved"] >= at["forgone"] else "forgone"
    drawn = []
    for name, words, look in (
        ("saved", _("saved"), {"dash": "solid", "symbol": "circle", "color": EXISTING_COLOUR}),
        ("forgone", _("may be lost"), {"dash": "dot", "symbol": "square", "color": NEW_COLOUR}),
    ):
        text = [""] * len(x)
        text[place] = f"{say(words, language)} {_digits(at[name])}"
        # Under the lower line, unless the axis is there.
        over = name == higher or at[name] < NEAR_AXIS * top
        drawn.append(
            _line(x, lines[name], dash=look["dash"], colour=look["color"])
            | {
                "mode": "lines+markers+text", "text": text, "customdata": [str(n) for n in x],
                "textposition": "top right" if over else "bottom left", "cliponaxis": False,
                "marker": {"symbol": look["symbol"], "color": look["color"],
                           "size": [14 if n == day else 6 for n in x]},
            }
        )  # fmt: skip
    return _figure(
        drawn,
        x={"title": _("Stop day (days of silence)")},
        y={"title": _("A year ({unit})", unit=unit.label), "rangemode": "tozero"},
        language=language,
    )


def _line(x: list[int], y: list[float], *, dash: str, colour: str = EXISTING_COLOUR) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y,
        "line": {"color": colour, "width": 3, "dash": dash},
        "hovertemplate": "%{x} → %{y:,.1f}<extra></extra>",
    }  # fmt: skip


def _marks(x: list[int], y: list[float], *, symbols: list[str], names: list[str]) -> Figure:
    """Points that carry their name and their number."""
    text = [f"{name} {_digits(value)}".strip() for name, value in zip(names, y, strict=True)]
    return {
        "type": "scatter", "mode": "markers+text", "x": x, "y": y, "text": text,
        "textposition": ["bottom right", "top left"][: len(x)] if len(x) > 1 else "top center",
        "marker": {"size": 14, "symbol": symbols, "color": NEW_COLOUR,
                   "line": {"width": 1, "color": "#000000"}},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _figure(data: list[Figure], *, x: dict[str, Any], y: dict[str, Any], language: str) -> Figure:
    def axis(told: dict[str, Any]) -> dict[str, Any]:
        title = {"text": say(told["title"], language), "standoff": 12}
        return {"automargin": True, **told, "title": title}

    return {
        "data": data,
        "layout": {
            **blank_layout(language, right=40),
            "showlegend": False,
            "height": HEIGHT,
            "xaxis": axis({"tickformat": ",d"} | x),
            "yaxis": axis({"tickformat": ",~f"} | y),
        },
    }


def _money(minor: pd.Series[Any], unit: Unit) -> list[float]:
    return [float(value) / unit.minor for value in minor]


def _digits(value: float) -> str:
    """Three digits of a number."""
    decimals = next((n for below, n in _DECIMALS if abs(value) < below), 0)
    return f"{value:,.{decimals}f}"
