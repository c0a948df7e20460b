"""Who went from group to group between two days, as a picture (流れの図)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.figures import EXISTING_COLOUR, NEW_COLOUR, QUIET_COLOUR, Figure

#: Bands as see-through as lets one see the other below it.
_STAYED, _UP, _DOWN, _OTHER = (
    "rgba(107,114,128,0.28)", "rgba(0,114,178,0.55)", "rgba(213,94,0,0.55)",
    "rgba(107,114,128,0.5)",
)  # fmt: skip
_FOR_EACH, _AT_LEAST, _AT_MOST = 70, 320, 900


@dataclass(frozen=True, slots=True)
class Band:
    """Some who went from one group to another.

    Attributes:
        before, after: places in the list of names; ``people``: how many.
        way: 1 for up, -1 for down, 0 for the same group, None where neither is higher.
    """

    before: int
    after: int
    people: int
    way: int | None


def flows(
    names: Sequence[str], bands: Sequence[Band], *, days: tuple[str, str], language: str
) -> Figure:
    """Bands from the groups of one day (left) to those of another (right).

    Args:
        names: the groups as the owner calls them, the highest first.
        bands: who went where.
        days: the two days in words, for the heads of the sides.
        language: ``ja`` or ``en``.
    """
    left = sorted({band.before for band in bands})
    right = sorted({band.after for band in bands})
    sums = {place: sum(b.people for b in bands if b.before == place) for place in left}
    arrived = {place: sum(b.people for b in bands if b.after == place) for place in right}
    labels = [f"{names[place]} {sums[place]:,}" for place in left]
    labels += [f"{names[place]} {arrived[place]:,}" for place in right]
    nodes = {
        "label": labels,
        "color": [EXISTING_COLOUR] * len(left) + [NEW_COLOUR] * len(right),
        "x": [0.001] * len(left) + [0.999] * len(right),
        "y": [*_places(list(sums.values())), *_places(list(arrived.values()))],
        "pad": 22,
        "thickness": 18,
        "hovertemplate": "%{label}<extra></extra>",
    }
    links = {
        "source": [left.index(band.before) for band in bands],
        "target": [len(left) + right.index(band.after) for band in bands],
        "value": [band.people for band in bands],
        "color": [_colour(band) for band in bands],
        "label": [f"{names[b.before]} → {names[b.after]} {b.people:,}" for b in bands],
        "hovertemplate": "%{label}<extra></extra>",
    }
    most = max(len(left), len(right), 1)
    return {
        "data": [{"type": "sankey", "arrangement": "fixed", "node": nodes, "link": links}],
        "layout": {
            "margin": {"l": 10, "r": 10, "t": 46, "b": 20},
            "meta": {"language": language},
            "paper_bgcolor": "#ffffff",
            "height": min(max(_AT_LEAST, 80 + _FOR_EACH * most), _AT_MOST),
            "annotations": [_head(days[0], 0.0, "left"), _head(days[1], 1.0, "right")],
        },
    }


def _places(sizes: Sequence[int]) -> list[float]:
    """The middle of each group from the top, as shares of the height, in the order given."""
    gap, total = 0.06, max(sum(sizes), 1)
    room = 1 - gap * max(len(sizes) - 1, 0)
    places, top = [], 0.0
    for size in sizes:
        height = room * size / total
        places.append(min(max(top + height / 2, 0.001), 0.999))
        top += height + gap
    return places


def _colour(band: Band) -> str:
    if band.way is None:
        return _OTHER
    return {1: _UP, -1: _DOWN}.get(band.way, _STAYED)


def _head(text: str, x: float, side: str) -> dict[str, Any]:
    return {
        "text": text, "x": x, "y": 1.0, "xref": "paper", "yref": "paper", "yshift": 30,
        "xanchor": side, "showarrow": False, "font": {"color": QUIET_COLOUR},
    }  # fmt: skip
