"""Lines with bands, marked points, upright days: the parts that curves are drawn of (図の部品)."""

from __future__ import annotations

from typing import Any

from core.figures import QUIET_COLOUR, SMALL, Figure
from core.locale.words import Words, say

#: Of print.
INK = "#1f1f1f"


def banded_line(
    x: list[float], y: list[float], band: tuple[list[float], list[float]], *, colour: str
) -> list[Figure]:
    """A step line over its band: the edge below, the edge above filled down to it, the line."""
    edge = {
        "type": "scatter", "mode": "lines", "x": x, "line": {"width": 0, "shape": "hv"},
        "hoverinfo": "skip",
    }  # fmt: skip
    return [
        edge | {"y": band[0]},
        edge | {"y": band[1], "fill": "tonexty", "fillcolor": "rgba(0,114,178,0.18)"},
        {
            "type": "scatter", "mode": "lines", "x": x, "y": y,
            "line": {"color": colour, "width": 3, "shape": "hv"},
            "hovertemplate": "%{x:.0f}: %{y:.1%}<extra></extra>",
        },
    ]  # fmt: skip


def points(
    marks: list[tuple[float, float, str]], *, colour: str, symbol: str = "circle",
    ids: list[str] | None = None, place: str | list[str] = "top center",
) -> Figure:  # fmt: skip
    """Marked points with their numbers printed."""
    return {
        "type": "scatter", "mode": "markers+text", "x": [x for x, _y, _t in marks],
        "y": [y for _x, y, _t in marks], "text": [text for _x, _y, text in marks],
        "textposition": place, "cliponaxis": False,
        "marker": {"size": 11, "color": colour, "symbol": symbol},
        "textfont": {"color": colour}, "customdata": ids or [""] * len(marks),
        "unselected": {"marker": {"opacity": 1}, "textfont": {"color": colour}},
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def upright(days: list[tuple[float, Words]], language: str) -> dict[str, Any]:
    """Upright lines at some days with their names beside them, each a little lower."""
    shapes = [
        {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper",
         "line": {"color": QUIET_COLOUR, "width": 2, "dash": "dash"}}
        for day, _name in days
    ]  # fmt: skip
    notes = [
        {"x": day, "y": 1.0 - 0.09 * number, "yref": "paper", "text": say(name, language),
         "xanchor": "left", "yanchor": "top", "showarrow": False, "xshift": 4,
         "font": {"size": SMALL, "color": INK}, "bgcolor": "rgba(255,255,255,0.8)"}
        for number, (day, name) in enumerate(days)
    ]  # fmt: skip
    return {"shapes": shapes, "annotations": notes}
