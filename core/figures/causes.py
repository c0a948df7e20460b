"""Causes of complaints, the most frequent first (クレームの原因の図)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.figures import EXISTING_COLOUR, QUIET_COLOUR, Figure, blank_layout
from core.locale.words import Words, _, n_, say

_LINE = 52


def causes(found: pd.DataFrame, names: list[Words], *, days: int, language: str) -> Figure:
    """Complaints of so many days as bars with their number, a mark for as many days before.

    Args:
        found: the frame of :func:`core.rules.causes.pareto`.
        names: what each row is called.
        days: how many are looked at.
        language: ``ja`` or ``en``.
    """
    labels = [say(name, language) for name in names]
    counts = [say(n_("{n} complaint", "{n} complaints", n=int(n)), language) for n in found["n"]]
    ids = found["cause"].tolist()
    before = say(_("{n} days before", n=days), language)
    bars: dict[str, Any] = {
        "type": "bar", "orientation": "h", "y": labels, "x": found["n"].tolist(),
        "text": counts, "textposition": "outside", "cliponaxis": False, "customdata": ids,
        "marker": {"color": EXISTING_COLOUR}, "hovertemplate": "%{y}: %{x}<extra></extra>",
    }  # fmt: skip
    marks = {
        "type": "scatter", "mode": "markers", "y": labels, "x": found["before"].tolist(),
        "customdata": ids,
        "marker": {"symbol": "line-ns-open", "size": 24, "color": QUIET_COLOUR,
                   "line": {"width": 3}},
        "hovertemplate": f"{before}: %{{x}}<extra></extra>",
    }  # fmt: skip
    most = max([*found["n"], *found["before"], 1])
    title = _("Complaints in {n} days (line: the {n} days before)", n=days)
    return {
        "data": [bars, marks],
        "layout": {
            **blank_layout(language, left=20, right=30, top=10),
            "showlegend": False,
            "height": 110 + _LINE * len(labels),
            "xaxis": {"title": {"text": say(title, language)}, "range": [0, most * 1.25],
                      "dtick": max(1, round(most / 5)), "automargin": True},
            "yaxis": {"autorange": "reversed", "automargin": True},
        },
    }  # fmt: skip
