"""Expected and real purchases of the lists of past weeks, as a picture (当たったか)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.calls.golden import Golden
from core.figures import EXISTING_COLOUR, NEW_COLOUR, QUIET_COLOUR, Figure, blank_layout
from core.locale.words import _, say

_HEIGHT = 380


def hits(lists: Sequence[Golden], *, language: str) -> Figure:
    """Week by week: what was expected with its range, and how many bought.

    A week whose 30 days have not passed is drawn hollow: more may come.

    Args:
        lists: :func:`core.calls.golden.golden_lists`, the newest first.
        language: ``ja`` or ``en``.
    """
    shown = list(reversed(lists))
    weeks = [f"{one.week.month}/{one.week.day}" for one in shown]
    ids = [one.week.isoformat() for one in shown]
    highest = max([1, *(max(one.hits.high, one.hits.real) for one in shown)])
    return {
        "data": [_expected(shown, weeks, ids, language), _real(shown, weeks, ids, language)],
        "layout": {
            **blank_layout(language, left=60, top=60),
            "height": _HEIGHT,
            "legend": {"orientation": "h", "y": 1.18, "x": 0},
            "xaxis": {
                "title": {"text": say(_("Monday of the list"), language)},
                "type": "category",
            },
            "yaxis": {
                "title": {"text": say(_("customers who bought"), language)},
                "range": [0, highest * 1.25], "gridcolor": "#E5E7EB", "rangemode": "tozero",
            },
        },
    }  # fmt: skip


def _expected(
    shown: Sequence[Golden], weeks: list[str], ids: list[str], language: str
) -> dict[str, Any]:
    middle = [one.hits.expected for one in shown]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": say(_("expected, with its range"), language),
        "x": weeks,
        "y": middle,
        "customdata": ids,
        "text": [f"{value:.0f}" for value in middle],
        "textposition": "middle left",
        "textfont": {"color": QUIET_COLOUR},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [max(one.hits.high - one.hits.expected, 0) for one in shown],
            "arrayminus": [max(one.hits.expected - one.hits.low, 0) for one in shown],
            "color": QUIET_COLOUR,
            "thickness": 2,
        },
        "marker": {
            "symbol": "line-ew-open", "size": 18, "color": QUIET_COLOUR, "line": {"width": 3},
        },
        "hovertemplate": "%{x} %{y:.1f}<extra></extra>",
    }  # fmt: skip


def _real(
    shown: Sequence[Golden], weeks: list[str], ids: list[str], language: str
) -> dict[str, Any]:
    closed = [one.hits.closed for one in shown]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": say(_("bought (hollow: the 30 days are not over)"), language),
        "x": weeks,
        "y": [one.hits.real for one in shown],
        "customdata": ids,
        "text": [f"{one.hits.real}" for one in shown],
        "textposition": "middle right",
        "textfont": {"color": EXISTING_COLOUR},
        "marker": {
            "symbol": ["circle" if done else "circle-open" for done in closed],
            "size": 14,
            "color": [EXISTING_COLOUR if done else NEW_COLOUR for done in closed],
        },
        "hovertemplate": "%{x} %{y}<extra></extra>",
    }
