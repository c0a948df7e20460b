"""The Lorenz curve of sales (2:8の図)."""

from __future__ import annotations

import pandas as pd

from core.figures import EXISTING_COLOUR, NEW_COLOUR, QUIET_COLOUR, Figure
from core.locale.words import _, say


def lorenz(curve: pd.DataFrame, *, part: float, share: float, language: str) -> Figure:
    """Which part of the sales the best customers bring.

    Args:
        curve: the frame of :func:`core.metrics.lorenz.curve`.
        part: the part of the customers that is marked (0.2).
        share: what they bring.
        language: ``ja`` or ``en``.
    """
    drawn = {
        "type": "scatter", "mode": "lines", "x": curve["people"].tolist(),
        "y": curve["sales"].tolist(), "line": {"color": EXISTING_COLOUR, "width": 3},
        "hovertemplate": "%{x:.0%} → %{y:.0%}<extra></extra>",
    }  # fmt: skip
    even = {
        "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "hoverinfo": "skip",
        "line": {"color": QUIET_COLOUR, "width": 1, "dash": "dot"},
    }  # fmt: skip
    point = {
        "type": "scatter", "mode": "markers+text", "x": [part], "y": [share],
        "text": [f"{part:.0%} → {share:.0%}"], "textposition": "bottom right",
        "marker": {"size": 12, "color": NEW_COLOUR}, "hoverinfo": "skip",
    }  # fmt: skip
    axis = {"range": [0, 1.02], "tickformat": ".0%", "automargin": True}
    return {
        "data": [even, drawn, point],
        "layout": {
            "margin": {"l": 70, "r": 20, "t": 20, "b": 60},
            "meta": {"language": language},
            "plot_bgcolor": "#ffffff",
            "paper_bgcolor": "#ffffff",
            "showlegend": False,
            "height": 420,
            "xaxis": {**axis, "title": {"text": say(_("Customers, the best first"), language)}},
            "yaxis": {**axis, "title": {"text": say(_("Part of the sales"), language)}},
        },
    }
