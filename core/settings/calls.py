"""The call list (今週かける人): capacity, gates, cool-downs, yen, seats, outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class CallSettings:
    """The call list (今週かける人): capacity, gates, cool-downs, yen, seats, outcomes."""

    per_day: int = threshold(4, unit="calls per working day", source="DOMAIN 3.2", assumed=True)
