"""The policy axis (方針)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The policy axis (方針)."""

    defend_top: int = threshold(10, unit="customers", source="DOMAIN 2.3")
