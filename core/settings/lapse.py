"""Rhythm, the three days (声かけ日, 戻らぬ日, 止める日) and the state."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LapseSettings:
    """Rhythm, the three days (声かけ日, 戻らぬ日, 止める日) and the state."""

    return_share: float = threshold(0.20, unit="probability", source="DOMAIN 2.1")
