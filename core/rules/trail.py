"""The trail of the verdict (判定の足あと): where the business stood at each recent week's end.

Each point is the verdict as it would have been on that day, from purchases alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.metrics.recent import Recent, week_ends, windows_at
from core.rules.verdict import Verdict, verdict
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Point:
    """One week's end.

    Attributes:
        end: the last day of the week.
        verdict: as of that day.
    """

    end: dt.date
    verdict: Verdict


def trail(recent: Recent, settings: Settings) -> tuple[Point, ...]:
    """The verdicts of the last eight weeks' ends, the oldest first, today's last."""
    ends = week_ends(recent.asof, settings.verdict.trail_weeks)
    return tuple(Point(end, verdict(windows_at(recent, end, settings), settings)) for end in ends)
