"""More or fewer as pictures (増えた・減ったの図): weeks beside last year's, steps, a line.

Nothing hangs on colour alone: this year is filled and last year outlined, new customers are
striped, steps carry their sign, and every bar and marked point prints its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.figures import (
    EXISTING_COLOUR,
    MANY,
    NEW_COLOUR,
    QUIET_COLOUR,
    SMALL,
    Figure,
    Unit,
    blank_layout,
    unit_of,
)
from core.locale.words import _, say

#: Half the way between the two bars of a week, and the width of each, in weeks.
_ASIDE, _WIDE = 0.21, 0.4
_PALE = {"existing": "#B9D7EA", "new": "#F3CDB4"}
_FULL = {"existing": EXISTING_COLOUR, "new": NEW_COLOUR}
#: So many points of a line have their number printed at least: the ends and the turning points.
_TICKS = 9
#: So many weeks from the end of a line there is no room for another number.
_CLOSE = 3
#: How many times as large a number a wide bar has room for.
_WIDER = 100
#: Above the largest bar there is room for its number.
_HEADROOM = 1.12


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall.

    Attributes:
        label: what it is, in words; ``code``: its id.
        value: how much is added (or taken, below 0); of a total: how much there is.
        total: whether it stands on the ground.
    """

    label: str
    code: str
    value: float
    total: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """One week beside the same one of last year, in units of the axis.

    Attributes:
        label: its last day in words; ``code``: its id.
        values: by ``existing_now``, ``new_now``, ``existing_before``, ``new_before``.
    """

    label: str
    code: str
    values: dict[str, float]


def weeks(
    shown: Sequence[Week], *, axis: str, decimals: int, years: tuple[str, str], language: str
) -> Figure:
    """13 weeks: this year's bar beside last year's, new customers on top of existing ones.

    Args:
        shown: the weeks, oldest first.
        axis: title of the axis with its unit.
        decimals: of the printed numbers.
        years: how this and last year's bars are called.
        language: ``ja`` or ``en``.
    """
    sides = {"existing": _("Existing customers"), "new": _("New customers")}
    traces = [
        _week_bars(shown, f"{side}_{when}", decimals, f"{year} {say(name, language)}")
        for when, year in zip(("before", "now"), reversed(years), strict=True)
        for side, name in sides.items()
    ]
    layout = blank_layout(language) | {
        "barmode": "stack",
        "xaxis": _named_axis(
            list(range(len(shown))),
            [week.label for week in shown],
            say(_("Week to (month/day)"), language),
        ),
        "yaxis": _amount_axis(axis),
        "legend": {"orientation": "h", "y": 1.16, "x": 0, "traceorder": "normal"},
        "height": 440,
    }
    return {"data": traces, "layout": layout}


def waterfall(steps: Sequence[Step], *, axis: str, decimals: int, language: str) -> Figure:
    """From one total to another, each step standing where the one before it ended.

    Args:
        steps: in order, totals at both ends.
        axis: title of the axis with its unit.
        decimals: of the printed numbers.
        language: ``ja`` or ``en``.
    """
    lows, heights, tops, level = [], [], [], 0.0
    for step in steps:
        start = 0.0 if step.total else level
        level = start + step.value
        lows.append(min(start, level))
        heights.append(abs(step.value))
        tops.append(level)
    bars = {
        "type": "bar",
        "x": [step.label for step in steps],
        "y": heights,
        "base": lows,
        "customdata": [step.code for step in steps],
        "text": [_signed(step, decimals) for step in steps],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {
            "color": [_step_colour(step) for step in steps],
            "line": {"color": "#1f1f1f", "width": 1},
            "pattern": {
                "shape": ["" if step.total or step.value >= 0 else "/" for step in steps],
                "fgcolor": "#ffffff", "fillmode": "overlay", "size": 8,
            },
        },
        "hovertemplate": "%{x} %{text}<extra></extra>",
    }  # fmt: skip
    layout = blank_layout(language) | {
        "xaxis": {"type": "category", "tickangle": 0, "tickfont": {"size": SMALL + 1}},
        "yaxis": _amount_axis(axis) | {"range": _room(lows, heights)},
        "shapes": _joints(tops),
        "height": 420,
        "showlegend": False,
    }
    return {"data": [bars], "layout": layout}


