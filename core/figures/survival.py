"""Who stays, as pictures (生存曲線の図): over the years, and over the days of a silence.

Lines are told apart by dash and mark as well as colour, and each says at its end what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.figures import EXISTING_COLOUR, NEW_COLOUR, QUIET_COLOUR, SMALL, Figure, blank_layout
from core.figures.lines import banded_line, points, upright
from core.locale.words import Words, _, say
from core.metrics.bands import still_at

_OWN = EXISTING_COLOUR
_HUGHES, _FIT = NEW_COLOUR, "#4B5563"
#: A day so much farther than the curve is not drawn: the curve would be pressed to the left.
_FARTHEST = 1.6
#: So far beyond the last day drawn the axis goes.
_PAST = 1.3


def over_years(
    years: pd.DataFrame, curve: pd.DataFrame, *, year_days: int, language: str
) -> Figure:
    """The own curve with its band, the Hughes line, the fitted curve.

    Args:
        years: of :func:`core.foresight.staying.after_years`.
        curve: the own curve in days.
        year_days: of a year.
        language: ``ja`` or ``en``.
    """
    traces: list[Figure] = []
    if len(curve):
        x = [0.0, *(curve["x"] / year_days)]
        edges = ([1.0, *curve["low"]], [1.0, *curve["high"]])
        traces += banded_line(x, [1.0, *curve["still"]], edges, colour=_OWN)
        traces[-1]["hovertemplate"] = "%{x:.1f}: %{y:.1%}<extra></extra>"
    notes = []
    for name, colour, symbol, dash, words in _LINES:
        known = years[years[name].notna()]
        if name == "own":
            known = known[known["year"] > 0]
        if known.empty:
            continue
        marks = [(float(y), float(s), f"{s:.1%}") for y, s in
                 zip(known["year"], known[name], strict=True)]  # fmt: skip
        ids = [f"{int(y)}" if name == "own" else "" for y in known["year"]]
        if name != "own":
            traces.append(_dashed(marks, colour, dash))
            marks = marks[1:]
            ids = ids[1:]
        places = [_place(years, name, int(year)) for year, _share, _text in marks]
        traces.append(points(marks, colour=colour, symbol=symbol, ids=ids, place=places))
        notes.append(_at_the_end(marks[-1], words, colour, language, places[-1]))
    last = int(years["year"].max())
    layout = blank_layout(language) | {
        "xaxis": {"title": {"text": say(_("Years since the first purchase (years)"), language)},
                  "range": [-0.05, last + 0.9], "dtick": 1, "automargin": True,
                  "zeroline": False},
        "yaxis": {"title": {"text": say(_("Still customers (of 100)"), language), "standoff": 12},
                  "range": [0, 1.08], "tickformat": ".0%", "automargin": True},
        "showlegend": False, "height": 480, "annotations": notes,
    }  # fmt: skip
    return {"data": traces, "layout": layout}


#: Column, colour, mark, dash and name of each line.
_LINES: tuple[tuple[str, str, str, str, Words], ...] = (
    ("hughes", _HUGHES, "square", "dash", _("Hughes line")),
    ("fit", _FIT, "diamond-open", "dot", _("fitted curve")),
    ("own", _OWN, "circle", "solid", _("our own")),
)


def over_days(
    curve: pd.DataFrame, days: Mapping[str, Any], *, ids: Mapping[str, str], language: str
) -> Figure:
    """How long a silence lasts, with the days learned from it.

    Args:
        curve: silences of one bucket, of :func:`core.metrics.bands.banded`.
        days: ``nudge``, ``days``, ``low``, ``high`` (days of silence; the range may be missing)
            and ``stop``.
        ids: by ``nudge, days, stop``: the id of the point on that day.
        language: ``ja`` or ``en``.
    """
    end = float(curve["x"].iloc[-1])
    named = {
        "nudge": _("say a word: day {n}", n=round(days["nudge"])),
        "days": _("no return: day {n}", n=round(days["days"])),
        "stop": _("stop selling: day {n}", n=round(days["stop"])),
    }
    drawn = {name: words for name, words in named.items() if days[name] <= end * _FARTHEST}
    lines = upright([(float(days[name]), words) for name, words in drawn.items()], language)
    if pd.notna(days["low"]):
        lines["shapes"].append(
            {"type": "rect", "x0": days["low"], "x1": days["high"], "y0": 0, "y1": 1,
             "yref": "paper", "fillcolor": QUIET_COLOUR, "opacity": 0.15, "line": {"width": 0}}
        )  # fmt: skip
    marks = [
        (float(days[name]), still, f"{still:.0%}")
        for name in drawn
        if (still := _still(curve, float(days[name]))) is not None
    ]
    kept = [ids[name] for name in drawn if _still(curve, float(days[name])) is not None]
    line = banded_line(
        [0.0, *curve["x"]], [1.0, *curve["still"]],
        ([1.0, *curve["low"]], [1.0, *curve["high"]]), colour=_OWN,
    )  # fmt: skip
    layout = blank_layout(language) | {
        "xaxis": {"title": {"text": say(_("Days of silence (days)"), language)},
                  "range": [0, _reach(end, [float(days[name]) for name in drawn])],
                  "automargin": True, "zeroline": False},
        "yaxis": {"title": {"text": say(_("Still silent (%)"), language), "standoff": 12},
                  "range": [0, 1.05], "tickformat": ".0%", "automargin": True},
        "showlegend": False, "height": 420, **lines,
    }  # fmt: skip
    return {"data": [*line, points(marks, colour=_OWN, ids=kept, place="top right")],
            "layout": layout}  # fmt: skip


def _reach(end: float, days: list[float]) -> float:
    """How far the axis goes: a little past the last day drawn, or to the end of the curve."""
    return max(days) * _PAST if days else end * 1.05


def _still(curve: pd.DataFrame, day: float) -> float | None:
    here = still_at(curve, day)
    return here["still"] if here else None


def _dashed(marks: list[tuple[float, float, str]], colour: str, dash: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "x": [x for x, _y, _t in marks],
        "y": [y for _x, y, _t in marks], "hoverinfo": "skip",
        "line": {"color": colour, "width": 2, "dash": dash},
    }  # fmt: skip


def _place(years: pd.DataFrame, name: str, year: int) -> str:
    """Where a number stands: above the highest line of its year, below the lowest one."""
    row = years.loc[years["year"] == year, ["own", "hughes", "fit"]].iloc[0].dropna()
    if row[name] >= row.max():
        return "top center"
    return "bottom center" if row[name] <= row.min() else "middle right"


def _at_the_end(
    mark: tuple[float, float, str], words: Words, colour: str, language: str, place: str
) -> dict[str, Any]:
    """The name of a line right of its last point, away from that of the line beside it."""
    away = {"top center": 8, "bottom center": -8, "middle right": 0}[place]
    return {
        "yshift": away,
        "x": mark[0], "y": mark[1], "text": say(words, language), "showarrow": False,
        "xanchor": "left", "xshift": 26, "font": {"color": colour, "size": SMALL + 2},
        "bgcolor": "rgba(255,255,255,0.8)",
    }  # fmt: skip
