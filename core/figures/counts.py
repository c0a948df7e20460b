"""Counts as bars with their numbers (数の図)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.figures import EXISTING_COLOUR, QUIET_COLOUR, Figure, blank_layout
from core.locale.words import Words, say

_LINE = 48
_ROOM = 1.2


def lying(
    names: Sequence[Words | str],
    values: Sequence[int],
    *,
    axis: Words,
    language: str,
    loud: int | None = None,
) -> Figure:
    """One bar below the other, the first on top, each with its number.

    Args:
        names: what each bar counts.
        values: the counts.
        axis: what is counted.
        language: ``ja`` or ``en``.
        loud: only this bar is coloured, the others are quiet; all are where it is not said.
    """
    colours = [EXISTING_COLOUR if loud in (None, k) else QUIET_COLOUR for k in range(len(values))]
    bars: dict[str, Any] = {
        "type": "bar", "orientation": "h", "y": [say(name, language) for name in names],
        "x": list(values), "text": [f"{n:,}" for n in values], "textposition": "outside",
        "cliponaxis": False, "marker": {"color": colours},
        "hovertemplate": "%{y} %{text}<extra></extra>",
    }  # fmt: skip
    most = max([*values, 1])
    layout = blank_layout(language, left=20, right=30, top=10) | {
        "xaxis": {"title": {"text": say(axis, language)}, "range": [0, most * _ROOM],
                  "dtick": max(1, round(most / 5)), "tickformat": ",d", "automargin": True},
        "yaxis": {"autorange": "reversed", "automargin": True},
        "height": 100 + _LINE * max(len(names), 1),
        "showlegend": False,
    }  # fmt: skip
    return {"data": [bars], "layout": layout}


def standing(names: Sequence[str], values: Sequence[int], *, axis: Words, language: str) -> Figure:
    """Bars side by side in the order of time, each with its number.

    Args:
        names: of the months or weeks.
        values: the counts.
        axis: what is counted.
        language: ``ja`` or ``en``.
    """
    bars = {
        "type": "bar", "x": list(names), "y": list(values), "text": [f"{n:,}" for n in values],
        "textposition": "outside", "cliponaxis": False, "marker": {"color": EXISTING_COLOUR},
        "hovertemplate": "%{x} %{text}<extra></extra>",
    }  # fmt: skip
    most = max([*values, 1])
    layout = blank_layout(language, left=20, right=20, top=20) | {
        "xaxis": {"type": "category", "automargin": True},
        "yaxis": {"title": {"text": say(axis, language)}, "range": [0, most * _ROOM],
                  "dtick": max(1, round(most / 5)), "tickformat": ",d", "automargin": True},
        "height": 300,
        "showlegend": False,
    }  # fmt: skip
    return {"data": [bars], "layout": layout}
