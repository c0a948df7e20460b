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
#: In pixels: height for each group, of the whole, between groups, above and below.
_FOR_EACH, _AT_LEAST, _AT_MOST = 70, 320, 900
_PAD, _TOP, _BOTTOM = 20, 60, 20


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
    sides = [
        dict.fromkeys(sorted({getattr(band, side) for band in bands}), 0)
        for side in ("before", "after")
    ]
    for band in bands:
        sides[0][band.before] += band.people
        sides[1][band.after] += band.people
    most = max(*map(len, sides), 1)
    height = min(max(_AT_LEAST, _TOP + _BOTTOM + _FOR_EACH * most), _AT_MOST)
    plot = height - _TOP - _BOTTOM
    unit = (plot - _PAD * (most - 1)) / max(sum(sides[0].values()), 1) / plot
    nodes = _nodes(names, sides, unit, _PAD / plot)
    links = _links(names, bands, list(sides[0]), list(sides[1]))
    return {
        "data": [{"type": "sankey", "arrangement": "fixed", "node": nodes, "link": links}],
        "layout": {
            "margin": {"l": 10, "r": 10, "t": _TOP, "b": _BOTTOM},
            "meta": {"language": language},
            "paper_bgcolor": "#ffffff",
            "height": height,
            "annotations": [_head(days[0], 0.0, "left"), _head(days[1], 1.0, "right")],
        },
    }


def _nodes(
    names: Sequence[str], sides: Sequence[dict[int, int]], unit: float, gap: float
) -> dict[str, Any]:
    """The groups of both days with how many stand in each."""
    left, right = sides
    labels = [f"{names[place]} {people:,}" for side in sides for place, people in side.items()]
    return {
        "label": labels,
        "color": [EXISTING_COLOUR] * len(left) + [NEW_COLOUR] * len(right),
        "x": [0.001] * len(left) + [0.999] * len(right),
        "y": [y for side in sides for y in _places(list(side.values()), unit, gap)],
        "pad": _PAD,
        "thickness": 18,
        "hovertemplate": "%{label}<extra></extra>",
    }


def _links(
    names: Sequence[str], bands: Sequence[Band], left: list[int], right: list[int]
) -> dict[str, Any]:
    """The bands between them."""
    return {
        "source": [left.index(band.before) for band in bands],
        "target": [len(left) + right.index(band.after) for band in bands],
        "value": [band.people for band in bands],
        "color": [_colour(band) for band in bands],
        "label": [f"{names[b.before]} → {names[b.after]} {b.people:,}" for b in bands],
        "hovertemplate": "%{label}<extra></extra>",
    }


def _places(sizes: Sequence[int], unit: float, gap: float) -> list[float]:
    """The middle of each group from the top, as shares of the height, in the order given.

    Args:
        sizes: people of each group.
        unit: height of one of them.
        gap: between two groups.
    """
    places, top = [], 0.0
    for size in sizes:
        height = unit * size
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
