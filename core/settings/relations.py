"""The relation axis (関係)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class RelationSettings:
    """The relation axis (関係)."""

    lost_months: int = threshold(36, unit="months", source="DOMAIN 2.3")