def line(
    labels: Sequence[str], values: Sequence[int], *, axis: str, title: str, language: str
) -> Figure:
    """A count week by week; the first, the last, the highest and the lowest are printed.

    Args:
        labels: the last day of each week in words; also the ids of the points.
        values: the counts.
        axis: title of the vertical axis with its unit.
        title: of the horizontal one.
        language: ``ja`` or ``en``.
    """
    told = _turning(values)
    trace = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": list(range(len(values))),
        "y": list(values),
        "customdata": list(labels),
        "text": [f"{n:,}" if place in told else "" for place, n in enumerate(values)],
        "textposition": "top center",
        "cliponaxis": False,
        "line": {"color": EXISTING_COLOUR, "width": 2},
        "marker": {
            "color": EXISTING_COLOUR,
            "size": [11 if place in told else 5 for place in range(len(values))],
        },
        "hovertemplate": "%{customdata} %{y:,d}<extra></extra>",
    }
    step = max(1, -(-len(values) // _TICKS))
    shown = list(range(len(values) - 1, -1, -step))[::-1]
    layout = blank_layout(language) | {
        "xaxis": _named_axis(shown, [labels[place] for place in shown], title),
        "yaxis": _amount_axis(axis) | {"range": [0, max([*values, 1]) * _HEADROOM]},
        "height": 360,
        "showlegend": False,
    }
    return {"data": [trace], "layout": layout}


def wide_unit(
    largest: int, currency: str, scale: int, language: str, *, wider: int = _WIDER
) -> Unit:
    """The unit where larger numbers fit than over a month's bar, so that small steps are seen.

    Args:
        largest: the largest amount in minor units.
        currency: ISO code.
        scale: decimals of the amounts.
        language: ``ja`` or ``en``.
        wider: how many times as large a number fits; two digits more where bars stand far apart.
    """
    unit = unit_of(largest // wider, currency, scale, language)
    return replace(unit, decimals=1 if largest < MANY * unit.minor else 0)


def in_unit(minor: int, unit: Unit) -> float:
    """An amount in the unit of an axis."""
    return int(minor) / unit.minor


def _week_bars(shown: Sequence[Week], part: str, decimals: int, name: str) -> dict[str, Any]:
    """One side of one year: filled now, pale and outlined before; new customers striped."""
    side, when = part.split("_")
    now = when == "now"
    values = [week.values[part] for week in shown]
    ink = "#ffffff" if now and side == "existing" else "#1f1f1f"
    marker: dict[str, Any] = {
        "color": (_FULL if now else _PALE)[side],
        "line": {"color": "#1f1f1f", "width": 1},
    }
    if side == "new":
        marker["pattern"] = {
            "shape": "/", "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.9, "size": 6,
        }  # fmt: skip
    return {
        "type": "bar",
        "name": name,
        "x": [place + (_ASIDE if now else -_ASIDE) for place in range(len(shown))],
        "y": values,
        "width": _WIDE,
        "customdata": [f"{week.code}|{part}" for week in shown],
        "text": [_printed(value, decimals) for value in values],
        # White stripes swallow numbers: those of new customers stand on top.
        "textposition": "outside" if side == "new" else "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "textfont": {"size": SMALL - 1},
        "insidetextfont": {"color": ink, "size": SMALL - 1},
        "marker": marker,
        "hovertemplate": "%{fullData.name} %{y:,.1f}<extra></extra>",
    }


def _printed(value: float, decimals: int) -> str:
    """The number of a bar; none where it would be read as nought."""
    return f"{value:,.{decimals}f}" if round(value, decimals) else ""


def _signed(step: Step, decimals: int) -> str:
    text = f"{abs(step.value):,.{decimals}f}"
    if step.total:
        return f"−{text}" if step.value < 0 else text
    return f"+{text}" if step.value > 0 else f"−{text}" if step.value < 0 else f"±{text}"


def _step_colour(step: Step) -> str:
    if step.total:
        return QUIET_COLOUR
    return EXISTING_COLOUR if step.value >= 0 else NEW_COLOUR


def _joints(tops: Sequence[float]) -> list[dict[str, Any]]:
    """Thin lines from where one bar ends to where the next begins."""
    return [
        {
            "type": "line", "x0": place, "x1": place + 1, "y0": top, "y1": top, "layer": "below",
            "line": {"color": QUIET_COLOUR, "width": 1, "dash": "dot"},
        }
        for place, top in enumerate(tops[:-1])
    ]  # fmt: skip


def _room(lows: Sequence[float], heights: Sequence[float]) -> list[float]:
    """An axis from the ground to a little above the highest bar."""
    low = min([0.0, *lows])
    high = max([0.0, *(a + b for a, b in zip(lows, heights, strict=True))])
    return [low * _HEADROOM, high * _HEADROOM or 1.0]


def _turning(values: Sequence[int]) -> set[int]:
    """The places of the first, the last, the highest and the lowest value."""
    if not values:
        return set()
    last = len(values) - 1
    turns = [pick(range(last + 1), key=lambda place: values[place]) for pick in (max, min)]
    # Beside an end its number would be covered.
    return {0, last, *(place for place in turns if _CLOSE < place < last - _CLOSE)}


def _named_axis(places: Sequence[int], names: Sequence[str], title: str) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": list(places),
        "ticktext": list(names),
        "tickangle": 0,
        "tickfont": {"size": SMALL},
        "zeroline": False,
        "title": {"text": title},
    }


def _amount_axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "standoff": 12},
        "tickformat": ",~f",
        "rangemode": "tozero",
        "automargin": True,
        "zeroline": True,
        "zerolinecolor": QUIET_COLOUR,
    }
