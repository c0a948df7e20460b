"""The plane of existing and new customers (四象限の図), with the trail of recent weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.figures import BAND_COLOUR, EXISTING_COLOUR, QUIET_COLOUR, SMALL, Figure, blank_layout
from core.locale.words import _, say
from core.rules.trail import Point
from core.rules.verdict import UNKNOWN

#: The smallest half-width of the verdict plane, as a share: ±20 %.
PLANE_AT_LEAST = 0.2
#: Changes beyond this share are drawn at the rim.
PLANE_AT_MOST = 1.0
#: Room around the farthest point of the plane.
_AROUND = 1.3
_EDGE = 1.15
#: How far a day stands from its point, and today's from its own, in pixels.
_FAR, _FARTHER = 58, 84


@dataclass(frozen=True, slots=True)
class Stop:
    """One point of the trail.

    Attributes:
        label: its day in words; ``code``: its id.
        existing, new: change as a share, None while it cannot be said.
    """

    label: str
    code: str
    existing: float | None
    new: float | None

    @property
    def placed(self) -> bool:
        """Whether both sides are known, so that it has a place."""
        return self.existing is not None and self.new is not None

    @classmethod
    def of(cls, point: Point) -> Stop:
        """A week's end; a side that is not judged is not known."""
        verdict = point.verdict
        return cls(
            label=f"{point.end.month}/{point.end.day}",
            code=point.end.isoformat(),
            existing=_known(verdict.existing, verdict.existing_change),
            new=_known(verdict.new, verdict.new_change),
        )


def _known(judged: str, change: float) -> float | None:
    return None if judged == UNKNOWN or math.isnan(change) else change


def plane(stops: Sequence[Stop], *, band: float, language: str) -> Figure:
    """The four-quadrant verdict (四象限の判定) and its trail of weeks.

    Args:
        stops: oldest first; the last one is today, and those that cannot be said are left out.
        band: changes within ± this share count as flat.
        language: ``ja`` or ``en``.
    """
    known = [stop for stop in stops if stop.placed]
    # Each way has its own reach, so that a trail far out on one side can still be told apart.
    reach = (_reach(*(stop.new for stop in known)), _reach(*(stop.existing for stop in known)))
    title = say(_("New customers' revenue on last year (%)"), language)
    upward = say(_("Existing customers' revenue on last year (%)"), language)
    layout = blank_layout(language) | {
        "xaxis": _share_axis(title, reach[0]),
        "yaxis": _share_axis(upward, reach[1]),
        "shapes": _bands(band, reach),
        "annotations": [*_corners(reach, language), *_named_stops(known, reach, stops)],
        "height": 520,
        "showlegend": False,
    }
    return {"data": [_path(known, reach, stops)], "layout": layout}


def _path(
    known: Sequence[Stop], reach: tuple[float, float], stops: Sequence[Stop]
) -> dict[str, Any]:
    """The trail as a line whose points grow towards today."""
    newest = [stop is stops[-1] for stop in known]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_rim(stop.new, reach[0]) for stop in known],
        "y": [_rim(stop.existing, reach[1]) for stop in known],
        "customdata": [stop.code for stop in known],
        "text": [f"{s.label}: {_percent(s.new)} / {_percent(s.existing)}" for s in known],
        "line": {"color": QUIET_COLOUR, "width": 2, "dash": "dot"},
        "marker": {
            "size": [20 if last else 9 for last in newest],
            "symbol": ["diamond" if last else "circle" for last in newest],
            "color": [EXISTING_COLOUR if last else "#ffffff" for last in newest],
            "line": {"width": 2, "color": "#1f1f1f"},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }


def _named_stops(
    known: Sequence[Stop], reach: tuple[float, float], stops: Sequence[Stop]
) -> list[dict[str, Any]]:
    """The days around their points, today's with its two changes.

    Weeks lie close together. Each day stands off in a direction of its own, in the order in which
    the points lie around their middle, so that no two cover each other.
    """
    named = []
    for stop, angle in zip(known, _directions(known, reach, stops), strict=True):
        last = stop is stops[-1]
        text, aside, down = stop.label, _FAR * math.cos(angle), -_FAR * math.sin(angle)
        if last:
            text = f"<b>{stop.label}<br>{_percent(stop.new)} / {_percent(stop.existing)}</b>"
            # Above or below, never beside: it is wide, and its point may lie at the rim.
            aside, down = 0.0, math.copysign(_FARTHER, down)
        named.append(
            {
                "x": _rim(stop.new, reach[0]), "y": _rim(stop.existing, reach[1]), "text": text,
                "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": QUIET_COLOUR,
                "ax": round(aside), "ay": round(down),
                "font": {"size": SMALL + (2 if last else 0)},
                "bgcolor": "rgba(255,255,255,0.8)",
            }
        )  # fmt: skip
    return named


def _directions(
    known: Sequence[Stop], reach: tuple[float, float], stops: Sequence[Stop]
) -> list[float]:
    """An angle for each point, evenly around the circle; today's is up or down."""
    if not known:
        return []
    places = [(_rim(s.new, reach[0]) / reach[0], _rim(s.existing, reach[1]) / reach[1])
              for s in known]  # fmt: skip
    middle = [sum(axis) / len(places) for axis in zip(*places, strict=True)]
    seen = [math.atan2(y - middle[1], x - middle[0]) for x, y in places]
    start = math.copysign(math.pi / 2, seen[-1])
    turned = [(angle - start) % math.tau for angle in seen]
    if known[-1] is stops[-1]:
        turned[-1] = -1.0
    order = sorted(range(len(turned)), key=turned.__getitem__)
    even = {place: start + math.tau * rank / len(turned) for rank, place in enumerate(order)}
    return [even[place] for place in range(len(turned))]


def _reach(*shares: float | None) -> float:
    largest = max((abs(s) for s in shares if s is not None), default=0.0)
    return min(max(PLANE_AT_LEAST, largest * _AROUND), PLANE_AT_MOST)


def _rim(share: float | None, reach: float) -> float:
    return max(-reach, min(reach, share or 0.0))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:+.0%}".replace("-", "−")


def _share_axis(title: str, reach: float) -> dict[str, Any]:
    return {
        "title": {"text": title, "standoff": 12},
        "automargin": True,
        "range": [-reach * _EDGE, reach * _EDGE],
        "tickformat": "+.0%",
        "zeroline": True,
        "zerolinecolor": QUIET_COLOUR,
    }


def _bands(band: float, reach: tuple[float, float]) -> list[dict[str, Any]]:
    """The dead band in which a change counts as flat."""
    right, top = reach[0] * _EDGE, reach[1] * _EDGE
    common = {"type": "rect", "fillcolor": BAND_COLOUR, "line": {"width": 0}, "layer": "below"}
    return [
        {**common, "x0": -band, "x1": band, "y0": -top, "y1": top},
        {**common, "x0": -right, "x1": right, "y0": -band, "y1": band},
    ]


def _corners(reach: tuple[float, float], language: str) -> list[dict[str, Any]]:
    """The names of the four corners (existing, new)."""
    named = {
        (1, 1): _("Ideal"),
        (1, -1): _("Solid, but few new ones"),
        (-1, 1): _("Bucket with a hole"),
        (-1, -1): _("Urgent"),
    }
    return [
        {
            "x": side * reach[0] * 1.1,
            "y": height * reach[1] * 1.05,
            "text": say(words, language),
            "showarrow": False,
            "xanchor": "right" if side > 0 else "left",
            "font": {"color": QUIET_COLOUR},
        }
        for (height, side), words in named.items()
    ]
